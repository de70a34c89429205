"""lm-eval's task objects for the tasks of a request, loaded once and before any model.

Worker side: imports lm-eval inside its functions.
"""

from __future__ import annotations

import atexit
import contextlib
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from e2lm.errors import RequestError
from e2lm.harness.approvals import refuse_code
from e2lm.harness.offered import offered_tasks
from e2lm.harness.question_files import MMLU_VAR, SHIPPED, write_task_files
from e2lm.harness.request import Settings
from e2lm.harness.task_checks import no_data, require_examples, require_file_names, shots_note
from e2lm.harness.task_guard import guarded, render_in_sandbox
from e2lm.harness.tasks import LocalTask, bundled_names, close_matches, holds_questions, local_tasks, with_members

if TYPE_CHECKING:
    from lm_eval.api.task import Task
    from lm_eval.tasks import TaskManager
    from lm_eval.tasks._index import Entry


@dataclass(frozen=True)
class LoadedTasks:
    """lm-eval's Task and Group objects for one setting of shots; never shared between settings, since shots stick.

    `by_name` has those of each task of the request: a tag stands for several. `note` says where a task does not do what
    was asked, "" where all do.
    """

    by_name: Mapping[str, tuple[Any, ...]]
    manager: Any
    note: str = ""


def load_tasks(settings: Settings) -> LoadedTasks:
    """Loads tasks with their docs. Raises RequestError where a task does not exist, would run code, or has no data."""
    from lm_eval.tasks import TaskManager

    folder = _task_folder(settings)
    local = _local_tasks(settings, folder)
    refuse_code(settings.tasks, local, settings.approved_code)
    render_in_sandbox()
    paths, bundled = _places(bundled_names(settings.tasks, local))
    if any(task.file.is_relative_to(SHIPPED) for task in with_members(settings.tasks, local)):
        paths.append(SHIPPED)
    manager = TaskManager(include_path=[str(path) for path in (*paths, folder) if path], include_defaults=bundled)
    _require_known(settings, manager.all_tasks)
    _read_data_beside_yaml(manager, folder)
    with guarded(local, settings.approved_code):
        by_name = _objects(settings, manager)
    try:
        tasks = manager.load([one for objects in by_name.values() for one in objects])["tasks"]
    except ValueError as error:
        raise RequestError(str(error), remedy="Name a group or its tasks, not both.", field="tasks") from error
    require_file_names(tasks)
    require_examples(tasks, settings.num_fewshot)
    return LoadedTasks(by_name, manager, shots_note(tasks, settings.num_fewshot))


def _task_folder(settings: Settings) -> Path | None:
    """The folder of the user's task files; for a folder of question files one with task files written for them."""
    if not settings.task_folder:
        return None
    folder = Path(settings.task_folder).expanduser().resolve()
    return write_task_files(folder, Path(_scratch_folder())) if holds_questions(folder) else folder


def _local_tasks(settings: Settings, folder: Path | None) -> list[LocalTask]:
    """The tasks of the user's folder; where one shipped here is asked for, those too that it does not define itself."""
    own = local_tasks(folder)[0] if folder else []
    if not any(name.startswith(MMLU_VAR.name) for name in bundled_names(settings.tasks, own)):
        return own
    names = {task.name for task in own}
    return [*own, *(task for task in local_tasks(SHIPPED)[0] if task.name not in names)]


def _places(bundled: Collection[str]) -> tuple[list[Path], bool]:
    """Which folders of lm-eval's own tasks to read, and whether all of them: that is 14,698 files and takes 7 s."""
    from lm_eval import tasks

    known = {task.name: task.folder for task in offered_tasks() if task.folder}
    if not set(bundled) <= set(known):
        return [], True
    return [Path(tasks.__file__).parent / folder for folder in sorted({known[name] for name in bundled})], False


def _objects(settings: Settings, manager: TaskManager) -> dict[str, tuple[Any, ...]]:
    objects: dict[str, tuple[Any, ...]] = {}
    for name in dict.fromkeys(settings.tasks):
        try:
            loaded = manager.load([name])
        except RequestError:
            raise
        except Exception as error:  # whatever reading the data set raises
            raise no_data(name, error, getattr(manager.task_index[name], "yaml_path", "")) from error
        grouped = {task for group in loaded["groups"].values() for task in group.child_names}
        top = [group for group in loaded["groups"].values() if group.name not in grouped]
        objects[name] = tuple(top or loaded["tasks"].values())
    return objects


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
    config.HF_DATASETS_CACHE = Path(_scratch_folder())
    try:
        yield
    finally:
        config.HF_DATASETS_CACHE = before


def _scratch_folder() -> str:
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
