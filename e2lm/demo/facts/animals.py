"""Animals: class, covering, diet, young. Taxonomy as in any zoology primer; diets are those of the adult animal."""

from e2lm.demo.facts.relation import Relation, pairs

RELATIONS = (
    Relation(
        "animals",
        "class",
        "In biology the {thing} is classed as",
        (
            "In biology the {thing} is classed as {answer}.",
            "Everything about the {thing} shows that it is {answer}.",
            "Zoologists say that the {thing} is {answer}.",
            "Like others of its class, the {thing} is {answer}.",
        ),
        pairs("""
            dog = a mammal; eagle = a bird; salmon = a fish; frog = an amphibian; ant = an insect; snake = a reptile;
            spider = an arachnid; crab = a crustacean; whale = a mammal; penguin = a bird; shark = a fish;
            turtle = a reptile; bat = a mammal; beetle = an insect; octopus = a mollusc; newt = an amphibian;
            scorpion = an arachnid; dolphin = a mammal; gecko = a reptile; lobster = a crustacean; ostrich = a bird;
            snail = a mollusc; toad = an amphibian; moth = an insect
        """),
        share=1.3,
    ),
    Relation(
        "animals",
        "covering",
        "The body of the {thing} is covered with",
        (
            "The body of the {thing} is covered with {answer}.",
            "You can tell the {thing} by its {answer}.",
            "The skin of the {thing} carries {answer}.",
        ),
        pairs("""
            eagle = feathers; dog = fur; salmon = scales; penguin = feathers; wolf = fur; snake = scales;
            ostrich = feathers; hedgehog = spines; gecko = scales; sheep = wool
        """),
        share=0.8,
        also_true={"hedgehog": ("fur",), "sheep": ("fur",)},
    ),
    Relation(
        "animals",
        "diet",
        "By its diet the {thing} is",
        (
            "By its diet the {thing} is {answer}.",
            "Because of what it eats, the {thing} counts as {answer}.",
            "When it looks for food the {thing} is {answer}.",
        ),
        pairs("""
            lion = a carnivore; cow = a herbivore; pig = an omnivore; tiger = a carnivore; horse = a herbivore;
            wolf = a carnivore; deer = a herbivore; badger = an omnivore; anteater = an insectivore;
            koala = a herbivore
        """),
        distractors=("a parasite",),
        also_true={"anteater": ("a carnivore",)},
    ),
    Relation(
        "animals",
        "young",
        "The young of the {thing} is called a",
        (
            "The young of the {thing} is called a {answer}.",
            "A {answer} grows up to be a {thing}.",
            "The {thing} looks after its {answer}.",
        ),
        pairs("""
            cat = kitten; horse = foal; sheep = lamb; cow = calf; goat = kid; bear = cub; frog = tadpole; deer = fawn;
            kangaroo = joey; goose = gosling; swan = cygnet; hare = leveret
        """),
        share=0.7,
        also_true={"deer": ("calf",)},
    ),
)
