"""A sweep in words, and what can be done about it and about single cells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from e2lm.harness.state import CellState, JobState, Stage
from e2lm.views import launch_words as words
from e2lm.views.launch_presets import families, with_families

DONE = CellState("toy", "step1", "t", Stage.DONE, seconds=10.0)
FAILED = CellState("toy", "step2", "t", Stage.FAILED, message="no weights")
WAITING = CellState("toy", "step3", "t")
JOB = JobState("j1", "", "plan", Stage.RUNNING, created=1.0, cells=(DONE, FAILED, WAITING))


def test_the_list_says_how_far_a_sweep_is_or_how_it_ended() -> None:
    assert words.caption(JOB, 100.0) == "running 67 %, 10 s left, 1 failed"
    ended = replace(JOB, stage=Stage.FAILED, ended=100.0)
    assert words.caption(ended, 100.0 + 3 * 3600) == "failed, 1 failed, 3 h ago"
    assert words.caption(replace(JOB, stage=Stage.PLANNED, cells=(WAITING,), updated=100.0), 110.0) == (
        "planned, just now"
    )


def test_sweeps_of_one_name_are_told_apart_by_their_ids() -> None:
    assert words.title(JOB) == "j1"
    named = replace(JOB, label="all of it")
    assert (words.title(named), words.title(named, twice=True)) == ("all of it", "all of it (j1)")


@pytest.mark.parametrize(
    ("stage", "offered"),
    [
        (Stage.PLANNING, ("cancel",)),
        (Stage.PLANNED, ("start",)),
        (Stage.QUEUED, ("retry failed", "pause", "cancel")),
        (Stage.RUNNING, ("retry failed", "pause", "cancel")),
        (Stage.PAUSED, ("resume", "retry failed", "cancel")),
        (Stage.CANCELLED, ("retry failed", "resume")),
        (Stage.LOST, ("retry failed", "resume")),
        (Stage.FAILED, ("retry failed", "resume")),
    ],
)
def test_every_stage_offers_what_makes_sense_in_it(stage: Stage, offered: tuple[str, ...]) -> None:
    assert words.actions(replace(JOB, stage=stage)) == offered


def test_a_sweep_that_is_done_or_only_failed_is_not_resumed() -> None:
    assert words.actions(replace(JOB, stage=Stage.DONE, cells=(DONE,))) == ()
    assert words.actions(replace(JOB, stage=Stage.FAILED, cells=(DONE, FAILED))) == ("retry failed",)
    assert words.actions(replace(JOB, stage=Stage.LOST, cells=())) == ("resume",)


def test_one_picked_cell_is_described_and_several_are_counted() -> None:
    assert words.picked_words(JOB.cells, [FAILED.name]) == ("toy step2", "t: failed: no weights")
    assert words.picked_words(JOB.cells, [DONE.name]) == ("toy step1", "t: done in 10 s")
    assert words.picked_words(JOB.cells, [DONE.name, FAILED.name, ("gone", "step1", "t")]) == (
        "2 cells", "1 done, 1 failed",
    )  # fmt: skip


def test_what_failed_can_be_retried_and_what_waits_be_moved_or_skipped() -> None:
    names = [cell.name for cell in JOB.cells]
    assert words.picked_actions(JOB.cells, names[:1]) == ()
    assert words.picked_actions(JOB.cells, names[1:2]) == ("retry",)
    assert words.picked_actions(JOB.cells, names) == ("retry", "run first", "skip")


def test_a_familys_name_stands_for_all_its_models() -> None:
    assert len(families()["E2LM"]) == 6
    assert with_families(["e2lm", "org/other", "tiiuae/dense-1b-arch1"]) == [*families()["E2LM"], "org/other"]
