"""The probability of each choice of one doc through training, large for one model; and what the small panels share.

Figures of the question page are plain specifications (e2lm.figures.theme.figure_of) of few traces, without annotations
and shapes: these would take longer than all else of opening a question.
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
from e2lm.figures.words import Word, words_trace
from e2lm.views.tracks import Track

HEIGHT, TOP, BOTTOM = 352, 34, 44
EDGE = 0.01  # of the axis of P, under 0 and over 1
OVER, LINE = 1, 13  # pixels over the plot, and of a line of words there
TICKS = ((0, 0.25, 0.5, 0.75, 1), ("0", ".25", ".50", ".75", "1"))

Part = dict[str, Any]


def training_figure(
    track: Track, golds: Sequence[int], shown: float, unit: str, theme: Theme, height: int = HEIGHT
) -> FinishedFigure:
    """The shown model: the key in ink, the choice picked at the shown checkpoint in red if wrong, the rest grey."""
    choices, plot = track.probabilities.shape[1], height - TOP - BOTTOM
    pick = int(track.picks[track.nearest(shown)])
    low, high = span([track])
    dot, dot_line, dot_words = _learned(track, golds, unit, plot, theme)
    words = [*_end_names(track, golds, pick, theme, high, plot), *dot_words, _shown(track, shown, unit, plot, theme)]
    traces = [
        *_choice_lines(track, golds, pick, theme),
        *(_hatch(left, right, theme) for left, right in gaps(track)),
        _line((low, high), (1 / max(choices, 1),) * 2, theme.grey, "3px,3px"),
        _line((shown, shown), (-EDGE, 1 + EDGE), theme.signal, width=1.5),
        *dot_line, *dot, words_trace(words),
    ]  # fmt: skip
    layout = {
        **bare_layout(theme, height=height, left=34, right=84, bottom=BOTTOM),
        "xaxis": _amount_axis(track, unit, theme, 5),
        "yaxis": axis(theme, range=[-EDGE, 1 + EDGE + TOP / plot], tickvals=TICKS[0], ticktext=TICKS[1], showgrid=True),
    }
    return figure_of(traces, layout)


def _end_names(track: Track, golds: Sequence[int], pick: int, theme: Theme, end: float, plot: float) -> list[Word]:
    """The names of the lines after their ends, apart from each other; none where they would not fit."""
    choices = track.probabilities.shape[1]
    if choices > 12:
        return []
    wanted = [*track.probabilities[last_known(track)].tolist(), 1 / max(choices, 1)]
    names = [_end_name(choice, golds, pick, theme) for choice in range(choices)] + [("chance", theme.grey)]
    places = apart(wanted, 17 / plot, 0, 1)
    return [Word(f"\u2002{text}", end, y, "middle right", tone) for (text, tone), y in zip(names, places, strict=True)]


def _shown(track: Track, shown: float, unit: str, plot: float, theme: Theme) -> Word:
    """What the line of the shown checkpoint says, above it."""
    early = shown < sum(span([track])) / 2
    text = f"shown above, {amount_label(shown, unit)}"
    return Word(text, shown, 1 + EDGE + OVER / plot, "top right" if early else "top left", theme.signal)


def gaps(track: Track) -> list[tuple[float, float]]:
    """Stretches between evaluated checkpoints that hold checkpoints which were not."""
    known = np.flatnonzero(track.picks >= 0)
    return [(float(track.amounts[a]), float(track.amounts[b])) for a, b in pairwise(known) if b - a > 1]


def last_known(track: Track) -> int:
    known = np.flatnonzero(track.picks >= 0)
    return int(known[-1]) if known.size else 0


def _choice_lines(track: Track, golds: Sequence[int], pick: int, theme: Theme) -> list[Part]:
    """Grey choices first, then the wrong pick, the key on top."""
    order = sorted(range(track.probabilities.shape[1]), key=lambda choice: (choice in golds, choice == pick))
    grey = mixed(theme.faint, theme.ground, 0.6)
    mode = "lines+markers" if np.sum(track.picks >= 0) == 1 else "lines"
    names = [plain(name) for name in track.checkpoints]
    traces = []
    for choice in order:
        strong = choice in golds or choice == pick
        tone = theme.ink if choice in golds else theme.wrong if choice == pick else grey
        traces.append({
            "type": "scatter", "x": track.amounts, "y": track.probabilities[:, choice], "mode": mode,
            "connectgaps": False, "line": {"color": tone, "width": 2.4 if strong else 1.5}, "customdata": names,
            "hovertemplate": f"<b>{letter(choice)}</b> %{{y:.3f}}<br>%{{customdata}}<extra></extra>",
        })  # fmt: skip
    return traces


def _end_name(choice: int, golds: Sequence[int], pick: int, theme: Theme) -> tuple[str, str]:
    """What a line is called, and its tone."""
    if choice in golds:
        return f"<b>{letter(choice)}</b> key", theme.ink
    if choice == pick:
        return f"<b>{letter(choice)}</b> picked", theme.wrong
    return f"<b>{letter(choice)}</b>", theme.grey


def _line(x: tuple[float, float], y: tuple[float, float], tone: str, dash: str = "solid", width: float = 1) -> Part:
    """A line between two points, without a hover."""
    return {
        "type": "scatter", "mode": "lines", "x": list(x), "y": list(y), "hoverinfo": "skip",
        "line": {"color": tone, "width": width, "dash": dash},
    }  # fmt: skip


def span(tracks: Sequence[Track]) -> tuple[float, float]:
    """The amounts at the ends of an axis that shows all of the tracks, with some room."""
    amounts = np.concatenate([track.amounts for track in tracks])
    low, high = float(amounts.min()), float(amounts.max())
    room = (high - low) * 0.02 or max(1.0, abs(high) * 0.5)
    return low - room, high + room


def _amount_axis(track: Track, unit: str, theme: Theme, ticks: int) -> Part:
    low, high = span([track])
    places = nice_ticks(max(low, 0), high, ticks)
    title = {"text": f"{unit} seen" if unit == "tokens" else unit, "standoff": 6}
    labels = [count_label(place) for place in places]
    return axis(theme, range=[low, high], tickvals=places, ticktext=labels, showline=True, title=title)


def _hatch(left: float, right: float, theme: Theme) -> Part:
    hatch = {"shape": "/", "fgcolor": mixed(theme.faint, theme.ground, 0.5), "size": 6, "solidity": 0.15}
    return {
        "type": "bar", "x": [(left + right) / 2], "y": [1], "width": (right - left) * 0.98,
        "hovertemplate": "not evaluated<extra></extra>",
        "marker": {"color": theme.ground, "line": {"width": 0}, "pattern": hatch},
    }  # fmt: skip


def _learned(
    track: Track, golds: Sequence[int], unit: str, plot: float, theme: Theme
) -> tuple[list[Part], list[Part], list[Word]]:
    """The dot, the line and the words where the doc is learned: lists of one, or empty where it is not."""
    if track.learned is None or not golds:
        return [], [], []
    x = float(track.amounts[track.learned])
    y = float(max(track.probabilities[track.learned, gold] for gold in golds))
    dot = {
        "type": "scatter", "x": [x], "y": [y], "mode": "markers", "hoverinfo": "skip",
        "marker": {"size": 10, "color": theme.ground, "line": {"color": theme.ink, "width": 2}},
    }  # fmt: skip
    late = x > sum(span([track])) / 2
    said = Word(
        f"learned at {amount_label(x, unit)}", x, 1 + EDGE + (OVER + LINE) / plot, "top left" if late else "top right",
        theme.ink,
    )  # fmt: skip
    return [dot], [_line((x, x), (y, 1), theme.faint, "2px,3px")], [said]
