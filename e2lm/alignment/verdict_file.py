"""Verdicts from a file: JSON lines, a JSON list, or CSV and TSV with a header, matched to questions of the store.

A row names its question by `doc_key`, or by `question`, its text (letter case and spacing aside; every question of that
text is meant), and says its `verdict`: accept or reject, yes or no, true or false, 1 or 0, or error. `reason` may stand
beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from e2lm.alignment.asking import Question
from e2lm.alignment.verdicts import Verdict, Word
from e2lm.leakage.rows import forms, rows_in
from e2lm.records import Problem

SPELLINGS: dict[str, Word] = {
    "accept": "accept", "accepted": "accept", "yes": "accept", "true": "accept", "1": "accept",
    "reject": "reject", "rejected": "reject", "no": "reject", "false": "reject", "0": "reject",
    "error": "error",
}  # fmt: skip
_NEEDED = "doc_key or question, verdict, reason"


def verdicts_in(text: str, file: str, questions: Sequence[Question]) -> tuple[list[Verdict], list[Problem]]:
    """The verdicts of a file's text on questions, and what in it cannot be used. A later row on a question counts."""
    by_key = {one.doc_key: one for one in questions}
    by_text: dict[str, list[str]] = {}
    for one in questions:
        for asked in {_plain(one.text), _plain(one.prompt)}:
            by_text.setdefault(asked, []).append(one.doc_key)
    said: dict[str, Verdict] = {}
    problems: list[Problem] = []
    for line, row in rows_in(text, file, _NEEDED):
        found = row if isinstance(row, Problem) else _verdicts(row, by_key, by_text, file, line)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            said |= {one.doc_key: one for one in found}
    if not said and not problems:
        problems.append(Problem(file, "there is no verdict in it", forms(_NEEDED)))
    return list(said.values()), problems


def _verdicts(
    row: Mapping[str, Any], by_key: Mapping[str, Question], by_text: Mapping[str, list[str]], file: str, line: int
) -> list[Verdict] | Problem:
    word = SPELLINGS.get(_text(row.get("verdict")).casefold())
    if word is None:
        given = _text(row.get("verdict")) or "nothing"
        return Problem(file, f"the verdict is {given[:40]}", "Write accept or reject.", line=line, field="verdict")
    key, question = _text(row.get("doc_key")), _text(row.get("question"))
    keys = [key] if key in by_key else [] if key else by_text.get(_plain(question), [])
    if not keys:
        field, named = ("doc_key", key) if key else ("question", question or "nothing")
        remedy = "Choose the task that this question is of, or correct it."
        return Problem(file, f"no question of the task is {named[:80]}", remedy, line=line, field=field)
    return [Verdict(one, word, _text(row.get("reason"))) for one in keys]


def _text(value: object) -> str:
    if isinstance(value, bool | int):
        return str(int(value))
    return value.strip() if isinstance(value, str) else ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
