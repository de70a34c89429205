"""The probability of each choice of one doc through training, for every model as a small panel.

All panels share one pair of axes, from 0 to 1, and lines of one tone are one trace: plotly takes ten times longer over
axes, shapes and annotations of their own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from e2lm.checkpoints import describe
from e2lm.figures import palette
from e2lm.figures.model_panels import EDGE, Array, Drawn, Panel, panels_of
from e2lm.figures.question import letter
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
from e2lm.figures.training import HEIGHT, TOP, Part
from e2lm.figures.words import Word, words_trace
from e2lm.views.tracks import Track

BOTTOM = 28  # pixels under the lowest panels
TICKS = {0.0: "0", 0.5: ".5", 1.0: "1"}
LAST = 0.98  # of the figure's width: from here on a centred tick would leave it
OVER, UNDER = 4, 3  # pixels between a panel and the words above and under it


def models_figure(
    tracks: Sequence[Track], golds: Sequence[int], shown: float, theme: Theme, height: int = HEIGHT
) -> FinishedFigure:
    """The same for every model in small; above each panel what its last checkpoint picks and the P it gives the key."""
    columns = 1 if len(tracks) == 1 else 2 if len(tracks) <= 4 else math.ceil(math.sqrt(len(tracks) * 1.5))
    plot = height - TOP - BOTTOM
    panels = panels_of(tracks, columns, plot)
    drawn = [Drawn(panel, choice, golds) for panel in panels for choice in range(panel.choices)]
    words = [*_ticks(panels, columns, plot, theme), *_names(panels, golds, columns > 3, plot, theme)]
    traces = [
        _lines([panel.across(level) for panel in panels for level in TICKS], theme.grid, 1),
        _lines([panel.across(-EDGE) for panel in panels], theme.axis, 1),
        _lines([one.line for one in drawn if not one.is_strong], mixed(theme.faint, theme.ground, 0.6), 1),
        _lines([one.line for one in drawn if one.is_strong and not one.is_key], theme.wrong, 2),
        _lines([one.line for one in drawn if one.is_key], theme.ink, 2),
        _lines([panel.across(1 / max(panel.choices, 1)) for panel in panels], theme.grey, 1, "3px,3px"),
        _lines([panel.up(shown) for panel in panels], mixed(theme.signal, theme.ground, 0.7), 1),
        _lone([one for one in drawn if one.is_strong], theme), words_trace(words),
    ]  # fmt: skip
    layout = {
        **bare_layout(theme, height=height, left=24, right=4),
        "xaxis": axis(theme, range=[0, 1], showticklabels=False),
        "yaxis": axis(theme, range=[-BOTTOM / plot, 1 + TOP / plot], showticklabels=False),
    }
    return figure_of(traces, layout)


def _lines(pieces: Iterable[tuple[Array, Array]], tone: str, width: float, dash: str = "solid") -> Part:
    """Lines of one tone, with a gap between each and the next."""
    gap = np.array([np.nan])
    xs, ys = [gap], [gap]
    for x, y in pieces:
        xs += [x, gap]
        ys += [y, gap]
    return {
        "type": "scatter", "mode": "lines", "x": np.concatenate(xs), "y": np.concatenate(ys), "connectgaps": False,
        "hoverinfo": "skip", "line": {"color": tone, "width": width, "dash": dash},
    }  # fmt: skip


def _lone(drawn: Sequence[Drawn], theme: Theme) -> Part:
    """Dots where a model has one evaluated checkpoint alone, which is no line."""
    lone = [one for one in drawn if one.panel.track.evaluated.size == 1]
    dots = [[float(values[one.panel.track.evaluated[0]]) for values in one.line] for one in lone]
    tones = [theme.ink if one.is_key else theme.wrong for one in lone]
    return {
        "type": "scatter", "mode": "markers", "x": [x for x, _ in dots], "y": [y for _, y in dots],
        "hoverinfo": "skip", "marker": {"size": 6, "color": tones},
    }  # fmt: skip


def _ticks(panels: Sequence[Panel], columns: int, plot: float, theme: Theme) -> list[Word]:
    """Probabilities before the first panel of each row, amounts under the last panel of each column."""
    words = []
    for place, panel in enumerate(panels):
        if place % columns == 0:
            at = panel.y(np.array(list(TICKS))).tolist()
            words += [
                Word(f"{text}\u00a0", 0, y, "middle left", theme.grey)
                for text, y in zip(TICKS.values(), at, strict=True)
            ]
        if place + columns >= len(panels):
            places = nice_ticks(max(panel.low, 0), panel.high, 3)
            at, under = panel.x(np.array(places)).tolist(), panel.top - panel.tall - UNDER / plot
            words += [
                Word(count_label(amount), x, under, "bottom left" if x > LAST else "bottom center", theme.grey)
                for amount, x in zip(places, at, strict=True)
            ]
    return words


def _names(panels: Sequence[Panel], golds: Sequence[int], short: bool, plot: float, theme: Theme) -> list[Word]:
    """What stands above a panel: the model, and at the right end what its last checkpoint says."""
    models = [panel.track.model for panel in panels]
    words = []
    for panel in panels:
        track, pick = panel.track, panel.last_pick
        mark = "━" if palette.dash(track.model, models) == "solid" else "╍"
        label = f"<span style='color:{palette.colour(track.model, models)}'>{mark}</span> "
        label += plain(describe(track.model).label)
        over = panel.top + OVER / plot
        words.append(Word(label, panel.left, over, "top right", theme.ink))
        last = track.probabilities[panel.last]
        key = max((float(last[gold]) for gold in golds), default=math.nan)
        if math.isnan(key):
            continue
        wrong = pick >= 0 and pick not in golds
        said = f"{'' if short else f'picks {letter(pick)}, '}key {key:.2f}" if wrong else f"key {key:.2f}"
        words.append(Word(said, panel.right, over, "top left", theme.wrong if wrong else theme.ink))
    return words
