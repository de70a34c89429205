"""Arrays through submitit: its local executor runs the real worker; what SLURM itself is told is looked at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from e2lm.errors import RequestError
from e2lm.harness import jobs
from e2lm.harness.executors import slurm
from e2lm.harness.executors.task import CheckpointTask
from e2lm.harness.request import Executor, Request, Settings
from e2lm.harness.state import Stage
from results_store import ingest, open_store, read
from tests.conftest import Tiny
from tests.e2lm.harness.executors.running import ended, targets

pytest.importorskip("submitit", reason="needs submitit (requirements-cluster.txt)")
LOCAL = (("cluster", "local"), ("time", "10"))


@pytest.mark.slow
def test_an_array_writes_to_a_shared_folder_and_the_app_reads_it(tmp_path: Path, tiny: Tiny) -> None:
    home, shared = tmp_path / "home", tmp_path / "shared"
    settings = Settings(("tiny_task",), str(tiny.tasks), output=str(shared))
    request = Request(targets(tiny.checkpoints, 2), settings, executor=Executor("slurm", options=LOCAL))
    ingest.watch(home, str(shared))
    job_id = jobs.start(home, request)
    state = ended(home, job_id)

    assert (state.stage, state.finished) == (Stage.DONE, 2), jobs.log_tail(home, job_id)
    done = sorted(str(file.parent.relative_to(shared)) for file in shared.rglob("e2lm.json"))
    assert done == [f"{job_id}/toy/step{step}/tiny_task" for step in (100, 200)]
    assert len(list(jobs.job_folder(home, job_id).glob("log-slurm-*.txt"))) == 2
    with open_store(home) as store:
        ingest.refresh(store)
        assert sorted(read.curve_table(store)["step"].unique()) == [100, 200]


def test_options_become_the_names_that_submitit_knows() -> None:
    options = {
        "partition": "gpu",
        "time": "120",
        "gpus": "1",
        "cpus": "4",
        "mem": "32GB",
        "account": "me",
        "qos": "low",
        "cluster": "slurm",
    }
    assert slurm.parameters(Executor("slurm", 6, tuple(options.items()))) == {
        "slurm_partition": "gpu",
        "slurm_time": 120,
        "gpus_per_node": 1,
        "cpus_per_task": 4,
        "slurm_mem": "32GB",
        "slurm_account": "me",
        "slurm_qos": "low",
        "slurm_array_parallelism": 6,
    }
    assert slurm.parameters(Executor("slurm", 6, (("array_parallelism", "2"),)))["slurm_array_parallelism"] == 2


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs that stand for SLURM's: sbatch keeps what it is given, scancel says what it is to cancel."""
    programs = {
        "srun": "exit 0",
        "sbatch": f'cp "$1" {tmp_path}/given.sh; echo Submitted batch job 4711',
        "scancel": f'echo "$@" >> {tmp_path}/cancelled',
        "sacct": "echo 'JobID|State'",
    }
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, script in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return tmp_path


def test_sbatch_gets_one_array_with_a_task_for_each_checkpoint(cluster: Path) -> None:
    job = cluster / "job"
    options = (("partition", "gpu"), ("gpus", "1"), ("time", "120"), ("array_parallelism", "2"))
    tasks = slurm.start(job, Executor("slurm", options=options), [4, 0, 2])
    script = (cluster / "given.sh").read_text(encoding="utf-8")
    for line in ("--array=0-2%2", "--partition=gpu", "--gpus-per-node=1", "--time=120", "--job-name=e2lm-job"):
        assert f"#SBATCH {line}" in script
    assert [job.job_id for job in tasks.jobs.values()] == ["4711_0", "4711_1", "4711_2"]
    assert list(tasks.jobs) == [4, 0, 2]


def test_what_an_earlier_driver_left_in_the_queue_is_cancelled_before_the_next_array(cluster: Path) -> None:
    job = cluster / "job"
    slurm.start(job, Executor("slurm"), [0])
    assert not (cluster / "cancelled").exists()
    slurm.start(job, Executor("slurm"), [0])
    assert (cluster / "cancelled").read_text(encoding="utf-8").split() == ["4711"]
    assert json.loads((job / "slurm" / "submitted.json").read_text(encoding="utf-8")) == ["4711"]


def test_a_machine_without_slurm_and_an_unknown_option_are_said_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for options in ((), (("colour", "red"), *LOCAL)):
        with pytest.raises(RequestError, match="SLURM does not take the job") as raised:
            slurm.start(tmp_path, Executor("slurm", options=options), [0])
        assert "sbatch" in raised.value.remedy


def test_a_machine_that_does_not_share_the_home_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"does not see .*/elsewhere; give E2LM_HOME a folder they share"):
        CheckpointTask(tmp_path / "elsewhere", "slurm-1")(0)


def test_a_task_that_loses_its_machine_queues_again_as_it_was(tmp_path: Path) -> None:
    task = CheckpointTask(tmp_path, "slurm-1")
    again = task.checkpoint(3)
    assert (again.function, again.args) == (task, (3,))
