"""All checks of a set of questions at once, and their outcome as flags by question that conditions can use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from e2lm.leakage.answers import QUESTION, answers_in_prompts
from e2lm.leakage.copies import near_duplicates
from e2lm.leakage.examples import in_examples
from e2lm.leakage.items import Item
from e2lm.leakage.keys import doubtful_keys


@dataclass(frozen=True)
class Check:
    """A check: its name (also a column of the flags), what it is called on screen, and what it means."""

    name: str
    label: str
    means: str


FLAGS = (
    Check("answer_in_question", "answer in its question", "the question says the right answer, and not all others"),
    Check("only_answer_in_question", "only the right answer in it", "the question says the right answer, and no other"),
    Check("answer_before", "answer in the examples", "the right answer stands in the examples before the question"),
    Check("near_duplicate", "near-duplicate", "another question of the task asks nearly the same"),
    Check("repeat", "repeats an earlier one", "an earlier question of the task asks nearly the same"),
    Check("in_examples", "asked by an example", "an example before the questions asks it, too"),
    Check("doubtful_key", "doubtful key", "the same question has another key, or a wrong choice reads like the right"),
)


@dataclass(frozen=True)
class Findings:
    """What the checks found in `size` questions, a table each, with the columns of its module."""

    answers: pd.DataFrame
    copies: pd.DataFrame
    examples: pd.DataFrame
    keys: pd.DataFrame
    size: int


def findings(items: Sequence[Item]) -> Findings:
    """Every check of these questions: a few seconds for 14,000."""
    return Findings(
        answers_in_prompts(items), near_duplicates(items), in_examples(items), doubtful_keys(items), len(items)
    )


def flags(items: Sequence[Item], found: Findings) -> pd.DataFrame:
    """One row for each question, under its doc_key, in the order given, and a bool column for each of FLAGS."""
    answers = found.answers
    here = answers["where"] == QUESTION
    named = {
        "answer_in_question": answers.loc[here, "doc_key"],
        "only_answer_in_question": answers.loc[here & (answers["wrong_too"] == 0), "doc_key"],
        "answer_before": answers.loc[~here, "doc_key"],
        "near_duplicate": pd.concat([found.copies["doc_key"], found.copies["other_key"]]),
        "repeat": found.copies["doc_key"],
        "in_examples": found.examples["doc_key"],
        "doubtful_key": found.keys["doc_key"],
    }
    keys = [item.doc_key for item in items]
    held = {name: frozenset(column.tolist()) for name, column in named.items()}
    columns = {check.name: [key in held[check.name] for key in keys] for check in FLAGS}
    index = pd.Index(keys, name="doc_key", dtype=object)
    return pd.DataFrame(columns, index=index, columns=[check.name for check in FLAGS]).astype(bool)
