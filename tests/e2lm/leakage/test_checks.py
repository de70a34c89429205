"""Copies, examples, keys, and all checks as flags by question."""

from __future__ import annotations

from e2lm.export.questions import Asked
from e2lm.leakage.checks import FLAGS, findings, flags
from e2lm.leakage.copies import near_duplicates, shared_with
from e2lm.leakage.examples import in_examples
from e2lm.leakage.items import Item, exact, items_of, plain
from e2lm.leakage.keys import BOTH, NONE, OTHERWISE, doubtful_keys
from tests.e2lm.leakage.questions import item

SKY = "Why does the sky look blue to people who stand on the ground at noon?"


def test_a_copy_with_its_choices_shuffled_is_one_and_its_answer_is_compared() -> None:
    first = item("a", SKY, ("the air scatters light", "the sea is blue"), (0,))
    second = item("b", SKY + " ", ("the sea is blue", "the air scatters light"), (1,))
    third = item("c", SKY, ("the sea is blue", "the air scatters light"), (0,))
    table = near_duplicates([first, second, third])
    assert table["other_key"].tolist() == ["a", "a"]
    assert table["similarity"].tolist() == [1.0, 1.0]
    assert table["same_answer"].tolist() == [True, False]


def test_the_same_short_question_with_other_choices_is_no_copy() -> None:
    one, other = ("water boils at night", "stones can swim far"), ("cats lay brown eggs", "gold is a metal")
    assert near_duplicates([item("a", "Which is true?", one), item("b", "Which is true?", other)]).empty


def test_questions_of_two_splits_are_compared() -> None:
    split = [item("x", "What else?"), item("y", SKY)]
    table = shared_with([item("a"), item("b", SKY.replace("noon", "dawn"))], split)
    assert list(zip(table["doc_key"], table["other_key"], strict=True))[-1] == ("b", "y")
    assert 0.8 <= table["similarity"].iloc[-1] < 1


def test_a_question_in_its_own_examples_is_found_and_one_in_anothers_is_told_apart() -> None:
    examples = f"About the sky.\n\nQuestion: {SKY}\nAnswer: the air\n\n"
    asked = [item("a", SKY), item("b", SKY, before=examples), item("c", "Is this another question about rivers?")]
    table = in_examples(asked)
    assert list(zip(table["doc_key"], table["own"], strict=True)) == [("b", True), ("a", False)]
    assert table["contained"].tolist() == [1.0, 1.0]
    assert table["example"].iloc[0] == f"Question: {SKY}\nAnswer: the air"


def test_a_short_question_in_a_long_example_is_not_asked_by_it() -> None:
    long = "In a long text about the rivers of the north and their fish, which of these is true? " * 3
    assert in_examples([item("a", "Which of these is true?", before=long + "\n\n")]).empty


def test_without_examples_nothing_is_found() -> None:
    assert in_examples([item("a"), item("b")]).empty


def test_the_same_question_with_another_key_is_found_on_both_sides() -> None:
    table = doubtful_keys([item("a", golds=(0,)), item("b", golds=(2,)), item("c", golds=(0,))])
    assert list(zip(table["doc_key"], table["other_key"], strict=True)) == [("a", "b"), ("b", "a"), ("c", "b")]
    assert set(table["found"]) == {OTHERWISE}
    assert table["other_answer"].tolist() == ["sea salt", "lemon juice", "sea salt"]


def test_other_choices_may_have_another_key() -> None:
    one, other = item("a", choices=("vinegar", "soap")), item("b", choices=("lemon", "salt"))
    assert doubtful_keys([one, other]).empty


def test_letter_case_makes_another_answer() -> None:
    assert doubtful_keys([item("a", choices=("Bb", "BB", "bb"))]).empty
    assert exact("BB ") != exact("Bb")


def test_a_right_choice_that_reads_like_a_wrong_one_and_a_missing_key_are_doubtful() -> None:
    table = doubtful_keys([item("a", choices=("687", "687.", "690")), item("b", "Who?", golds=()), item("c", "Why?")])
    assert list(zip(table["doc_key"], table["found"], strict=True)) == [("a", BOTH), ("b", NONE)]


def test_flags_are_a_bool_for_each_check_and_question_in_the_order_given() -> None:
    asked = [
        item("a", SKY, ("the air scatters light", "the sea is blue")),
        item("b", SKY.replace("noon", "dawn"), ("the air scatters light", "the sea is blue")),
        item("c", "Lemon juice is sour. What is sour?"),
        item("d", "Is it lemon juice or soap water?", golds=(0,)),
    ]
    table = flags(asked, findings(asked))
    assert table.columns.tolist() == [check.name for check in FLAGS]
    assert table.index.tolist() == ["a", "b", "c", "d"]
    assert {str(kind) for kind in table.dtypes} == {"bool"}
    assert table.index[table["near_duplicate"]].tolist() == ["a", "b"]
    assert table.index[table["repeat"]].tolist() == ["b"]
    assert table.index[table["answer_in_question"]].tolist() == ["c", "d"]
    assert table.index[table["only_answer_in_question"]].tolist() == ["c"]
    assert not table[["answer_before", "in_examples", "doubtful_key"]].any(axis=None)


def test_no_questions_are_no_trouble() -> None:
    nothing: list[Item] = []
    table = flags(nothing, findings(nothing))
    assert table.empty
    assert table.columns.tolist() == [check.name for check in FLAGS]


def test_letters_are_looked_up_in_the_docs_own_choices() -> None:
    fields = {"question": "Which?", "choices": ["water", "salt"]}
    asked = Asked("k", "quiz", "", "Which?\nA. water\nB. salt\nAnswer:", (" A", " B"), (1,), fields)
    assert items_of([asked])[0].rights == ("salt",)


def test_plain_texts_differ_by_words_numbers_and_signs_only() -> None:
    assert plain("  What IS  x-3 ? ") == plain("what is x - 3")
    assert plain("x + 3") != plain("x - 3")
