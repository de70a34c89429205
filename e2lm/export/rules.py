"""The competition's rules as checks of a submission: each passed, failed or open, with what it was judged by.

The rules are the competition's public ones (arXiv 2506.07731, its site and starter kit): a flat zip of two files, three
keys, 100 to 15,000 samples of at most 2048 tokens, English, public code, no answer in its prompt, and an alignment with
scientific knowledge that a language model judges.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from e2lm.errors import SourceError
from e2lm.export.content_rules import Check, Known, alignment, english, held, leakage, public, short, sized
from e2lm.export.patch import added_files
from e2lm.export.submission import KEYS, METADATA, PATCH, ROOT, unpacked
from e2lm.export.task_files import TEST
from e2lm.harness.task_code import TaskLoader


def checks(content: bytes, known: Known) -> list[Check]:
    """Every rule for the bytes of a zip, in the order in which they would stop a submission."""
    try:
        files = unpacked(content)
    except SourceError as error:
        return [Check("the zip can be read", "failed", error.problem)]
    patch, metadata = files.get(PATCH, ""), files.get(METADATA, "")
    added, damage = _added(patch)
    stated = _stated(metadata)
    config = _task_config(added, stated)
    lines = _lines(added, config)
    return [
        held("a flat zip of evaluation.patch and metadata.yaml", sorted(files) == [PATCH, METADATA], ", ".join(files)),
        held("the patch adds files and changes none", bool(added), damage or f"{len(added)} files"),
        _placed(added),
        held("metadata.yaml has its three keys and no other", tuple(stated) == KEYS, ", ".join(stated) or "no keys"),
        held("task_name is a task of the patch", bool(config), str(stated.get("task_name", ""))),
        _new(stated, known),
        _measured(stated, config),
        _token(stated, config),
        sized(lines, config),
        short(known),
        english(lines, config),
        public(config, added),
        leakage(known),
        alignment(known),
    ]


def _added(patch: str) -> tuple[dict[str, str], str]:
    if not patch.strip():
        return {}, "it is empty"
    try:
        return added_files(patch), ""
    except SourceError as error:
        return {}, f"line {error.line}: {error.problem}"


def _stated(metadata: str) -> Mapping[str, Any]:
    try:
        stated = yaml.safe_load(metadata)
    except yaml.YAMLError:
        return {}
    return stated if isinstance(stated, dict) else {}


def _task_config(added: Mapping[str, str], stated: Mapping[str, Any]) -> Mapping[str, Any]:
    """The YAML file of the patch that defines the task, {} where there is none."""
    for path, text in added.items():
        try:
            config = yaml.load(text, TaskLoader) if path.endswith(".yaml") else None
        except yaml.YAMLError:
            continue
        if isinstance(config, dict) and config.get("task") == stated.get("task_name"):
            return config
    return {}


def _lines(added: Mapping[str, str], config: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The questions that the task reads out of the patch, [] where they are elsewhere."""
    paths = ((config.get("dataset_kwargs") or {}).get("data_files") or {}) if config else {}
    text = added.get(str(paths.get("test", TEST)), "")
    return [json.loads(line) for line in text.split("\n") if line]


def _placed(added: Mapping[str, str]) -> Check:
    folders = {"/".join(path.split("/")[:3]) for path in added}
    inside = len(folders) == 1 and all(path.startswith(f"{ROOT}/") and path.count("/") > 2 for path in added)
    return held(f"all of it lies in one folder of {ROOT}", inside, ", ".join(sorted(folders)) or "no files")


def _new(stated: Mapping[str, Any], known: Known) -> Check:
    name = str(stated.get("task_name", ""))
    taken = name in known.taken_names
    return held("no task of lm-eval has its name", not taken, f"{name} is one already: rename it" if taken else name)


def _measured(stated: Mapping[str, Any], config: Mapping[str, Any]) -> Check:
    names = [str(one.get("metric")) for one in config.get("metric_list", [])]
    metric = str(stated.get("task_metric", ""))
    return held(
        "task_metric is one that the task reports", metric in names, f"{metric} of {', '.join(names) or 'none'}"
    )


def _token(stated: Mapping[str, Any], config: Mapping[str, Any]) -> Check:
    rule, token = "hf_token is '' unless the data set is private", stated.get("hf_token")
    if not isinstance(token, str):
        return Check(rule, "failed", "it is no text")
    if not token:
        return Check(rule, "passed", "''")
    if config.get("dataset_path") == "json":
        return Check(rule, "failed", "a token is given, though the questions lie in the patch: leave it empty")
    return Check(rule, "passed", "a token is given: whoever has this zip can use it")
