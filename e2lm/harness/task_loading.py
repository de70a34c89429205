"""lm-eval's task objects for the tasks of a request, loaded once and before any model.

Worker side: imports lm-eval inside its functions.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from e2lm.errors import RequestError
from e2lm.harness.request import Settings
from e2lm.harness.tasks import close_matches, local_tasks, needs_bundled, refuse_code

if TYPE_CHECKING:
    from lm_eval.api.task import Task
    from lm_eval.tasks import TaskManager
    from lm_eval.tasks._index import Entry


@dataclass(frozen=True)
class LoadedTasks:
    """lm-eval's Task and Group objects for one setting of shots; never shared between settings, since shots stick.

    `note` says where a task does not do what was asked, "" where all do.
    """

    objects: tuple[Any, ...]
    manager: Any
    note: str = ""


def load_tasks(settings: Settings) -> LoadedTasks:
    """Loads tasks with their docs. Raises RequestError where a task does not exist, would run code, or has no data."""
    from lm_eval.tasks import TaskManager

    folder = Path(settings.task_folder).expanduser().resolve() if settings.task_folder else None
    local = local_tasks(folder)[0] if folder else []
    refuse_code(settings.tasks, local)
    bundled = needs_bundled(settings.tasks, local)
    _render_in_sandbox()
    manager = TaskManager(include_path=str(folder) if folder else None, include_defaults=bundled)
    _require_known(settings, manager.all_tasks)
    _read_data_beside_yaml(manager, folder)
    objects: list[Any] = []
    for name in dict.fromkeys(settings.tasks):
        try:
            loaded = manager.load([name])
        except Exception as error:  # whatever reading the data set raises
            raise _no_data(name, error, getattr(manager.task_index[name], "yaml_path", "")) from error
        grouped = {task for group in loaded["groups"].values() for task in group.child_names}
        top = [group for group in loaded["groups"].values() if group.name not in grouped]
        objects += top or loaded["tasks"].values()
    try:
        tasks = manager.load(list(objects))["tasks"]
    except ValueError as error:
        raise RequestError(str(error), remedy="Name a group or its tasks, not both.", field="tasks") from error
    return LoadedTasks(tuple(objects), manager, _note(tasks, settings.num_fewshot))


def _note(tasks: Mapping[str, Any], shots: int | None) -> str:
    """lm-eval keeps a task at 0 shots whose YAML says 0, whatever is asked, and only logs it."""
    fixed = [name for name, task in tasks.items() if shots and task.get_config("num_fewshot") == 0]
    more = f" and {len(fixed) - 1} more" if fixed[1:] else ""
    return f"{fixed[0]}{more} fixes 0 shots in its YAML: the {shots} asked for are not used" if fixed else ""


def _require_known(settings: Settings, known: Iterable[str]) -> None:
    names = set(known)
    for name in settings.tasks:
        if name not in names:
            close = close_matches(name, names)
            where = (
                f"neither in {settings.task_folder} nor among lm-eval's own" if settings.task_folder else "in lm-eval"
            )
            remedy = f"Did you mean {', '.join(close)}?" if close else "Check the name, or give the folder of its YAML."
            raise RequestError(f"there is no task {name} {where}", remedy=remedy, field="tasks")


def _no_data(name: str, error: Exception, file: object) -> RequestError:
    text = " ".join(str(error).split()) or type(error).__name__
    return RequestError(
        f"task {name} does not load: {text[:300]}",
        remedy="Check its data set: a local path is taken from the YAML's own folder, a hub id needs the network.",
        file=str(file or ""),
        field="tasks",
    )


def _read_data_beside_yaml(manager: TaskManager, folder: Path | None) -> None:
    """Makes relative `data_files` of local tasks mean the YAML's folder; lm-eval takes them from wherever it runs.

    The working directory changes while such a task loads, so its configuration is recorded as the user wrote it. A task
    whose files lie relative to the working directory only, as plain `lm_eval` needs them, still finds them.
    """
    from lm_eval.tasks._factory import TaskFactory

    class FolderFactory(TaskFactory):  # type: ignore[misc]
        def _build_task(self, entry: Entry, overrides: dict[str, Any] | None) -> Task:
            home = Path(entry.yaml_path).parent if entry.yaml_path else None
            local = home and folder and home.is_relative_to(folder)
            config = self._load_full_config(entry, overrides) if local else {}
            beside = local and not _lie_here(config.get("dataset_kwargs") or {}, home)
            place = contextlib.chdir(home) if beside and home else contextlib.nullcontext()
            with place, _fresh_data() if local else contextlib.nullcontext():
                return super()._build_task(entry, overrides)

    manager._factory = FolderFactory(meta=manager.metadata)


@contextlib.contextmanager
def _fresh_data() -> Iterator[None]:
    """Reads local files anew: the cache of `datasets` knows a file by path and time only, so an edit can go unseen."""
    from datasets import config

    before = config.HF_DATASETS_CACHE
    config.HF_DATASETS_CACHE = Path(_data_folder())
    try:
        yield
    finally:
        config.HF_DATASETS_CACHE = before


def _data_folder() -> str:
    folder = tempfile.mkdtemp(prefix="e2lm-data-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _lie_here(dataset_kwargs: dict[str, Any], home: Path | None) -> bool:
    """Whether the data files lie relative to the working directory and not beside the YAML."""
    paths = [path for path in _strings(dataset_kwargs.get("data_files")) if "://" not in path]
    return bool(paths) and home is not None and all(Path(p).exists() and not (home / p).exists() for p in paths)


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _strings(inner)]
    return [text for inner in value for text in _strings(inner)] if isinstance(value, list) else []


def _render_in_sandbox() -> None:
    """Renders task templates in jinja2's sandbox: lm-eval's own lets a template reach Python's internals."""
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from lm_eval import utils

    env = ImmutableSandboxedEnvironment(
        loader=jinja2.BaseLoader(), undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    env.filters["regex_replace"] = utils.regex_replace
    # lm-eval compiles a task's templates anew for every doc, which is half of a tiny model's evaluation.
    env.from_string = functools.lru_cache(maxsize=1024)(env.from_string)
    utils.env = env
