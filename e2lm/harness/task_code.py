"""What in a task file would run code of its author's: functions, classes, metrics that are scripts, SQL.

Found in the YAML alone: nothing is imported or run. lm-eval looks for a function's module beside the YAML first, then
among what is installed; for a metric that is none of its own it calls `evaluate.load`, which runs a script of that path
or of that name on the hub.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

# What lm-eval 0.4.13 registers as metrics; a test compares this with what is installed.
OWN_METRICS = frozenset(
    {
        *("acc", "acc_all", "acc_bytes", "acc_mutual_info", "acc_norm", "bits_per_byte", "bleu", "brier_score"),
        *("byte_perplexity", "bypass", "chrf", "chrf++", "exact_match", "f1", "likelihood", "mcc", "perplexity", "ter"),
        "word_perplexity",
    }
)


# Readers of the `datasets` package that run what they read; some of its versions refuse pickles by themselves.
_READERS = {"sql": "by an SQL query", "pandas": "from pickled files"}


class CodeUse(NamedTuple):
    """One thing that runs code: why, what it names, the YAML files that say so, and the scripts that this means.

    The first YAML file is the one whose folder the name is looked up in.
    """

    why: str
    names: str
    yamls: tuple[Path, ...]
    scripts: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The files whose contents decide what runs."""
        return (*self.yamls, *self.scripts)


class Function(NamedTuple):
    """A `!function` in a YAML file, left unresolved."""

    names: str


class TaskLoader(yaml.SafeLoader):  # type: ignore[misc]
    """SafeLoader that keeps lm-eval's `!function` tag as a value."""


TaskLoader.add_constructor("!function", lambda loader, node: Function(str(loader.construct_scalar(node))))


def code_in_file(config: Mapping[str, Any], file: Path) -> list[CodeUse]:
    """What the settings written in `file` itself run; `file` is resolved, as lm-eval resolves it."""
    uses = []
    for where, function in _functions(config):
        scripts = _module(function.names, file.parent)
        installed = "" if scripts else ", of an installed module"
        why = f"{file.name} has {where}: !function {function.names}{installed}"
        uses.append(CodeUse(why, function.names, (file,), scripts))
    if "class" in config and not isinstance(config["class"], Function):
        uses.append(CodeUse(f"{file.name} has a Python class {config['class']!s}", str(config["class"]), (file,)))
    reader = config.get("dataset_path")
    if isinstance(reader, str) and reader in _READERS:
        uses.append(CodeUse(f"{file.name} reads its docs {_READERS[reader]}", reader, (file,)))
    return uses


def code_of_metrics(config: Mapping[str, Any], files: tuple[Path, ...]) -> list[CodeUse]:
    """The scripts that the metrics of a whole configuration load, in groups' overrides too.

    `files` are the task's file and all that it includes, whose settings are merged in `config`.
    """
    uses = []
    for metrics in _metric_lists(config):
        for entry in metrics if isinstance(metrics, list) else []:
            name = entry.get("metric") if isinstance(entry, Mapping) else None
            if isinstance(name, str) and (name not in OWN_METRICS or entry.get("hf_evaluate") is True):
                scripts = metric_scripts(name, files[0].parent)
                where = "" if scripts else " from the hub, in whatever version it has there"
                uses.append(CodeUse(f"metric {name} is loaded as a script{where}", name, files, scripts))
    return uses


def metric_scripts(name: str, folder: Path) -> tuple[Path, ...]:
    """The local script that `evaluate.load` would run for a metric, with what it imports beside it; () for the hub's.

    A path is taken from the task's folder or from the working directory, so what lies at either is meant.
    """
    last = [part for part in name.replace("\\", "/").split("/") if part][-1:]
    places = [root / name for root in (folder, Path.cwd()) if last]
    scripts = [script for place in places for script in (place, place / f"{last[0].removesuffix('.py')}.py")]
    found = [_with_imports(script.resolve()) for script in scripts if script.suffix == ".py" and script.is_file()]
    return tuple(dict.fromkeys(script for group in found for script in group))


def _functions(config: Mapping[str, Any]) -> Iterator[tuple[str, Function]]:
    return ((where or "a value", value) for where, value in _nodes(config) if isinstance(value, Function))


def _metric_lists(config: Mapping[str, Any]) -> Iterator[object]:
    """Every `metric_list` in it; not where a task computes its results itself: no metric is loaded then."""
    for _, value in _nodes(config):
        if isinstance(value, Mapping) and value.get("process_results") is None:
            yield value.get("metric_list")


def _nodes(config: object) -> Iterator[tuple[str, object]]:
    """Everything in a configuration with the path of keys to it, once: YAML's aliases can repeat or hold themselves."""
    waiting: list[tuple[str, object]] = [("", config)]
    seen: set[int] = set()
    while waiting:
        where, value = waiting.pop()
        if isinstance(value, Mapping | list) and id(value) in seen:
            continue
        seen.add(id(value))
        yield where, value
        if isinstance(value, Mapping):
            waiting += [(f"{where}.{key}" if where else str(key), inner) for key, inner in value.items()]
            waiting += [(f"{where}'s key", key) for key in value]
        elif isinstance(value, list):
            waiting += [(where, inner) for inner in value]


def _module(names: str, folder: Path) -> tuple[Path, ...]:
    """The file of a function `module.name` beside the YAML, as lm-eval looks for it; () where there is none."""
    module = names.rpartition(".")[0]
    script = (folder / f"{module.replace('.', '/')}.py").resolve()
    return _with_imports(script) if module and script.is_file() else ()


def _with_imports(script: Path, seen: frozenset[Path] = frozenset()) -> tuple[Path, ...]:
    """The script and the files beside it that it imports, modules and packages."""
    found = [script]
    try:
        tree = ast.parse(script.read_bytes())
    except (SyntaxError, ValueError, RecursionError, OSError):
        return (script,)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for other in _imported(node, script):
                if other not in seen | set(found) and other.is_file():
                    found += _with_imports(other, seen | set(found))
    return tuple(dict.fromkeys(found))


def _imported(node: ast.Import | ast.ImportFrom, script: Path) -> Iterator[Path]:
    """Where the modules of an import, and the packages that hold them, would lie if they lay beside the script."""
    names = [alias.name for alias in node.names]
    base = script.parent
    if isinstance(node, ast.ImportFrom):
        names = [f"{node.module}.{name}" if node.module else name for name in names]
        base = script.parents[min(max(node.level, 1), len(script.parents)) - 1]
    for name in names:
        parts = name.split(".")
        for count in range(1, len(parts) + 1):
            place = base.joinpath(*parts[:count])
            yield from (place.with_name(f"{place.name}.py").resolve(), (place / "__init__.py").resolve())
