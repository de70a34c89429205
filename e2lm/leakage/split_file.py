"""Questions out of a file, such as another split of a data set, to hold a task's questions against.

A row has its text under `question`; `choices` may be a list, and `answer` the index of the right one from 0, or its
text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from e2lm.leakage.items import Item
from e2lm.leakage.rows import forms, rows_in
from e2lm.records import Problem

_NEEDED = "question, and choices and answer if there are any"


def questions_in(text: str, file: str) -> tuple[list[Item], list[Problem]]:
    """The questions of a file's text, each under "FILE:LINE" as its doc_key, and rows that are none."""
    items: list[Item] = []
    problems: list[Problem] = []
    for line, row in rows_in(text, file, _NEEDED):
        question = row.get("question") if not isinstance(row, Problem) else None
        if isinstance(row, Problem):
            problems.append(row)
        elif isinstance(question, str) and question.strip():
            items.append(_item(row, question.strip(), file, line or len(items) + 1))
        else:
            problems.append(Problem(file, "the row has no question", forms(_NEEDED), line=line, field="question"))
    return items, problems


def _item(row: Mapping[str, Any], text: str, file: str, line: int) -> Item:
    given = row.get("choices")
    choices = tuple(str(one) for one in given) if isinstance(given, list) else ()
    return Item(f"{file}:{line}", file, text, choices, _golds(row.get("answer"), choices), text, "")


def _golds(answer: object, choices: tuple[str, ...]) -> tuple[int, ...]:
    """The right choice's index; () where the answer names none."""
    if isinstance(answer, str):
        return (choices.index(answer),) if answer in choices else ()
    if isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer < len(choices):
        return (answer,)
    return ()
