"""The probability of each choice of one doc through training, large for one model; and what the small panels share.

Figures of the question page are plain specifications (e2lm.figures.theme.figure_of): plotly's checks of every
annotation would take longer than all else of opening a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from e2lm.figures.apart import apart
from e2lm.figures.question import amount_label, letter
from e2lm.figures.theme import (
    FinishedFigure,
    Theme,
    axis,
    bare_layout,
    count_label,
    figure_of,
    mixed,
    nice_ticks,
    plain,
)
from e2lm.views.tracks import Track

HEIGHT, TOP, BOTTOM = 352, 34, 44
TICKS = ((0, 0.25, 0.5, 0.75, 1), ("0", ".25", ".50", ".75", "1"))

Part = dict[str, Any]


def training_figure(
    track: Track, golds: Sequence[int], shown: float, unit: str, theme: Theme, height: int = HEIGHT
) -> FinishedFigure:
    """The shown model: the key in ink, the choice picked at the shown checkpoint in red if wrong, the rest grey."""
    choices = track.probabilities.shape[1]
    pick = int(track.picks[track.nearest(shown)])
    traces = choice_lines(track, golds, pick, theme, "x", "y", width=2.4, faint=1.5, hover=True)
    traces += [_hatch(left, right, theme) for left, right in gaps(track)]
    mark, mark_line, mark_label = _learned(track, golds, unit, theme)
    layout = {
        **bare_layout(theme, height=height, left=34, right=84, top=TOP, bottom=BOTTOM),
        "xaxis": amount_axis([track], unit, theme, 5, title=True),
        "yaxis": axis(theme, range=[-0.01, 1.01], tickvals=TICKS[0], ticktext=TICKS[1], showgrid=True),
        "shapes": [*mark_line, chance_line(choices, theme, "x", "y"), tie_line(shown, theme, "x")],
        "annotations": [
            *_end_names(track, golds, pick, theme, height - TOP - BOTTOM), *mark_label,
            _shown_label(track, shown, unit, theme),
        ],
    }  # fmt: skip
    return figure_of(traces + mark, layout)


def _end_names(track: Track, golds: Sequence[int], pick: int, theme: Theme, plot: float) -> list[Part]:
    """The names of the lines at their ends, apart from each other; none where they would not fit."""
    choices = track.probabilities.shape[1]
    if choices > 12:
        return []
    wanted = [*track.probabilities[last_known(track)].tolist(), 1 / max(choices, 1)]
    names = [_end_name(choice, golds, pick, theme) for choice in range(choices)]
    names.append(f"<span style='color:{theme.grey}'>chance</span>")
    at = {"xref": "paper", "x": 1, "xshift": 8, "xanchor": "left", "showarrow": False}
    return [{"text": text, "y": y, **at} for text, y in zip(names, apart(wanted, 17 / plot, 0, 1), strict=True)]


def _shown_label(track: Track, shown: float, unit: str, theme: Theme) -> Part:
    early = shown < sum(_span([track])) / 2
    return {
        "text": f"shown above, {amount_label(shown, unit)}", "x": shown, "xshift": 5 if early else -5, "y": 1,
        "yref": "paper", "yanchor": "bottom", "yshift": 2, "xanchor": "left" if early else "right", "showarrow": False,
        "font": {"color": theme.signal},
    }  # fmt: skip


def gaps(track: Track) -> list[tuple[float, float]]:
    """Stretches between evaluated checkpoints that hold checkpoints which were not."""
    known = np.flatnonzero(track.picks >= 0)
    return [(float(track.amounts[a]), float(track.amounts[b])) for a, b in pairwise(known) if b - a > 1]


def last_known(track: Track) -> int:
    known = np.flatnonzero(track.picks >= 0)
    return int(known[-1]) if known.size else 0


def choice_lines(
    track: Track,
    golds: Sequence[int],
    pick: int,
    theme: Theme,
    x: str,
    y: str,
    *,
    width: float,
    faint: float,
    hover: bool,
) -> list[Part]:
    """Grey choices first, then the wrong pick, the key on top."""
    order = sorted(range(track.probabilities.shape[1]), key=lambda choice: (choice in golds, choice == pick))
    grey = mixed(theme.faint, theme.ground, 0.6)
    mode = "lines+markers" if np.sum(track.picks >= 0) == 1 else "lines"
    names = [plain(name) for name in track.checkpoints] if hover else None
    traces = []
    for choice in order:
        strong = choice in golds or choice == pick
        tone = theme.ink if choice in golds else theme.wrong if choice == pick else grey
        trace = {
            "type": "scatter", "x": track.amounts, "y": track.probabilities[:, choice], "xaxis": x, "yaxis": y,
            "mode": mode, "connectgaps": False, "line": {"color": tone, "width": width if strong else faint},
        }  # fmt: skip
        if hover:
            words = f"<b>{letter(choice)}</b> %{{y:.3f}}<br>%{{customdata}}<extra></extra>"
            traces.append({**trace, "customdata": names, "hovertemplate": words})
        else:
            traces.append({**trace, "hoverinfo": "skip"})
    return traces


def _end_name(choice: int, golds: Sequence[int], pick: int, theme: Theme) -> str:
    if choice in golds:
        return f"<span style='color:{theme.ink}'><b>{letter(choice)}</b> key</span>"
    if choice == pick:
        return f"<span style='color:{theme.wrong}'><b>{letter(choice)}</b> picked</span>"
    return f"<b>{letter(choice)}</b>"


def chance_line(choices: int, theme: Theme, x: str, y: str) -> Part:
    level, line = 1 / max(choices, 1), {"color": theme.grey, "width": 1, "dash": "3px,3px"}
    return {"type": "line", "xref": f"{x} domain", "x0": 0, "x1": 1, "yref": y, "y0": level, "y1": level, "line": line}


def tie_line(shown: float, theme: Theme, x: str) -> Part:
    """The vertical line that ties the shown checkpoint through every panel."""
    line = {"color": theme.signal, "width": 1.5}
    return {"type": "line", "xref": x, "x0": shown, "x1": shown, "yref": "y domain", "y0": 0, "y1": 1, "line": line}


def _span(tracks: Sequence[Track]) -> tuple[float, float]:
    amounts = np.concatenate([track.amounts for track in tracks])
    low, high = float(amounts.min()), float(amounts.max())
    room = (high - low) * 0.02 or max(1.0, abs(high) * 0.5)
    return low - room, high + room


def amount_axis(tracks: Sequence[Track], unit: str, theme: Theme, ticks: int, *, title: bool) -> Part:
    low, high = _span(tracks)
    places = nice_ticks(max(low, 0), high, ticks)
    named = {"title": {"text": f"{unit} seen" if unit == "tokens" else unit, "standoff": 6}} if title else {}
    labels = [count_label(place) for place in places]
    return axis(theme, range=[low, high], tickvals=places, ticktext=labels, showline=True, **named)


def _hatch(left: float, right: float, theme: Theme) -> Part:
    hatch = {"shape": "/", "fgcolor": mixed(theme.faint, theme.ground, 0.5), "size": 6, "solidity": 0.15}
    return {
        "type": "bar", "x": [(left + right) / 2], "y": [1], "width": (right - left) * 0.98,
        "hovertemplate": "not evaluated<extra></extra>",
        "marker": {"color": theme.ground, "line": {"width": 0}, "pattern": hatch},
    }  # fmt: skip


def _learned(track: Track, golds: Sequence[int], unit: str, theme: Theme) -> tuple[list[Part], list[Part], list[Part]]:
    """The dot, the line and the words where the doc is learned: lists of one, or empty where it is not."""
    if track.learned is None or not golds:
        return [], [], []
    x = float(track.amounts[track.learned])
    y = float(max(track.probabilities[track.learned, gold] for gold in golds))
    dot = {
        "type": "scatter", "x": [x], "y": [y], "mode": "markers", "hoverinfo": "skip",
        "marker": {"size": 10, "color": theme.ground, "line": {"color": theme.ink, "width": 2}},
    }  # fmt: skip
    dashed = {"color": theme.faint, "width": 1, "dash": "2px,3px"}
    words = {
        "text": f"learned at {amount_label(x, unit)}", "x": x, "y": 1, "yref": "paper", "yanchor": "bottom",
        "showarrow": False, "yshift": 16, "xanchor": "right" if x > sum(_span([track])) / 2 else "left",
        "font": {"color": theme.ink},
    }  # fmt: skip
    return [dot], [{"type": "line", "x0": x, "x1": x, "y0": y, "y1": 1, "line": dashed}], [words]
