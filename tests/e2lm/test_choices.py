from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from e2lm.choices import acc, acc_norm, gold_mask, margin, of_cube, p_correct, padded, pick, probabilities
from e2lm.cube import CHECKPOINT_COLUMNS, Cube
from tests.paths import SHARED_DATA, needs_shared_data

LOGS = sorted((SHARED_DATA / "question-level").glob("*/*/samples_*.jsonl"))


def samples(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def cube(loglikelihoods: list[list[float]], choices: list[list[str]], golds: list[list[int]]) -> Cube:
    """One checkpoint's loglikelihoods as a cube; docs may have different numbers of choices."""
    width = max(map(len, loglikelihoods))
    docs = pd.DataFrame(
        {
            "golds": golds,
            "choice_chars": [[len(choice) for choice in one] for one in choices],
            "choice_bytes": [[len(choice.encode()) for choice in one] for one in choices],
        }
    )
    values = padded(loglikelihoods, width).astype(np.float32)[:, None, :]
    return Cube("quiz", "none", docs, pd.DataFrame(columns=list(CHECKPOINT_COLUMNS)), values)


@needs_shared_data
@pytest.mark.parametrize(
    "path", LOGS, ids=lambda path: f"{path.parent.parent.name}-{path.parent.name}-{path.name[:40]}"
)
def test_accuracies_equal_what_lm_eval_stored_question_by_question(path: Path) -> None:
    logged = list(samples(path))
    found = cube(
        [[float(answer[0]) for answer in sample["filtered_resps"]] for sample in logged],
        [sample["doc"]["choices"] for sample in logged],
        [[int(sample["target"])] for sample in logged],
    )
    for metric in ("acc", "acc_norm"):
        stored = np.array([sample[metric] for sample in logged])
        np.testing.assert_array_equal(of_cube(found, metric)[:, 0], stored)


@needs_shared_data
def test_there_are_logs_to_compare_with() -> None:
    assert len(LOGS) == 26


def test_characters_and_bytes_rank_differently() -> None:
    # -6 for "ééé" (3 characters, 6 bytes) and -5 for "aaaa" (4 characters, 4 bytes): a character costs 2 against 1.25,
    # so the second is picked; a byte costs 1 against 1.25, so the first is.
    one = cube([[-6.0, -5.0]], [["ééé", "aaaa"]], [[0]])
    assert of_cube(one, "acc").tolist() == [[0.0]]
    assert of_cube(one, "acc_norm").tolist() == [[0.0]]
    assert of_cube(one, "acc_bytes").tolist() == [[1.0]]


def test_probability_and_margin_by_hand() -> None:
    values, golds = np.log([[0.1, 0.3, 0.2]]), gold_mask([[1]], 3)
    assert p_correct(values, golds)[0] == pytest.approx(0.5)
    assert margin(values, golds)[0] == pytest.approx(np.log(1.5))
    both = gold_mask([[0, 2]], 3)
    assert p_correct(values, both)[0] == pytest.approx(0.5)
    assert margin(values, both)[0] == pytest.approx(np.log(2 / 3))


def test_the_first_of_equal_choices_is_picked_as_by_lm_eval() -> None:
    assert pick([[-2.0, -1.0, -1.0]]).tolist() == [1]
    assert acc([[-1.0, -1.0]], gold_mask([[1]], 2)).tolist() == [0.0]


def test_docs_with_fewer_choices_and_docs_not_evaluated() -> None:
    values = np.array([[-1.0, -2.0, np.nan], [np.nan, np.nan, np.nan], [-3.0, -2.0, -1.0]])
    golds = gold_mask([[0], [0], [2]], 3)
    assert pick(values).tolist() == [0, -1, 2]
    np.testing.assert_array_equal(acc(values, golds), [1, np.nan, 1])
    np.testing.assert_array_equal(np.isnan(p_correct(values, golds)), [False, True, False])
    np.testing.assert_array_equal(margin(values, golds), [1, np.nan, 1])


def test_without_a_key_nothing_is_right_or_wrong() -> None:
    values, golds = np.array([[-1.0, -2.0]]), gold_mask([[]], 2)
    for found in (acc(values, golds), p_correct(values, golds), margin(values, golds)):
        assert np.isnan(found).all()


def test_impossible_choices_are_never_preferred() -> None:
    values, golds = np.array([[-np.inf, -5.0], [-np.inf, -np.inf]]), gold_mask([[0], [0]], 2)
    np.testing.assert_array_equal(acc(values, golds), [0, 1])
    np.testing.assert_array_equal(p_correct(values, golds), [0, np.nan])
    np.testing.assert_array_equal(margin(values, golds), [-np.inf, np.nan])


def test_an_impossible_choice_beside_padding_is_still_the_pick() -> None:
    assert pick([[np.nan, -np.inf, -np.inf]]).tolist() == [1]


def test_keys_outside_the_choices_are_no_keys() -> None:
    assert gold_mask([[4], [-1], [1]], 3).sum(axis=1).tolist() == [0, 0, 1]


def test_no_docs_and_no_choices_give_empty_results() -> None:
    empty = np.zeros((0, 3, 4))
    assert acc(empty, gold_mask([], 4)).shape == (0, 3)
    none = np.zeros((2, 3, 0))
    for found in (acc(none, gold_mask([[], []], 0)), p_correct(none, gold_mask([[], []], 0))):
        assert found.shape == (2, 3)
        assert np.isnan(found).all()


ROW = st.lists(st.integers(-50, 0).map(float), min_size=2, max_size=5)


@given(st.lists(ROW, min_size=1, max_size=6), st.data())
def test_a_cube_says_the_same_as_each_doc_alone(rows: list[list[float]], data: st.DataObject) -> None:
    golds = [data.draw(st.integers(0, len(row) - 1)) for row in rows]
    lengths = [data.draw(st.lists(st.integers(1, 9), min_size=len(row), max_size=len(row))) for row in rows]
    whole = padded(rows, 5)[:, None, :].repeat(2, axis=1)
    mask = gold_mask([[gold] for gold in golds], 5)
    for doc, (row, gold, sizes) in enumerate(zip(rows, golds, lengths, strict=True)):
        chances = np.exp(row) / np.exp(row).sum()
        wrong = [value for place, value in enumerate(row) if place != gold]
        assert acc(whole, mask)[doc].tolist() == [float(np.argmax(row) == gold)] * 2
        by_length = acc_norm(whole, mask, padded(lengths, 5))
        assert by_length[doc].tolist() == [float(np.argmax(np.array(row) / np.array(sizes, dtype=float)) == gold)] * 2
        assert p_correct(whole, mask)[doc, 0] == pytest.approx(chances[gold])
        assert margin(whole, mask)[doc, 1] == pytest.approx(row[gold] - max(wrong))


@given(st.lists(st.floats(-1e4, 0), min_size=1, max_size=6))
def test_probabilities_sum_to_one_however_unlikely_the_choices(row: list[float]) -> None:
    assert probabilities([row]).sum() == pytest.approx(1)
