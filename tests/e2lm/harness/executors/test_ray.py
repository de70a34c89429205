"""A real Ray cluster of two workers on this machine, whose results go to an object store that the app watches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from e2lm.errors import RequestError
from e2lm.harness import jobs
from e2lm.harness.executors import ray as engine
from e2lm.harness.remote import opened
from e2lm.harness.remote_cells import sidecars
from e2lm.harness.request import Executor, Request, Settings
from e2lm.harness.state import Stage
from results_store import ingest, open_store, read
from tests import object_store
from tests.conftest import Tiny
from tests.e2lm.harness.executors.running import ended, holding, targets

pytest.importorskip("ray", reason="needs ray (requirements-cluster.txt)")


@pytest.fixture
def output(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with object_store.serving() as endpoint:
        object_store.use(monkeypatch, endpoint)
        yield f"{object_store.bucket('team')}/runs"


@pytest.mark.slow
def test_two_ray_workers_fill_an_object_store_and_the_app_reads_it(tmp_path: Path, tiny: Tiny, output: str) -> None:
    home = tmp_path / "home"
    settings = Settings(("tiny_task",), str(tiny.tasks), output=output)
    request = Request(targets(tiny.checkpoints, 3), settings, executor=Executor("ray", workers=2))
    ingest.watch(home, output)
    job_id = jobs.start(home, request)
    state = ended(home, job_id)

    assert (state.stage, state.finished) == (Stage.DONE, 3), jobs.log_tail(home, job_id)
    places = {f"{job_id}/toy/step{step}/tiny_task" for step in (100, 200, 300)}
    assert set(sidecars(opened(output))) == places
    assert not list((home / "runs").rglob("results_*.json"))
    logs = sorted(jobs.job_folder(home, job_id).glob("log-ray-*.txt"))
    assert len(logs) == 3
    assert "done" in logs[0].read_text(encoding="utf-8")
    assert not holding(home, object_store.SECRET)

    with open_store(home) as store:
        assert ingest.fetch_new(store) == 9
        ingest.refresh(store)
        assert sorted(read.curve_table(store)["step"].unique()) == [100, 200, 300]
        assert read.counts(store).samples == 36

    # Whatever is in the store is not evaluated again.
    before = opened(output).files()
    jobs.resume(home, job_id)
    assert ended(home, job_id).stage == Stage.DONE
    assert opened(output).files() == before


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ((("gpus", "many"),), "gpus is 'many'"),
        ((("cpus", "-1"),), "cpus is '-1'"),
        ((("partition", "long"),), "ray has no option partition"),
        ((("address", "127.0.0.1:9"),), "there is no Ray cluster at 127.0.0.1:9"),
    ],
)
def test_options_that_cannot_be_met_are_said_before_anything_starts(
    tmp_path: Path, options: tuple[tuple[str, str], ...], problem: str
) -> None:
    with pytest.raises(RequestError, match=problem) as raised:
        engine.start(tmp_path, Executor("ray", options=options), [0])
    assert raised.value.remedy
