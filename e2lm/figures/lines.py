"""Curves as plotly traces: lines that stop at gaps, lone points as dots, partial runs hollow, intervals as a pale band.

A points table has POINT_COLUMNS, one row per point of one task, metric, filter and number of shots, sorted by model,
partial_n and x. `x` is tokens or steps; `segment` numbers the stretches of a curve between which checkpoints are
missing; `shown` is the value that is drawn (smoothed or not); `value` and `stderr` are as stored. `low` and `high`,
where the table has them, are the ends of a resampled interval and replace what `stderr` gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.figures import palette
from e2lm.figures.theme import Theme, count_label, mixed, plain, score

POINT_COLUMNS = (
    "model", "checkpoint", "x", "shown", "value", "stderr", "n", "partial_n", "segment", "task", "run_id",
)  # fmt: skip
TASK_FIELD, RUN_FIELD = 5, 6  # where a point's customdata holds its task and its run
INTERVAL = 1.96
FADED = 0.62
PALE = 0.34
Array = npt.NDArray[np.float64]

HOVER = (
    "<b>%{customdata[0]}</b><br>%{customdata[1]} · %{customdata[2]}<br>"
    "%{customdata[3]}<br>%{customdata[4]}<extra></extra>"
)


def curves_in(points: pd.DataFrame) -> Iterator[tuple[str, int, pd.DataFrame]]:
    """Model, partial_n and points of every curve in the table."""
    for _, curve in points.groupby(["model", "partial_n"], sort=False, observed=True):
        yield str(curve["model"].iloc[0]), int(curve["partial_n"].iloc[0]), curve


def interval(points: pd.DataFrame) -> tuple[Array, Array]:
    """Both ends of each point's 95 % interval, as resampled, else 1.96 stderr to both sides; NaN where unknown."""
    if {"low", "high"} <= set(points.columns):
        return points["low"].to_numpy(float), points["high"].to_numpy(float)
    shown, reach = points["shown"].to_numpy(float), INTERVAL * points["stderr"].to_numpy(float)
    return shown - reach, shown + reach


def hover_rows(model: str, curve: pd.DataFrame, unit: str) -> list[list[str]]:
    """What the pointer shows for each point: model, checkpoint, tokens or step, value with its error, docs; then,
    for clicks, the task and the run."""
    partial = " · partial run" if curve["partial_n"].iloc[0] else ""
    docs = curve["n"].astype("Float64").to_numpy(float, na_value=np.nan)
    return [
        [
            plain(model),
            plain(str(checkpoint)),
            f"{count_label(x)} {unit}",
            value,
            (f"n = {n:,.0f}" if np.isfinite(n) else "n unknown") + partial,
            str(task),
            str(run_id),
        ]
        for checkpoint, x, value, n, task, run_id in zip(
            curve["checkpoint"], curve["x"].to_numpy(float), _values(curve), docs, curve["task"], curve["run_id"],
            strict=True,
        )
    ]  # fmt: skip


def _values(curve: pd.DataFrame) -> list[str]:
    """Each value with its interval where it was resampled, else with its stderr."""
    values = curve["value"].to_numpy(float)
    if {"low", "high"} <= set(curve.columns):
        ends = zip(values, *interval(curve), strict=True)
        return [f"{score(value)} ({score(low)} to {score(high)})" for value, low, high in ends]
    errors = zip(values, curve["stderr"].to_numpy(float), strict=True)
    return [score(value) + (f" ± {stderr:.3f}" if np.isfinite(stderr) else " (stderr N/A)") for value, stderr in errors]


def _with_gaps(
    curve: pd.DataFrame, hover: list[list[str]]
) -> tuple[list[float], list[float | None], list[float], list[list[str]]]:
    """x, y, marker sizes (0 on a line, 1 where a point stands alone) and hover rows, with a None between segments."""
    xs: list[float] = []
    ys: list[float | None] = []
    alone: list[float] = []
    texts: list[list[str]] = []
    segments = curve["segment"].to_numpy()
    _, own, sizes = np.unique(segments, return_inverse=True, return_counts=True)
    lengths = sizes[own]
    shown = curve["shown"].to_numpy(float)
    for row, x in enumerate(curve["x"].to_numpy(float)):
        if row and segments[row] != segments[row - 1]:
            xs.append(x)
            ys.append(None)
            alone.append(0)
            texts.append([""] * 7)
        xs.append(float(x))
        ys.append(float(shown[row]) if np.isfinite(shown[row]) else None)
        alone.append(float(lengths[row] == 1))
        texts.append(hover[row])
    return xs, ys, alone, texts


def curve_trace(
    model: str, curve: pd.DataFrame, models: Sequence[str], theme: Theme, *,
    unit: str, width: float, dot: float, faded: bool = False, axes: str = "", pickable: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """One curve as a trace; `axes` is plotly's axis number ("" for the first), `dot` the diameter of lone points.

    Without `pickable` points that a line goes through have no marker to click on.
    """
    tone = palette.colour(model, models)
    tone = mixed(tone, theme.panel, FADED) if faded else tone
    partial = bool(curve["partial_n"].iloc[0])
    xs, ys, alone, texts = _with_gaps(curve, hover_rows(model, curve, unit))
    dots = partial or any(alone)
    # What is picked needs a marker, which has no size on a line and need not be painted there.
    hidden = {} if dots else {"maxdisplayed": 1}
    return {
        "type": "scatter", "mode": "lines+markers" if pickable or dots else "lines", "x": xs, "y": ys,
        "customdata": texts, "hovertemplate": HOVER,
        "name": plain(model), "connectgaps": False, "cliponaxis": False,
        "line": {"color": tone, "width": width * (0.7 if partial else 1), "dash": palette.dash(model, models)},
        "marker": {
            "size": [dot + 2 if partial else dot * one for one in alone], "opacity": 1, "color": tone, **hidden,
            "symbol": "circle-open" if partial else "circle", "line": {"width": 1.5 if partial else 0, "color": tone},
        },
        "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
        "xaxis": f"x{axes}", "yaxis": f"y{axes}",
    }  # fmt: skip


def pale_trace(model: str, curve: pd.DataFrame, models: Sequence[str], theme: Theme) -> dict[str, Any]:
    """A curve to compare with, thin and pale, without hover."""
    xs, ys, _, _ = _with_gaps(curve, [[]] * len(curve))
    tone = mixed(palette.colour(model, models), theme.ground, PALE)
    return {
        "type": "scatter", "mode": "lines", "x": xs, "y": ys, "name": plain(model), "connectgaps": False,
        "line": {"color": tone, "width": 1.3, "dash": palette.dash(model, models)}, "hoverinfo": "skip",
        "showlegend": False, "cliponaxis": False,
    }  # fmt: skip


def band_traces(model: str, curve: pd.DataFrame, models: Sequence[str], *, share: float = 0.13) -> list[dict[str, Any]]:
    """The 95 % interval of every stretch that has one, as pale ribbons."""
    red, green, blue = bytes.fromhex(palette.colour(model, models).lstrip("#"))
    traces = []
    known = curve[np.isfinite(interval(curve)[0])]
    for _, part in known.groupby("segment"):
        x = part["x"].to_numpy(float)
        low, high = interval(part)
        ribbon = {
            "type": "scatter", "mode": "lines", "fill": "toself", "hoverinfo": "skip", "line": {"width": 0},
            "showlegend": False,
            "x": [*x, *x[::-1]], "y": [*high, *low[::-1]],
            "fillcolor": f"rgba({red},{green},{blue},{share})",
        }  # fmt: skip
        traces += [ribbon] if len(part) > 1 else []
    return traces


def value_range(points: pd.DataFrame, chance: float | None = None, *, bands: bool = False) -> tuple[float, float]:
    """Lowest and highest value drawn, chance included, with 4 % of room; (0, 1) where nothing is drawn."""
    values = points["shown"].to_numpy(float)
    ends = interval(points) if bands else ()
    drawn = np.concatenate([values, *ends, [] if chance is None else [chance]])
    drawn = drawn[np.isfinite(drawn)]
    if not len(drawn):
        return 0.0, 1.0
    low, high = float(drawn.min()), float(drawn.max())
    room = (high - low) * 0.04 or max(abs(high), 1e-3) * 0.05
    return low - room, high + room
