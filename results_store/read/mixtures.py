"""Runs whose settings are not those of the other runs along their curves: what differs between them may be that."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from e2lm.records import Problem
from results_store.database import Store

MIXTURE_COLUMNS = (
    "model", "checkpoint", "step", "tokens", "setting", "value", "usual", "others", "tasks", "run_id", "date", "file",
)  # fmt: skip

# A hub id is publisher/name; a local path has no publisher to tell it by. A file's bare NaN is not JSON to DuckDB.
# Publishers are compared over all of a model's runs, shots over a task's curves of any number of them, where they leave
# a hole in the usual one; the rest along each curve. Of values at equally many checkpoints the larger is the usual.
_MIXTURES = r"""
WITH told AS (
    SELECT run_id, model, checkpoint, step, tokens, date, file, lm_eval_version, replace(coalesce(
               CASE WHEN json_valid(config) THEN json_extract_string(config, '$.model_dtype') END,
               CASE WHEN json_valid(model_args) THEN json_extract_string(model_args, '$.dtype') END, ''
           ), 'torch.', '') AS dtype,
           CASE WHEN json_valid(model_args) THEN json_extract_string(model_args, '$.pretrained') END AS pretrained
    FROM runs WHERE kind = 'lm-eval'
), published AS (
    SELECT run_id, model, min(pretrained) OVER (PARTITION BY model, split_part(pretrained, '/', 1)) AS repository
    FROM told WHERE regexp_full_match(pretrained, '[^/\\.~:][^/\\:]*/[^/\\:]+')
), drawn AS (
    SELECT DISTINCT points.model, points.task, points.filter, points.n_shot, points.partial, points.is_group,
           points.moment, points.run_id, metrics.version
    FROM points JOIN metrics
    ON points.run_id = metrics.run_id AND points.task = metrics.task AND points.metric = metrics.metric
       AND points.filter = metrics.filter AND points.n_shot IS NOT DISTINCT FROM metrics.n_shot
    WHERE place = 1
), facts AS (
    SELECT drawn.model, task, filter, n_shot, partial, moment, run_id, 'lm-eval version' AS setting,
           lm_eval_version AS value
    FROM drawn JOIN told USING (run_id)
    UNION ALL
    SELECT drawn.model, task, filter, n_shot, partial, moment, run_id, 'dtype', dtype
    FROM drawn JOIN told USING (run_id) WHERE dtype <> 'auto'
    UNION ALL
    SELECT model, task, filter, n_shot, partial, moment, run_id, 'task version', version FROM drawn
    UNION ALL
    SELECT model, task, filter, NULL, partial, moment, run_id, 'few-shot', coalesce(n_shot::VARCHAR, 'not said')
    FROM drawn WHERE NOT is_group AND NOT partial
    UNION ALL
    SELECT published.model, '', '', NULL, false, run_id, run_id, 'publisher', repository
    FROM published ANTI JOIN (SELECT run_id FROM exclusions WHERE task = '') USING (run_id)
), spread AS (
    SELECT model, task, filter, n_shot, partial, setting, value, count(DISTINCT moment) AS checkpoints
    FROM facts WHERE value <> '' GROUP BY ALL
), mixed AS (
    SELECT model, task, filter, n_shot, partial, setting, arg_max(value, (checkpoints, value)) AS usual,
           max(checkpoints) AS others
    FROM spread GROUP BY ALL HAVING count(*) > 1
), odd AS (
    SELECT facts.*, usual, others FROM facts JOIN mixed
    ON facts.model = mixed.model AND facts.task = mixed.task AND facts.filter = mixed.filter
       AND facts.n_shot IS NOT DISTINCT FROM mixed.n_shot AND facts.partial = mixed.partial
       AND facts.setting = mixed.setting
    WHERE value NOT IN ('', usual)
), whole AS (
    SELECT model, task, filter, moment, value AS usual FROM facts WHERE setting = 'few-shot'
), holes AS (
    SELECT * FROM odd WHERE setting <> 'few-shot'
    UNION ALL
    SELECT * FROM odd ANTI JOIN whole USING (model, task, filter, moment, usual) WHERE setting = 'few-shot'
)
SELECT told.model, told.checkpoint, told.step, told.tokens, setting, value, usual, max(others) AS others,
       list_sort(list(DISTINCT task) FILTER (task <> '')) AS tasks, run_id, told.date, told.file
FROM holes JOIN told USING (run_id)
GROUP BY ALL ORDER BY told.model, setting, told.step NULLS LAST, told.checkpoint, run_id, value
"""


def mixed_settings(store: Store) -> pd.DataFrame:
    """Runs that count and were evaluated otherwise than most along a curve: MIXTURE_COLUMNS, a row per run and setting.

    `setting` is "lm-eval version", "task version", "dtype", "few-shot" (the usual curve has a hole there) or
    "publisher" (of the model's repository); `value` is the run's, `usual` that of `others`, the most checkpoints.
    `tasks` is a list of names, None where the setting is the whole run's.
    """
    return store.frame(_MIXTURES)[list(MIXTURE_COLUMNS)]


def mixtures(store: Store, models: Collection[str] | None = None) -> list[Problem]:
    """One problem per model (None: of all) whose curves join runs of several publishers' repositories, or of several
    dtypes."""
    named = "If they are two trainings, give the runs of one of them another model name; else nothing is wrong"
    exact = "Evaluate all checkpoints in one dtype: part of a difference between them may be rounding"
    words = {
        "publisher": ("runs of {} are one model here", named),
        "dtype": ("checkpoints were evaluated in several dtypes: {}", exact),
    }
    found = mixed_settings(store)
    problems = []
    for setting, (what, remedy) in words.items():
        for model, rows in found[found["setting"] == setting].groupby("model"):
            values = ", ".join(sorted({*rows["value"], *rows["usual"]}))
            if models is None or model in models:
                problems.append(Problem("", what.format(values), remedy, field=str(model)))
    return problems
