"""What evaluates missing checkpoints: where they lie, told from the model's other runs, and how those were run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from e2lm.checkpoints import identify
from e2lm.harness.request import DTYPES
from e2lm.harness.sources import PRESETS
from e2lm.views.integrity import collapsed

PLACES = ("subfolder", "revision", "pretrained")


@dataclass(frozen=True)
class Launch:
    """Missing checkpoints of one model that lack the same tasks, as the launch form of the runs page takes them.

    `checkpoints` are hub ids or folders, `revisions` and `subfolders` choose among a hub id's; all empty where nothing
    says where the model lies. `num_fewshot` None is the task's own, `dtype` "" the usual one of the machine. `job` is
    the dashboard's own job that evaluated the model last, "" if none, and `task_folder` where its tasks lie.
    """

    model: str
    steps: tuple[int, ...]
    tasks: tuple[str, ...]
    checkpoints: tuple[str, ...] = ()
    revisions: tuple[str, ...] = ()
    subfolders: tuple[str, ...] = ()
    num_fewshot: int | None = None
    dtype: str = ""
    job: str = ""
    task_folder: str = ""

    def query(self) -> dict[str, str | list[str]]:
        """The address of the runs page under which its form is filled so."""
        lists = {"checkpoints": self.checkpoints, "revisions": self.revisions, "subfolders": self.subfolders}
        return {
            **{name: list(values) for name, values in lists.items() if values},
            "tasks": list(self.tasks),
            **({} if self.num_fewshot is None else {"shots": str(self.num_fewshot)}),
            **({"dtype": self.dtype} if self.dtype else {}),
            **({"folder": self.task_folder} if self.task_folder else {}),
        }


def launches(missing: pd.DataFrame, curves: pd.DataFrame, runs: pd.DataFrame) -> list[Launch]:
    """One launch per model and set of tasks lacking together, the models with most missing checkpoints first.

    `missing` has GAP_COLUMNS, `curves` CURVE_COLUMNS of e2lm.curves; `runs` has model, step, date, file, model_args and
    config (JSON text). A group stands for all tasks under it.
    """
    parents = parent_tasks(curves)
    lacking: dict[tuple[str, int], set[str]] = {}
    for model, step, task in zip(*(missing[name] for name in ("model", "step", "task")), strict=True):
        lacking.setdefault((model, int(step)), set()).add(task)
    together: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for (model, step), names in sorted(lacking.items(), key=lambda entry: entry[0]):
        together.setdefault((model, tuple(sorted(names))), []).append(step)
    found: list[Launch] = []
    for (model, tasks), steps in together.items():
        own = runs[runs["model"] == model]
        shots = curves.loc[(curves["model"] == model) & curves["task"].isin(tasks), "n_shot"].dropna().unique()
        known = {step: place for step in steps if (place := _place(own, step))}
        unknown: dict[int, dict[str, str]] = {step: {} for step in steps if step not in known}
        found += [
            Launch(
                model, tuple(some), _topmost(tasks, parents), *_joined([place for place in some.values() if place]),
                num_fewshot=int(shots[0]) if len(shots) == 1 else None, dtype=_dtype(own), job=_job(own),
            )
            for some in (known, unknown) if some
        ]  # fmt: skip
    return sorted(found, key=lambda launch: (-len(launch.steps), launch.model, launch.tasks))


def parent_tasks(curves: pd.DataFrame) -> dict[str, str]:
    """Each sub-task's group, by a curve table."""
    pairs = curves.loc[(curves["parent"] != "") & (curves["parent"] != curves["task"]), ["task", "parent"]]
    return dict(pairs.drop_duplicates("task").itertuples(index=False, name=None))


def _topmost(tasks: Sequence[str], parents: Mapping[str, str]) -> tuple[str, ...]:
    """The tasks without those whose group is named, too."""
    named = set(collapsed(tasks, parents))
    return tuple(sorted(task for task in named if parents.get(task) not in named))


def _dtype(runs: pd.DataFrame) -> str:
    """The dtype in which all of a model's runs were evaluated, "" where they differ or do not say."""
    told = {str(_object(text).get("model_dtype", "")).removeprefix("torch.") for text in runs["config"]}
    return next(iter(told)) if len(told) == 1 and told <= set(DTYPES) else ""


def _job(runs: pd.DataFrame) -> str:
    """The job whose results, home/runs/<job>/..., are a model's newest; "" where none of its runs was such."""
    own = runs[runs["file"].str.startswith("runs/")].sort_values("date", na_position="first")
    return str(own["file"].iloc[-1]).split("/")[1] if len(own) else ""


def _place(runs: pd.DataFrame, step: int) -> dict[str, str]:
    """Where a model's checkpoint at `step` lies, by PLACES; {} where nothing says it.

    A run at the very step says it itself. Else the step's number is put in the place of theirs in the names of the
    model's other checkpoints, if that gives each of them from the first; else a published list of checkpoints has it.
    """
    own = {
        int(known): {name: str(args.get(name) or "") for name in PLACES}
        for known, args in zip(runs["step"], map(_object, runs["model_args"]), strict=True)
        if not pd.isna(known) and args.get("pretrained")
    }
    return own.get(step) or _derived(own, step) or _published(runs, step)


def _joined(places: Sequence[Mapping[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Several places as the form takes them, checkpoints, revisions and subfolders; empty where more than one name
    differs between them, which it cannot say."""
    found = {name: tuple(dict.fromkeys(filter(None, (place[name] for place in places)))) for name in PLACES}
    if not places or sum(len(values) > 1 for values in found.values()) > 1:
        return (), (), ()
    return found["pretrained"], found["revision"], found["subfolder"]


def _derived(own: Mapping[int, Mapping[str, str]], step: int) -> dict[str, str]:
    """A checkpoint's place by the model's others, {} where their names do not follow from each other's."""
    for known, place in own.items():
        for name in PLACES:
            template = _template(place[name], known)
            if template and all(_at(template, other) == there[name] for other, there in own.items()):
                placed = {**place, name: _at(template, step)}
                return placed if identify(placed, {}).step == step else {}
        return {}
    return {}


def _template(text: str, step: int) -> tuple[str, int, str] | None:
    """What stands before and after the step's number in a name, and how many digits the number is written with."""
    numbers = [number for number in re.finditer(r"\d+", text) if int(number[0]) == step]
    if not numbers:
        return None
    last = numbers[-1]
    width = len(last[0]) if last[0].startswith("0") or step == 0 else 0
    return text[: last.start()], width, text[last.end() :]


def _at(template: tuple[str, int, str], step: int) -> str:
    before, width, after = template
    return f"{before}{step:0{max(width, 1)}}{after}"


def _published(runs: pd.DataFrame, step: int) -> dict[str, str]:
    """A checkpoint's place by the published lists that this project knows, {} where the model is in none."""
    model = next(iter(runs["model"]), "")
    for target in _targets(model):
        if target.step == step:
            return {"pretrained": target.pretrained, "revision": target.revision, "subfolder": target.subfolder}
    return {}


def _targets(model: str) -> Iterable[Any]:
    return (
        target
        for preset in PRESETS
        if preset.pretrained.rpartition("/")[2] == model or preset.pretrained == model
        for target in preset.targets()
    )


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
