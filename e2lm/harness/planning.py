"""The plan of a sweep from its built tasks: cells, tokens to compute, and what earlier sweeps measured here.

Worker side: imports transformers inside its functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from e2lm.errors import RequestError
from e2lm.harness.control import PLAN
from e2lm.harness.device import Device
from e2lm.harness.evaluate import Evaluator
from e2lm.harness.executors.local import environments, gpus
from e2lm.harness.loading import Loader
from e2lm.harness.plan import Measurement, Plan, TaskPlan, read_plan, save_plan
from e2lm.harness.progress import Report, reported
from e2lm.harness.prompts import BuiltTask
from e2lm.harness.request import Request

if TYPE_CHECKING:
    from e2lm.harness.prefix.trie import Counts

TRIED = 3  # checkpoints whose tokenizer is tried before tokens stay uncounted


def first_plan(folder: Path, request: Request, tasks: Sequence[BuiltTask], device: Device, note: str) -> Plan:
    """The plan of the job in `folder` without token counts, with what its own and other sweeps here measured before."""
    plan = Plan(
        tuple(_task_plan(task) for task in tasks),
        len(request.targets),
        device.device,
        device.dtype,
        device.softmax_dtype,
        request.settings.scoring,
        workers=_workers(request),
        note=note,
    )
    models = {target.model for target in request.targets}
    for measurement in _measured(folder):
        if measurement.model in models:
            plan = plan.with_measurement(measurement)
    return plan


def with_tokens(
    plan: Plan,
    tasks: Sequence[BuiltTask],
    request: Request,
    loader: Loader,
    evaluator: Evaluator,
    report: Report,
) -> Plan:
    """The plan with the tokens to compute for one checkpoint, counted with the first tokenizer that loads.

    Without any the counts stay unknown: why a tokenizer does not load is said by its checkpoint's cells.
    """
    for target in request.targets[:TRIED]:
        try:
            config, tokenizer = loader.reading(target)
        except Exception as error:  # noqa: BLE001 whatever a broken checkpoint raises
            print(f"tokens are not counted with {target.model} {target.checkpoint}: {error}", flush=True)
            continue
        with reported(report):
            counts = [_counts(task, config, tokenizer, evaluator) for task in tasks]
        planned = tuple(
            replace(task, tokens=count.distinct, tokens_lm_eval=count.lm_eval) if count else task
            for task, count in zip(plan.tasks, counts, strict=True)
        )
        return replace(plan, tasks=planned, tokenizer=target.model)
    return plan


def _counts(task: BuiltTask, config: Any, tokenizer: Any, evaluator: Evaluator) -> Counts | None:  # noqa: ANN401
    """The tokens of a task's requests, leaf by leaf as they are scored; None where none of them scores choices."""
    from lm_eval.models.utils import resolve_max_length

    from e2lm.harness.prefix.trie import Counts, counted

    longest, tokenised = resolve_max_length(config, tokenizer), evaluator.tokenised(tokenizer)
    counts = []
    for leaf in task.leaves.values():
        asked = [one.args for one in leaf.instances if one.request_type == "loglikelihood"]
        if asked:
            counts.append(counted(tokenised.pairs(asked, tokenizer), longest))
    return Counts(*map(sum, zip(*counts, strict=True))) if counts else None


def measure(folder: Path, one: Measurement) -> None:
    """Adds a model's first measurement to the plan of the job in `folder`."""
    plan = read_plan(folder)
    if plan is not None:
        save_plan(folder, plan.with_measurement(one))


def _workers(request: Request) -> int:
    """How many will work at once, as far as it is known here: an engine's room is not."""
    if request.executor.name != "local":
        return request.executor.workers or 1
    return len(environments(request, gpus()))


def _task_plan(task: BuiltTask) -> TaskPlan:
    return TaskPlan(task.name, len(task.leaves), task.docs, len(task.requests), task.version, task.prompts, task.shots)


def _measured(folder: Path) -> list[Measurement]:
    """What this job measured, and then what the others beside it did, the newest first."""
    others = sorted(folder.parent.glob(f"*/{PLAN}"), key=lambda file: file.stat().st_mtime, reverse=True)
    found: list[Measurement] = []
    for place in (folder, *(file.parent for file in others)):
        try:
            plan = read_plan(place)
        except RequestError:
            continue
        found += plan.measured if plan else ()
    return found
