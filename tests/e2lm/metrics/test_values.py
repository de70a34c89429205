"""Metric values: by hand, against lm-eval's own code and logs, and at the edges."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from e2lm.metrics import METRICS, values, values_of
from e2lm.metrics.values import blocks_of
from tests.e2lm.question_level import cube as question_level
from tests.e2lm.typed_cube import typed_cube
from tests.paths import SHARED_DATA, needs_shared_data

LOGS = sorted((SHARED_DATA / "question-level").glob("*/*/samples_*.jsonl"))
NAN = float("nan")

# Probabilities 0.1, 0.3, 0.6 with the second right; "ab" has 2 characters and bytes, "é" 1 and 2, "abcd" 4 and 4.
HAND = typed_cube([[np.log([0.1, 0.3, 0.6]).tolist()]], [[1]], [["ab", "é", "abcd"]])
PER_CHAR = np.exp([np.log(0.1) / 2, np.log(0.3) / 1, np.log(0.6) / 4])
PER_BYTE = np.exp([np.log(0.1) / 2, np.log(0.3) / 2, np.log(0.6) / 4])
BY_HAND = {
    "acc": 0.0,
    "acc_norm": 0.0,
    "acc_bytes": 0.0,
    "gold_ll": np.log(0.3),
    "p_correct": 0.3,
    "minus_mean": np.log(0.3) - (np.log(0.1) + np.log(0.6)) / 2,
    "margin": np.log(0.5),
    "minus_min": np.log(3),
    "minus_mean_p": 0.3 - 0.35,
    "minus_max_p": -0.3,
    "minus_min_p": 0.2,
    "norm_correct_prob_char": PER_CHAR[1] / PER_CHAR.sum(),
    "norm_correct_prob_byte": PER_BYTE[1] / PER_BYTE.sum(),
    "brier": 0.1**2 + 0.7**2 + 0.6**2,
    # Without the prompt 0.2, 0.1, 0.7: the prompt raises the second choice most, threefold.
    "pmi": np.log(3),
    "acc_pmi": 1.0,
}
UNPROMPTED = np.log([[[0.2, 0.1, 0.7]]])


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_by_hand(metric: str) -> None:
    found = values_of(HAND, metric, UNPROMPTED if METRICS[metric].needs_unprompted else None)
    assert found.shape == (1, 1)
    assert found[0, 0] == pytest.approx(BY_HAND[metric], abs=1e-6)


@pytest.mark.parametrize("metric", METRICS)
def test_of_two_right_choices_the_likelier_stands_for_both_and_probabilities_add_up(metric: str) -> None:
    both = typed_cube([[np.log([0.1, 0.3, 0.6]).tolist()]], [[0, 1]], [["ab", "é", "abcd"]])
    expected = {
        **BY_HAND,
        "p_correct": 0.4, "minus_mean": np.log(0.5), "minus_min": np.log(0.5),
        "minus_mean_p": -0.3, "minus_min_p": -0.3,
        "norm_correct_prob_char": PER_CHAR[:2].sum() / PER_CHAR.sum(),
        "norm_correct_prob_byte": PER_BYTE[:2].sum() / PER_BYTE.sum(),
    }  # fmt: skip
    assert values_of(both, metric, UNPROMPTED)[0, 0] == pytest.approx(expected[metric], abs=1e-6)


def test_characters_and_bytes_rank_differently() -> None:
    # -6 for "ééé" (3 characters, 6 bytes) and -5 for "aaaa" (4 characters, 4 bytes): a character costs 2 against 1.25,
    # so the second is picked; a byte costs 1 against 1.25, so the first is.
    one = typed_cube([[[-6.0, -5.0]]], [[0]], [["ééé", "aaaa"]])
    assert [values_of(one, metric)[0, 0] for metric in ("acc", "acc_norm", "acc_bytes")] == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("metric", METRICS)
def test_a_doc_without_a_key_or_not_evaluated_has_no_value(metric: str) -> None:
    cube = typed_cube([[[-1.0, -2.0]], [[]], [[-3.0, -4.0]]], [[], [0], [0]], [["a", "b"]] * 3)
    found = values_of(cube, metric, np.full((3, 1, 2), -1.0))[:, 0]
    np.testing.assert_array_equal(np.isnan(found), [True, True, False])


@pytest.mark.parametrize("metric", METRICS)
def test_one_choice_of_unknown_loglikelihood_leaves_the_doc_without_a_value(metric: str) -> None:
    cube = typed_cube([[[-1.0, NAN, -3.0], [-1.0, -2.0, -3.0]]], [[0]])
    found = values_of(cube, metric, np.full((1, 2, 3), -1.0))[0]
    np.testing.assert_array_equal(np.isnan(found), [True, False])


def test_a_single_choice_has_no_contrast_but_is_right() -> None:
    one = typed_cube([[[-2.0]]], [[0]])
    found = {metric: values_of(one, metric, np.full((1, 1, 1), -5.0))[0, 0] for metric in METRICS}
    undefined = {metric for metric, value in found.items() if np.isnan(value)}
    assert undefined == {"minus_mean", "margin", "minus_min", "minus_mean_p", "minus_max_p", "minus_min_p"}
    assert (found["acc"], found["p_correct"], found["brier"], found["pmi"]) == (1, 1, 0, 3)


def test_impossible_choices() -> None:
    inf = float("inf")
    cube = typed_cube([[[-inf, -5.0], [-inf, -inf], [-5.0, -inf]]], [[0]])
    expected = {
        "acc": [0, 1, 1], "p_correct": [0, NAN, 1], "margin": [-inf, NAN, inf], "minus_mean": [-inf, NAN, inf],
        "brier": [2, NAN, 0], "gold_ll": [-inf, -inf, -5], "minus_max_p": [-1, NAN, 1],
    }  # fmt: skip
    for metric, row in expected.items():
        np.testing.assert_array_equal(values_of(cube, metric)[0], row, metric)


def test_an_empty_choice_is_never_picked_by_length() -> None:
    cube = typed_cube([[[-9.0, 0.0]]], [[0]], [["abc", ""]])
    assert values_of(cube, "acc_norm")[0, 0] == 1
    assert values_of(cube, "norm_correct_prob_char")[0, 0] == 1


def test_pmi_without_the_other_run_is_refused() -> None:
    with pytest.raises(ValueError, match="without the prompt"):
        values_of(HAND, "pmi")


@pytest.mark.parametrize("metric", METRICS)
def test_no_docs_and_no_choices_give_empty_values(metric: str) -> None:
    assert values_of(typed_cube([], []), metric).shape == (0, 0)
    generated = values_of(typed_cube([[[], []]], [[]]), metric, np.zeros((1, 2, 0)))
    assert generated.shape == (1, 2)
    assert np.isnan(generated).all()


def test_blocks_cover_every_doc_once_and_share_what_they_compute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "_CELLS", 4)
    rng = np.random.default_rng(1)
    cube = typed_cube((-10 * rng.random((7, 2, 3))).tolist(), [[doc % 3] for doc in range(7)])
    found = {"margin": np.zeros((7, 2)), "brier": np.zeros((7, 2))}
    for rows, block in blocks_of(cube, list(found)):
        assert len(block["margin"]) <= 2
        for metric, part in block.items():
            found[metric][rows] = part
    monkeypatch.undo()
    for metric, whole in found.items():
        np.testing.assert_array_equal(whole, values_of(cube, metric))


@needs_shared_data
@pytest.mark.parametrize(
    "path", LOGS, ids=lambda path: f"{path.parent.parent.name}-{path.parent.name}-{path.name[:40]}"
)
def test_accuracies_equal_what_lm_eval_stored_question_by_question(path: Path) -> None:
    cube = question_level()
    rows = {key: row for row, key in enumerate(cube.docs["doc_key"])}
    column = cube.checkpoints["run_id"].tolist().index(f"{path.parent.parent.name}-{path.parent.name[4:]}")
    found = {metric: values_of(cube, metric)[:, column] for metric in ("acc", "acc_norm")}
    for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
        record = json.loads(line)
        for metric, values_there in found.items():
            assert values_there[rows[record["doc_hash"]]] == record[metric]


@needs_shared_data
def test_there_are_logs_to_compare_with() -> None:
    assert len(LOGS) == 26
