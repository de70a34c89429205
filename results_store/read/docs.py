"""One question: what was asked, what every checkpoint answered, and the raw record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pandas as pd

from results_store.database import Store
from results_store.read.tasks import FAMILY

ANSWER_COLUMNS = (
    "model", "checkpoint", "step", "tokens", "task", "filter", "n_shot", "partial", "loglikelihoods", "answers",
    "metrics", "run_id", "date",
)  # fmt: skip


@dataclass(frozen=True)
class Doc:
    """A question as it was asked.

    `few_shot` is what stands before the question (description and examples, "" if nothing or unknown), `question` the
    rest of the context, `continuations` the choices as scored (with their leading blank), `golds` the right ones'
    indices, `fields` the doc's own fields. `tasks` are all tasks that ask this doc.
    """

    doc_key: str
    doc_id: int
    task: str
    n_shot: int | None
    few_shot: str
    question: str
    continuations: tuple[str, ...]
    golds: tuple[int, ...]
    target: str
    fields: dict[str, Any]
    filters: tuple[str, ...]
    tasks: tuple[str, ...]

    @property
    def context(self) -> str:
        return self.few_shot + self.question


# Which task and number of shots a doc is shown in: as asked for, else where most checkpoints answered it.
_PLACE = """
SELECT samples.task, counted_tasks.n_shot, arg_max(samples.prompt_key, (coalesce(runs.date, 0), runs.run_id)),
       min(doc_id)
FROM samples JOIN counted_tasks USING (run_id, task, filter) JOIN runs USING (run_id)
WHERE doc_key = $doc_key AND ($task = '' OR task = $task) AND ($n_shot IS NULL OR counted_tasks.n_shot = $n_shot)
GROUP BY samples.task, counted_tasks.n_shot
ORDER BY count(*) DESC, samples.task, counted_tasks.n_shot NULLS LAST LIMIT 1
"""

_DOC = """
SELECT docs.target, docs.fields, prompts.context, prompts.few_shot_end, prompts.continuations, prompts.golds
FROM docs JOIN prompts USING (doc_key) WHERE docs.doc_key = $doc_key AND prompts.prompt_key = $prompt_key
"""

_WHERE_ASKED = """
SELECT list_sort(list(DISTINCT filter) FILTER (task = $task)), list_sort(list(DISTINCT task))
FROM samples WHERE doc_key = $doc_key
"""

_ANSWERS = """
SELECT runs.model, runs.checkpoint, runs.step, runs.tokens, samples.task, samples.filter, counted_tasks.n_shot,
       counted_tasks.partial, samples.loglikelihoods, samples.answers, samples.metric_names,
       samples.metric_values, runs.run_id, runs.date
FROM samples JOIN counted_tasks USING (run_id, task, filter) JOIN runs USING (run_id)
WHERE samples.doc_key = $doc_key AND samples.filter = $filter AND samples.task = $task
  AND counted_tasks.n_shot IS NOT DISTINCT FROM $n_shot
QUALIFY row_number() OVER (
    PARTITION BY runs.model, moment_of(runs.step, runs.checkpoint)
    ORDER BY counted_tasks.partial, runs.date DESC NULLS LAST, runs.run_id
) = 1
ORDER BY runs.model, runs.tokens NULLS LAST, runs.step NULLS LAST, runs.checkpoint
"""

_SEARCH = (
    FAMILY
    + """
, asked AS (
    SELECT DISTINCT task, doc_id, doc_key, prompt_key FROM samples
    WHERE $task = '' OR task IN (SELECT task FROM family WHERE ancestor = $task)
)
SELECT doc_key FROM asked JOIN prompts USING (doc_key, prompt_key)
WHERE contains(lower(question), $text) OR contains(lower(array_to_string(continuations, chr(10))), $text)
   OR starts_with(doc_key, $text)
GROUP BY doc_key ORDER BY min(task), min(doc_id), doc_key
"""
)


def doc(store: Store, doc_key: str, task: str = "", n_shot: int | None = None) -> Doc | None:
    """A question as the newest run of the task ("": the task where most checkpoints answered it) asked it.

    None where no such doc is stored.
    """
    place = store.rows(_PLACE, {"doc_key": doc_key, "task": task, "n_shot": n_shot})
    if not place:
        return None
    shown_task, shots, prompt_key, doc_id = place[0]
    found = store.rows(_DOC, {"doc_key": doc_key, "prompt_key": prompt_key})
    if not found:
        return None
    target, fields, context, end, continuations, golds = found[0]
    filters, tasks = store.rows(_WHERE_ASKED, {"doc_key": doc_key, "task": shown_task})[0]
    return Doc(
        doc_key, doc_id, shown_task, shots, context[:end], context[end:], tuple(continuations), tuple(golds), target,
        json.loads(fields), tuple(filters or ()), tuple(tasks or ()),
    )  # fmt: skip


def answers(store: Store, doc_key: str, filter: str, task: str = "", n_shot: int | None = None) -> pd.DataFrame:
    """What each checkpoint answered: ANSWER_COLUMNS, one row per model and checkpoint by tokens, of the same task and
    shots that `doc` shows.

    `loglikelihoods` is a list in the order of the choices (empty for generation), `answers` the filtered responses,
    `metrics` a dict as logged.
    """
    place = store.rows(_PLACE, {"doc_key": doc_key, "task": task, "n_shot": n_shot})
    shown_task, shots = place[0][:2] if place else (task, n_shot)
    table = store.table(_ANSWERS, {"doc_key": doc_key, "filter": filter, "task": shown_task, "n_shot": shots})
    lists = {name: table[name].to_pylist() for name in ("loglikelihoods", "answers")}
    logged = zip(table["metric_names"].to_pylist(), table["metric_values"].to_pylist(), strict=True)
    lists["metrics"] = [dict(zip(*pair, strict=True)) for pair in logged]
    frame = store.as_frame(table.drop_columns(["loglikelihoods", "answers", "metric_names", "metric_values"]))
    for name, column in lists.items():
        frame[name] = pd.Series(column, dtype=object)
    return frame[list(ANSWER_COLUMNS)]


def search(store: Store, text: str, task: str = "") -> list[str]:
    """doc_keys of a task or group ("": all) whose question or choices contain the text, letter case aside, or whose
    key starts with it; in the order of the task."""
    return [key for (key,) in store.rows(_SEARCH, {"text": text.strip().lower(), "task": task})]
