"""A sweep in this process on what people really have: odd names, outputs that cannot be written, tasks that say more
or less than they should."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from e2lm.errors import RequestError
from e2lm.harness import jobs
from e2lm.harness.request import Request, Settings
from e2lm.harness.sources import hub_target, local_checkpoints
from e2lm.harness.state import JobState, Stage
from e2lm.harness.worker import work
from tests.conftest import Tiny
from tests.tiny import tiny_task

pytestmark = pytest.mark.slow
DOC = {"question": "the atom has", "choices": ["the", "a"], "gold": 0}


def _swept(home: Path, checkpoints: Path, settings: Settings) -> JobState:
    """How a sweep ends that runs in this process."""
    targets = tuple(found.target for found in local_checkpoints([checkpoints]))
    job_id = jobs.create(home, Request(targets, settings))
    work(jobs.job_folder(home, job_id))
    return jobs.job(home, job_id)


def _task(
    folder: Path, name: str = "quiz", *, docs: list[dict[str, Any]] | None = None, old: str = "", new: str = ""
) -> Path:
    """A task of four docs, or of these, whose YAML says `new` in place of `old`."""
    tiny_task(folder, "data", docs=4)
    text = (folder / "data.yaml").read_text(encoding="utf-8").replace(old, new)
    (folder / "data.yaml").unlink()
    (folder / f"{abs(hash(name))}.yaml").write_text(text.replace("task: data", f"task: {json.dumps(name)}"), "utf-8")
    if docs is not None:
        (folder / "data.jsonl").write_text("".join(json.dumps(doc) + "\n" for doc in docs), encoding="utf-8")
    return folder


def test_names_of_any_script_and_length_are_kept_whole_and_get_folders_that_fit(tiny: Tiny, tmp_path: Path) -> None:
    checkpoint = tmp_path / "模型 one" / "step 1"
    shutil.copytree(tiny.checkpoints / "step100", checkpoint)
    (checkpoint / "e2lm.json").write_text(json.dumps({"checkpoint": "漢" * 100 + " 1"}), encoding="utf-8")
    tasks = _task(tmp_path / "tasks", "x[1] é*")
    state = _swept(tmp_path / "home", tmp_path / "模型 one", Settings(("x[1] é*",), str(tasks)))
    (cell,) = state.cells
    assert (cell.checkpoint, cell.task) == ("漢" * 100 + " 1", "x[1] é*")
    assert cell.stage == Stage.DONE, cell.message


def test_a_task_whose_name_begins_like_anothers_has_its_own_samples(tiny: Tiny, tmp_path: Path) -> None:
    tasks = _task(tmp_path / "tasks")
    _task(tasks, "quiz_2")
    (tasks / "both.yaml").write_text("group: both\ntask: [quiz, quiz_2]\n", encoding="utf-8")
    state = _swept(tmp_path / "home", tiny.checkpoints / "step100", Settings(("both",), str(tasks)))
    assert state.stage == Stage.DONE, state.cells[0].message


@pytest.mark.parametrize("name", ["a/b", "n" * 300])
def test_a_task_that_no_file_can_be_called_after_is_refused_before_any_model(
    tiny: Tiny, tmp_path: Path, name: str
) -> None:
    settings = Settings((name,), str(_task(tmp_path / "tasks", name)))
    state = _swept(tmp_path / "home", tiny.checkpoints, settings)
    assert (state.stage, {one.stage for one in state.cells}) == (Stage.FAILED, {Stage.MISSING})
    assert "Rename it in its YAML" in state.message


def test_an_output_that_cannot_be_written_is_said_before_anything_is_computed(tiny: Tiny, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    state = _swept(
        tmp_path / "home", tiny.checkpoints, Settings(("quiz",), str(tiny.tasks), output=str(tmp_path / "file" / "out"))
    )
    assert (state.stage, {one.stage for one in state.cells}) == (Stage.FAILED, {Stage.MISSING})
    assert "no results can be written there (Not a directory)" in state.message


@pytest.mark.parametrize(
    ("change", "said", "remedy"),
    [
        ({"old": "Question:", "new": "{{ question"}, "expected token", "Correct the template"),
        ({"old": "Question:", "new": "{{ nowhere }}"}, "'nowhere' is undefined", "Correct the template"),
        ({"old": "multiple_choice", "new": "nonsense"}, "invalid output_type 'nonsense'", "Correct its YAML"),
        ({"docs": []}, "its data set is empty", "Check its data set"),
        ({"docs": [{**DOC, "choices": []}]}, "list index out of range", "choices that are not empty"),
        ({"docs": [{**DOC, "gold": 7}] * 2}, "list index out of range", "a right one"),
    ],
)
def test_a_task_that_does_not_load_says_what_to_correct(
    tmp_path: Path, change: dict[str, Any], said: str, remedy: str
) -> None:
    from e2lm.harness.task_loading import load_tasks

    with pytest.raises(RequestError) as error:
        load_tasks(Settings(("quiz",), str(_task(tmp_path, **change))))
    assert said in error.value.problem
    assert remedy in error.value.remedy
    assert ".." not in str(error.value)


def test_docs_that_cannot_be_read_say_why_and_not_only_that(tmp_path: Path) -> None:
    from e2lm.harness.task_loading import load_tasks

    folder = _task(tmp_path)
    (folder / "data.jsonl").write_text('{"question": \n', encoding="utf-8")
    with pytest.raises(RequestError, match="JSON parse error"):
        load_tasks(Settings(("quiz",), str(folder)))


@pytest.mark.parametrize(
    ("more", "shots", "note"),
    [
        ("", 2, "quiz takes its examples from the questions that it asks"),
        ("fewshot_split: test\n", 2, "quiz takes its examples from the questions that it asks"),
        ("training_split: train\n", 2, ""),
        ("", None, ""),
        ("num_fewshot: 0\n", 2, "quiz fixes 0 shots in its YAML: the 2 asked for are not used"),
    ],
)
def test_what_lm_eval_does_with_examples_and_only_logs_is_noted(
    tmp_path: Path, more: str, shots: int | None, note: str
) -> None:
    from e2lm.harness.task_loading import load_tasks

    splits = "    test: data.jsonl\ntest_split: test\n"
    folder = _task(tmp_path, old=splits, new=f"    train: data.jsonl\n{splits}{more}")
    assert load_tasks(Settings(("quiz",), str(folder), num_fewshot=shots)).note == note


def test_prompts_that_lose_their_beginning_are_counted_in_what_is_said_of_the_cell(tiny: Tiny, tmp_path: Path) -> None:
    """The tiny model takes 128 tokens; lm-eval cuts at the left and says so in its log only."""
    docs = [{**DOC, "question": "the atom " * 100}, DOC]
    state = _swept(
        tmp_path / "home", tiny.checkpoints / "step100", Settings(("quiz",), str(_task(tmp_path / "tasks", docs=docs)))
    )
    assert state.stage == Stage.DONE
    assert state.cells[0].note == "2 requests are longer than the model takes: their beginnings were cut off"


def test_a_choice_that_the_model_cannot_take_is_named(tiny: Tiny, tmp_path: Path) -> None:
    docs = [DOC, {**DOC, "choices": ["the", "the atom " * 100]}]
    state = _swept(
        tmp_path / "home", tiny.checkpoints / "step100", Settings(("quiz",), str(_task(tmp_path / "tasks", docs=docs)))
    )
    assert "choice 2 of doc 1 of task quiz has 200 tokens, the model takes 1 to 128" in state.cells[0].message


def test_weights_that_are_no_numbers_are_said_and_tokenizer_files_of_no_tokenizer_too(
    tiny: Tiny, tmp_path: Path
) -> None:
    models = Path(shutil.copytree(tiny.checkpoints, tmp_path / "toy"))
    tensors = load_file(models / "step100" / "model.safetensors")
    broken = {name: np.full_like(tensor, np.nan) for name, tensor in tensors.items()}
    save_file(broken, models / "step100" / "model.safetensors", metadata={"format": "pt"})
    (models / "step200" / "tokenizer.json").write_text('{"a": 1}', encoding="utf-8")
    state = _swept(tmp_path / "home", models, Settings(("quiz",), str(_task(tmp_path / "tasks"))))
    said = {cell.checkpoint: cell.message or cell.note for cell in state.cells}
    assert said["step100"] == "16 answers are no numbers: the weights may be broken"
    assert "the tokenizer does not load (KeyError" in said["step200"]
    assert said["step300"] == ""


def test_no_secret_reaches_the_log_or_the_jobs_files_and_no_letter_stops_the_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a mirror with a password in its address, which does not answer, and of the token that would be sent there."""
    from huggingface_hub import constants

    from e2lm.harness.loading import Loader

    def unreachable(*_: object) -> None:
        raise OSError(f"We couldn't connect to 'http://me:{password}@mirror' with {token}")

    password, token = "correct-horse", "hf_batterystaple"
    monkeypatch.setenv("HF_TOKEN", token)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(Loader, "reading", unreachable)
    monkeypatch.setattr(Loader, "prepare", unreachable)
    job_id = jobs.create(
        tmp_path, Request((hub_target("org/model"),), Settings(("quiz",), str(_task(tmp_path / "tasks"))))
    )
    work(jobs.job_folder(tmp_path, job_id))
    said = capsys.readouterr()
    assert "We couldn't connect to 'http://***@mirror' with ***" in said.out
    assert "Traceback" in said.err
    written = [file.read_text("utf-8") for file in (tmp_path / "jobs").rglob("*") if file.suffix in (".json", ".txt")]
    assert not [text for text in (said.out, said.err, *written) if password in text or token in text]


@pytest.mark.parametrize(
    ("device", "problem"),
    [("bogus", "there is no device 'bogus'"), ("meta", "computes nothing"), ("cuda:99", "CUDA device")],
)
def test_a_device_that_is_not_there_is_said_before_anything_loads(device: str, problem: str) -> None:
    from e2lm.harness.device import device_of

    with pytest.raises(RequestError, match=problem) as error:
        device_of(Settings(("quiz",), device=device))
    assert error.value.field == "device"


def test_the_cpu_by_its_number_is_the_cpu() -> None:
    from e2lm.harness.device import Device, device_of

    assert device_of(Settings(("quiz",), device="cpu:0")) == Device("cpu", "float32", "")


def test_memory_of_the_machine_that_does_not_suffice_halves_the_rows_too() -> None:
    from e2lm.harness.answers import with_smaller_batches

    class Small:
        batch_size_per_gpu = 8

    def ask() -> list[int]:
        if lm.batch_size_per_gpu == 8:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")
        if lm.batch_size_per_gpu == 4:
            raise MemoryError
        return [lm.batch_size_per_gpu]

    lm = Small()
    assert with_smaller_batches(lm, ask) == [2]


def test_what_is_asked_twice_counts_once() -> None:
    from lm_eval.models import huggingface

    from e2lm.harness.progress import reported

    said: list[tuple[str, int, int]] = []
    with reported(lambda *counts: said.append(counts), requests=4):
        for switched_off in (True, False):
            bar = huggingface.tqdm(total=4, disable=switched_off, desc="Running loglikelihood requests")
            bar.update(4)
            bar.close()
    assert said == [("scoring", 0, 4), ("scoring", 4, 4)]


def test_workers_that_end_together_clear_the_same_folder(tmp_path: Path) -> None:
    from e2lm.harness.sweep import _prune

    failed: list[BaseException] = []

    def prune() -> None:
        barrier.wait()
        try:
            _prune(tmp_path / "work")
        except OSError as error:
            failed.append(error)

    for at in range(150):
        (tmp_path / "work" / "cells" / str(at) / "toy").mkdir(parents=True)
    barrier = threading.Barrier(4)
    threads = [threading.Thread(target=prune) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert not list(tmp_path.iterdir())
