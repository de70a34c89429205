"""Questions of another split out of a file."""

from __future__ import annotations

import json

from e2lm.leakage.copies import shared_with
from e2lm.leakage.split_file import questions_in
from tests.e2lm.leakage.questions import item

SKY = "Why does the sky look blue to people who stand on the ground at noon?"


def test_json_lines_with_choices_and_an_index_are_questions_with_a_key() -> None:
    rows = [
        {"question": SKY, "choices": ["air", "sea"], "answer": 1},
        {"question": "Who?", "choices": ["a", "b"], "answer": "a"},
        {"question": "Where?", "choices": ["a", "b"], "answer": True},
        {"question": "When?"},
    ]
    items, problems = questions_in("\n".join(map(json.dumps, rows)), "dev.jsonl")
    assert not problems
    assert [one.rights for one in items] == [("sea",), ("a",), (), ()]
    assert [one.doc_key for one in items][:2] == ["dev.jsonl:1", "dev.jsonl:2"]


def test_rows_without_a_question_are_named_and_the_others_count() -> None:
    items, problems = questions_in('{"question": "Who?"}\n{"text": "x"}\n[1]\n', "dev.jsonl")
    assert len(items) == 1
    assert [(one.line, one.field) for one in problems] == [(2, "question"), (3, "")]


def test_a_table_of_questions_alone_is_compared_by_their_texts() -> None:
    items, problems = questions_in(f'id,question\n1,"{SKY}"\n2,Who?\n', "train.csv")
    assert not problems
    table = shared_with([item("a"), item("b", SKY)], items)
    assert list(zip(table["doc_key"], table["other_question"], strict=True)) == [("b", SKY)]
