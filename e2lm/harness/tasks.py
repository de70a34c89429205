"""The tasks of a local folder, read from their YAML files without importing lm-eval or running any of their code."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from e2lm.errors import E2LMError, RequestError
from e2lm.harness import question_files
from e2lm.harness.task_code import CodeUse, TaskLoader, code_in_file, code_of_metrics
from e2lm.harness.typed_path import typed_path
from e2lm.records import Problem

_SKIPPED_FOLDERS = {"__pycache__", ".ipynb_checkpoints"}


@dataclass(frozen=True)
class LocalTask:
    """A task or group that a YAML file defines.

    `members` are the names a group asks for, `tags` the names under which a task is asked for with others. `code` is
    what in the file, or in the files that it includes, would run code of its author's; empty for a task of data only.
    """

    name: str
    file: Path
    is_group: bool = False
    members: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    code: tuple[CodeUse, ...] = ()


class TaskNames(NamedTuple):
    """The names that a folder offers, and one line per file that could not be read."""

    names: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def local_tasks(folder: Path) -> tuple[list[LocalTask], list[Problem]]:
    """Every task and group under `folder` by name, and the YAML files that could not be read.

    A folder of question files (see `question_files`) is one of mmlu_var's tasks. Raises RequestError where the folder
    does not exist, or holds neither YAML nor question files.
    """
    remedy = "Give a folder that holds lm-eval YAML files, or question files (SUBJECT/test.jsonl)."
    if not folder.is_dir():
        raise RequestError("the task folder does not exist", remedy=remedy, file=str(folder), field="task_folder")
    files = _yaml_files(folder)
    if not files:
        tasks_of_questions = _question_tasks(folder)
        if not tasks_of_questions:
            raise RequestError(
                "the task folder holds no .yaml file", remedy=remedy, file=str(folder), field="task_folder"
            )
        return tasks_of_questions, []
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
    tasks, problems = local_tasks(typed_path(folder.strip(), "task_folder"))
    lines = [f"{one.file}{f':{one.line}' if one.line else ''}: {one.problem}. {one.remedy}" for one in problems]
    return TaskNames(tuple(task.name for task in tasks), tuple(lines))


def holds_questions(folder: Path) -> bool:
    """Whether the tasks of a folder are its question files: it has no YAML of its own."""
    return not _yaml_files(folder) and bool(question_files.question_sets(folder))


def bundled_names(wanted: Iterable[str], tasks: Sequence[LocalTask]) -> set[str]:
    """The wanted names, and members of wanted groups, that are none of these tasks, groups and tags: lm-eval's own."""
    names = set(wanted) | {name for task in with_members(wanted, tasks) for name in task.members}
    return names - {name for task in tasks for name in (task.name, *task.tags)}


def with_members(wanted: Iterable[str], tasks: Iterable[LocalTask]) -> Iterator[LocalTask]:
    """The local tasks and groups that the names mean, each once: a tag means its tasks, a group its members too."""
    named: dict[str, list[LocalTask]] = {}
    for task in tasks:
        for name in (task.name, *task.tags):
            named.setdefault(name, []).append(task)
    seen: set[str] = set()
    given: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for task in named.get(name, ()):
            if task.name not in given:
                given.add(task.name)
                yield task
            waiting.extend(task.members)


def close_matches(name: str, known: Iterable[str], count: int = 5) -> list[str]:
    """Known names most like `name`: those that contain it or its words first, then those spelled alike."""
    names = sorted(set(known), key=lambda other: (len(other), other))
    inside = [other for other in names if name.lower() in other.lower()]
    alike = difflib.get_close_matches(name, names, count, 0.6)
    return list(dict.fromkeys([*alike, *inside]))[:count]


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.yaml") if not _SKIPPED_FOLDERS & set(path.parts))


def _question_tasks(folder: Path) -> list[LocalTask]:
    sets = question_files.question_sets(folder)
    for place in sets.values():
        question_files.check(place, lines=1)
    subjects = [LocalTask(f"mmlu_var_{name}", place / question_files.TEST) for name, place in sets.items()]
    groups = question_files.groups(sets).values()
    return sorted(
        [*subjects, *(LocalTask(one["group"], folder, True, tuple(one["task"])) for one in groups)],
        key=lambda task: task.name,
    )


def _task(file: Path) -> LocalTask | None:
    files: list[Path] = []
    config, code = _config(file, (), files)
    code += code_of_metrics(config, tuple(files))
    tags = config.get("tag") or []
    known = LocalTask("", file, tags=tuple(map(str, tags if isinstance(tags, list) else [tags])), code=tuple(code))
    if "group" in config:
        members = tuple(_member_names(config.get("task", [])))
        return replace(known, name=str(config["group"]), is_group=True, members=members)
    return replace(known, name=config["task"]) if isinstance(config.get("task"), str) else None


def _config(file: Path, seen: tuple[Path, ...], read: list[Path]) -> tuple[dict[str, Any], list[CodeUse]]:
    """The file's settings over those that it includes, and what of them would run code; `read` gets all these files."""
    resolved = file.resolve()
    read.append(resolved)
    if resolved in seen:
        raise RequestError("the file includes itself", remedy="Remove the include.", file=str(file), field="include")
    try:
        config = _parsed(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"it cannot be read: {error}", remedy="Check the file.", file=str(file)) from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it is no YAML"
        line = mark.line + 1 if mark else 0
        raise RequestError(str(problem), remedy="Correct the YAML.", file=str(file), line=line) from error
    if not isinstance(config, dict):
        raise RequestError("it is no mapping", remedy="Write a task as `key: value` lines.", file=str(file))
    code = code_in_file(config, resolved)
    merged: dict[str, Any] = {}
    includes = config.get("include", [])
    for include in includes if isinstance(includes, list) else [includes]:
        included, included_code = _config(resolved.parent / str(include), (*seen, resolved), read)
        merged |= included
        code += included_code
    return merged | config, code


@functools.lru_cache(maxsize=2048)
def _parsed(text: str) -> object:
    """What a YAML text says; the same text is read once, since a page asks for a folder's tasks with every click."""
    return yaml.load(text, TaskLoader)


def _member_names(members: object) -> Iterator[str]:
    waiting = [members]
    seen: set[int] = set()  # YAML's aliases can make a list hold itself
    while waiting:
        member = waiting.pop(0)
        if isinstance(member, str):
            yield member
        elif isinstance(member, list) and id(member) not in seen:
            seen.add(id(member))
            waiting = member + waiting
        elif isinstance(member, Mapping):
            inner = member.get("task")
            waiting.insert(0, inner if isinstance(inner, list | str) else member.get("group"))
