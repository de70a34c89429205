"""One checkpoint through lm-eval, into a folder of lm-eval's own files that appears by one rename.

The only modules that reach lm-eval, torch and transformers are this one, `progress` and `worker`; all three imports
happen inside functions, since they take 9 s.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import json
import logging
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from e2lm.errors import RequestError
from e2lm.harness.progress import Report, reported, silent
from e2lm.harness.request import Settings, Target
from e2lm.harness.task_loading import LoadedTasks, load_tasks
from e2lm.harness.weights import check_local, checkpoint_folder, is_local, weights_hash
from e2lm.harness.written import SIDECAR, check_written, is_full, no_room


@dataclass(frozen=True)
class Device:
    """Where and in what precision a model runs; `softmax_dtype` is "" where it is the model's own."""

    device: str
    dtype: str
    softmax_dtype: str


def device_of(settings: Settings) -> Device:
    """The device and dtypes that the settings mean on this machine.

    16-bit weights always get a float32 softmax: without it log-probabilities are rounded by up to 0.95.
    """
    import torch

    device = settings.device or (
        "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    )
    if device.startswith("cuda") and not torch.cuda.is_available():
        raise RequestError("this machine has no CUDA device", remedy='Use device "cpu".', field="device")
    bf16 = device.startswith("cuda") and torch.cuda.is_bf16_supported(including_emulation=False)
    dtype = settings.dtype or ("float32" if device == "cpu" else "bfloat16" if bf16 else "float16")
    return Device(device, dtype, "" if dtype == "float32" else "float32")


def model_args(target: Target, settings: Settings, device: Device) -> dict[str, Any]:
    """lm-eval's `model_args`, typed; which checkpoint a results file belongs to stands only here."""
    args: dict[str, Any] = {"pretrained": target.pretrained}
    if target.revision:
        args["revision"] = target.revision
    if target.subfolder:
        args["subfolder"] = target.subfolder
    args["dtype"] = device.dtype
    if device.softmax_dtype:
        args["softmax_dtype"] = device.softmax_dtype
    if not settings.allows_pickled_weights(target):
        args["use_safetensors"] = True
    if settings.allows_remote_code(target):
        args["trust_remote_code"] = True
    return args


def evaluate_checkpoint(
    target: Target,
    settings: Settings,
    folder: Path,
    *,
    tasks: LoadedTasks | None = None,
    report: Report = silent,
    work: Path | None = None,
) -> Path:
    """Evaluates one checkpoint and gives back `folder`, which then holds results_*.json, samples_*.jsonl and e2lm.json.

    The files are written to `work` (default: hidden beside `folder`; on the same file system) and checked there, since
    lm-eval only warns where it cannot write. `tasks` are those of the settings, loaded once for many checkpoints.
    Raises RequestError for what the user can mend, NoRoomError where the disk is full, and whatever transformers or
    torch raise while the model loads or runs.
    """
    tasks = tasks or load_tasks(settings)
    check_local(target, settings)
    if folder.exists():
        raise RequestError("the results folder exists already", remedy="Remove it to evaluate again.", file=str(folder))
    work = work or folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(parents=True)
        _evaluate(target, settings, tasks, work, report)
        sidecar = {**asdict(target), "weights_hash": weights_hash(target)}
        (work / SIDECAR).write_text(json.dumps(sidecar, indent=2) + "\n", encoding="utf-8")
        folder.parent.mkdir(parents=True, exist_ok=True)
        work.rename(folder)
    except OSError as error:
        if is_full(error):
            raise no_room(folder) from error
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return folder


def _evaluate(target: Target, settings: Settings, tasks: LoadedTasks, work: Path, report: Report) -> None:
    from lm_eval import simple_evaluate
    from lm_eval.loggers import EvaluationTracker

    _environment_read_once()
    device = device_of(settings)
    # A path that ends in .json makes lm-eval write into its folder, not into a sub-folder named after the model's path,
    # whose name can be too long for a file system.
    tracker = EvaluationTracker(output_path=str(work / "results.json"))
    with _warnings_of("transformers") as loading, reported(_after_whole_load(report, loading, target)):
        results = simple_evaluate(
            model="hf",
            model_args=model_args(target, settings, device),
            tasks=list(tasks.objects),
            task_manager=tasks.manager,
            num_fewshot=settings.num_fewshot,
            limit=settings.limit,
            batch_size=settings.batch_size,
            device=device.device,
            log_samples=True,
            evaluation_tracker=tracker,
        )
    _release_memory()
    samples = results.pop("samples")
    with _warnings_of("lm_eval.loggers.evaluation_tracker", logging.INFO) as warnings:
        tracker.save_results_aggregated(results=results, samples=samples)
        for task in results["configs"]:
            tracker.save_results_samples(task_name=task, samples=samples[task])
    check_written(work, {task: len(samples[task]) for task in results["configs"]}, warnings)


def _after_whole_load(report: Report, loading: list[str], target: Target) -> Report:
    """`report`, but raising where transformers said that it made up weights that the checkpoint lacks."""

    def checked(phase: str, done: int, total: int) -> None:
        lacking = [name for text in loading for name in re.findall(r"^(\S+) +\| MISSING", text, re.MULTILINE)]
        if lacking:
            raise RequestError(
                f"the weights lack {lacking[0]}{f' and {len(lacking) - 1} more' if lacking[1:] else ''}",
                remedy="Copy the whole checkpoint.",
                file=str(checkpoint_folder(target)) if is_local(target.pretrained) else target.pretrained,
            )
        report(phase, done, total)

    return checked


@contextlib.contextmanager
def _warnings_of(logger: str, at: int = logging.WARNING) -> Iterator[list[str]]:
    """The warnings, and the errors mentioned at level `at`, that a library logs instead of raising."""
    lines: list[str] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = record.getMessage()
            if record.levelno >= logging.WARNING or "Error" in text:
                lines.append(text)

    source, handler = logging.getLogger(logger), Lines()
    level = source.level
    source.addHandler(handler)
    source.setLevel(at)
    try:
        yield lines
    finally:
        source.removeHandler(handler)
        source.setLevel(level)


def _release_memory() -> None:
    """Gives the model's memory back before the next one loads; on a card the cache would keep it in pieces."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _environment_read_once() -> None:
    """lm-eval describes the machine anew for each results file, which starts a dozen processes; once is enough."""
    from torch.utils import collect_env

    if not hasattr(collect_env.get_pretty_env_info, "cache_info"):
        collect_env.get_pretty_env_info = functools.cache(collect_env.get_pretty_env_info)
