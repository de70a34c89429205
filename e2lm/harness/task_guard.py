"""The gates that tasks pass while lm-eval loads and renders them: approved code only, templates in a sandbox.

What a YAML file says is checked before (`approvals.refuse_code`). These gates stand where code would really start, so
that nothing is missed: a task that a bundled group draws in, a file that changed in between. Worker side.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from types import ModuleType

from e2lm.errors import RequestError
from e2lm.harness.approvals import is_approved, sha256
from e2lm.harness.task_code import CodeUse, metric_scripts
from e2lm.harness.tasks import LocalTask


@contextlib.contextmanager
def guarded(tasks: Iterable[LocalTask], approved: Collection[str]) -> Iterator[None]:
    """While this is open lm-eval loads no function and no metric of other people's task files unless it is approved.

    Its own tasks, in the folder of its package, load as ever. Raises RequestError out of lm-eval's loading.
    """
    import yaml
    from lm_eval import tasks as own_tasks
    from lm_eval.api import task as task_module
    from lm_eval.tasks import _yaml_loader

    own = Path(own_tasks.__file__).parent.resolve()
    uses = [use for task in tasks for use in task.code]
    load_function, load_metric = _yaml_loader._import_func_in_yml, task_module.get_metric

    def function(names: str, folder: Path) -> object:
        if folder.resolve().is_relative_to(own):
            return load_function(names, folder)
        use = next((use for use in uses if use.names == names and use.yamls[0].parent == folder), None)
        _require_approved(use, names, approved)
        if use is None or not use.scripts:
            return load_function(names, folder)
        # The module is made from the very bytes whose hash is approved.
        module = _executed(use.scripts[0], _approved_content(use.scripts[0], approved))
        return getattr(module, names.rpartition(".")[2])

    def metric(name: str, from_hub: bool = False) -> object:
        from lm_eval.api.registry import metric_registry

        if from_hub or name not in metric_registry:
            scripts = metric_scripts(name, Path.cwd())
            mentioned = [use for use in uses if use.names == name]
            for use in mentioned:
                _require_approved(use, name, approved)
            if not mentioned and (scripts or "/" in name or "\\" in name):
                _require_approved(None, name, approved)
            for script in scripts:
                _approved_content(script, approved)
        return load_metric(name, from_hub)

    base = _yaml_loader._Base
    _yaml_loader._import_func_in_yml, task_module.get_metric = function, metric
    _yaml_loader._Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # lm-eval's other choice can name Python objects
    try:
        yield
    finally:
        _yaml_loader._import_func_in_yml, task_module.get_metric = load_function, load_metric
        _yaml_loader._Base = base


def render_in_sandbox() -> None:
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


def _require_approved(use: CodeUse | None, names: str, approved: Collection[str]) -> None:
    if use is None or not is_approved(use, approved):
        raise RequestError(
            f"a task would run {names}, which is not approved",
            remedy="Ask for that task by its own name to see its code; approve it, or choose another task.",
            file=str(use.yamls[0]) if use else "",
            field="approved_code",
        )


def _approved_content(script: Path, approved: Collection[str]) -> bytes:
    content = script.read_bytes()
    if sha256(content) not in approved:
        remedy = "Read it and approve it, or choose another task."
        raise RequestError("this code is not approved", remedy=remedy, file=str(script), field="approved_code")
    return content


@functools.lru_cache(maxsize=256)
def _executed(script: Path, content: bytes) -> ModuleType:
    name = str(script.with_suffix(""))  # as lm-eval names it
    spec = importlib.util.spec_from_file_location(name, script)
    if spec is None:
        raise RequestError("it is no Python module", remedy="Correct the task's YAML.", file=str(script))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    run: Callable[..., None] = exec
    run(compile(content, str(script), "exec"), module.__dict__)
    return module
