"""The probability of each choice of one doc through training, large for one model; and what the small panels share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go

from e2lm.figures.apart import apart
from e2lm.figures.question import amount_label, letter
from e2lm.figures.theme import Theme, axis, bare_figure, count_label, mixed, nice_ticks, plain
from e2lm.views.tracks import Track

HEIGHT, TOP, BOTTOM = 352, 34, 44
TICKS = ((0, 0.25, 0.5, 0.75, 1), ("0", ".25", ".50", ".75", "1"))


def training_figure(
    track: Track, golds: Sequence[int], shown: float, unit: str, theme: Theme, height: int = HEIGHT
) -> go.Figure:
    """The shown model: the key in ink, the choice picked at the shown checkpoint in red if wrong, the rest grey."""
    choices = track.probabilities.shape[1]
    pick = int(track.picks[track.nearest(shown)])
    figure = bare_figure(theme, height=height, left=34, right=84, top=TOP, bottom=BOTTOM)
    figure.add_traces(choice_lines(track, golds, pick, theme, "x", "y", width=2.4, faint=1.5, hover=True))
    last = last_known(track)
    plot = height - TOP - BOTTOM
    wanted = [float(track.probabilities[last, choice]) for choice in range(choices)] + [1 / max(choices, 1)]
    names = [_end_name(choice, golds, pick, theme) for choice in range(choices)]
    names.append(f"<span style='color:{theme.grey}'>chance</span>")
    if choices <= 12:
        for text, y in zip(names, apart(wanted, 17 / plot, 0, 1), strict=True):
            figure.add_annotation(text=text, xref="paper", x=1, xshift=8, xanchor="left", y=y, showarrow=False)
    for left, right in gaps(track):
        _hatch(figure, left, right, theme)
    _mark_learned(figure, track, golds, unit, theme)
    label = f"shown above, {amount_label(shown, unit)}"
    figure.update_layout(
        shapes=[*figure.layout.shapes, chance_line(choices, theme, "x", "y"), tie_line(shown, theme, "x")],
        xaxis=amount_axis([track], unit, theme, 5, title=True),
        yaxis=axis(theme, range=(-0.01, 1.01), tickvals=TICKS[0], ticktext=TICKS[1], showgrid=True),
    )
    low, high = _span([track])
    early = shown < (low + high) / 2
    figure.add_annotation(
        text=label, x=shown, xshift=5 if early else -5, y=1, yref="paper", yanchor="bottom", yshift=2,
        xanchor="left" if early else "right", showarrow=False, font={"color": theme.signal},
    )  # fmt: skip
    return figure


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
) -> list[go.Scatter]:
    """Grey choices first, then the wrong pick, the key on top."""
    order = sorted(range(track.probabilities.shape[1]), key=lambda choice: (choice in golds, choice == pick))
    grey = mixed(theme.faint, theme.ground, 0.6)
    mode = "lines+markers" if np.sum(track.picks >= 0) == 1 else "lines"
    return [
        go.Scatter(
            x=track.amounts, y=track.probabilities[:, choice], xaxis=x, yaxis=y, mode=mode, connectgaps=False,
            line={
                "color": theme.ink if choice in golds else theme.wrong if choice == pick else grey,
                "width": width if choice in golds or choice == pick else faint,
            },
            hoverinfo=None if hover else "skip", customdata=[plain(name) for name in track.checkpoints],
            hovertemplate=f"<b>{letter(choice)}</b> %{{y:.3f}}<br>%{{customdata}}<extra></extra>" if hover else None,
        )
        for choice in order
    ]  # fmt: skip


def _end_name(choice: int, golds: Sequence[int], pick: int, theme: Theme) -> str:
    if choice in golds:
        return f"<span style='color:{theme.ink}'><b>{letter(choice)}</b> key</span>"
    if choice == pick:
        return f"<span style='color:{theme.wrong}'><b>{letter(choice)}</b> picked</span>"
    return f"<b>{letter(choice)}</b>"


def chance_line(choices: int, theme: Theme, x: str, y: str) -> dict[str, Any]:
    level, line = 1 / max(choices, 1), {"color": theme.grey, "width": 1, "dash": "3px,3px"}
    return {"type": "line", "xref": f"{x} domain", "x0": 0, "x1": 1, "yref": y, "y0": level, "y1": level, "line": line}


def tie_line(shown: float, theme: Theme, x: str) -> dict[str, Any]:
    """The vertical line that ties the shown checkpoint through every panel."""
    line = {"color": theme.signal, "width": 1.5}
    return {"type": "line", "xref": x, "x0": shown, "x1": shown, "yref": "y domain", "y0": 0, "y1": 1, "line": line}


def _span(tracks: Sequence[Track]) -> tuple[float, float]:
    amounts = np.concatenate([track.amounts for track in tracks])
    low, high = float(amounts.min()), float(amounts.max())
    room = (high - low) * 0.02 or max(1.0, abs(high) * 0.5)
    return low - room, high + room


def amount_axis(tracks: Sequence[Track], unit: str, theme: Theme, ticks: int, *, title: bool) -> dict[str, Any]:
    low, high = _span(tracks)
    places = nice_ticks(max(low, 0), high, ticks)
    named = {"title": {"text": f"{unit} seen" if unit == "tokens" else unit, "standoff": 6}} if title else {}
    labels = [count_label(place) for place in places]
    return axis(theme, range=(low, high), tickvals=places, ticktext=labels, showline=True, **named)


def _hatch(figure: go.Figure, left: float, right: float, theme: Theme) -> None:
    hatch = {"shape": "/", "fgcolor": mixed(theme.faint, theme.ground, 0.5), "size": 6, "solidity": 0.15}
    figure.add_trace(
        go.Bar(
            x=[(left + right) / 2], y=[1], width=(right - left) * 0.98, hovertemplate="not evaluated<extra></extra>",
            marker={"color": theme.ground, "line": {"width": 0}, "pattern": hatch},
        )
    )  # fmt: skip


def _mark_learned(figure: go.Figure, track: Track, golds: Sequence[int], unit: str, theme: Theme) -> None:
    if track.learned is None or not golds:
        return
    x = float(track.amounts[track.learned])
    y = float(max(track.probabilities[track.learned, gold] for gold in golds))
    figure.add_shape(type="line", x0=x, x1=x, y0=y, y1=1, line={"color": theme.faint, "width": 1, "dash": "2px,3px"})
    figure.add_trace(
        go.Scatter(
            x=[x], y=[y], mode="markers", hoverinfo="skip",
            marker={"size": 10, "color": theme.ground, "line": {"color": theme.ink, "width": 2}},
        )
    )  # fmt: skip
    right_half = x > sum(_span([track])) / 2
    figure.add_annotation(
        text=f"learned at {amount_label(x, unit)}", x=x, y=1, yref="paper", yanchor="bottom", showarrow=False,
        yshift=16,
        xanchor="right" if right_half else "left", font={"color": theme.ink},
    )  # fmt: skip
