from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from e2lm.scoring.ranking import REFERENCES, Reference, kendall_tau_b, ranking
from tests.e2lm.tables import shared_table
from tests.paths import SHARED_DATA, needs_shared_data

EARLY = np.array([True, True, True, False, False, False, False])
# The first model leads at 2 of 3 early checkpoints but trails in the mean; later it leads at 3 of 4, not at the last.
SCORES = np.array([[5.0, 5.0, 1.0, 7.0, 7.0, 7.0, 6.0], [4.0, 4.0, 6.0, 6.0, 6.0, 6.0, 9.0]])


@pytest.mark.parametrize(
    ("reference", "order", "kept"),
    [
        ("mean up to the cut", -1, 1),
        ("majority up to the cut", 1, 3),
        ("last checkpoint", -1, 1),
        ("checkpoint k", -1, 1),
    ],
)
def test_each_reference_by_hand(reference: Reference, order: int, kept: int) -> None:
    found = ranking(SCORES, EARLY, [(0, 1)], reference)
    (pair,) = found.pairs
    assert (pair.order, pair.kept, pair.later) == (order, kept, 4)
    assert found.rc == kept / 4


@needs_shared_data
@pytest.mark.parametrize("reference", ["mean up to the cut", "majority up to the cut", "last checkpoint"])
def test_the_published_rc_of_mmlu_is_14_of_47(reference: Reference) -> None:
    """Real scores up to the cut; after it the published figure gives only who was ahead."""
    figure = json.loads((SHARED_DATA / "competition" / "rc-figure.json").read_text())
    points = shared_table("competition/plot-data-combined-all.json")
    points = points[(points["task"] == "mmlu") & (points["step"] % 4000 == 0) & (points["tokens"] <= 206_000_000_000)]
    early = points.pivot_table(index="model", columns="step", values="value")
    later = range(60_000, 244_001, 4000)
    arch2_ahead = np.array([1.0 if step in figure["arch2_ahead_at"] else -1.0 for step in later])
    scores = np.array(
        [
            [*early.loc["dense-500m-arch1"].dropna(), *(0 * arch2_ahead)],
            [*early.loc["dense-500m-arch2"].dropna(), *arch2_ahead],
        ]
    )
    found = ranking(scores, np.arange(scores.shape[1]) < 14, [(0, 1)], reference)
    assert (found.pairs[0].kept, found.pairs[0].later) == (14, 47)
    assert found.rc == pytest.approx(figure["ranking_consistency"], abs=5e-5)


def test_rc_is_the_mean_over_pairs() -> None:
    scores = np.vstack([SCORES, SCORES[0] + 1])
    found = ranking(scores, EARLY, [(0, 1), (2, 0)], "mean up to the cut")
    assert found.rc == (1 / 4 + 1) / 2


def test_a_later_tie_does_not_keep_the_order() -> None:
    found = ranking(
        np.array([[2.0, 2.0, 2.0], [1.0, 2.0, 1.0]]), np.array([True, False, False]), [(0, 1)], REFERENCES[0]
    )
    assert found.rc == 0.5


def test_checkpoints_that_one_of_a_pair_lacks_do_not_count() -> None:
    scores = SCORES.copy()
    scores[0, 3] = scores[1, 4] = np.nan
    assert ranking(scores, EARLY, [(0, 1)], "majority up to the cut").pairs[0].later == 2


def test_a_pair_that_the_reference_puts_level_is_left_out_of_the_mean() -> None:
    level = np.vstack([SCORES, SCORES[0]])
    found = ranking(level, EARLY, [(0, 1), (0, 2)], "mean up to the cut")
    assert found.rc == 1 / 4
    assert found.pairs[1].reason == "undefined, because the reference puts both models level"
    alone = ranking(level, EARLY, [(0, 2)], "mean up to the cut")
    assert alone.rc is None


def test_without_pairs_or_checkpoints_rc_is_undefined() -> None:
    assert ranking(SCORES, EARLY, [], REFERENCES[0]).rc is None
    nothing_later = ranking(SCORES, np.ones(7, bool), [(0, 1)], REFERENCES[0])
    assert (nothing_later.rc, nothing_later.tau) == (None, None)
    assert nothing_later.pairs[0].reason == "undefined, because the pair has no common later checkpoint"
    assert nothing_later.tau_reason == "undefined, because there is no later checkpoint"
    nothing_early = ranking(SCORES, np.zeros(7, bool), [(0, 1)], REFERENCES[0])
    assert nothing_early.pairs[0].reason == "undefined, because the pair has no common early checkpoint"
    assert ranking(SCORES[:1], EARLY, [], REFERENCES[0]).tau_reason == "undefined, because there is only one model"


def test_tau_b_by_hand() -> None:
    # Pairs of 1 2 3 4 against 1 3 2 2: five of six are ordered on the right, three alike and two not.
    assert kendall_tau_b(np.array([1.0, 2, 3, 4]), np.array([1.0, 3, 2, 2])) == pytest.approx(1 / np.sqrt(6 * 5))
    assert kendall_tau_b(np.array([1.0, 2, 3]), np.array([5.0, 5, 5])) is None
    assert kendall_tau_b(np.array([1.0]), np.array([5.0])) is None


def test_tau_b_is_the_mean_over_later_checkpoints() -> None:
    scores = np.array([[1.0, 1.0, 3.0], [2.0, 2.0, 2.0], [3.0, 3.0, 1.0]])
    assert ranking(scores, np.array([True, False, False]), [], REFERENCES[0]).tau == 0.0


SERIES = st.lists(st.integers(0, 9).map(float), min_size=7, max_size=7)


@given(SERIES, SERIES, st.sampled_from(REFERENCES))
def test_turning_the_scale_or_the_pair_around_changes_nothing(
    one: list[float], other: list[float], by: Reference
) -> None:
    scores = np.array([one, other])
    rc = ranking(scores, EARLY, [(0, 1)], by).rc
    assert ranking(-scores, EARLY, [(0, 1)], by).rc == rc
    assert ranking(scores, EARLY, [(1, 0)], by).rc == rc
    assert rc is None or 0 <= rc <= 1


@given(st.lists(st.integers(0, 5).map(float), min_size=4, max_size=4), SERIES)
def test_tau_b_agrees_with_counting_pairs(left: list[float], right: list[float]) -> None:
    right = right[:4]
    signs = [(np.sign(left[i] - left[j]), np.sign(right[i] - right[j])) for i, j in combinations(range(4), 2)]
    scale = np.sqrt(sum(abs(a) for a, _ in signs) * sum(abs(b) for _, b in signs))
    tau = kendall_tau_b(np.array(left), np.array(right))
    assert tau is None if scale == 0 else tau == pytest.approx(sum(a * b for a, b in signs) / scale)
