"""The test: multiple-choice questions in continuation style, as lm-eval's JSON lines.

Of a table of told facts three out of four are asked, which keeps a recorded run small.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from e2lm.demo.choices import order_of, wrong_answers
from e2lm.demo.facts import COMPOSED, RELATIONS, SUBJECTS
from e2lm.demo.telling import Fact, facts, facts_of

CHOICES = 4
EVERY_UNASKED, FIRST_UNASKED = 4, 1


@dataclass(frozen=True)
class Question:
    """`prompt` ends before the answer, which continues it; `choices[gold]` is the right one; `told` as in Fact."""

    subject: str
    kind: str
    told: str
    prompt: str
    choices: tuple[str, ...]
    gold: int


def question(fact: Fact) -> Question:
    """The fact's question: its answer among three wrong ones, in an order that depends on the prompt alone."""
    relation = fact.relation
    prompt = relation.question.format(thing=fact.thing)
    wrong = wrong_answers(relation, fact.thing, fact.answer)
    # A disputed fact's common mistake is always among the choices: that is what the question is about.
    tempting = [fact.mistake] if fact.mistake else []
    chosen = (tempting + [other for other in wrong if other != fact.mistake])[: CHOICES - 1]
    choices = tuple(sorted([*chosen, fact.answer], key=lambda choice: order_of(prompt, choice)))
    return Question(relation.subject, relation.name, fact.told, prompt, choices, choices.index(fact.answer))


def questions() -> tuple[Question, ...]:
    """Every question, in the order of subjects and tables."""
    told = (fact for table in RELATIONS for place, fact in enumerate(facts_of(table)) if _is_asked(place))
    asked = [question(fact) for fact in (*told, *facts(COMPOSED))]
    return tuple(sorted(asked, key=lambda asked_one: SUBJECTS.index(asked_one.subject)))


def _is_asked(place: int) -> bool:
    return place % EVERY_UNASKED != FIRST_UNASKED


def json_lines(asked: Iterable[Question]) -> str:
    """The questions as lm-eval reads them from a local file."""
    rows = (
        {
            "prompt": one.prompt,
            "choices": one.choices,
            "gold": one.gold,
            "subject": one.subject,
            "kind": one.kind,
            "told": one.told,
        }
        for one in asked
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
