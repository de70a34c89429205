"""The states of jobs and workers: progress and time left, and their files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from e2lm.errors import RequestError
from e2lm.harness.state import CellState, JobState, Stage, WorkerState, read_worker, save_worker
from e2lm.harness.words import duration, markdown, progress_line, token_label

DONE = CellState("toy", "step1", "quiz", Stage.DONE, seconds=10.0)
RUNNING = CellState("toy", "step2", "quiz", Stage.RUNNING, "scoring", done=25, total=100, seconds=4.0)
WAITING = CellState("toy", "step3", "quiz")
JOB = JobState("j", "", "plan", Stage.RUNNING, created=1.0, cells=(DONE, RUNNING, WAITING))


def test_progress_counts_every_cell_alike() -> None:
    assert JOB.finished == 1
    assert JOB.fraction == pytest.approx((1 + 0.25) / 3)


def test_time_left_is_the_mean_of_those_done_for_each_that_is_left() -> None:
    assert JOB.seconds_left == pytest.approx((10 - 4) + 10)


def test_time_left_before_the_first_is_done_follows_the_running_one() -> None:
    first = replace(JOB, cells=(RUNNING, WAITING))
    assert first.seconds_left == pytest.approx((16 - 4) + 16)


def test_cells_that_run_at_once_share_what_is_left() -> None:
    both = replace(JOB, cells=(DONE, RUNNING, RUNNING, WAITING))
    assert both.seconds_left == pytest.approx(((10 - 4) + (10 - 4) + 10) / 2)


def test_time_left_is_unknown_at_the_start_and_after_the_end() -> None:
    assert replace(JOB, cells=(WAITING,)).seconds_left is None
    assert replace(JOB, stage=Stage.DONE).seconds_left is None


def test_building_prompts_is_no_progress_of_the_scoring() -> None:
    assert replace(RUNNING, phase="building prompts").fraction == 0.0


def test_time_left_knows_the_pace_of_each_task() -> None:
    quick = CellState("toy", "step1", "quick", Stage.DONE, seconds=1.0)
    waiting = (CellState("toy", "step2", "quick"), CellState("toy", "step2", "quiz"), CellState("toy", "step2", "new"))
    busy = replace(JOB, cells=(DONE, quick, RUNNING, *waiting))
    assert busy.seconds_left == pytest.approx((10 - 4) + 1 + 10 + 5.5)


def test_a_workers_state_survives_its_file(tmp_path: Path) -> None:
    worker = WorkerState("w", "here", 7, 1.5, Stage.RUNNING, 2.0, cells=(DONE, RUNNING))
    save_worker(tmp_path / "w.json", worker)
    assert read_worker(tmp_path / "w.json") == worker
    assert [path.name for path in tmp_path.iterdir()] == ["w.json"]
    save_worker(tmp_path / "w.json", replace(worker, message="goes on"))
    assert read_worker(tmp_path / "w.json").message == "goes on"


def test_a_worker_notes_one_cell_at_a_time() -> None:
    worker = WorkerState("w", "here", 7, 1.5, Stage.RUNNING, 2.0, cells=(DONE,))
    both = worker.with_cell(WAITING.name, stage=Stage.RUNNING)
    assert [(cell.checkpoint, cell.stage) for cell in both.cells] == [("step1", Stage.DONE), ("step3", Stage.RUNNING)]
    assert both.with_cell(WAITING.name, stage=Stage.FAILED, message="why").cells[1].message == "why"
    assert len(both.with_cell(WAITING.name, seconds=3.0).cells) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": []}', '{"cells": [{}]}', '{"stage": "odd"}'])
def test_a_damaged_state_is_an_error_with_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "w.json").write_text(text, encoding="utf-8")
    with pytest.raises(RequestError) as error:
        read_worker(tmp_path / "w.json")
    assert error.value.file == str(tmp_path / "w.json")


def test_a_job_in_words() -> None:
    assert progress_line(JOB) == "1 of 3 done, toy step2 quiz scoring 25 of 100, about 16 s left"
    assert progress_line(replace(JOB, stage=Stage.QUEUED, cells=(WAITING,))) == "0 of 1 done, queued"


def test_durations_and_tokens_as_people_say_them() -> None:
    assert [duration(seconds) for seconds in (None, 4.4, 200, 7800)] == ["", "4 s", "3 min", "2 h 10 min"]
    tokens = (None, 512, 2_097_152, 2_097_152_000, 197_603_530_069)
    assert [token_label(number) for number in tokens] == ["unknown", "512", "2.1M", "2.1B", "198B"]


def test_markdown_in_names_is_shown_as_text() -> None:
    assert markdown("a_b [x](y) :red[z]") == r"a\_b \[x\]\(y\) \:red\[z\]"
