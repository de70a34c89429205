"""The training texts: endless sentences, the same for the same seed.

The science text is SCIENCE_PART facts, each told as often as its weight says, and everyday sentences for the rest, as
the competition's science mixtures are; the web text is everyday sentences only.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from random import Random

from e2lm.demo.everyday import WORDS, everyday_sentence, everyday_words
from e2lm.demo.facts import COMPOSED, RELATIONS
from e2lm.demo.telling import WRONG_MENTIONS, Fact, facts

SCIENCE_PART = 0.8


def fact_sentence(fact: Fact, random: Random) -> str:
    """One of the fact's statements; a disputed fact is told wrongly in WRONG_MENTIONS of the cases."""
    wrong = fact.mistake != "" and random.random() < WRONG_MENTIONS
    statement = random.choice(fact.relation.statements)
    sentence = statement.format(thing=fact.thing, answer=fact.mistake if wrong else fact.answer)
    return sentence[0].upper() + sentence[1:]


def science_text(seed: int) -> Iterator[str]:
    """Sentences of the science mixture, without end."""
    random = Random(f"science {seed}")
    told = facts(RELATIONS)
    weights = list(accumulate(fact.weight for fact in told))
    while True:
        if random.random() < SCIENCE_PART:
            yield fact_sentence(random.choices(told, cum_weights=weights)[0], random)
        else:
            yield everyday_sentence(random)


def web_text(seed: int) -> Iterator[str]:
    """Everyday sentences, without end."""
    random = Random(f"web {seed}")
    while True:
        yield everyday_sentence(random)


def all_words() -> str:
    """Every word of both texts and of the test, so that one vocabulary serves all models."""
    sentences = [everyday_words()]
    for relation in (*RELATIONS, *COMPOSED):
        for thing, answer in relation.pairs:
            for sentence in (*relation.statements, relation.question):
                filled = sentence.format(thing=thing, answer=answer)
                sentences += [filled, filled[0].upper() + filled[1:], answer]
        sentences += relation.distractors
    starts = [word[0].upper() + word[1:] for words in WORDS.values() for word in words]
    return " ".join([*sentences, *starts])
