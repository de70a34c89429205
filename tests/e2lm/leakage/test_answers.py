"""Answers that stand in their prompts."""

from __future__ import annotations

import pytest

from e2lm.leakage.answers import BEFORE, QUESTION, answers_in_prompts
from e2lm.leakage.items import Item
from tests.e2lm.leakage.questions import item


def rows(*items: Item) -> list[tuple[str, str, int]]:
    table = answers_in_prompts(items)
    return list(zip(table["doc_key"], table["where"], table["wrong_too"], strict=True))


def test_the_answer_in_its_question_is_found_whatever_its_writing() -> None:
    assert rows(item("a", "The  LEMON\njuice in tea is sour. What is sour?")) == [("a", QUESTION, 0)]


def test_a_part_of_a_word_is_not_the_answer() -> None:
    assert rows(item("a", "What do lemon juices have?")) == []


def test_an_answer_among_some_wrong_ones_is_found_and_says_so() -> None:
    assert rows(item("a", "Is lemon juice or sea salt an acid?")) == [("a", QUESTION, 1)]


def test_a_prompt_that_lists_all_choices_says_nothing() -> None:
    listed = "Which is an acid?\nA. lemon juice\nB. soap water\nC. sea salt\nAnswer:"
    assert rows(item("a", "Which is an acid?", prompt=listed)) == []


@pytest.mark.parametrize("answer", ["4", "yes", "1.5", "-"])
def test_answers_too_short_to_tell_are_not_looked_for(answer: str) -> None:
    assert rows(item("a", f"Is it {answer} or not, so {answer} ?", (answer, "never seen"))) == []


def test_a_sign_is_part_of_an_answer() -> None:
    assert rows(item("a", "Add 3000 and 4000.", ("-3000", "7000"))) == []
    assert rows(item("a", "Add -3000 and 4000.", ("-3000", "7000"))) == [("a", QUESTION, 0)]


def test_the_answer_in_an_example_before_is_told_apart() -> None:
    before = "Question: What is in tea?\nAnswer: lemon juice.\n\n"
    assert rows(item("a", before=before), item("b", "Tea has lemon juice?", before=before)) == [
        ("b", QUESTION, 0), ("a", BEFORE, 0),
    ]  # fmt: skip


def test_any_of_several_right_answers_counts_and_a_question_without_key_has_none() -> None:
    assert rows(item("a", "Soap water is what?", golds=(0, 1))) == [("a", QUESTION, 0)]
    assert rows(item("a", "Soap water is what?", golds=())) == []


def test_an_answer_in_open_writing_without_choices_to_compare_is_found() -> None:
    assert rows(item("a", "Spell the word photosynthesis.", ("photosynthesis",))) == [("a", QUESTION, 0)]
