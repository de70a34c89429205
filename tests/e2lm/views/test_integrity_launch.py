"""Missing checkpoints are found again in the names of those that were evaluated, or not at all."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from e2lm.curves import gaps
from e2lm.views.integrity_launch import launches
from tests.e2lm.tables import series, table


def runs(*placed: tuple[str, int, dict[str, Any]], dtype: str = "torch.float32") -> pd.DataFrame:
    rows = [
        (model, step, float(step), f"runs/job{step}/r.json", json.dumps(args), json.dumps({"model_dtype": dtype}))
        for model, step, args in placed
    ]
    return pd.DataFrame(rows, columns=["model", "step", "date", "file", "model_args", "config"])


def missing_one(model: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Curves of two tasks at the steps 1000, 2000, 3000, the second task without 2000; and the gaps."""
    quiz, exam = series(model, [0.1, 0.2, 0.3]), series(model, [0.1, 0.2, 0.3], task="exam")
    curves = table(*quiz, exam[0], exam[2])
    return gaps(curves), curves


def test_the_run_at_the_very_step_says_where_the_checkpoint_lies() -> None:
    missing, curves = missing_one("pythia-70m")
    args = [{"pretrained": "EleutherAI/pythia-70m", "revision": f"step{step}"} for step in (1000, 2000, 3000)]
    known = runs(*(("pythia-70m", step, one) for step, one in zip((1000, 2000, 3000), args, strict=True)))
    (launch,) = launches(missing, curves, known)
    assert (launch.steps, launch.tasks) == ((2000,), ("exam",))
    assert (launch.checkpoints, launch.revisions) == (("EleutherAI/pythia-70m",), ("step2000",))
    assert (launch.dtype, launch.job) == ("float32", "job3000")
    assert launch.query()["revisions"] == ["step2000"]


def test_a_step_takes_the_place_of_others_in_a_name_with_its_zeros() -> None:
    missing, curves = missing_one("mine")
    known = runs(*(("mine", step, {"pretrained": f"/models/mine/iter_{step:07}"}) for step in (1000, 3000)))
    (launch,) = launches(missing, curves, known)
    assert launch.checkpoints == ("/models/mine/iter_0002000",)


def test_names_that_do_not_follow_from_each_other_derive_nothing() -> None:
    missing, curves = missing_one("mine")
    names = {1000: "step1000-tokens2B", 3000: "step3000-tokens6B"}
    known = runs(*(("mine", step, {"pretrained": "me/mine", "revision": name}) for step, name in names.items()))
    (launch,) = launches(missing, curves, known)
    assert launch.checkpoints == ()
    assert launch.query() == {"tasks": ["exam"], "shots": "0", "dtype": "float32"}


def test_a_published_list_knows_the_checkpoints_of_a_table_of_scores() -> None:
    missing, curves = missing_one("pythia-70m")
    (launch,) = launches(missing, curves, runs(("pythia-70m", 1000, {}), dtype=""))
    assert (launch.checkpoints, launch.revisions) == (("EleutherAI/pythia-70m",), ("step2000",))
    assert launch.dtype == ""


def test_what_is_known_is_launched_and_what_is_not_is_said_apart() -> None:
    """The published list of this model ends at step 54,000."""
    rows = series("dense-1b-arch1", [0.1] * 4, step=18_000)
    exam = [{**rows[0], "task": "exam"}]
    curves = table(*rows, *exam)
    known, unknown = launches(gaps(curves), curves, runs(("dense-1b-arch1", 18_000, {}), dtype=""))
    assert (known.steps, known.subfolders) == ((36_000, 54_000), ("iter_0036000", "iter_0054000"))
    assert (unknown.steps, unknown.checkpoints) == ((72_000,), ())


def test_a_group_is_launched_in_place_of_its_tasks() -> None:
    parts = [
        {**row, "task": task, "parent": parent}
        for task, parent in (("quiz", ""), ("quiz_a", "quiz"), ("quiz_b", "quiz"))
        for row in series("pythia-70m", [0.1, 0.2])[:1]
    ]
    curves = table(*parts, *series("pythia-70m", [0.1, 0.2], task="exam"))
    (launch,) = launches(gaps(curves), curves, runs(("pythia-70m", 1000, {})))
    assert launch.tasks == ("quiz",)
