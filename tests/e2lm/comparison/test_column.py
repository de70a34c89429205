from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from e2lm.comparison import column_of
from e2lm.comparison.column import part_of, right_by
from tests.e2lm.comparison.toys import answering, lists
from tests.e2lm.toy_cube import toy_cube

NAN = float("nan")


def test_a_column_holds_what_was_answered_there() -> None:
    one = column_of(answering([[0.9, 0.2], [NAN, 0.7], [0.4, 0.4]]), 0, "acc")
    assert one.docs["doc_key"].tolist() == ["key0", "key2"]
    assert one.checkpoint["checkpoint"].tolist() == ["step1000"]
    assert one.right.tolist() == [1, 0]
    np.testing.assert_allclose(one.p_key, [0.9, 0.4], rtol=1e-6)
    assert one.picks.tolist() == [1, 0]
    np.testing.assert_allclose(one.chances, [[0.1, 0.9], [0.6, 0.4]], rtol=1e-6)


def test_a_candidates_questions_alone() -> None:
    one = column_of(answering([[0.9], [0.8], [0.4]]), 0, "p_correct", {"key2", "key9"})
    np.testing.assert_allclose(one.values, [0.4], rtol=1e-6)


@pytest.mark.parametrize("docs", [[0, 1, 2], [2, 0]])
def test_a_part_of_a_cube_says_of_its_docs_what_a_cube_of_these_alone_would(docs: list[int]) -> None:
    cube = toy_cube(3)
    part = part_of(cube, np.array(docs), np.array([1]))
    alone = replace(part, task="other")  # without what was worked out before
    assert part.docs["doc_key"].tolist() == [f"key{place}" for place in docs]
    for name in ("golds", "chars", "sizes"):
        np.testing.assert_array_equal(getattr(part, name), getattr(alone, name))


def test_by_length_another_choice_is_picked_and_right() -> None:
    cube = answering([[0.6]])
    cube = replace(cube, docs=cube.docs.assign(choice_chars=lists([50, 1], 1), choice_bytes=lists([50, 1], 1)))
    assert column_of(cube, 0, "acc").picks.tolist() == [1]
    by_length = column_of(cube, 0, "acc_norm")
    assert (by_length.picks.tolist(), by_length.right.tolist()) == ([0], [0])
    assert column_of(cube, 0, "norm_correct_prob_char").right.tolist() == [0]


def test_an_empty_choice_is_never_picked_by_length() -> None:
    cube = answering([[0.1]])
    cube = replace(cube, docs=cube.docs.assign(choice_chars=lists([0, 9], 1), choice_bytes=lists([0, 9], 1)))
    assert column_of(cube, 0, "acc_norm").picks.tolist() == [1]


@pytest.mark.parametrize(
    ("metric", "by"), [("margin", "acc"), ("acc_bytes", "acc_bytes"), ("norm_correct_prob_byte", "acc_bytes")]
)
def test_each_metric_has_its_right_and_wrong(metric: str, by: str) -> None:
    assert right_by(metric) == by


def test_what_needs_another_run_is_refused() -> None:
    with pytest.raises(ValueError, match="without the prompt"):
        column_of(answering([[0.5]]), 0, "pmi")
