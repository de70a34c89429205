"""The picture of the items page: docs x checkpoints of one model in bands, and a strip that moves its window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from e2lm.figures.apart import apart
from e2lm.figures.rows import Band, Rows, block_means, block_size, column_names, heights, limits
from e2lm.figures.theme import Theme, axis, bare_figure, mixed, plain

HEIGHT, TOP, BOTTOM = 580, 48, 44
HEATMAP, STRIP = (0.0, 0.8), (0.85, 1.0)

STOPS = (0.0, 0.25, 0.45, 0.65, 0.85, 1.0)
PROBABILITY = {
    False: ("#F7F8FA", "#E6EBF4", "#BBCAE4", "#7593C6", "#2F5597", "#0F2552"),
    True: ("#171A20", "#1E2735", "#2C4163", "#41659E", "#7CA2D6", "#CFE0F8"),
}
MARGIN_STOPS = (0.0, 0.3, 0.5, 0.7, 1.0)
MARGIN = {
    False: ("#A63A0B", "#E9A57F", "#F7F8FA", "#7593C6", "#0F2552"),
    True: ("#F59A6E", "#7A4027", "#171A20", "#41659E", "#CFE0F8"),
}


def colour_scale(measure: str, dark: bool) -> list[tuple[float, str]]:
    """Sequential for probabilities, diverging around zero for margins."""
    if measure == "margin":
        return list(zip(MARGIN_STOPS, MARGIN[dark], strict=True))
    return list(zip(STOPS, PROBABILITY[dark], strict=True))


def heatmap_figure(rows: Rows, window: tuple[int, int], theme: Theme) -> go.Figure:
    """The window (first row, one past the last) is framed; a box drawn on the strip selects another."""
    edges = heights(rows.bands, len(rows.values))
    figure = bare_figure(theme, height=HEIGHT, left=76, right=8, top=TOP, bottom=BOTTOM)
    figure.add_traces([_band(rows, band, edges, theme) for band in rows.bands])
    figure.add_traces(_gaps(rows, edges, theme))
    figure.add_trace(_strip(rows, edges, window, theme))
    _frame_window(figure, edges, window, theme)
    _name_bands(figure, rows.bands, edges, theme)
    _name_colours(figure, rows, theme)
    names = column_names(rows.amounts)
    ticks = [names[place] for place in tick_places(len(names))]
    figure.update_layout(
        xaxis=axis(theme, domain=HEATMAP, type="category", tickvals=ticks, range=(-0.5, len(names) - 0.5)),
        xaxis2=axis(
            theme, domain=STRIP, range=(-0.08, 1.08), tickvals=(0, 0.5, 1), ticktext=("0", ".5", "1"), showgrid=True
        ),
        yaxis=axis(theme, range=(edges[-1] + 1, 0), showticklabels=False),
        bargap=0, barmode="overlay", dragmode="select", selectdirection="v",
        newselection={"line": {"color": theme.signal, "width": 1, "dash": "solid"}},
    )  # fmt: skip
    for title, domain in (
        (f"{rows.unit} seen" if rows.unit == "tokens" else rows.unit, HEATMAP),
        (rows.strip_title, STRIP),
    ):
        figure.add_annotation(
            text=title, xref="paper", yref="paper", x=sum(domain) / 2, y=0, yshift=-34, showarrow=False
        )
    return figure


def tick_places(columns: int) -> list[int]:
    """At most six evenly spaced columns to name, the first and, where there is room, the last among them."""
    step = max(1, -(-(columns - 1) // 4))
    places = list(range(0, columns, step))
    return [*places, columns - 1] if columns - 1 - places[-1] > step / 2 else places


def _band(rows: Rows, band: Band, edges: np.ndarray, theme: Theme) -> go.Heatmap:
    size = block_size(len(rows.values))
    low, high = limits(rows.values, rows.measure)
    return go.Heatmap(
        z=block_means(rows.values[band.start : band.stop], size).astype(np.float32), x=column_names(rows.amounts),
        y0=float(edges[band.start]) + size / 2, dy=size, zmin=low, zmax=high, hoverongaps=False,
        colorscale=colour_scale(rows.measure, theme.dark), showscale=band.start == 0,
        colorbar=_colour_bar(rows.measure, low, high, theme),
        hovertemplate=f"%{{x}}<br>{rows.measure} %{{z:.2f}}<extra>{f'mean of {size}' if size > 1 else ''}</extra>",
    )  # fmt: skip


def _colour_bar(measure: str, low: float, high: float, theme: Theme) -> dict[str, Any]:
    """One line above the heatmap that says what the colours mean."""
    names = {
        "P(correct)": ("0", ".5", "1"),
        "right / wrong": ("wrong", "", "right"),
        "margin": (f"{low:.1f}", "0", f"{high:.1f}"),
    }
    return {
        "orientation": "h", "x": 0.2, "xanchor": "left", "len": 0.3, "y": 1, "yanchor": "bottom", "ypad": 2,
        "thickness": 7, "outlinewidth": 1, "outlinecolor": theme.track, "ticklen": 2, "tickcolor": theme.track,
        "tickvals": (low, (low + high) / 2, high), "ticktext": names[measure],
        "tickfont": {"size": 11, "color": theme.grey},
    }  # fmt: skip


def _gaps(rows: Rows, edges: np.ndarray, theme: Theme) -> list[go.Bar]:
    """Hatched bars over checkpoints that were not evaluated; bars lie above heatmaps, so only over gaps."""
    empty, names = np.flatnonzero(np.isnan(rows.values).all(axis=0)), column_names(rows.amounts)
    hatch = {"shape": "/", "fgcolor": mixed(theme.faint, theme.ground, 0.7), "size": 6, "solidity": 0.2}
    if not empty.size:
        return []
    return [
        go.Bar(
            x=[names[place] for place in empty], base=float(edges[band.start]),
            y=np.full(empty.size, band.stop - band.start), width=1, hoverinfo="skip",
            marker={"color": theme.ground, "line": {"width": 0}, "pattern": hatch},
        )
        for band in rows.bands
    ]  # fmt: skip


def _strip(rows: Rows, edges: np.ndarray, window: tuple[int, int], theme: Theme) -> go.Scatter:
    shown = np.arange(0, len(rows.values), block_size(len(rows.values)))
    inside = (shown >= window[0]) & (shown < window[1])
    kept = {"marker": {"opacity": 1}}
    return go.Scatter(
        x=rows.strip[shown], y=edges[shown] + 0.5, xaxis="x2", mode="markers", customdata=shown, selected=kept,
        unselected=kept, marker={"size": 4, "color": np.where(inside, theme.signal, theme.faint)},
        text=[plain(rows.questions[int(doc)][:90]) for doc in shown],
        hovertemplate=f"%{{text}}<br>{rows.strip_title} %{{x:.2f}}<extra></extra>",
    )  # fmt: skip


def _frame_window(figure: go.Figure, edges: np.ndarray, window: tuple[int, int], theme: Theme) -> None:
    first, last = edges[window[0]], edges[max(window[1] - 1, window[0])] + 1
    line = {"color": theme.signal, "width": 1.2}
    tone = mixed(theme.signal, theme.ground, 0.16)
    figure.add_shape(
        type="rect", xref="paper", x0=STRIP[0], x1=1, y0=first, y1=last, line=line, fillcolor=tone, layer="below"
    )
    figure.add_shape(type="rect", xref="paper", x0=0, x1=HEATMAP[1], y0=first, y1=last, line=line)


def _name_bands(figure: go.Figure, bands: Sequence[Band], edges: np.ndarray, theme: Theme) -> None:
    rows_per_pixel = (edges[-1] + 1) / (HEIGHT - TOP - BOTTOM)
    middles = [(edges[band.start] + edges[band.stop - 1] + 1) / 2 for band in bands]
    for band, middle in zip(bands, apart(middles, 32 * rows_per_pixel, 0, edges[-1] + 1), strict=True):
        figure.add_annotation(
            text=f"<span style='color:{theme.ink}'>{band.name}</span><br>{band.stop - band.start:,}", align="right",
            xref="paper", x=0, xanchor="right", xshift=-12, y=middle, showarrow=False,
        )  # fmt: skip
        figure.add_shape(
            type="line", xref="paper", x0=-0.013, x1=-0.013, y0=edges[band.start], y1=edges[band.stop - 1] + 1,
            line={"color": theme.axis, "width": 2},
        )  # fmt: skip


def _name_colours(figure: go.Figure, rows: Rows, theme: Theme) -> None:
    name = f"<span style='color:{theme.ink}'>{rows.measure}</span>"
    missing = "▨ not evaluated" if np.isnan(rows.values).any() else ""
    for text, place, anchor in ((name, 0.0, "left"), (missing, HEATMAP[1], "right")):
        figure.add_annotation(
            text=text,
            xref="paper",
            yref="paper",
            x=place,
            xanchor=anchor,
            y=1,
            yanchor="bottom",
            yshift=18,
            showarrow=False,
        )
