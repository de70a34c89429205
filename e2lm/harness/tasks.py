"""The tasks of a local folder, read from their YAML files without importing lm-eval or running any of their code."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from e2lm.errors import E2LMError, RequestError
from e2lm.records import Problem

_SKIPPED_FOLDERS = {"__pycache__", ".ipynb_checkpoints"}


@dataclass(frozen=True)
class LocalTask:
    """A task or group that a YAML file defines.

    `members` are the names a group asks for. `code` says, one reason each, what in the file (or the files that it
    includes) would run code of its author's; empty for a task that is data only.
    """

    name: str
    file: Path
    is_group: bool = False
    members: tuple[str, ...] = ()
    code: tuple[str, ...] = ()


class TaskNames(NamedTuple):
    """The names that a folder offers, and one line per file that could not be read."""

    names: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Code:
    """A `!function` in a YAML file, left unresolved."""

    spec: str


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """SafeLoader that keeps lm-eval's `!function` tag as a value."""


_Loader.add_constructor("!function", lambda loader, node: _Code(str(loader.construct_scalar(node))))


def local_tasks(folder: Path) -> tuple[list[LocalTask], list[Problem]]:
    """Every task and group under `folder` by name, and the YAML files that could not be read.

    Raises RequestError where the folder does not exist or holds no YAML file.
    """
    if not folder.is_dir():
        raise RequestError(
            "the task folder does not exist",
            remedy="Give a folder that holds lm-eval YAML files.",
            file=str(folder),
            field="task_folder",
        )
    files = sorted(path for path in folder.rglob("*.yaml") if not _SKIPPED_FOLDERS & set(path.parts))
    if not files:
        raise RequestError(
            "the task folder holds no .yaml file",
            remedy="Give a folder that holds lm-eval YAML files.",
            file=str(folder),
            field="task_folder",
        )
    tasks: dict[str, LocalTask] = {}
    problems: list[Problem] = []
    for file in files:
        try:
            task = _task(file)
        except E2LMError as error:
            problems.append(Problem.of(error))
            continue
        if task and task.name not in tasks:
            tasks[task.name] = task
    return sorted(tasks.values(), key=lambda task: task.name), problems


def task_names(folder: str) -> TaskNames:
    """What the folder typed by a user offers, nothing for "". Raises RequestError as local_tasks does."""
    if not folder.strip():
        return TaskNames()
    tasks, problems = local_tasks(Path(folder.strip()).expanduser())
    lines = [f"{one.file}{f':{one.line}' if one.line else ''}: {one.problem}. {one.remedy}" for one in problems]
    return TaskNames(tuple(task.name for task in tasks), tuple(lines))


def refuse_code(wanted: Iterable[str], tasks: Iterable[LocalTask]) -> None:
    """Raises RequestError where a wanted task, or a member of a wanted group, would run code of its author's."""
    by_name = {task.name: task for task in tasks}
    for task in _with_members(wanted, by_name):
        if task.code:
            raise RequestError(
                f"task {task.name} would run code: {'; '.join(task.code)}",
                remedy="Read that code; then allow task code for this evaluation, or choose another task.",
                file=str(task.file),
                field="tasks",
            )


def needs_bundled(wanted: Iterable[str], tasks: Iterable[LocalTask]) -> bool:
    """Whether any wanted name, or any member of a wanted group, is none of the local tasks."""
    by_name = {task.name: task for task in tasks}
    names = set(wanted) | {name for task in _with_members(wanted, by_name) for name in task.members}
    return not names <= set(by_name)


def close_matches(name: str, known: Iterable[str], count: int = 5) -> list[str]:
    """Known names most like `name`: those that contain it or its words first, then those spelled alike."""
    names = sorted(set(known), key=lambda other: (len(other), other))
    inside = [other for other in names if name.lower() in other.lower()]
    alike = difflib.get_close_matches(name, names, count, 0.6)
    return list(dict.fromkeys([*alike, *inside]))[:count]


def _with_members(wanted: Iterable[str], by_name: Mapping[str, LocalTask]) -> Iterator[LocalTask]:
    seen: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name in seen or name not in by_name:
            continue
        seen.add(name)
        yield by_name[name]
        waiting.extend(by_name[name].members)


def _task(file: Path) -> LocalTask | None:
    config, code = _config(file, ())
    if "group" in config:
        members = config.get("task", [])
        task = LocalTask(str(config["group"]), file, True, tuple(_member_names(members)))
        return replace(task, code=tuple(code))
    if isinstance(config.get("task"), str):
        return LocalTask(config["task"], file, code=tuple(code + _metric_code(config, file.parent)))
    return None


def _config(file: Path, seen: tuple[Path, ...]) -> tuple[dict[str, Any], list[str]]:
    """The file's settings over those that it includes, and the reasons why they would run code."""
    if file.resolve() in seen:
        raise RequestError("the file includes itself", remedy="Remove the include.", file=str(file), field="include")
    try:
        config = yaml.load(file.read_text(encoding="utf-8"), _Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"it cannot be read: {error}", remedy="Check the file.", file=str(file)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it is no YAML"
        line = mark.line + 1 if mark else 0
        raise RequestError(str(problem), remedy="Correct the YAML.", file=str(file), line=line) from error
    if not isinstance(config, dict):
        raise RequestError("it is no mapping", remedy="Write a task as `key: value` lines.", file=str(file))
    code = [f"{file.name} has {where}: !function {spec}" for where, spec in _functions(config)]
    if "class" in config:
        code.append(f"{file.name} has a Python class {config['class']!s}")
    merged: dict[str, Any] = {}
    includes = config.get("include", [])
    for include in includes if isinstance(includes, list) else [includes]:
        included, included_code = _config(file.parent / str(include), (*seen, file.resolve()))
        merged |= included
        code += included_code
    return merged | config, code


def _functions(value: object, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, _Code):
        yield where or "a value", value.spec
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _functions(inner, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _functions(inner, where)


def _metric_code(config: Mapping[str, Any], folder: Path) -> list[str]:
    """Metrics that lm-eval would hand to `evaluate.load`, which runs the script at that path or of that hub name."""
    metrics = config.get("metric_list") or []
    names = [entry.get("metric") for entry in metrics if isinstance(entry, Mapping)]
    loaded = {
        str(entry.get("metric")) for entry in metrics if isinstance(entry, Mapping) and entry.get("hf_evaluate") is True
    }
    return [
        f"metric {name} is loaded as a script"
        for name in names
        if isinstance(name, str)
        and (
            name in loaded
            or "/" in name
            or "\\" in name
            or name.endswith(".py")
            or any(Path(root, name).exists() for root in (folder, Path.cwd()))
        )
    ]


def _member_names(members: object) -> Iterator[str]:
    for member in members if isinstance(members, list) else [members]:
        if isinstance(member, str):
            yield member
        elif isinstance(member, Mapping):
            inner = member.get("task")
            if isinstance(inner, list):
                yield from _member_names(inner)
            elif isinstance(inner, str):
                yield inner
            elif isinstance(member.get("group"), str):
                yield member["group"]
