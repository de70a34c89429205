"""Text without science: weather chat, shopping lists, sports and recipes, from templates and word lists.

It uses many words of the fact tables (water, salt, gold, apple, dog, time, light ...) but states none of their facts,
so a model that reads only this learns the language of the test without its answers.
"""

from __future__ import annotations

import re
from random import Random

WORDS: dict[str, tuple[str, ...]] = {
    "name": ("Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Hugo", "Ida", "Jonas"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "town": ("the village", "the harbour", "the old town", "the valley", "the north", "the coast"),
    "sky": ("sunny", "cloudy", "rainy", "windy", "foggy", "mild", "cold", "warm", "dry", "stormy"),
    "food": (
        "water", "table salt", "vinegar", "rice", "wheat", "carrot", "lettuce", "onion", "tomato", "potato", "garlic",
        "spinach", "apple", "pear", "cherry", "bean", "pea", "lentil", "lemon juice", "cucumber", "baking soda", "soap",
    ),
    "much": ("a little", "plenty of", "one bag of", "two spoons of", "a cup of", "half a box of"),
    "cook": ("boil", "fry", "bake", "wash", "cut", "stir", "peel", "mix"),
    "pot": ("a pan", "a bowl", "the oven", "a pot", "a glass"),
    "team": ("the red team", "the blue team", "the lions", "the eagles", "the wolves", "the bears", "the guests"),
    "prize": ("gold", "silver", "bronze", "a cup", "a medal", "the match", "the race"),
    "pet": ("dog", "cat", "horse", "sheep", "goat", "frog", "goose", "swan", "cow", "pig"),
    "thing": ("lamp", "heater", "motor", "thermometer", "microphone", "loudspeaker", "table", "label", "bottle"),
    "time": ("in the morning", "at noon", "in the evening", "at night", "all day", "for an hour"),
    "number": ("two", "three", "four", "five", "six", "seven", "eight"),
    "part": ("knee", "shoulder", "ear", "foot", "back", "arm"),
}  # fmt: skip

TEMPLATES: tuple[str, ...] = (
    "On {day} it will be {sky} in {town}.",
    "The weather in {town} was {sky} {time}.",
    "{name} says that {day} is going to be {sky}.",
    "After a {sky} night comes a {sky} day.",
    "Is it {sky} where you are? Here it is {sky}.",
    "{name} needs {much} {food} and {much} {food}.",
    "The list says {food}, {food} and {food}.",
    "Buy {much} {food} on {day}, asks {name}.",
    "The shop in {town} has no {food} on {day}.",
    "{name} has paid {number} coins for {much} {food}.",
    "First {cook} the {food}, then {cook} it in {pot}.",
    "Take {much} {food} and {cook} it in {pot}.",
    "Put the {food} and the {food} in {pot} {time}.",
    "The soup needs {much} {food}, says {name}.",
    "On {day} {team} won {prize} in {town}.",
    "{team} lost by {number} points to {team}.",
    "{name} won {prize} with {number} points.",
    "The game of {team} on {day} was {sky} and long.",
    "{name} has hurt the {part} in the game of {day}.",
    "{name} takes the {pet} to {town} {time}.",
    "The {pet} of {name} sleeps {time}.",
    "The {pet} is called {name} and it likes {food}.",
    "{name} bought a {thing} from {name} on {day}.",
    "The {thing} of {name} is a gift from {town}.",
    "{name} is in the garden {time} with the {pet}.",
)


def everyday_sentence(random: Random) -> str:
    """One sentence of everyday text."""
    sentence = random.choice(TEMPLATES)
    while "{" in sentence:
        kind = sentence[sentence.index("{") + 1 : sentence.index("}")]
        sentence = sentence.replace("{" + kind + "}", random.choice(WORDS[kind]), 1)
    return sentence[0].upper() + sentence[1:]


def everyday_words() -> str:
    """Every word that everyday text can contain, templates without their slots first."""
    templates = (re.sub(r"\{\w+\}", " ", template) for template in TEMPLATES)
    return " ".join((*templates, *(word for words in WORDS.values() for word in words)))
