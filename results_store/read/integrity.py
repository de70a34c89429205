"""Runs whose answers cannot be what they claim: another checkpoint's, other questions', or no numbers.

Each row is a run that counts and should be looked at, with the tasks it concerns; all of it is summed up in SQL from
the samples, a fraction of a second for millions.
"""

from __future__ import annotations

import pandas as pd

from results_store.database import Store

IDENTICAL_COLUMNS = (
    "model", "checkpoint", "step", "tokens", "same_as_model", "same_as_checkpoint", "same_as_run_id", "docs", "tasks",
    "run_id", "date", "file",
)  # fmt: skip
OTHERWISE_COLUMNS = (
    "model", "checkpoint", "step", "tokens", "docs", "lacking", "extra", "asked_otherwise", "examples", "wording",
    "choices", "keys", "prompt_key", "usual_prompt_key", "tasks", "doc_tasks", "run_id", "date", "file",
)  # fmt: skip
NOT_FINITE_COLUMNS = (
    "model", "checkpoint", "step", "tokens", "docs", "infinite", "undefined", "values_undefined", "doc_key", "tasks",
    "run_id", "date", "file",
)  # fmt: skip

# The one evaluated first is taken for the original. Untrained models (step 0) of one seed are rightly equal.
_IDENTICAL = """
WITH answered AS (
    SELECT task, filter, digest, docs, run_id, runs.model, runs.checkpoint, runs.step, runs.tokens, runs.date,
           runs.file, moment_of(runs.step, runs.checkpoint) AS moment
    FROM counted_tasks JOIN runs USING (run_id) WHERE has_choices
), compared AS (
    SELECT *, first_value({'model': model, 'moment': moment, 'checkpoint': checkpoint, 'step': step, 'run_id': run_id})
              OVER (PARTITION BY task, filter, digest, docs ORDER BY date NULLS LAST, step NULLS FIRST, run_id) AS twin
    FROM answered
)
SELECT model, checkpoint, step, tokens, twin.model AS same_as_model, twin.checkpoint AS same_as_checkpoint,
       twin.run_id AS same_as_run_id, sum(docs)::BIGINT AS docs, list_sort(list(DISTINCT task)) AS tasks, run_id, date,
       file
FROM compared
WHERE (model, moment) <> (twin.model, twin.moment) AND NOT (coalesce(step, -1) = 0 AND coalesce(twin.step, -1) = 0)
GROUP BY ALL ORDER BY model, step NULLS LAST, checkpoint, run_id, same_as_run_id
"""

# Along one curve (model, task, filter, shots; full runs, the newest of each checkpoint) the docs, and how each was
# asked, are compared with what most of its checkpoints were asked, of equally many those evaluated first. Where one of
# two runs does not let its key be told, that alone makes no other prompt. Runs that were asked alike are compared once.
_ODD = """
CREATE TEMP TABLE odd AS
WITH newest AS (
    SELECT run_id, task, filter, n_shot, runs.model, coalesce(runs.date, 0) AS date
    FROM counted_tasks JOIN runs USING (run_id) WHERE NOT partial
    QUALIFY row_number() OVER (
        PARTITION BY task, filter, n_shot, runs.model, moment_of(runs.step, runs.checkpoint)
        ORDER BY runs.date DESC NULLS LAST, run_id
    ) = 1
), summed AS (
    SELECT run_id, task, filter, bit_xor(hash(prompt_key)) AS prompts, count(*) AS docs
    FROM samples GROUP BY run_id, task, filter
), digested AS MATERIALIZED (
    SELECT newest.*, prompts, docs FROM newest JOIN summed USING (run_id, task, filter)
), shared AS (
    SELECT model, task, filter, n_shot, prompts, docs, (count(*), -min(date)) AS rank, min(run_id) AS run_id
    FROM digested GROUP BY ALL
), usual AS (
    SELECT model, task, filter, n_shot, arg_max(run_id, (rank, run_id)) AS usual_run_id,
           arg_max(prompts, (rank, run_id)) AS usual_prompts, arg_max(docs, (rank, run_id)) AS usual_docs
    FROM shared GROUP BY ALL HAVING count(*) > 1
)
SELECT digested.run_id, digested.task, digested.filter, docs, usual_docs,
       min(digested.run_id) OVER (PARTITION BY digested.task, digested.filter, prompts, docs) AS alike,
       min(usual_run_id) OVER (PARTITION BY digested.task, digested.filter, usual_prompts, usual_docs) AS usual
FROM digested JOIN usual
ON digested.model = usual.model AND digested.task = usual.task AND digested.filter = usual.filter
   AND digested.n_shot IS NOT DISTINCT FROM usual.n_shot
WHERE prompts <> usual_prompts OR docs <> usual_docs
"""

_OTHERWISE = """
WITH own AS MATERIALIZED (
    SELECT run_id AS alike, usual, task, filter, doc_key, prompt_key
    FROM samples JOIN (SELECT DISTINCT alike AS run_id, usual, task, filter FROM odd) USING (run_id, task, filter)
), theirs AS MATERIALIZED (
    SELECT run_id AS usual, task, filter, doc_key, prompt_key FROM samples
    SEMI JOIN (SELECT usual AS run_id, task, filter FROM odd) USING (run_id, task, filter)
), pairs AS MATERIALIZED (
    SELECT alike, usual, task, filter, own.prompt_key AS mine, theirs.prompt_key AS other, count(*) AS times
    FROM own JOIN theirs USING (usual, task, filter, doc_key) GROUP BY ALL
), distinct_pairs AS (
    SELECT DISTINCT mine, other FROM pairs WHERE mine <> other
), differences AS (
    SELECT distinct_pairs.mine, distinct_pairs.other,
           a.context[1:a.few_shot_end] <> b.context[1:b.few_shot_end] AS examples,
           a.context[a.few_shot_end + 1:] <> b.context[b.few_shot_end + 1:] AS wording,
           a.continuations <> b.continuations AS choices,
           len(a.golds) > 0 AND len(b.golds) > 0
               AND list_sort(list_transform(a.golds, lambda gold: a.continuations[gold + 1]))
               <> list_sort(list_transform(b.golds, lambda gold: b.continuations[gold + 1])) AS keys
    FROM distinct_pairs JOIN prompts AS a ON a.prompt_key = mine JOIN prompts AS b ON b.prompt_key = other
), found AS (
    SELECT alike, usual, task, filter, sum(times) AS shared,
           coalesce(sum(times) FILTER (examples OR wording OR choices OR keys), 0) AS asked_otherwise,
           coalesce(sum(times) FILTER (examples), 0) AS examples, coalesce(sum(times) FILTER (wording), 0) AS wording,
           coalesce(sum(times) FILTER (choices), 0) AS choices, coalesce(sum(times) FILTER (keys), 0) AS keys,
           min((mine, other)) FILTER (examples OR wording OR choices OR keys) AS example
    FROM pairs LEFT JOIN differences USING (mine, other) GROUP BY alike, usual, task, filter
), compared AS (
    SELECT run_id, task, odd.docs, odd.usual_docs - coalesce(shared, 0) AS lacking,
           odd.docs - coalesce(shared, 0) AS extra, found.* EXCLUDE (alike, usual, task, filter, shared)
    FROM odd LEFT JOIN found USING (alike, usual, task, filter)
)
SELECT runs.model, runs.checkpoint, runs.step, runs.tokens,
       coalesce(sum(docs) FILTER (asked_otherwise > 0), 0)::BIGINT AS docs, sum(lacking)::BIGINT AS lacking,
       sum(extra)::BIGINT AS extra, coalesce(sum(asked_otherwise), 0)::BIGINT AS asked_otherwise,
       coalesce(sum(examples), 0)::BIGINT AS examples, coalesce(sum(wording), 0)::BIGINT AS wording,
       coalesce(sum(choices), 0)::BIGINT AS choices, coalesce(sum(keys), 0)::BIGINT AS keys,
       coalesce(min(example)[1], '') AS prompt_key, coalesce(min(example)[2], '') AS usual_prompt_key,
       list_sort(list(DISTINCT task) FILTER (asked_otherwise > 0)) AS tasks,
       list_sort(list(DISTINCT task) FILTER (lacking > 0 OR extra > 0)) AS doc_tasks, run_id, runs.date, runs.file
FROM compared JOIN runs USING (run_id)
GROUP BY runs.model, runs.checkpoint, runs.step, runs.tokens, run_id, runs.date, runs.file
HAVING sum(lacking) > 0 OR sum(extra) > 0 OR sum(asked_otherwise) > 0
ORDER BY runs.model, runs.step NULLS LAST, runs.checkpoint, run_id
"""

_PROMPT = "SELECT context, continuations, golds FROM prompts WHERE prompt_key = ?"

# A sum tells in one pass whether all of a doc's numbers are finite; NaN is the largest of numbers to DuckDB.
_NOT_FINITE = """
WITH broken AS (
    SELECT run_id, task, doc_key, isnan(list_max(loglikelihoods)) AS undefined
    FROM samples WHERE len(loglikelihoods) > 0 AND NOT isfinite(list_sum(loglikelihoods))
), answers AS (
    SELECT run_id, task, count(*) AS docs, count(*) FILTER (NOT undefined) AS infinite,
           count(*) FILTER (undefined) AS undefined, 0 AS values_undefined, min(doc_key) AS doc_key
    FROM broken SEMI JOIN counted_tasks USING (run_id, task) GROUP BY run_id, task
), scores AS (
    SELECT run_id, task, 0, 0, 0, count(*), NULL FROM points
    WHERE place = 1 AND (value IS NULL OR NOT isfinite(value)) GROUP BY run_id, task
)
SELECT model, checkpoint, step, tokens, sum(docs)::BIGINT AS docs, sum(infinite)::BIGINT AS infinite,
       sum(undefined)::BIGINT AS undefined, sum(values_undefined)::BIGINT AS values_undefined,
       coalesce(min(doc_key), '') AS doc_key, list_sort(list(DISTINCT task)) AS tasks, run_id, date, file
FROM (SELECT * FROM answers UNION ALL SELECT * FROM scores) JOIN runs USING (run_id)
GROUP BY model, checkpoint, step, tokens, run_id, date, file
ORDER BY model, step NULLS LAST, checkpoint, run_id
"""


def identical_samples(store: Store) -> pd.DataFrame:
    """Runs that gave every doc of a task exactly the loglikelihoods of another checkpoint, evaluated before: the
    signature of a stale cache. IDENTICAL_COLUMNS, a row per run and twin; `tasks` is a list of names, `docs` how many
    answers they have. Untrained models (step 0) of one seed are rightly equal and not listed."""
    return store.frame(_IDENTICAL)[list(IDENTICAL_COLUMNS)]


def asked_otherwise(store: Store) -> pd.DataFrame:
    """Runs that were asked other docs, or the same docs otherwise, than most checkpoints of their curve:
    OTHERWISE_COLUMNS, a row per run.

    In its `doc_tasks` it has `extra` docs or is `lacking` usual ones. In its `tasks`, which have `docs` in all,
    `asked_otherwise` have another prompt: other `examples` before the question, another `wording`, other `choices`,
    other `keys`; all of these count docs. `prompt_key` and `usual_prompt_key` are one such doc as asked here and
    there, "" if none; see `prompt_text`.
    """
    with store.reading() as cursor:
        cursor.execute("BEGIN TRANSACTION")
        cursor.execute(_ODD)
        found = cursor.sql(_OTHERWISE).to_arrow_table()
        cursor.execute("ROLLBACK")
    return store.as_frame(found)[list(OTHERWISE_COLUMNS)]


def prompt_text(store: Store, prompt_key: str) -> str:
    """A prompt as the model read it, and below it the choices, the right ones marked; "" where it is not stored."""
    found = store.rows(_PROMPT, [prompt_key])
    if not found:
        return ""
    context, continuations, golds = found[0]
    marks = ["*" if place in golds else "-" for place in range(len(continuations))]
    return "\n".join([context, "", *(f"{mark} {text!r}" for mark, text in zip(marks, continuations, strict=True))])


def not_finite(store: Store) -> pd.DataFrame:
    """Runs with loglikelihoods or values that are no finite numbers: NOT_FINITE_COLUMNS, a row per run.

    `docs` have a -inf (`infinite`) or a NaN (`undefined`) among their loglikelihoods, `doc_key` is one of them ("" if
    none); `values_undefined` counts the run's logged values that are NaN, infinite or not there.
    """
    return store.frame(_NOT_FINITE)[list(NOT_FINITE_COLUMNS)]
