"""Curves that join what may not belong together: repositories of several publishers, or several dtypes."""

from __future__ import annotations

from collections.abc import Collection

from e2lm.records import Problem
from results_store.database import Store

# A hub id is publisher/name; a local path has no publisher to tell it by. A file's bare NaN is not JSON to DuckDB.
_NAMESAKES = r"""
WITH published AS (
    SELECT model, split_part(pretrained, '/', 1) AS publisher, pretrained
    FROM (
        SELECT model, CASE WHEN json_valid(model_args) THEN json_extract_string(model_args, '$.pretrained') END
               AS pretrained
        FROM runs WHERE kind = 'lm-eval'
    )
    WHERE regexp_full_match(pretrained, '[^/\\.~:][^/\\:]*/[^/\\:]+')
)
SELECT model, string_agg(DISTINCT pretrained, ', ' ORDER BY pretrained) FROM published
GROUP BY model HAVING count(DISTINCT publisher) > 1 ORDER BY model
"""

_DTYPES = """
WITH evaluated AS (
    SELECT run_id, replace(coalesce(
               CASE WHEN json_valid(config) THEN json_extract_string(config, '$.model_dtype') END,
               CASE WHEN json_valid(model_args) THEN json_extract_string(model_args, '$.dtype') END
           ), 'torch.', '') AS dtype
    FROM runs WHERE kind = 'lm-eval'
), mixed AS (
    SELECT model, string_agg(DISTINCT dtype, ', ' ORDER BY dtype) AS dtypes
    FROM points JOIN evaluated USING (run_id) WHERE place = 1 AND dtype NOT IN ('', 'auto')
    GROUP BY model, task, metric, filter, n_shot, partial HAVING count(DISTINCT dtype) > 1
)
SELECT DISTINCT model, dtypes FROM mixed ORDER BY model, dtypes
"""


def mixtures(store: Store, models: Collection[str] | None = None) -> list[Problem]:
    """One problem per model (None: of all) whose curves join runs of several publishers' repositories, or of several
    dtypes."""
    named = "If they are two trainings, give the runs of one of them another model name; else nothing is wrong"
    exact = "Evaluate all checkpoints in one dtype: part of a difference between them may be rounding"
    found = [
        *((model, f"runs of {which} are one model here", named) for model, which in store.rows(_NAMESAKES)),
        *(
            (model, f"checkpoints were evaluated in several dtypes: {which}", exact)
            for model, which in store.rows(_DTYPES)
        ),
    ]
    return [
        Problem("", what, remedy, field=model) for model, what, remedy in found if models is None or model in models
    ]
