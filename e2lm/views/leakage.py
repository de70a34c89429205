"""What the alignment page shows of leaks and copies: each check in words, and its findings side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from e2lm.leakage.answers import QUESTION
from e2lm.leakage.checks import Findings
from e2lm.leakage.items import Item


@dataclass(frozen=True)
class Shown:
    """A check as a view: its label, what it means and what helps, the flag that leaves its questions out ("" if none),
    and what is said where it found nothing."""

    label: str
    means: str
    helps: str
    flag: str
    nothing: str


OTHERS = "others"  # the one check that needs a second set of questions
CHECKS: Mapping[str, Shown] = {
    "answers": Shown(
        "leaked answers",
        "The right answer stands in what the model reads before it answers, as whole words, and at least one wrong "
        "choice does not. The competition looks for such prompts, too.",
        "Where only the right one stands in the question, reading is enough to answer: leave these out. In the "
        "examples before the question it mostly stands by chance.",
        "only_answer_in_question",
        "no right answer stands in its prompt",
    ),
    "copies": Shown(
        "near-duplicates",
        "Question and choices together are nearly those of an earlier question: at least 0.8 of their pieces of five "
        "letters are the same (found by MinHash, then compared exactly).",
        "A question that is asked twice counts twice. Leave the later ones out, or keep those whose difference is the "
        "point of the question.",
        "repeat",
        "no question is nearly another one",
    ),
    "examples": Shown(
        "in examples",
        "An example before the questions contains at least 0.8 of this question. In its own prompt the model reads the "
        "answer there; before other questions it only reads it elsewhere.",
        "Leave these questions out, or ask with other examples.",
        "in_examples",
        "no example asks one of the questions",
    ),
    "keys": Shown(
        "keys",
        "The same question has another key elsewhere in the task, a wrong choice reads like the right one, or there is "
        "no key. Letter case counts, spacing and a final full stop do not.",
        "No model can be right on both: leave them out, or correct the key in the source.",
        "doubtful_key",
        "no key contradicts another",
    ),
    OTHERS: Shown(
        "other splits",
        "Question and choices are nearly those of a question of the other task: a split that was seen in training, or "
        "one that the benchmark must not share.",
        "Leave shared questions out of one of the two.",
        "",
        "the two share no question",
    ),
}  # fmt: skip


def count(found: Findings, name: str) -> int:
    """How many questions a check found."""
    return int(table_of(found, name)["doc_key"].nunique())


def table_of(found: Findings, name: str) -> pd.DataFrame:
    """The findings of a check, as its module lists them."""
    return {"answers": found.answers, "copies": found.copies, "examples": found.examples, "keys": found.keys}[name]


def listed(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """A check's findings with what is told of each in words, for a table on screen; rows in the same order."""
    if name == "answers":
        wrong = [
            f"{too} of {wrong} wrong ones, too" if too else "no wrong one"
            for too, wrong in zip(table["wrong_too"], table["wrong"], strict=True)
        ]
        where = ["its question" if where == QUESTION else "the examples" for where in table["where"]]
        return table[["question", "answer"]].assign(stands_in=where, beside=wrong, task=table["task"])
    if name == "examples":
        where = ["its own prompt" if own else "other prompts" for own in table["own"]]
        return table[["question", "answer", "contained"]].assign(example_in=where, task=table["task"])
    if name == "keys":
        return table[["question", "answer", "found", "other_answer", "task"]]
    alike = ["the same" if same else "differs" for same in table["same_answer"]]
    return table[["question", "other_question", "similarity"]].assign(
        answers=alike, task=table["task"], other_task=table["other_task"]
    )


def places(items: Sequence[Item]) -> dict[str, Item]:
    """The questions by doc_key."""
    return {item.doc_key: item for item in items}
