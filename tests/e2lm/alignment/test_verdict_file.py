"""Verdicts out of files, matched to questions by key or by text."""

from __future__ import annotations

import json

import pytest

from e2lm.alignment.asking import Question
from e2lm.alignment.verdict_file import verdicts_in

QUESTIONS = [
    Question("k1", "Why is the sky blue?", "Question: Why is the sky blue?", ("air", "sea"), (0,)),
    Question("k2", "What is H2O?", "What is H2O?", ("water", "salt"), (0,)),
    Question("k3", "What is  H2O?", "What is  H2O?", ("ice", "salt"), (0,)),
]


def words(text: str) -> dict[str, str | None]:
    said, problems = verdicts_in(text, "verdicts", QUESTIONS)
    assert not problems
    return {one.doc_key: one.word for one in said}


@pytest.mark.parametrize(
    "text",
    [
        '{"doc_key": "k1", "verdict": "Accept"}\n{"doc_key": "k2", "verdict": "reject", "reason": "no"}\n',
        '[{"doc_key": "k1", "verdict": true}, {"doc_key": "k2", "verdict": 0}]',
        "doc_key,verdict,reason\r\nk1,accepted,\r\nk2,No,\r\n",
        "Verdict\tdoc_key\nyes\tk1\nfalse\tk2\n",
        "\ufeffdoc_key,verdict\nk1,1\nk2,0\n",
    ],
)
def test_json_lines_lists_and_tables_say_the_same(text: str) -> None:
    assert words(text) == {"k1": "accept", "k2": "reject"}


def test_a_text_means_every_question_of_that_text() -> None:
    assert words('{"question": "what is h2o? ", "verdict": "error"}') == {"k2": "error", "k3": "error"}
    assert words('{"question": "Question: Why is the sky blue?", "verdict": "accept"}') == {"k1": "accept"}


def test_the_last_row_on_a_question_counts() -> None:
    assert words("doc_key,verdict\nk1,accept\nk1,reject\n") == {"k1": "reject"}


def test_a_field_of_a_table_may_hold_line_ends_of_any_kind() -> None:
    said, problems = verdicts_in('doc_key,verdict,reason\nk1,accept,"one\ntwo\u2028three"\n', "f", QUESTIONS)
    assert not problems
    assert said[0].reason == "one\ntwo\u2028three"


@pytest.mark.parametrize(
    ("text", "line", "field", "problem"),
    [
        ('{"doc_key": "k9", "verdict": "accept"}', 1, "doc_key", "no question of the task is k9"),
        ('{"question": "Who?", "verdict": "accept"}', 1, "question", "no question of the task is Who?"),
        ('{"doc_key": "k1", "verdict": "maybe"}', 1, "verdict", "the verdict is maybe"),
        ('{"doc_key": "k1"}', 1, "verdict", "the verdict is nothing"),
        ('{"doc_key": "k1", "verdict": "accept"}\n{broken', 2, "", "no JSON object"),
        ("doc_key,answer\nk1,accept\n", 2, "verdict", "the verdict is nothing"),
        ("key,verdict\nk1,accept\n", 1, "", "the header names no question"),
        ("[1]", 0, "", "no object"),
        ("[", 0, "", "not JSON"),
        ("", 0, "", "there is no verdict in it"),
    ],
)
def test_what_cannot_be_used_is_named_with_line_and_field(text: str, line: int, field: str, problem: str) -> None:
    _, problems = verdicts_in(text, "verdicts", QUESTIONS)
    assert len(problems) == 1
    found = problems[0]
    assert (found.file, found.line, found.field) == ("verdicts", line, field)
    assert problem in found.problem
    assert found.remedy


def test_good_rows_count_beside_bad_ones() -> None:
    rows = [{"doc_key": "k1", "verdict": "accept"}, {"doc_key": "k2", "verdict": "?"}]
    said, problems = verdicts_in("\n".join(map(json.dumps, rows)), "verdicts", QUESTIONS)
    assert (len(said), len(problems)) == (1, 1)
