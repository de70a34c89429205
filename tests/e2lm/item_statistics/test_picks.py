"""Which choices are picked, per question and per checkpoint."""

from __future__ import annotations

import numpy as np
import pytest

from e2lm.choices import pick
from e2lm.item_statistics import part_of
from e2lm.item_statistics.picks import POSITION_COLUMNS, position_shares
from tests.e2lm.item_statistics.random_evidence import evidence, random_cube
from tests.e2lm.question_level import cube as real_cube
from tests.e2lm.typed_cube import typed_cube
from tests.paths import needs_shared_data

NAN = float("nan")
A, B, C, NOTHING = [-1.0, -2.0, -3.0], [-2.0, -1.0, -3.0], [-3.0, -2.0, -1.0], [NAN] * 3


def test_a_questions_picks_by_hand() -> None:
    found = part_of(evidence(typed_cube([[A, B, B, NOTHING], [NOTHING] * 4], [[0], [1]])), "picks")
    assert found["first_picked"][0] == pytest.approx(1 / 3)
    assert found["usual_pick"][0] == pytest.approx(2 / 3)
    assert np.isnan(found["first_picked"][1])
    assert np.isnan(found["usual_pick"][1])


def test_the_phase_in_which_a_model_always_picks_the_first_choice() -> None:
    shares = position_shares(typed_cube([[A, A, NOTHING], [A, B, NOTHING], [A, C, NOTHING]], [[0], [1], [2]]))
    assert tuple(shares.columns) == POSITION_COLUMNS
    table = shares.pivot_table(index="step", columns="position", values="share", dropna=False)
    np.testing.assert_allclose(table.to_numpy(float), np.array([[1, 0, 0], [1 / 3] * 3, [NAN] * 3]))
    assert shares.loc[shares["step"] == 1000, "keys"].tolist() == [pytest.approx(1 / 3)] * 3
    assert shares["n"].tolist() == [3, 3, 0] * 3


def test_shares_and_keys_count_only_what_a_checkpoint_answered() -> None:
    cube = random_cube(5, docs=30, holes=0.3)
    shares, picked = position_shares(cube), pick(cube.loglikelihoods)
    for row in shares.itertuples():
        at = int(np.flatnonzero((cube.checkpoints["model"] == row.model) & (cube.checkpoints["step"] == row.step))[0])
        docs = [doc for doc in range(30) if picked[doc, at] >= 0]
        assert row.n == len(docs)
        assert row.share == pytest.approx(np.mean([picked[doc, at] == row.position for doc in docs]))
        assert row.keys == pytest.approx(np.mean([min(cube.docs["golds"][doc]) == row.position for doc in docs]))


def test_a_cube_without_answers_has_no_shares() -> None:
    assert position_shares(typed_cube([], [])).empty


@needs_shared_data
def test_real_models_shares_add_up_to_one() -> None:
    shares = position_shares(real_cube())
    assert shares.groupby(["model", "step"])["share"].sum().tolist() == [pytest.approx(1)] * 13
    assert shares["n"].min() > 0
