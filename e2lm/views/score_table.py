"""The table of the scores page: one row per benchmark, what it reads as, and the line that says what scores rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from e2lm.checkpoints import describe
from e2lm.views.benchmarks import headlines, reads_as, top_level
from e2lm.views.model_labels import model_labels
from e2lm.views.names import task_labels
from e2lm.views.scorecards import FEWEST_TIES, is_official, models_in_words

# One row per benchmark, best SQ first. `curve` holds the values of one model, "sq" to "total" are NaN where undefined,
# `tie_range` is "" where no ties matter. `task`, `metric`, `filter` and `n_shot` are the benchmark.
SHOWN_COLUMNS = (
    "benchmark", "curve", "sq", "reads_as", "monotonicity", "tie_range", "autocorrelation", "rc", "cs", "total",
    "points",
)  # fmt: skip
TABLE_COLUMNS = (*SHOWN_COLUMNS, "task", "metric", "filter", "n_shot")
NUMBERS = ("sq", "monotonicity", "autocorrelation", "rc", "cs", "total")


def score_table(curves: pd.DataFrame, scores: pd.DataFrame, *, subtasks: bool, metrics: bool) -> pd.DataFrame:
    """TABLE_COLUMNS from task_scores of full runs; `subtasks` and `metrics` ask for more than a row per group."""
    rows = scores[scores["partial_n"] == 0].copy()
    if not subtasks:
        rows = rows[rows["task"].isin(top_level(curves))]
    usual = set(headlines(curves).values())
    shots = [None if pd.isna(count) else int(count) for count in rows["n_shot"]]
    keys = list(zip(rows["task"], rows["metric"], rows["filter"], shots, strict=True))
    if not metrics:
        rows = rows[[key in usual for key in keys]]
        keys = [key for key in keys if key in usual]
    several = len(keys) > len({key[0] for key in keys})
    table = pd.DataFrame({name: pd.to_numeric(rows[name], errors="coerce").astype(float) for name in NUMBERS})
    names = task_labels(curves)
    table["benchmark"] = [_label(key, names, several) for key in keys]
    table["curve"] = [list(values) for values in rows["values"]]
    table["reads_as"] = [reads_as(sq, noise) for sq, noise in zip(rows["sq"], rows["noise"], strict=True)]
    table["tie_range"] = [
        f"{low:.3f} – {high:.3f}" if low is not None and high - low > FEWEST_TIES else ""
        for low, high in zip(rows["monotonicity_min"], rows["monotonicity_max"], strict=True)
    ]
    table["points"] = rows["points"].astype(int)
    for name in ("task", "metric", "filter", "n_shot"):
        table[name] = rows[name]
    order = ["sq", "benchmark"]
    return table.sort_values(order, ascending=[False, True], na_position="last", ignore_index=True)[list(TABLE_COLUMNS)]


def curve_of(scores: pd.DataFrame) -> str:
    """Whose curve the sparklines show, "" in an empty table or where it differs from row to row."""
    models = set(scores["values_model"])
    return describe(str(models.pop())).label if len(models) == 1 else ""


def rests_on(scores: pd.DataFrame) -> str:
    """One line: what SQ, RC, CS and total in these rows are, and why some are undefined throughout."""
    rows = scores[scores["partial_n"] == 0]
    if rows.empty:
        return ""
    parts = []
    defined = rows[rows["sq"].notna()]
    if len(defined):
        first = dict(zip(map(str, rows.columns), defined.iloc[0], strict=True))
        kind = "SQ official" if is_official(first) else f"SQ by the official formula over {first['window']}"
        parts.append(f"{kind}, mean of {models_in_words(first['sq_models'])}")
    else:
        parts.append(f"SQ {rows['sq_reason'].iloc[0]}")
    ranked = rows[rows["rc"].notna()]
    if len(ranked):
        kind, later = (ranked[name].iloc[0] for name in ("rc_kind", "rc_later"))
        parts.append(f"RC {kind}, {later} comparisons")
    else:
        parts.append(f"RC {rows['rc_reason'].iloc[0]}")
    complied = rows[rows["cs"].notna()]
    parts.append("CS reconstruction" if len(complied) else f"CS and total {rows['cs_reason'].iloc[0]}")
    parts += ["total never official"] if rows["total"].notna().any() else []
    return " · ".join(parts)


def model_table(parts: pd.DataFrame, models: Sequence[str]) -> pd.DataFrame:
    """SQ and its parts of each model of one benchmark, those that count in SQ first: model, sq, monotonicity,
    autocorrelation, points, reason."""
    counted = parts["model"].isin(list(models))
    sizes = [describe(str(model)).size or 0.0 for model in parts["model"]]
    ordered = parts.assign(out=~counted, size=sizes).sort_values(["out", "size", "model"], ignore_index=True)
    labels = model_labels(map(str, ordered["model"]))
    table = pd.DataFrame({"model": [labels[str(model)] for model in ordered["model"]]})
    for name in ("sq", "monotonicity", "autocorrelation"):
        table[name] = pd.to_numeric(ordered[name], errors="coerce").astype(float)
    table["points"] = ordered["points"].astype(int)
    table["reason"] = ordered["reason"].astype(str)
    return table


def _label(key: tuple[str, str, str, int | None], names: Mapping[str, str], several: bool) -> str:
    task, metric, name, shots = key
    extra = [metric, *([name] if name != "none" else []), *([] if shots is None else [f"{shots}-shot"])]
    return names[task].rpartition(" › ")[2] + (f" {', '.join(extra)}" if several else "")
