"""Jobs as files: what is listed, what counts as lost, what can be paused, cancelled, resumed and tried again."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psutil
import pytest

from e2lm.errors import RequestError
from e2lm.harness import executors, jobs
from e2lm.harness.alive import host
from e2lm.harness.control import CANCEL, PAUSE, REQUEST, WORKERS, read_priorities, write_whole
from e2lm.harness.request import Request, Settings, Target
from e2lm.harness.state import CellState, Stage, WorkerState, save_worker

CELL = ("toy", "step1", "task")


def _request() -> Request:
    return Request((Target("/models/toy/step1", "toy", "step1", step=1),), Settings(("task",)))


def _works(
    home: Path, job_id: str, *, alive: bool = True, cells: tuple[CellState, ...] = (), ended: float = 0.0
) -> None:
    """A worker of the job: this very process, or one that is gone."""
    me = psutil.Process()
    started = me.create_time() - (0 if alive else 60)
    state = WorkerState("w", host(), me.pid, started, Stage.RUNNING, time.time(), time.time(), ended, cells=cells)
    save_worker(jobs.job_folder(home, job_id) / WORKERS / "w.json", state)


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders of the jobs whose workers were asked for; nothing is started."""
    folders: list[Path] = []
    monkeypatch.setattr(executors, "launch", lambda folder, _request: folders.append(folder))
    return folders


def test_a_file_that_cannot_be_written_whole_leaves_nothing_of_itself(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path, "text")
    assert not list(tmp_path.parent.glob(f".{tmp_path.name}*"))


def test_a_home_without_jobs_lists_none(tmp_path: Path) -> None:
    assert jobs.jobs(tmp_path) == []


def test_jobs_are_listed_newest_first_and_a_damaged_one_with_its_reason(tmp_path: Path) -> None:
    first = jobs.create(tmp_path, _request())
    time.sleep(0.01)
    second = jobs.create(tmp_path, _request())
    (jobs.job_folder(tmp_path, first) / WORKERS / "w.json").write_text("{", encoding="utf-8")
    listed = {state.id: state for state in jobs.jobs(tmp_path)}
    assert listed[first].stage == Stage.LOST
    assert "w.json" in listed[first].message
    assert listed[second].stage == Stage.QUEUED
    (jobs.job_folder(tmp_path, first) / WORKERS / "w.json").unlink()
    assert [state.id for state in jobs.jobs(tmp_path)] == [second, first]


def test_tasks_whose_code_is_not_approved_make_no_job(tmp_path: Path) -> None:
    file = tmp_path / "tasks" / "a.yaml"
    file.parent.mkdir()
    file.write_text("task: a\nprocess_docs: !function own.changed\n", encoding="utf-8")
    settings = Settings(("a",), task_folder=str(file.parent))
    with pytest.raises(RequestError, match=r"a\.yaml"):
        jobs.create(tmp_path, Request((Target("/models/toy/1", "toy", "step1"),), settings))
    assert jobs.jobs(tmp_path) == []


def test_a_job_asks_for_each_task_once_and_for_places_that_hold_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks" / "a.yaml").write_text("task: a\n", encoding="utf-8")
    targets = tuple(Target(f"/models/toy/{at}", "toy", f"step{at}", step=at) for at in (1, 2, 3))
    settings = Settings(("b", "a", "b"), task_folder="tasks", output="results")
    asked = jobs.asked(tmp_path, jobs.create(tmp_path, Request(targets, settings)))
    assert asked
    assert asked.settings.tasks == ("b", "a")
    assert asked.settings.task_folder == str(tmp_path / "tasks")
    assert asked.settings.output == str(tmp_path / "results")
    assert [target.step for target in asked.targets] == [1, 3, 2]
    store = jobs.create(tmp_path, Request(targets, Settings(("a",), output="s3://bucket/folder")))
    assert (jobs.asked(tmp_path, store) or asked).settings.output == "s3://bucket/folder"


def test_a_running_job_whose_process_is_gone_or_another_one_is_lost(tmp_path: Path) -> None:
    job_id = jobs.create(tmp_path, _request())
    _works(tmp_path, job_id)
    state = jobs.job(tmp_path, job_id)
    assert (state.stage, state.pid) == (Stage.RUNNING, os.getpid())
    _works(tmp_path, job_id, alive=False)
    lost = jobs.job(tmp_path, job_id)
    assert (lost.stage, lost.pid) == (Stage.LOST, 0)
    assert "resume" in lost.message


def test_a_job_whose_worker_never_started_is_lost_after_a_minute(tmp_path: Path) -> None:
    job_id = jobs.create(tmp_path, _request())
    assert jobs.job(tmp_path, job_id).stage == Stage.QUEUED
    long_ago = time.time() - 61
    os.utime(jobs.job_folder(tmp_path, job_id) / REQUEST, (long_ago, long_ago))
    assert jobs.job(tmp_path, job_id).stage == Stage.LOST


def test_jobs_that_do_not_exist_are_errors(tmp_path: Path) -> None:
    for act in (jobs.cancel, jobs.resume, jobs.pause, jobs.retry, jobs.job):
        with pytest.raises(RequestError, match="there is no job none"):
            act(tmp_path, "none")
    assert jobs.log_tail(tmp_path, "none") == ""


def test_a_job_that_runs_is_not_resumed(tmp_path: Path) -> None:
    job_id = jobs.create(tmp_path, _request())
    with pytest.raises(RequestError, match="runs already"):
        jobs.resume(tmp_path, job_id)


def test_a_paused_job_goes_on_without_new_workers(tmp_path: Path, launched: list[Path]) -> None:
    job_id = jobs.create(tmp_path, _request())
    folder = jobs.job_folder(tmp_path, job_id)
    _works(tmp_path, job_id)
    jobs.pause(tmp_path, job_id)
    assert (folder / PAUSE).exists()
    jobs.resume(tmp_path, job_id)
    assert not (folder / PAUSE).exists()
    assert not launched
    _works(tmp_path, job_id, alive=False)
    with pytest.raises(RequestError, match="does not run"):
        jobs.pause(tmp_path, job_id)


def test_a_cancelled_job_is_started_again_by_resuming_it(tmp_path: Path, launched: list[Path]) -> None:
    job_id = jobs.create(tmp_path, _request())
    folder = jobs.job_folder(tmp_path, job_id)
    jobs.cancel(tmp_path, job_id)
    _works(tmp_path, job_id, ended=time.time())
    assert jobs.job(tmp_path, job_id).stage == Stage.CANCELLED
    jobs.resume(tmp_path, job_id)
    assert launched == [folder]
    assert not (folder / CANCEL).exists()
    assert jobs.job(tmp_path, job_id).stage == Stage.QUEUED


def test_only_what_failed_is_tried_again(tmp_path: Path, launched: list[Path]) -> None:
    targets = tuple(Target(f"/models/toy/{at}", "toy", f"step{at}", step=at) for at in (1, 2, 3))
    job_id = jobs.create(tmp_path, Request(targets, Settings(("task",))))
    with pytest.raises(RequestError, match="none of these cells failed"):
        jobs.retry(tmp_path, job_id)
    failed = CellState(*CELL, stage=Stage.FAILED, message="why", ended=time.time())
    _works(tmp_path, job_id, cells=(failed,), ended=time.time())
    assert [cell.stage for cell in jobs.job(tmp_path, job_id).cells] == [Stage.FAILED, Stage.MISSING, Stage.MISSING]
    jobs.retry(tmp_path, job_id)
    assert len(launched) == 1
    assert [cell.stage for cell in jobs.job(tmp_path, job_id).cells] == [Stage.QUEUED, Stage.MISSING, Stage.MISSING]
    _works(tmp_path, job_id, cells=(failed,), ended=time.time())
    jobs.resume(tmp_path, job_id)
    assert {cell.stage for cell in jobs.job(tmp_path, job_id).cells} == {Stage.QUEUED}


def test_a_running_job_tries_a_cell_again_without_new_workers(tmp_path: Path, launched: list[Path]) -> None:
    job_id = jobs.create(tmp_path, _request())
    _works(tmp_path, job_id, cells=(CellState(*CELL, stage=Stage.FAILED, ended=time.time()),))
    assert jobs.job(tmp_path, job_id).cells[0].stage == Stage.FAILED
    jobs.retry(tmp_path, job_id, [CELL])
    assert jobs.job(tmp_path, job_id).cells[0].stage == Stage.QUEUED
    assert not launched


def test_cells_run_first_or_are_left_out_until_somebody_says_otherwise(tmp_path: Path) -> None:
    targets = tuple(Target(f"/models/toy/{at}", "toy", f"step{at}", step=at) for at in (1, 2))
    job_id = jobs.create(tmp_path, Request(targets, Settings(("task",))))
    folder, other = jobs.job_folder(tmp_path, job_id), ("toy", "step2", "task")
    jobs.prioritise(tmp_path, job_id, [CELL])
    jobs.prioritise(tmp_path, job_id, [other])
    assert read_priorities(folder).first == (other, CELL)
    jobs.skip(tmp_path, job_id, [CELL])
    assert (read_priorities(folder).first, read_priorities(folder).skip) == ((other,), (CELL,))
    state = jobs.job(tmp_path, job_id)
    wanted = [(Stage.MISSING, "skipped"), (Stage.QUEUED, "before the others")]
    assert [(cell.stage, cell.message) for cell in state.cells] == wanted
    jobs.prioritise(tmp_path, job_id, [CELL])
    assert read_priorities(folder).skip == ()


def test_the_log_shows_its_last_lines(tmp_path: Path) -> None:
    job_id = jobs.create(tmp_path, _request())
    (jobs.job_folder(tmp_path, job_id) / jobs.LOG).write_text("\n".join(map(str, range(10_000))), encoding="utf-8")
    assert jobs.log_tail(tmp_path, job_id, 2) == "9998\n9999"


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_home_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(RequestError, match="cannot be written"):
        jobs.create(tmp_path, _request())
