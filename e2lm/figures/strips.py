"""Where each model was right about one question: a row per model, a square per checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from e2lm.checkpoints import describe
from e2lm.figures.question import amount_label
from e2lm.figures.theme import FinishedFigure, Theme, axis, bare_layout, count_label, figure_of, plain
from e2lm.views.tracks import Track

LEAST_COLUMNS = 20


def strips_figure(
    tracks: Sequence[Track], shown_model: str, shown: float, unit: str, facts: Sequence[tuple[str, str]], theme: Theme
) -> FinishedFigure:
    """A row per model, a square per checkpoint: filled where right, pale where wrong, nothing where not evaluated.

    A frame ties the checkpoints at the amount `shown`. `facts` are (name, value) pairs in a line under the rows.
    """
    row = max(11, min(21, 168 // max(len(tracks), 1)))
    top, bottom = 22, 54 if facts else 6
    amounts = np.unique(np.concatenate([track.amounts for track in tracks]))
    side = max(3, min(9, row - 6, 250 // max(len(amounts), 1) - 2))
    frame = int(np.argmin(np.abs(amounts - shown)))
    box = {
        "type": "rect", "x0": frame - 0.55, "x1": frame + 0.55, "y0": -0.6, "y1": len(tracks) - 0.4,
        "line": {"color": theme.signal, "width": 1.4},
    }  # fmt: skip
    above: dict[str, Any] = {
        "yref": "paper", "xref": "paper", "y": 1, "yanchor": "bottom", "yshift": 3, "showarrow": False,
    }  # fmt: skip
    notes = [
        {"text": "right at each checkpoint", "x": 0, "xanchor": "left", **above},
        {"text": "learned at", "x": 1, "xshift": 56, "xanchor": "right", **above},
        *_facts(facts, theme),
    ]
    for place, track in enumerate(tracks):
        notes += _strip_ends(track, place, unit, theme.ink if track.model == shown_model else theme.grey)
    layout = {
        **bare_layout(theme, height=top + row * len(tracks) + bottom, left=96, right=58, top=top, bottom=bottom),
        "xaxis": axis(theme, range=[-0.9, max(len(amounts), LEAST_COLUMNS) - 0.1], showticklabels=False),
        "yaxis": axis(theme, range=[len(tracks) - 0.35, -0.65], showticklabels=False),
        "annotations": notes, "shapes": [box],
    }  # fmt: skip
    traces = [_strip(track, place, amounts, side, unit, theme) for place, track in enumerate(tracks)]
    return figure_of(traces, layout)


def _strip(
    track: Track, place: int, amounts: npt.NDArray[np.float64], side: int, unit: str, theme: Theme
) -> dict[str, Any]:
    known = np.flatnonzero(~np.isnan(track.right))
    names = [f"{plain(track.checkpoints[one])}, {amount_label(track.amounts[one], unit)}" for one in known]
    tones = [theme.ink if right > 0 else theme.track for right in track.right[known].tolist()]
    return {
        "type": "scatter", "x": np.searchsorted(amounts, track.amounts[known]), "y": [place] * len(known),
        "mode": "markers", "customdata": names,
        "marker": {"symbol": "square", "size": side, "color": tones, "line": {"width": 0}},
        "hovertemplate": f"{plain(track.model)}<br>%{{customdata}}<extra></extra>",
    }  # fmt: skip


def _strip_ends(track: Track, place: int, unit: str, tone: str) -> list[dict[str, Any]]:
    """The model before its row, and where it learned the doc behind it."""
    if track.learned is None:
        learned: str = track.band
    else:
        amount = float(track.amounts[track.learned])
        learned = count_label(amount) if unit == "tokens" else f"{amount:,.0f}"
    line: dict[str, Any] = {"xref": "paper", "y": place, "showarrow": False, "font": {"color": tone}}
    name = plain(_short(describe(track.model).label))
    return [
        {"text": name, "x": 0, "xshift": -92, "xanchor": "left", **line},
        {"text": learned, "x": 1, "xshift": 56, "xanchor": "right", **line},
    ]


def _short(label: str) -> str:
    return label if len(label) <= 14 else label[:13] + "…"


def _facts(facts: Sequence[tuple[str, str]], theme: Theme) -> list[dict[str, Any]]:
    return [
        {
            "text": f"{plain(name)}<br><b><span style='color:{theme.ink};font-size:14px'>{plain(value)}</span></b>",
            "xref": "paper", "yref": "paper", "x": 0, "xshift": -92 + 92 * place, "xanchor": "left", "y": 0,
            "yanchor": "top", "yshift": -12, "align": "left", "showarrow": False,
        }
        for place, (name, value) in enumerate(facts)
    ]  # fmt: skip
