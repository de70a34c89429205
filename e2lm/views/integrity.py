"""The findings of the integrity page: rows in words, which a person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import unified_diff
from typing import Any

import pandas as pd

from e2lm.counting import counted
from e2lm.views.integrity_checks import CHECKS

# Rows of checks that list runs. `found` says in words what was found, `tasks` where; task_names are the tasks to
# exclude, groups for all below them, () for the whole run; doc_key is one of its docs, prompt_key and usual_prompt_key
# one doc as it was asked here and at most checkpoints ("" where the check has none).
RUN_COLUMNS = (
    "model", "checkpoint", "tokens", "found", "tasks", "date", "run_id", "task_names", "doc_key",
    "prompt_key", "usual_prompt_key",
)  # fmt: skip
_LISTED = 3


def collapsed(tasks: Iterable[str], parents: Mapping[str, str]) -> list[str]:
    """Task names with a group's own in place of all the tasks under it; `parents` gives each known task's group."""
    named = set(tasks)
    members: dict[str, set[str]] = {}
    for task, group in parents.items():
        members.setdefault(group, set()).add(task)
    while True:
        whole = {group for group, below in members.items() if below <= named}
        if not whole:
            return sorted(named)
        named = (named | whole) - {task for group in whole for task in members.pop(group)}


def named_tasks(tasks: Sequence[str]) -> str:
    """ "mmlu, arc_easy, piqa and 3 more"; "all" for none, which stands for a whole run."""
    more = f" and {len(tasks) - _LISTED} more" if len(tasks) > _LISTED else ""
    return ", ".join(tasks[:_LISTED]) + more if len(tasks) else "all"


def run_findings(name: str, found: pd.DataFrame, parents: Mapping[str, str]) -> pd.DataFrame:
    """RUN_COLUMNS of the check `name`; `found` is a table of results_store.read: identical_samples (identical),
    asked_otherwise (prompts, docs), mixed_settings (settings) or not_finite (finite)."""
    words = {
        "identical": _same_as, "prompts": _asked, "docs": _other_docs, "settings": _evaluated, "finite": _broken,
    }[name]  # fmt: skip
    rows = []
    records: list[dict[str, Any]] = found.to_dict("records")  # type: ignore[assignment]
    for row in records:
        if what := words(row):
            concerned = row["doc_tasks" if name == "docs" else "tasks"]
            tasks = collapsed(concerned, parents) if concerned is not None else []
            rows.append(
                (
                    row["model"], row["checkpoint"], row["tokens"], what, named_tasks(tasks), row["date"],
                    row["run_id"], tuple(tasks), *(row.get(name, "") for name in RUN_COLUMNS[-3:]),
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(RUN_COLUMNS)).astype({"tokens": "Int64"})


def pieces(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """What to exclude for some rows of RUN_COLUMNS: pairs of a run's id and a task ("": the whole run)."""
    return [
        (run_id, task)
        for run_id, tasks in zip(rows["run_id"], rows["task_names"], strict=True)
        for task in (tasks or ("",))
    ]


def differing_lines(usual: str, here: str) -> str:
    """Two texts as a diff: lines of the usual one with "-", of the one here with "+", those around with a blank."""
    return "\n".join(list(unified_diff(usual.splitlines(), here.splitlines(), lineterm="", n=4))[3:])


def changed_docs(found: pd.DataFrame) -> pd.DataFrame:
    """differing_docs of results_store.read as shown: task, doc, what, runs, models, question, doc_key."""
    return pd.DataFrame(
        {
            "task": found["task"],
            "doc": found["doc_id"],
            "what": found["differs"],
            "runs": [f"{runs} of {of}" for runs, of in zip(found["runs"], found["of"], strict=True)],
            "models": [named_tasks(list(models)) for models in found["models"]],
            "question": [" ".join(text.split()) for text in found["question"]],
            "doc_key": found["doc_key"],
        }
    )


def duplicates(found: pd.DataFrame, parents: Mapping[str, str]) -> pd.DataFrame:
    """duplicate_docs of results_store.read as shown: copies, keys, tasks, docs, question, doc_key."""
    return pd.DataFrame(
        {
            "copies": found["copies"],
            "keys": ["agree" if agree else "differ" for agree in found["keys_agree"]],
            "tasks": [named_tasks(collapsed(tasks, parents)) for tasks in found["tasks"]],
            "docs": [named_tasks([str(doc_id) for doc_id in doc_ids]) for doc_ids in found["doc_ids"]],
            "question": [" ".join(text.split()) for text in found["question"]],
            "doc_key": found["doc_key"],
        }
    )


def verdict(counts: Mapping[str, int]) -> str:
    """The page's answer in a sentence; `counts` has the number of findings of every check."""
    hits = [check for check in CHECKS if check.name != "excluded" and counts[check.name]]
    out = f"; {counted(counts['excluded'], 'exclusion')} in force" if counts["excluded"] else ""
    if not hits:
        return f"nothing speaks against these curves{out}"
    return f"{len(hits)} of {len(CHECKS) - 1} checks found something{out}"


def _same_as(row: Mapping[str, Any]) -> str:
    other = "" if row["same_as_model"] == row["model"] else f"{row['same_as_model']} "
    return f"{counted(row['docs'], 'answer')} identical to {other}{row['same_as_checkpoint']}"


def _asked(row: Mapping[str, Any]) -> str:
    if not row["asked_otherwise"]:
        return ""
    kinds = {
        "examples": "other text before the question", "wording": "another wording", "choices": "other choices",
        "keys": "another right choice",
    }  # fmt: skip
    parts = [f"{words} in {row[name]:,}" for name, words in kinds.items() if row[name]]
    return f"{row['asked_otherwise']:,} of {row['docs']:,} docs: {', '.join(parts)}"


def _other_docs(row: Mapping[str, Any]) -> str:
    parts = [f"lacks {counted(row['lacking'], 'usual doc')}" if row["lacking"] else ""]
    parts += [f"has {counted(row['extra'], 'other doc')}" if row["extra"] else ""]
    return ", ".join(filter(None, parts))


def _evaluated(row: Mapping[str, Any]) -> str:
    others = counted(row["others"], "run" if row["setting"] == "publisher" else "checkpoint")
    return f"{row['setting']} {row['value']}; {row['usual']} at {others}"


def _broken(row: Mapping[str, Any]) -> str:
    parts = [f"-inf in {counted(row['infinite'], 'doc')}" if row["infinite"] else ""]
    parts += [f"NaN in {counted(row['undefined'], 'doc')}" if row["undefined"] else ""]
    parts += [f"{counted(row['values_undefined'], 'value')} undefined" if row["values_undefined"] else ""]
    return ", ".join(filter(None, parts))
