"""The overview: one figure of small multiples, one panel per benchmark, noise on grey ground and faded.

Four large panels, then seven a row; every panel has its SQ as a thin bar under the title, with a tick where 99 % of
shuffled curves lie below. Panels are placed in pixels of a WIDTH that the browser then stretches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from e2lm.figures.canvas import Box, Canvas, Mark
from e2lm.figures.legend import in_line, legend_keys, stacked
from e2lm.figures.lines import curve_trace, curves_in, value_range
from e2lm.figures.palette import DOTTED
from e2lm.figures.theme import (
    Theme,
    axis,
    bare_layout,
    count_label,
    figure_of,
    nice_ticks,
    plain,
    score,
    value_labels,
)

WIDTH = 1226
LARGE, SMALL = 4, 7
LARGE_HEIGHT, SMALL_HEIGHT, ROW_GAP = 186, 132, 11
HEIGHTS = {1: (330, 250), 2: (250, 176)}  # of large and small panels, by rows of small ones
LONE_HEIGHT = 420
LEGEND_HEIGHT = 34
CHANCE_ROOM = 0.4


@dataclass(frozen=True)
class Panel:
    """One benchmark: its points (POINT_COLUMNS), SQ with the level that 99 % of shuffled curves stay below, chance.

    `sq` and `noise_level` are None where SQ is undefined; `reads_as` is "signal", "weak", "noise" or "".
    """

    task: str
    label: str
    points: pd.DataFrame
    sq: float | None
    noise_level: float | None
    reads_as: str
    chance: float | None


def boxes(count: int) -> list[Box]:
    """Where `count` panels stand: up to four share one row, more stand in rows of seven under four large ones.

    The fewer rows, the higher they are, so that a screen is filled.
    """
    if count <= LARGE:
        return _row(count, 0, LONE_HEIGHT if count < LARGE else LONE_HEIGHT * 0.7, 22, True) if count else []
    rows = -(-(count - LARGE) // SMALL)
    large, small = HEIGHTS.get(rows, (LARGE_HEIGHT, SMALL_HEIGHT))
    found = _row(LARGE, 0, large, 20, True)
    top = large + ROW_GAP + 4
    for start in range(LARGE, count, SMALL):
        found += _row(SMALL, top, small, 14, False)[: count - start]
        top += small + ROW_GAP
    return found


def _row(count: int, top: float, height: float, gap: float, large: bool) -> list[Box]:
    width = (WIDTH - gap * (count - 1)) / count
    return [Box(column * (width + gap), top, width, height, large) for column in range(count)]


def legend_slot(count: int) -> Box | None:
    """The free slot behind the last of `count` panels, None where there is none."""
    if count <= LARGE or (count - LARGE) % SMALL == 0:
        return None
    last = boxes(count)[-1]
    return Box(last.left + last.width + 14, last.top, last.width, last.height)


def overview_figure(panels: Sequence[Panel], models: Sequence[str], theme: Theme, unit: str) -> go.Figure:
    """All `panels` in their order in one figure; `unit` ("tokens" or "step") is what the points' x counts."""
    places = boxes(len(panels))
    slot = legend_slot(len(panels))
    height = max((place.top + place.height for place in places), default=0) + (0 if slot else LEGEND_HEIGHT)
    canvas = Canvas(WIDTH, height)
    highest = max((float(panel.points["x"].max()) for panel in panels if len(panel.points)), default=1.0)
    marks = _legend(panels, models, theme, canvas, slot)
    traces: list[Mark] = []
    axes: dict[str, Mark] = {}
    for number, (panel, place) in enumerate(zip(panels, places, strict=True), start=1):
        name = "" if number == 1 else str(number)
        traces += _panel_traces(panel, models, theme, unit, name, place.large)
        axes |= _panel_axes(panel, place, theme, name, canvas, highest, unit)
        marks += _panel_shapes(panel, place, theme, name, canvas) + _panel_texts(panel, place, theme, name, canvas)
    layout = bare_layout(theme, height=height) | axes
    layout["shapes"] = [mark for mark in marks if "text" not in mark]
    layout["annotations"] = [mark for mark in marks if "text" in mark]
    return figure_of(traces, layout)


def _legend(
    panels: Sequence[Panel], models: Sequence[str], theme: Theme, canvas: Canvas, slot: Box | None
) -> list[Mark]:
    sizes, rest = legend_keys(
        models,
        theme,
        lone=any(bool(panel.points.groupby(["model", "segment"]).size().eq(1).any()) for panel in panels),
        chance=any(panel.chance is not None for panel in panels),
        bar=any(panel.sq is not None for panel in panels),
    )
    if slot:
        return stacked(canvas, slot, sizes, rest, theme)
    return in_line(canvas, Box(4, canvas.height - 24, WIDTH, 18), sizes, rest, theme)


def _panel_traces(panel: Panel, models: Sequence[str], theme: Theme, unit: str, name: str, large: bool) -> list[Mark]:
    return [
        curve_trace(
            model, curve, models, theme, unit=unit, width=1.8 if large else 1.3, dot=5 if large else 3.6,
            faded=panel.reads_as == "noise", axes=name,
        )
        for model, _, curve in curves_in(panel.points)
    ]  # fmt: skip


def _inner(place: Box) -> tuple[float, float, float, float]:
    """The plot's own left, right, top and bottom in pixels: room for the title above and the ticks at the left."""
    return (
        place.left + 32,
        place.left + place.width - 5,
        place.top + (38 if place.large else 31),
        place.top + place.height - (20 if place.large else 6),
    )


def chance_in_view(panel: Panel) -> float | None:
    """Chance where drawing it leaves the curves most of the panel, else None."""
    if panel.chance is None:
        return None
    low, high = value_range(panel.points)
    return panel.chance if panel.chance > low - CHANCE_ROOM * (high - low) else None


def _panel_axes(
    panel: Panel, place: Box, theme: Theme, name: str, canvas: Canvas, highest: float, unit: str
) -> dict[str, Mark]:
    left, right, top, bottom = _inner(place)
    low, high = value_range(panel.points, chance_in_view(panel))
    ticks = nice_ticks(low, high, 3 if place.large and place.height < 250 else 6 if place.large else 3)
    marks = nice_ticks(0, highest, 4)[:3] if place.large else []
    words = [count_label(mark) for mark in marks]
    if words:
        words[-1] += f" {unit}" if unit == "tokens" else ""
    small = {"size": 11 if place.large else 10, "color": theme.grey}
    return {
        f"yaxis{name}": axis(
            theme, domain=[canvas.y(bottom), canvas.y(top)], range=[low, high], anchor=f"x{name}", showgrid=True,
            tickvals=ticks, ticktext=value_labels(ticks, bare=not place.large), tickfont=small,
        ),
        f"xaxis{name}": axis(
            theme, domain=[canvas.x(left), canvas.x(right)], range=[0, highest * 1.004], anchor=f"y{name}",
            showline=True, tickvals=marks, ticktext=words, tickfont=small,
        ),
    }  # fmt: skip


def _panel_shapes(panel: Panel, place: Box, theme: Theme, name: str, canvas: Canvas) -> list[Mark]:
    noise = panel.reads_as == "noise"
    shapes: list[Mark] = []
    if noise:
        shapes.append(canvas.rectangle(place, theme.panel, below=True))
    bar_top = place.top + (24 if place.large else 19)
    left, width = place.left + 4, place.width - 8
    shapes.append(canvas.rectangle(Box(left, bar_top, width, 3), theme.track))
    if panel.sq is not None:
        share = min(max(panel.sq, 0.0), 1.0)
        shapes.append(canvas.rectangle(Box(left, bar_top, width * share, 3), theme.noise if noise else theme.signal))
    if panel.noise_level is not None:
        shapes.append(canvas.rectangle(Box(left + width * panel.noise_level, bar_top - 3, 1.2, 9), theme.grey))
    chance = chance_in_view(panel)
    if chance is not None:
        shapes.append(
            {
                "type": "line",
                "xref": f"x{name} domain",
                "yref": f"y{name}",
                "x0": 0,
                "x1": 1,
                "y0": chance,
                "y1": chance,
                "layer": "below",
                "line": {"color": theme.grey, "width": 1.1, "dash": DOTTED},
            }
        )
    return shapes


def _panel_texts(panel: Panel, place: Box, theme: Theme, name: str, canvas: Canvas) -> list[Mark]:
    ink = theme.grey if panel.reads_as == "noise" else theme.ink
    size, middle = (15, 13) if place.large else (13, 9)
    room = int((place.width - 60) / (size * 0.56))
    label = panel.label if len(panel.label) <= room else panel.label[: room - 1] + "…"
    value = f"<b>{score(panel.sq)}</b>" if panel.sq is not None else "–"
    value = f'<span style="font-weight:400">SQ</span> {value}' if place.large else value
    texts = [
        canvas.text(f"<b>{plain(label)}</b>", place.left + 5, place.top + middle, size=size, tone=ink),
        canvas.text(value, place.left + place.width - 4, place.top + middle, size=size, tone=ink, anchor="right"),
    ]
    if chance_in_view(panel) is not None and place.large and panel.reads_as != "noise":
        texts.append(
            {
                "text": "chance",
                "xref": f"x{name} domain",
                "yref": f"y{name}",
                "x": 1,
                "y": panel.chance,
                "xanchor": "right",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 11, "color": theme.grey},
                "bgcolor": theme.ground,
                "borderpad": 0,
            }
        )
    return texts
