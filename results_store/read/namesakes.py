"""Models that are one by name only: runs of several publishers' repositories under one model's name."""

from __future__ import annotations

from collections.abc import Collection

from e2lm.records import Problem
from results_store.database import Store

# A hub id is publisher/name; a local path has no publisher to tell it by.
_NAMESAKES = r"""
WITH published AS (
    SELECT model, split_part(pretrained, '/', 1) AS publisher, pretrained
    FROM (SELECT model, json_extract_string(model_args, '$.pretrained') AS pretrained FROM runs WHERE kind = 'lm-eval')
    WHERE regexp_full_match(pretrained, '[^/\\.~:][^/\\:]*/[^/\\:]+')
)
SELECT model, string_agg(DISTINCT pretrained, ', ' ORDER BY pretrained) FROM published
GROUP BY model HAVING count(DISTINCT publisher) > 1 ORDER BY model
"""


def namesakes(store: Store, models: Collection[str] | None = None) -> list[Problem]:
    """One problem per model (None: of all) whose curve joins runs of more than one publisher's repository."""
    remedy = "If they are two trainings, give the runs of one of them another model name; else nothing is wrong"
    return [
        Problem("", f"runs of {repositories} are one model here", remedy, field=model)
        for model, repositories in store.rows(_NAMESAKES)
        if models is None or model in models
    ]
