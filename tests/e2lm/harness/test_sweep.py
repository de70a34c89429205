"""A sweep in this process, on tiny models: what is written, what is done again and what is not, what fails alone."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from e2lm.errors import RequestError
from e2lm.harness import executors, jobs
from e2lm.harness.control import PAUSE, WORKERS
from e2lm.harness.plan import read_plan
from e2lm.harness.request import LM_EVAL, Request, Settings
from e2lm.harness.sources import local_checkpoints
from e2lm.harness.state import JobState, Stage, WorkerState, read_worker, save_worker
from tests.benchmarks.models import TINY, write_checkpoint
from tests.conftest import Tiny
from tests.tiny import TASK_YAML, tiny_checkpoint, tiny_task

pytestmark = pytest.mark.slow
GROUP = (
    "group: pair\ntask: [first_leaf, second_leaf]\naggregate_metric_list:\n  - metric: acc\nmetadata:\n  version: 3\n"
)
SHOTS = "fewshot_split: test\nnum_fewshot: 2\n"
# What differs between any two runs of lm-eval: when and how long it ran.
TIMES = ("date", "start_time", "end_time", "total_evaluation_time_seconds", "pretty_env_info")


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Task files: tiny_task, one with random examples, and a group of two."""
    folder = tmp_path_factory.mktemp("tasks")
    for name in ("tiny_task", "shots_task", "first_leaf", "second_leaf"):
        tiny_task(folder, name, docs=6)
    with (folder / "shots_task.yaml").open("a", encoding="utf-8") as file:
        file.write(SHOTS)
    (folder / "pair.yaml").write_text(GROUP, encoding="utf-8")
    return folder


@pytest.fixture
def swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., JobState]:
    """Runs a request, or a job that is there again, to its end in this process."""
    from e2lm.harness.worker import work

    monkeypatch.setattr(executors, "launch", lambda folder, _request: work(folder))
    home = tmp_path / "home"

    def sweep(request: Request | str) -> JobState:
        job_id = request if isinstance(request, str) else jobs.start(home, request)
        if isinstance(request, str):
            jobs.resume(home, job_id)
        return jobs.job(home, job_id)

    return sweep


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many requests each call of the model's scoring was given."""
    from e2lm.harness.prefix.lm import PrefixLM

    counts: list[int] = []
    before = PrefixLM.loglikelihood

    def counted(self: PrefixLM, requests: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        counts.append(len(requests))
        return before(self, requests, *args, **kwargs)

    monkeypatch.setattr(PrefixLM, "loglikelihood", counted)
    return counts


def _request(models: Path, tasks: Path, *names: str, **settings: Any) -> Request:  # noqa: ANN401 fields of Settings
    targets = tuple(found.target for found in local_checkpoints([models]))
    return Request(targets, Settings(names, str(tasks), **settings))


def _files(home: Path, job_id: str) -> dict[str, int]:
    """The sidecars of the finished cells, by checkpoint and task, with the time of their writing."""
    folder = home / "runs" / job_id
    return {"/".join(file.parts[-3:-1]): file.stat().st_mtime_ns for file in folder.rglob("e2lm.json")}


def _written(folder: Path) -> dict[str, Any]:
    """What lm-eval wrote into a folder, without times, and with the samples by task."""
    results = json.loads(next(folder.rglob("results_*.json")).read_text(encoding="utf-8"))
    samples = {file.name.rsplit("_2", 1)[0]: file.read_text(encoding="utf-8") for file in folder.rglob("samples_*")}
    return {"results": {key: value for key, value in results.items() if key not in TIMES}, "samples": samples}


def _plainly(checkpoint: Path, tasks: Path, name: str, out: Path) -> dict[str, Any]:
    """What plain lm-eval writes for one checkpoint and one task, started for it alone."""
    from lm_eval import simple_evaluate
    from lm_eval.loggers import EvaluationTracker
    from lm_eval.tasks import TaskManager

    tracker = EvaluationTracker(output_path=str(out))
    args = {"pretrained": str(checkpoint), "dtype": "float32", "use_safetensors": True}
    results = simple_evaluate(
        model="hf", model_args=args, tasks=[name], batch_size=4, device="cpu", log_samples=True, limit=5,
        task_manager=TaskManager(include_path=str(tasks), include_defaults=False), evaluation_tracker=tracker,
    )  # fmt: skip
    samples = results.pop("samples")
    tracker.save_results_aggregated(results=results, samples=samples)
    for leaf in results["configs"]:
        tracker.save_results_samples(task_name=leaf, samples=samples[leaf])
    return _written(out)


def test_every_file_is_what_lm_eval_alone_writes(
    swept: Callable[..., JobState], tiny: Tiny, tasks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for the later checkpoints, whose tasks, prompts and model are those of the first."""
    monkeypatch.chdir(tasks)  # plain lm-eval takes data files from the working directory
    names = ("tiny_task", "shots_task", "pair")
    state = swept(_request(tiny.checkpoints, tasks, *names, scoring=LM_EVAL, batch_size=4, limit=5))
    assert state.stage == Stage.DONE, state.message
    for checkpoint in ("step100", "step200", "step300"):
        for name in names:
            ours = _written(tmp_path / "home" / "runs" / state.id / "toy" / checkpoint / name)
            plain = _plainly(tiny.checkpoints / checkpoint, tasks, name, tmp_path / "plain" / checkpoint / name)
            assert ours["samples"] == plain["samples"]
            assert ours["results"] == plain["results"]


def test_a_sweep_run_again_does_only_what_is_missing(
    swept: Callable[..., JobState], tiny: Tiny, tasks: Path, tmp_path: Path, asked: list[int]
) -> None:
    home = tmp_path / "home"
    first = swept(_request(tiny.checkpoints, tasks, "tiny_task", "shots_task"))
    assert (first.stage, first.finished) == (Stage.DONE, 6)
    files = _files(home, first.id)
    shutil.rmtree(home / "runs" / first.id / "toy" / "step200" / "shots_task")
    (home / "runs" / first.id / "toy" / "step300" / "tiny_task" / "e2lm.json").write_text("{", encoding="utf-8")
    asked.clear()
    again = swept(first.id)
    assert (again.stage, again.finished) == (Stage.DONE, 6)
    after = _files(home, first.id)
    assert {name for name in files if files[name] != after[name]} == {"step200/shots_task", "step300/tiny_task"}
    assert len(asked) == 2


def test_a_second_sweep_finds_what_the_first_did_and_settings_that_differ_are_other_cells(
    swept: Callable[..., JobState], tiny: Tiny, tasks: Path, tmp_path: Path, asked: list[int]
) -> None:
    first = swept(_request(tiny.checkpoints, tasks, "tiny_task"))
    asked.clear()
    second = swept(_request(tiny.checkpoints, tasks, "tiny_task"))
    assert (second.stage, second.finished, asked) == (Stage.DONE, 3, [])
    assert first.id in second.cells[0].note
    for settings in ({"limit": 3}, {"num_fewshot": 1}, {"dtype": "bfloat16"}):
        other = swept(replace(_request(tiny.checkpoints, tasks, "shots_task", **settings)))
        assert other.finished == 3, other.message
    assert len(_files(tmp_path / "home", other.id)) == 3
    assert len(asked) >= 9


def test_an_edited_task_makes_its_results_stale_and_they_are_replaced(
    swept: Callable[..., JobState], tiny: Tiny, tasks: Path, tmp_path: Path
) -> None:
    from e2lm.harness.worker import work

    copy = Path(shutil.copytree(tasks, tmp_path / "tasks"))
    home = tmp_path / "home"
    first = swept(_request(tiny.checkpoints, copy, "tiny_task"))
    text = (copy / "tiny_task.yaml").read_text(encoding="utf-8")
    (copy / "tiny_task.yaml").write_text(text.replace("version: 1.0", "version: 2.0"), encoding="utf-8")
    work(jobs.job_folder(home, first.id), plan=True)
    planned = jobs.job(home, first.id)
    assert {cell.stage for cell in planned.cells} == {Stage.STALE}
    assert planned.cells[0].message == "version 1.0, now 2.0; other prompts"
    assert swept(first.id).stage == Stage.DONE
    records = [json.loads(file.read_text()) for file in (home / "runs" / first.id).rglob("e2lm.json")]
    assert [record["cell"]["version"] for record in records] == ["2.0"] * 3
    assert not list((home / "runs").rglob(".*"))


def test_the_plan_counts_and_the_first_checkpoint_is_its_measure(
    swept: Callable[..., JobState], tiny: Tiny, tasks: Path, tmp_path: Path
) -> None:
    from e2lm.harness.worker import work

    home = tmp_path / "home"
    request = _request(tiny.checkpoints, tasks, "tiny_task", "pair")
    job_id = jobs.create(home, request)
    folder = jobs.job_folder(home, job_id)
    assert work(folder, name=jobs.PLANNER, plan=True) == 0
    assert jobs.job(home, job_id).stage == Stage.PLANNED
    assert not (home / "runs").exists()
    plan = read_plan(folder)
    assert plan
    assert [(task.name, task.leaves, task.docs, task.requests) for task in plan.tasks] == [
        ("tiny_task", 1, 6, 24),
        ("pair", 2, 12, 48),
    ]
    assert (plan.cells, plan.tasks[1].version, plan.seconds(["toy"])) == (6, "3", None)
    assert 0 < (plan.tokens or 0) < (plan.tokens_lm_eval or 0)
    assert swept(job_id).stage == Stage.DONE
    later = read_plan(folder)
    assert later
    assert [one.model for one in later.measured] == ["toy"]
    assert (later.seconds(["toy"]) or 0) > 0
    record = json.loads(next((home / "runs").rglob("pair/e2lm.json")).read_text())
    assert record["scoring"]["scoring"] == "prefix", record["scoring"]
    assert record["scoring"]["distinct"] == plan.tasks[1].tokens


def test_what_cannot_load_fails_its_own_cells_with_the_reason(
    swept: Callable[..., JobState], tiny: Tiny, tasks: Path, tmp_path: Path
) -> None:
    models = Path(shutil.copytree(tiny.checkpoints, tmp_path / "toy"))
    for at in (400, 500):
        shutil.copytree(models / "step100", models / f"step{at}")
    request = _request(models, tasks, "tiny_task", "pair")
    shutil.rmtree(models / "step200")
    (models / "step300" / "model.safetensors").write_bytes(b"\x10")
    _drop_rows(models / "step400")
    state = swept(request)
    found = {cell.checkpoint: (cell.stage, cell.message) for cell in state.cells}
    assert state.stage == Stage.FAILED
    assert [name for name, (stage, _) in found.items() if stage == Stage.DONE] == ["step100", "step500"]
    assert "does not exist" in found["step200"][1]
    assert "damaged" in found["step300"][1]
    assert "not of one model" in found["step400"][1]
    assert state.failed == 6


def _drop_rows(checkpoint: Path) -> None:
    """Weights and configuration of a smaller vocabulary than the tokenizer's."""
    from safetensors.numpy import load_file, save_file

    weights = load_file(checkpoint / "model.safetensors")
    for name in ("model.embed_tokens.weight", "lm_head.weight"):
        weights[name] = weights[name][:10]
    save_file(weights, checkpoint / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((checkpoint / "config.json").read_text())
    (checkpoint / "config.json").write_text(json.dumps(config | {"vocab_size": 10}))


def test_killed_in_a_groups_last_task_only_that_one_is_asked_again(
    swept: Callable[..., JobState],
    tiny: Tiny,
    tasks: Path,
    tmp_path: Path,
    asked: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from e2lm.harness.answers import Keep
    from e2lm.harness.worker import work

    request = _request(tiny.checkpoints, tasks, "pair")
    request = replace(request, targets=request.targets[:1])
    save = Keep.save

    def dies(self: Keep, leaf: str, *rest: Any) -> None:  # noqa: ANN401
        save(self, leaf, *rest)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Keep, "save", dies)
        with pytest.raises(KeyboardInterrupt):
            swept(request)
    (folder,) = (tmp_path / "home" / "jobs").iterdir()
    assert asked == [24]
    assert work(folder) == 0
    assert asked == [24, 24]
    assert jobs.job(tmp_path / "home", folder.name).stage == Stage.DONE
    assert not (folder / "work").exists()


def test_a_checkpoint_that_another_worker_has_is_left_to_it(tiny: Tiny, tasks: Path, tmp_path: Path) -> None:
    from e2lm.harness.alive import works
    from e2lm.harness.claims import Claims
    from e2lm.harness.worker import work

    home = tmp_path / "home"
    job_id = jobs.create(home, _request(tiny.checkpoints, tasks, "tiny_task"))
    folder = jobs.job_folder(home, job_id)
    elsewhere = WorkerState("other", "elsewhere", 1, 1.0, Stage.RUNNING, time.time(), time.time())
    save_worker(folder / WORKERS / "other.json", elsewhere)
    assert Claims(folder, elsewhere, works).take(0)
    assert work(folder) == 0
    assert sorted(_files(home, job_id)) == ["step200/tiny_task", "step300/tiny_task"]
    save_worker(folder / WORKERS / "other.json", replace(elsewhere, started=1.0, updated=time.time() - 121))
    assert work(folder) == 0
    assert len(_files(home, job_id)) == 3


def test_cells_run_first_are_left_out_or_wait_as_people_say(tiny: Tiny, tasks: Path, tmp_path: Path) -> None:
    from e2lm.harness.worker import work

    home = tmp_path / "home"
    job_id = jobs.create(home, _request(tiny.checkpoints, tasks, "tiny_task", "shots_task"))
    folder = jobs.job_folder(home, job_id)
    jobs.prioritise(home, job_id, [("toy", "step300", "shots_task")])
    jobs.skip(home, job_id, [("toy", "step100", "tiny_task")])
    (folder / PAUSE).touch()
    threading.Thread(target=_resume_once_paused, args=(home, job_id), daemon=True).start()
    assert work(folder) == 0
    order = sorted(_files(home, job_id).items(), key=lambda entry: entry[1])
    assert [name for name, _ in order][:3] == ["step300/shots_task", "step300/tiny_task", "step100/shots_task"]
    assert len(order) == 5
    state = jobs.job(home, job_id)
    assert (state.stage, state.finished) == (Stage.DONE, 5)


def _resume_once_paused(home: Path, job_id: str) -> None:
    while jobs.job(home, job_id).stage != Stage.PAUSED:
        time.sleep(0.05)
    jobs.resume(home, job_id)


def test_results_that_could_not_be_placed_are_placed_later_without_asking_again(
    swept: Callable[..., JobState], tiny: Tiny, tasks: Path, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from e2lm.harness.placing import Output

    def unreachable(*_: object) -> None:
        raise RequestError("the store cannot be reached", remedy="Check the network.")

    with monkeypatch.context() as patch:
        patch.setattr(Output, "place", unreachable)
        failed = swept(_request(tiny.checkpoints, tasks, "tiny_task"))
    assert {(cell.stage, cell.message) for cell in failed.cells} == {
        (Stage.FAILED, "the store cannot be reached. Check the network.")
    }
    count = len(asked)
    assert swept(failed.id).finished == 3
    assert len(asked) == count


def test_a_retry_runs_what_failed_and_nothing_else(
    swept: Callable[..., JobState], tiny: Tiny, tasks: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    models = Path(shutil.copytree(tiny.checkpoints, tmp_path / "toy"))
    request = _request(models, tasks, "tiny_task")
    weights = (models / "step300" / "model.safetensors").read_bytes()
    (models / "step300" / "model.safetensors").write_bytes(b"\x10")
    failed = swept(request)
    shutil.rmtree(home / "runs" / failed.id / "toy" / "step100")
    (models / "step300" / "model.safetensors").write_bytes(weights)
    jobs.retry(home, failed.id)
    assert sorted(_files(home, failed.id)) == ["step200/tiny_task", "step300/tiny_task"]
    state = {cell.checkpoint: cell.stage for cell in jobs.job(home, failed.id).cells}
    assert state == {"step100": Stage.MISSING, "step200": Stage.DONE, "step300": Stage.DONE}


def test_a_worker_that_is_told_which_checkpoints_does_those(tiny: Tiny, tasks: Path, tmp_path: Path) -> None:
    from e2lm.harness.worker import work

    home = tmp_path / "home"
    job_id = jobs.create(home, _request(tiny.checkpoints, tasks, "tiny_task"))
    assert work(jobs.job_folder(home, job_id), [2], "third") == 0
    assert list(_files(home, job_id)) == ["step200/tiny_task"]
    state = read_worker(jobs.job_folder(home, job_id) / WORKERS / "third.json")
    assert [(cell.name, cell.stage) for cell in state.cells] == [(("toy", "step200", "tiny_task"), Stage.DONE)]


def test_memory_that_does_not_suffice_halves_the_rows_and_goes_on() -> None:
    from e2lm.harness.answers import rows_at_once, with_smaller_batches

    class Small:
        """A model whose memory takes three rows at once."""

        batch_size_per_gpu: int | str = 16
        batch_sizes: dict[int, int] = {}  # noqa: RUF012 as lm-eval has it
        max_batch_size = 64

        def answer(self) -> list[int]:
            if rows_at_once(self) > 3:
                raise RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")
            return [rows_at_once(self)]

    for rows, left in ((16, 2), ("auto", 2)):
        lm = Small()
        lm.batch_size_per_gpu = rows
        assert with_smaller_batches(lm, lm.answer) == [left]
    lm.batch_size_per_gpu = 1
    with pytest.raises(RuntimeError, match="out of memory"):
        with_smaller_batches(lm, lambda: (_ for _ in ()).throw(RuntimeError("out of memory")))


def test_weights_go_into_the_model_that_is_there_only_where_they_fit(tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    from e2lm.harness.loading import take_weights

    model = AutoModelForCausalLM.from_pretrained(tiny_checkpoint(tmp_path / "a", 1))
    other = AutoModelForCausalLM.from_pretrained(tiny_checkpoint(tmp_path / "b", 2))
    assert take_weights(model, tmp_path / "b")
    assert all(torch.equal(one, two) for one, two in zip(model.parameters(), other.parameters(), strict=True))
    tied = AutoModelForCausalLM.from_pretrained(write_checkpoint(tmp_path / "c", TINY, 1))
    assert take_weights(tied, write_checkpoint(tmp_path / "d", TINY, 2))
    again = AutoModelForCausalLM.from_pretrained(tmp_path / "d")
    assert all(torch.equal(one, two) for one, two in zip(tied.parameters(), again.parameters(), strict=True))
    assert not take_weights(model, tiny_checkpoint(tmp_path / "deep", layers=3))
    assert not take_weights(model, tiny_checkpoint(tmp_path / "wide", hidden=64))
    assert all(torch.equal(one, two) for one, two in zip(model.parameters(), other.parameters(), strict=True))


def test_a_model_that_cannot_be_scored_by_prefix_is_scored_by_lm_eval_and_its_cells_say_so(
    swept: Callable[..., JobState], tasks: Path, tmp_path: Path
) -> None:
    from transformers import BloomConfig, BloomForCausalLM

    checkpoint = tiny_checkpoint(tmp_path / "models" / "step1")
    vocabulary = json.loads((checkpoint / "config.json").read_text())["vocab_size"]
    model = BloomForCausalLM(BloomConfig(vocab_size=vocabulary, hidden_size=32, n_layer=2, n_head=4))
    model.save_pretrained(checkpoint)
    state = swept(_request(tmp_path / "models", tasks, "tiny_task"))
    assert state.stage == Stage.DONE, state.cells[0].message
    assert state.cells[0].note.startswith("scored by lm-eval: ")
    record = json.loads(next((tmp_path / "home" / "runs").rglob("e2lm.json")).read_text())
    assert record["scoring"]["scoring"] == LM_EVAL
    assert record["scoring"]["why"] in state.cells[0].note


def test_what_makes_a_prompt_another_changes_its_hash(tmp_path: Path) -> None:
    from e2lm.harness.prompts import built_tasks
    from e2lm.harness.task_loading import load_tasks

    def built(old: str = "", new: str = "") -> tuple[str, int]:
        folder = tiny_task(tmp_path / "tasks", docs=4)
        text = TASK_YAML.format(name="tiny_task").replace(old, new) if old else TASK_YAML.format(name="tiny_task")
        (folder / "tiny_task.yaml").write_text(text, encoding="utf-8")
        settings = Settings(("tiny_task",), str(folder))
        (task,) = built_tasks(load_tasks(settings), settings)
        return task.prompts, task.docs

    usual = built()
    assert usual == built()
    assert usual[1] == 4
    changes = [("Question: ", "Q: "), ("version: 1.0", "version: 1.1"), ("metric: acc_norm", "metric: acc_mutual_info")]
    assert len({usual[0], *(built(old, new)[0] for old, new in changes)}) == 4
