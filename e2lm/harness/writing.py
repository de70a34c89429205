"""One task of one model through lm-eval, into the files that lm-eval writes.

Worker side: imports lm-eval inside its functions.
"""

from __future__ import annotations

import contextlib
import functools
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from e2lm.harness.progress import Report, reported
from e2lm.harness.prompts import BuiltTask
from e2lm.harness.request import LM_EVAL, PREFIX, Settings
from e2lm.harness.written import check_written

# lm-eval's names of its own model class and of this project's.
_CLASSES = {PREFIX: "e2lm-prefix", LM_EVAL: "hf"}


def write_files(
    lm: Any,  # noqa: ANN401 any of lm-eval's model classes
    args: Mapping[str, Any],
    task: BuiltTask,
    settings: Settings,
    device: str,
    work: Path,
    report: Report,
) -> None:
    """Asks `lm` everything of a task and writes results_*.json and samples_*.jsonl into `work`, as lm-eval alone would
    for a model that it loads with `args`.

    The files are checked, since lm-eval only warns where it cannot write. Raises RequestError where they are not whole,
    NoRoomError where the disk is full, and whatever the model raises.
    """
    from lm_eval import simple_evaluate
    from lm_eval.loggers import EvaluationTracker

    _once_per_process()
    work.mkdir(parents=True, exist_ok=True)
    # A path that ends in .json makes lm-eval write into its folder, not into a sub-folder named after the model's
    # path, whose name can be too long for a file system.
    tracker = EvaluationTracker(output_path=str(work / "results.json"))
    with reported(report, len(task.requests)):
        results = simple_evaluate(
            model=lm,
            model_args=dict(args),
            tasks=list(task.objects),
            task_manager=task.manager,
            num_fewshot=settings.num_fewshot,
            limit=settings.limit,
            batch_size=settings.batch_size,
            device=device,
            log_samples=True,
            evaluation_tracker=tracker,
        )
    name = _CLASSES[settings.scoring]
    results["config"]["model"] = tracker.general_config_tracker.model_source = name
    samples = results.pop("samples")
    with _warnings_of("lm_eval.loggers.evaluation_tracker", logging.INFO) as warnings:
        tracker.save_results_aggregated(results=results, samples=samples)
        for leaf in results["configs"]:
            tracker.save_results_samples(task_name=leaf, samples=samples[leaf])
    check_written(work, {leaf: len(samples[leaf]) for leaf in results["configs"]}, warnings)


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


def _once_per_process() -> None:
    """What lm-eval asks for each results file though it never changes: the machine (a dozen processes), git's state."""
    from lm_eval import evaluator
    from torch.utils import collect_env

    for module, name in ((collect_env, "get_pretty_env_info"), (evaluator, "get_git_commit_hash")):
        if not hasattr(getattr(module, name), "cache_info"):
            setattr(module, name, functools.cache(getattr(module, name)))
