"""Whether a question's right answer stands in what the model reads before it answers.

Answers are looked for as whole words, letter case and spacing aside, in the question's own prompt and in what stands
before it (description and examples). Where the prompt lists all choices, as the style with letters does, standing there
says nothing, and nothing is found. Answers of fewer than 4 letters and digits ("4", "yes") stand in many prompts by
chance and are not looked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from e2lm.leakage.items import Item, plain

FEWEST_SIGNS = 4
QUESTION, BEFORE = "question", "before the question"
# `answer`: the right choice that stands there; `wrong_too`: how many of the `wrong` other choices do as well;
# `where`: QUESTION or BEFORE.
ANSWER_COLUMNS = ("doc_key", "task", "question", "answer", "where", "wrong_too", "wrong")


def answers_in_prompts(items: Sequence[Item]) -> pd.DataFrame:
    """The questions whose right answer stands in their prompt: ANSWER_COLUMNS; first where it stands in the question
    itself, there first where no wrong choice does, then in the source's order."""
    before: dict[str, str] = {}
    rows = []
    for item in items:
        if item.before not in before:
            before[item.before] = _padded(item.before)
        for where, text in ((QUESTION, _padded(item.prompt)), (BEFORE, before[item.before])):
            found = next((right for right in item.rights if _stands(right, text)), None)
            wrong_too = sum(_stands(wrong, text, short=True) for wrong in item.wrongs) if found is not None else 0
            if found is not None and (not item.wrongs or wrong_too < len(item.wrongs)):
                rows.append((item.doc_key, item.task, item.text, found, where, wrong_too, len(item.wrongs)))
                break
    table = pd.DataFrame(rows, columns=list(ANSWER_COLUMNS))
    weight = 2 * (table["where"] == BEFORE) + (table["wrong_too"] > 0)
    return table.iloc[weight.argsort(kind="stable")].reset_index(drop=True)


def _padded(text: str) -> str:
    return f" {plain(text)} "


def _stands(answer: str, text: str, *, short: bool = False) -> bool:
    """Whether an answer stands in a padded text; short ones only where they are told to count."""
    words = plain(answer)
    return bool(words) and (short or sum(map(str.isalnum, words)) >= FEWEST_SIGNS) and f" {words} " in text
