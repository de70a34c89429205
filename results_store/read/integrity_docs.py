"""Docs that are not the same everywhere, and docs that are the same twice.

Docs are told apart by content, so one whose text or key changed is two docs here: they are reported, never merged.
"""

from __future__ import annotations

import pandas as pd

from results_store.database import Store
from results_store.read.tasks import FAMILY

DIFFERING_COLUMNS = ("task", "doc_id", "differs", "runs", "of", "models", "question", "doc_key", "usual_doc_key")
DUPLICATE_DOC_COLUMNS = ("copies", "tasks", "doc_ids", "keys_agree", "question", "doc_key")

# A doc that some full runs of its task did not ask has a sibling at the same place that those asked instead, or none.
_DIFFERING = """
WITH whole AS (
    SELECT run_id, task, filter FROM counted_tasks WHERE NOT partial
), others AS (
    SELECT run_id, task, filter FROM run_tasks ANTI JOIN whole USING (run_id, task, filter)
), answered AS MATERIALIZED (
    SELECT task, doc_key, min(doc_id) AS doc_id, count(*) AS runs
    FROM samples ANTI JOIN others USING (run_id, task, filter) GROUP BY task, doc_key
), sized AS (
    SELECT task, count(*) AS of FROM whole GROUP BY task
), uncommon AS MATERIALIZED (
    SELECT answered.*, sized.of, docs.doc_hash, docs.target_hash
    FROM answered JOIN sized USING (task) JOIN docs USING (doc_key) WHERE runs < sized.of
), asking AS (
    SELECT task, doc_key, list_sort(list(DISTINCT model)) AS models
    FROM samples SEMI JOIN uncommon USING (task, doc_key) ANTI JOIN others USING (run_id, task, filter)
    JOIN runs USING (run_id) GROUP BY task, doc_key
), placed AS (
    SELECT *, first_value({'doc_key': doc_key, 'doc_hash': doc_hash, 'target_hash': target_hash})
              OVER (PARTITION BY task, doc_id ORDER BY runs DESC, doc_key) AS usual,
           count(*) OVER (PARTITION BY task, doc_id) AS variants
    FROM uncommon
), asked AS (
    SELECT doc_key, any_value(question) AS question FROM prompts SEMI JOIN uncommon USING (doc_key) GROUP BY doc_key
)
SELECT task, doc_id,
       CASE WHEN variants = 1 THEN 'only in some runs'
            WHEN doc_hash = usual.doc_hash THEN 'the key'
            WHEN target_hash = usual.target_hash THEN 'the text'
            ELSE 'text and key' END AS differs,
       runs, of, models, coalesce(question, '') AS question, doc_key,
       CASE WHEN variants = 1 THEN '' ELSE usual.doc_key END AS usual_doc_key
FROM placed JOIN asking USING (task, doc_key) LEFT JOIN asked USING (doc_key)
WHERE variants = 1 OR doc_key <> usual.doc_key
ORDER BY task, doc_id, runs DESC, doc_key
"""

# What was asked counts, not the doc's own fields, such as an id. A task and all that shares its topmost group is one
# collection; a doc is asked in each task as most of its runs ask it. The same question at the same place under another
# key is no copy but a doc that was changed between runs.
_DUPLICATES = (
    FAMILY
    + """
, tops AS (
    SELECT task, min(ancestor) AS collection FROM family
    WHERE ancestor NOT IN (SELECT parents.task FROM parents) GROUP BY task
), asked AS (
    SELECT task, doc_key, prompt_key, min(doc_id) AS doc_id, count(*) AS times
    FROM samples ANTI JOIN excluded USING (run_id, task) GROUP BY task, doc_key, prompt_key
), usual AS (
    SELECT task, doc_key, min(doc_id) AS doc_id, arg_max(prompt_key, (times, prompt_key)) AS prompt_key,
           sum(times) AS times
    FROM asked GROUP BY task, doc_key
), content AS MATERIALIZED (
    SELECT coalesce(collection, task) AS collection, task, usual.doc_id, usual.doc_key, prompt_key,
           hash(question, list_sort(continuations)) AS same
    FROM usual JOIN prompts USING (prompt_key) LEFT JOIN tops USING (task)
    WHERE question <> '' OR len(continuations) > 0
    QUALIFY row_number() OVER (PARTITION BY task, usual.doc_id, same ORDER BY times DESC, usual.doc_key) = 1
), repeated AS (
    SELECT collection, same FROM content GROUP BY ALL HAVING count(*) > 1
), copies AS (
    SELECT collection, same, task, doc_id, content.doc_key, question,
           list_sort(list_transform(golds, lambda gold: continuations[gold + 1])) AS keys
    FROM content JOIN repeated USING (collection, same) JOIN prompts USING (prompt_key)
)
SELECT count(*) AS copies, list_sort(list(DISTINCT task)) AS tasks,
       list(doc_id ORDER BY task, doc_id) AS doc_ids, count(DISTINCT keys) = 1 AS keys_agree,
       any_value(question) AS question, arg_min(doc_key, (task, doc_id)) AS doc_key
FROM copies GROUP BY collection, same
ORDER BY keys_agree, copies DESC, min(task), min(doc_id)
"""
)


def differing_docs(store: Store) -> pd.DataFrame:
    """Docs of a task that not all of its full runs asked: DIFFERING_COLUMNS, by task and place in it.

    `differs` is "the text", "the key" or "text and key" of the doc that most runs asked at this place
    (`usual_doc_key`), or "only in some runs"; `runs` of the task's `of` full runs asked it, those of `models`.
    """
    return store.frame(_DIFFERING)[list(DIFFERING_COLUMNS)]


def duplicate_docs(store: Store) -> pd.DataFrame:
    """Questions that a task, or the tasks of one group, ask more than once with the same choices:
    DUPLICATE_DOC_COLUMNS, those whose copies disagree on the right choice (`keys_agree` False) first.

    `tasks` is a list of names, `doc_ids` one of places, a copy each; `doc_key` is the first copy.
    """
    return store.frame(_DUPLICATES)[list(DUPLICATE_DOC_COLUMNS)]
