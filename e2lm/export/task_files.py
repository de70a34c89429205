"""The files of a task folder for lm-eval: a YAML file for each prompt style, the questions, scripts, README.md.

Everything is text, and follows from the candidate alone: the same candidate gives the same bytes. lm-eval takes
relative data files from where it is started; the sweeps of this project also from beside the YAML file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from e2lm.candidates.candidate import Candidate
from e2lm.errors import RequestError
from e2lm.export.lines import AS_ASKED, Lines, as_json_lines
from e2lm.export.scripts import metric_list, metric_name, script
from e2lm.export.styles import Form, form, suffix
from e2lm.harness.task_code import Function

TEST, TRAIN, README = "test.jsonl", "train.jsonl", "README.md"
DATA = (TEST, TRAIN)
_DIGITS = 6  # of a version in a name
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


@dataclass(frozen=True)
class ExportedTask:
    """One task of the folder: its name, which is also that of its YAML file, its style and lm-eval's metric name."""

    name: str
    style: str
    metric: str

    @property
    def file(self) -> str:
        return f"{self.name}.yaml"


@dataclass(frozen=True)
class TaskFolder:
    """`files` by name, `tasks` in the order of the styles asked for. `dataset` is a hub id, "" where the questions are
    read from the folder's own TEST (and TRAIN); `place` is the path from where lm-eval starts to the folder."""

    files: Mapping[str, str]
    tasks: tuple[ExportedTask, ...]
    dataset: str = ""
    place: str = ""


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]
    """SafeDumper that writes lm-eval's `!function` tag; prompts in quotes, with "\\n"; lists of choices on one line."""


_Dumper.add_representer(Function, lambda dumper, one: dumper.represent_scalar("!function", one.names))
_Dumper.add_representer(
    str, lambda dumper, one: dumper.represent_scalar("tag:yaml.org,2002:str", one, '"' if "\n" in one else None)
)
_Dumper.add_representer(tuple, lambda dumper, one: dumper.represent_sequence("tag:yaml.org,2002:seq", one, True))


LONGEST_NAME = 80  # letters; version, style and ending come behind


def slug(name: str) -> str:
    """A name as lm-eval's tasks are called: lower case letters, digits and underscores, no more of them than the names
    of files hold. Raises RequestError for one without letters."""
    found = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:LONGEST_NAME].rstrip("_")
    if not re.search("[a-z]", found):
        raise RequestError(
            f"{name!r} makes no task name", remedy="Give a name with Latin letters, such as mmlu_early.", field="name"
        )
    return found


def task_name(candidate: Candidate, style: str, *, versioned: bool = False) -> str:
    """The task of a candidate's own style has its name, those of other styles the style behind it.

    `versioned` puts the first digits of the version between: results of another version are then another task's.
    """
    name = slug(candidate.name) + (f"_{candidate.version[:_DIGITS]}" if versioned else "")
    return name if style == candidate.style else f"{name}_{suffix(style)}"


def task_files(
    candidate: Candidate,
    lines: Lines,
    styles: Sequence[str],
    dataset: str = "",
    place: str = "",
    *,
    versioned: bool = False,
) -> TaskFolder:
    """The folder of a candidate in these styles, without its README.md (e2lm.export.readme).

    `dataset` is the hub id that its questions will be at, "" for the folder's own file; `place` the path from where
    lm-eval starts to the folder, "" or ending in "/". Names as task_name has them. Raises RequestError for a metric
    that no single task gives.
    """
    if dataset and not _HUB_ID.fullmatch(dataset):
        raise RequestError(f"{dataset!r} is no data set of the hub", remedy="Give owner/name.", field="dataset")
    files = {TEST: as_json_lines(lines.lines)} | ({TRAIN: as_json_lines(lines.examples)} if lines.examples else {})
    tasks = []
    for style in dict.fromkeys(styles):
        name = task_name(candidate, style, versioned=versioned)
        asked = lines.source_form if style == AS_ASKED else form(style, [len(one["choices"]) for one in lines.lines])
        code = script(candidate.metric, asked.choice, several=lines.several)
        config = _config(candidate, lines, style, asked) | {"task": name}
        if code:
            files[f"{name}_metric.py"] = code
            config["process_results"] = Function(f"{name}_metric.process_results")
        config |= _data(dataset, place, [file for file in DATA if file in files])
        files[f"{name}.yaml"] = _yaml(config)
        tasks.append(ExportedTask(name, style, metric_name(candidate.metric, several=lines.several)))
    return TaskFolder(files, tuple(tasks), dataset, place)


def _config(candidate: Candidate, lines: Lines, style: str, asked: Form) -> dict[str, Any]:
    examples = 0 if style == AS_ASKED else len(lines.examples)
    lead = lines.lead if style == AS_ASKED or lines.lead == "description" else ""
    return {
        **({"description": f"{{{{{lead}}}}}"} if lead else {}),
        "doc_to_text": asked.text,
        "doc_to_choice": asked.choice,
        "doc_to_target": "answer",
        "target_delimiter": asked.delimiter,
        "fewshot_delimiter": "\n\n",
        **({"fewshot_split": "train", "fewshot_config": {"sampler": "first_n"}} if examples else {}),
        "num_fewshot": examples,
        "output_type": "multiple_choice",
        "metric_list": metric_list(candidate.metric, several=lines.several),
        "metadata": {"version": 1.0, "candidate": candidate.version, "source": candidate.task, "style": style},
    }


def _data(dataset: str, place: str, files: Sequence[str]) -> dict[str, Any]:
    if dataset:
        return {"dataset_path": dataset, "test_split": "test"}
    named = {file.removesuffix(".jsonl"): place + file for file in files}
    return {"dataset_path": "json", "dataset_kwargs": {"data_files": named}, "test_split": "test"}


def _yaml(config: Mapping[str, Any]) -> str:
    first = ("task", "dataset_path", "dataset_kwargs", "test_split", "output_type")
    ordered = {name: config[name] for name in first if name in config} | dict(config)
    return str(yaml.dump(ordered, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000))
