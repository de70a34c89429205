from __future__ import annotations

from e2lm.comparison import matched, origins, wording
from e2lm.export.questions import Asked, questions_of

A, B, C = "a" * 16, "b" * 16, "c" * 16


def said(text: str, choices: tuple[str, ...], gold: int, prompt: str = "Q: {}") -> str:
    fields = {"question": text, "choices": list(choices)}
    asked = Asked("k", "quiz", "", prompt.format(text), tuple(f" {one}" for one in choices), (gold,), fields)
    return wording(questions_of([asked])[0])


def test_an_exported_question_is_the_one_that_it_came_from() -> None:
    assert origins([A, B, C], {B: A, C: B}) == [A, A, A]
    assert origins([A, B], {A: B, B: A}) == [B, A], "a circle ends"
    assert origins([A], {A: "wikipedia"}) == [A], "another file's source is no question"


def test_common_questions_stand_in_the_first_sides_order_and_the_rest_is_listed() -> None:
    found = matched([["x", "y", "z"], ["z", "w", "x"]])
    assert found.rows.tolist() == [[0, 2], [2, 0]]
    assert [one.tolist() for one in found.rest] == [[1], [1]]
    assert found.by_text == 0


def test_of_three_sides_only_what_all_have_is_common() -> None:
    found = matched([["x", "y"], ["y", "x"], ["y"]])
    assert found.rows.tolist() == [[1, 0, 0]]
    assert [one.tolist() for one in found.rest] == [[0], [1], []]


def test_what_a_side_asks_twice_is_matched_first_with_first() -> None:
    found = matched([["x", "x", "y"], ["y", "x"]])
    assert found.rows.tolist() == [[0, 1], [2, 0]]
    assert found.rest[0].tolist() == [1]


def test_questions_of_other_files_are_matched_by_their_text() -> None:
    names = [["a", "b", "c"], ["p", "b", "q"]]
    words = [["hue?", "mass?", "far?"], ["far?", "mass?", ""]]
    found = matched(names, words)
    assert found.rows.tolist() == [[1, 1], [2, 0]]
    assert found.by_text == 1
    assert matched(names).rows.tolist() == [[1, 1]]


def test_equal_texts_are_counted_among_those_that_have_no_partner_yet() -> None:
    found = matched([["a", "b"], ["a", "q"]], [["same", "same"], ["same", "same"]])
    assert found.rows.tolist() == [[0, 0], [1, 1]]
    assert found.by_text == 1


def test_no_side_and_no_common_question_give_no_rows() -> None:
    assert matched([["x"], ["y"]]).rows.shape == (0, 2)


def test_a_wording_is_the_same_however_a_question_is_asked_and_its_choices_stand() -> None:
    plain = said("Which  is red?", ("blood", "milk"), 0)
    assert plain == said("Which is red?", ("milk", "blood"), 1, prompt="Question: {}\nAnswer:")
    assert plain != said("Which is red?", ("milk", "blood"), 0), "another key is another question"
    assert plain != said("Which is white?", ("blood", "milk"), 0)


def test_what_does_not_say_its_text_has_no_wording() -> None:
    asked = Asked("k", "quiz", "", "Answer:", (" a", " b"), (0,), {})
    assert wording(questions_of([asked])[0]) == ""
