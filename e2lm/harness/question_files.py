"""A folder of question files as tasks: mmlu_var over the questions of one's own disk, without a hub.

`FOLDER/test.jsonl` is one subject, `FOLDER/SUBJECT/test.jsonl` many; beside each may lie `dev.jsonl`, whose first lines
are the few-shot examples. One JSON object a line:

    {"question": text, "choices": [text, text, ...], "answer": index of the right choice from 0}

plus any other keys; `subject` is MMLU's own. The tasks are the shipped mmlu_var files with other data: same prompts,
metrics and groups. A folder name that is no MMLU subject becomes a task mmlu_var_NAME too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from e2lm.errors import RequestError

SHIPPED = Path(__file__).parents[1] / "tasks"
MMLU_VAR = SHIPPED / "mmlu_var"
TEST, DEV = "test.jsonl", "dev.jsonl"
COLUMNS = '{"question": text, "choices": [text, text, ...], "answer": index from 0}'
_TEMPLATE = "_template_yaml"


def question_sets(folder: Path) -> dict[str, Path]:
    """Every subject of a folder of question files with its own folder; {} where the folder is none."""
    places = [folder] if (folder / TEST).is_file() else [path.parent for path in sorted(folder.glob(f"*/{TEST}"))]
    return {re.sub(r"\W+", "_", place.resolve().name.lower()).strip("_"): place for place in places}


def task_files(folder: Path) -> dict[str, str]:
    """Name and text of the YAML files that make `folder`'s questions tasks of lm-eval.

    Raises RequestError, naming file, line and column, where the first line of a question file is none; `check` reads
    all of them.
    """
    sets = question_sets(folder)
    for place in sets.values():
        check(place, lines=1)
    template = yaml.safe_load((MMLU_VAR / _TEMPLATE).read_text(encoding="utf-8"))
    template = {key: value for key, value in template.items() if key != "dataset_path"} | {"dataset_path": "json"}
    files = {f"mmlu_var_{name}.yaml": _subject(template, name, place) for name, place in sets.items()}
    return {name: _yaml(config) for name, config in (files | groups(sets)).items()}


def write_task_files(folder: Path, into: Path) -> Path:
    """Writes `task_files` of a folder, whose questions are all checked first, and gives `into` back."""
    for place in question_sets(folder).values():
        check(place)
    into.mkdir(parents=True, exist_ok=True)
    for name, text in task_files(folder).items():
        (into / name).write_text(text, encoding="utf-8")
    return into


def check(place: Path, lines: int | None = None) -> None:
    """Raises RequestError, naming file, line and column, at the first line of test or dev that is no question."""
    for file in (place / TEST, place / DEV):
        if file.is_file():
            for number, text in enumerate(islice(_lines(file), lines), 1):
                problem, field = _problem(text)
                if problem:
                    raise RequestError(
                        problem, remedy=f"Write each line as {COLUMNS}.", file=str(file), line=number, field=field
                    )


def _lines(file: Path) -> Iterator[str]:
    try:
        with file.open(encoding="utf-8", newline="\n") as stream:
            yield from stream
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"it cannot be read: {error}", remedy="Save it as UTF-8 text.", file=str(file)) from error


def _problem(line: str) -> tuple[str, str]:
    """What is wrong with a line and in which column; ("", "") for a question."""
    try:
        doc = json.loads(line)
    except ValueError as error:
        return f"the line is not JSON: {error}", ""
    if not isinstance(doc, dict):
        return "the line is no object", ""
    if not isinstance(doc.get("question"), str):
        return "there is no text", "question"
    choices, answer = doc.get("choices"), doc.get("answer")
    if not isinstance(choices, list) or len(choices) < 2 or not all(isinstance(c, str) and c for c in choices):
        return "it is no list of two texts or more", "choices"
    if isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer < len(choices):
        return f"{answer!r} is the index of no choice", "answer"
    return "", ""


def _subject(template: Mapping[str, Any], name: str, place: Path) -> dict[str, Any]:
    splits = {"test": TEST} | ({"dev": DEV} if (place / DEV).is_file() else {})
    words = name.replace("_", " ")
    config = {
        "task": f"mmlu_var_{name}",
        "task_alias": name,
        "description": f"The following are multiple choice questions (with answers) about {words}.\n\n",
        **template,
        "dataset_kwargs": {"data_files": {split: str(place.resolve() / file) for split, file in splits.items()}},
    }
    if DEV not in splits.values():
        config = {key: value for key, value in config.items() if key not in {"fewshot_split", "fewshot_config"}}
        config["num_fewshot"] = 0
    return config


def groups(subjects: Iterable[str]) -> dict[str, dict[str, Any]]:
    """File name and content of the shipped groups, with the members that are present; none without members."""
    known = {f"mmlu_var_{name}" for name in subjects}
    found = {}
    for file in sorted(MMLU_VAR.glob("_mmlu_var*.yaml"), key=lambda file: file.name == "_mmlu_var.yaml"):
        config = yaml.safe_load(file.read_text(encoding="utf-8"))
        config["task"] = [name for name in config["task"] if name in known]
        if config["task"]:
            known.add(config["group"])
            found[file.name] = config
    return found


def _yaml(config: dict[str, Any]) -> str:
    return str(yaml.safe_dump(config, sort_keys=False, allow_unicode=True, width=120))
