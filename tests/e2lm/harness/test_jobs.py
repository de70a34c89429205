"""Jobs as files: what is listed, what counts as lost, what can be cancelled and resumed."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from e2lm.errors import RequestError
from e2lm.harness import jobs
from e2lm.harness.request import Request, Settings, Target
from e2lm.harness.state import Stage, save_state


def _request() -> Request:
    return Request((Target("/models/toy/step1", "toy", "step1", step=1),), Settings(("task",)))


def test_a_home_without_jobs_lists_none(tmp_path: Path) -> None:
    assert jobs.jobs(tmp_path) == []


def test_jobs_are_listed_newest_first_and_a_damaged_one_with_its_reason(tmp_path: Path) -> None:
    first = jobs.create(tmp_path, _request())
    time.sleep(0.01)
    second = jobs.create(tmp_path, _request())
    (jobs.job_folder(tmp_path, first) / jobs.STATE).write_text("{", encoding="utf-8")
    listed = jobs.jobs(tmp_path)
    assert [state.id for state in listed] == [second, first]
    assert listed[1].stage == Stage.LOST
    assert jobs.STATE in listed[1].message


def test_a_running_job_whose_process_is_gone_or_another_one_is_lost(tmp_path: Path) -> None:
    job_id = jobs.create(tmp_path, _request())
    file = jobs.job_folder(tmp_path, job_id) / jobs.STATE
    me = psutil.Process()
    running = replace(jobs.job(tmp_path, job_id), stage=Stage.RUNNING, pid=me.pid, pid_started=me.create_time())
    save_state(file, running)
    assert jobs.job(tmp_path, job_id).stage == Stage.RUNNING
    save_state(file, replace(running, pid_started=me.create_time() - 60))
    assert jobs.job(tmp_path, job_id).stage == Stage.LOST


def test_a_job_whose_worker_never_started_is_lost_after_a_minute(tmp_path: Path) -> None:
    job_id = jobs.create(tmp_path, _request())
    assert jobs.job(tmp_path, job_id).stage == Stage.QUEUED
    file = jobs.job_folder(tmp_path, job_id) / jobs.STATE
    save_state(file, replace(jobs.job(tmp_path, job_id), updated=time.time() - jobs.START_SECONDS - 1))
    assert jobs.job(tmp_path, job_id).stage == Stage.LOST


def test_jobs_that_do_not_exist_are_errors(tmp_path: Path) -> None:
    with pytest.raises(RequestError):
        jobs.cancel(tmp_path, "none")
    with pytest.raises(RequestError):
        jobs.resume(tmp_path, "none")
    assert jobs.log_tail(tmp_path, "none") == ""


def test_a_job_that_runs_is_not_resumed(tmp_path: Path) -> None:
    job_id = jobs.create(tmp_path, _request())
    with pytest.raises(RequestError, match="runs already"):
        jobs.resume(tmp_path, job_id)


def test_the_log_shows_its_last_lines(tmp_path: Path) -> None:
    job_id = jobs.create(tmp_path, _request())
    (jobs.job_folder(tmp_path, job_id) / jobs.LOG).write_text("\n".join(map(str, range(10_000))), encoding="utf-8")
    assert jobs.log_tail(tmp_path, job_id, 2) == "9998\n9999"


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_home_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(RequestError, match="cannot be written"):
        jobs.create(tmp_path, _request())
