"""Keys are read one way for a whole task, and never against the logged accuracy."""

from __future__ import annotations

import math

from e2lm.harness.outputs.golds import Golds, Keyed, key_of, reading_of

CHOICES = (" 1", " 2", " 3", " 4")


def golds_of(docs: list[Keyed]) -> list[Golds]:
    """The right choices of docs of one task."""
    reading = reading_of(docs)
    return [key_of(doc, reading) for doc in docs]


def _doc(target: object, lls: tuple[float, ...], acc: float | None, **doc: object) -> Keyed:
    return Keyed(target, doc, CHOICES[: len(lls)], lls, acc)


def test_an_index_is_taken_where_it_explains_the_accuracy() -> None:
    docs = [_doc("1", (-2, -1, -3, -4), 1.0), _doc("3", (-2, -1, -3, -4), 0.0)]
    assert golds_of(docs) == [(1,), (3,)]


def test_a_text_is_taken_where_only_it_explains_the_accuracy() -> None:
    docs = [_doc("1", (-1, -2, -3, -4), 1.0), _doc("2", (-1, -2, -3, -4), 0.0)]
    assert golds_of(docs) == [(0,), (1,)]


def test_one_doc_decides_for_the_whole_task() -> None:
    """The second doc alone could be read either way; the first one shows that targets are texts."""
    docs = [_doc("1", (-1, -2, -3, -4), 1.0), _doc("2", (-4, -3, -2, -1), 0.0)]
    assert golds_of(docs)[1] == (1,)


def test_several_right_choices_are_read_from_a_list() -> None:
    assert golds_of([_doc("[0, 2]", (-3, -2, -1, -4), 1.0)]) == [(0, 2)]
    assert golds_of([_doc([0, 2], (-3, -2, -1, -4), 1.0)]) == [(0, 2)]


def test_a_key_that_contradicts_its_own_accuracy_is_none() -> None:
    docs = [_doc("1", (-2, -1, -3, -4), 1.0)] * 30 + [_doc("1", (-2, -1, -3, -4), 0.0)]
    assert golds_of(docs) == [(1,)] * 30 + [()]


def test_a_task_whose_accuracy_nothing_explains_has_no_keys() -> None:
    docs = [_doc("what", (-2, -1, -3, -4), 1.0), _doc("else", (-1, -2, -3, -4), 0.0)]
    assert golds_of(docs) == [(), ()]


def test_of_two_choices_the_accuracy_tells_the_right_one() -> None:
    docs = [_doc("was big.", (-1, -2), 1.0), _doc("was big.", (-1, -2), 0.0), _doc("was big.", (-1, -1), 1.0)]
    assert golds_of(docs) == [(0,), (1,), (0,)]


def test_labels_in_the_doc_explain_a_mass_of_probability() -> None:
    """truthfulqa_mc2: target 0, two right choices, acc is their share: (e^-1 + e^-2) / (e^-1 + e^-2 + e^-3)."""
    share = (math.exp(-1) + math.exp(-2)) / (math.exp(-1) + math.exp(-2) + math.exp(-3))
    doc = _doc(0, (-1, -2, -3), share, mc1_targets={"labels": [1, 0]}, mc2_targets={"labels": [1, 1, 0]})
    assert golds_of([doc]) == [(0, 1)]


def test_without_an_accuracy_the_doc_tells_what_its_target_is() -> None:
    assert golds_of([_doc("1", (-2, -1, -3, -4), None, answer=1)]) == [(1,)]
    assert golds_of([_doc("1", (-2, -1, -3, -4), None, answer="1")]) == [()]
    assert golds_of([_doc("0", (-2, -1, -3, -4), None, answer="x")]) == [(0,)]


def test_nan_loglikelihoods_keep_their_key() -> None:
    docs = [_doc("1", (-2, -1, -3, -4), 1.0), _doc("2", (math.nan,) * 4, 0.0)]
    assert golds_of(docs) == [(1,), (2,)]


def test_a_key_outside_the_choices_is_none() -> None:
    docs = [_doc("1", (-2, -1, -3, -4), 1.0)] * 30 + [_doc("7", (-2, -1, -3, -4), 0.0)]
    assert golds_of(docs)[-1] == ()


def test_docs_without_choices_have_no_key() -> None:
    assert golds_of([Keyed("4", {}, (), (), None), Keyed(" 4", {}, (" 4",), (-1.0,), 1.0)]) == [(), ()]


def test_a_target_of_too_many_digits_is_no_index() -> None:
    assert golds_of([_doc("9" * 5000, (-1, -2, -3, -4), 1.0)]) == [()]


def test_labels_that_are_no_numbers_are_no_key() -> None:
    assert golds_of([_doc("x", (-1, -2, -3), 0.0, mc1_targets={"labels": [[1], {}, 0]})]) == [()]
