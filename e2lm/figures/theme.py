"""What every figure shares: the tones of the light and the dark theme, a bare figure, and axis ticks."""

from __future__ import annotations

import itertools
import math
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

MOST_LISTED = 2000  # numbers of an array that are sent as text
FONT = '"Source Sans", "Source Sans Pro", "Source Sans 3", sans-serif'


@dataclass(frozen=True)
class Theme:
    """Tones of one theme, as #RRGGBB; the ground stays transparent and is named only to mix with it."""

    dark: bool
    ground: str
    panel: str
    ink: str
    grey: str
    faint: str
    grid: str
    axis: str
    track: str
    signal: str
    noise: str
    primary: str
    wrong: str


LIGHT = Theme(
    dark=False,
    ground="#FFFFFF",
    panel="#F5F6F7",
    ink="#13171A",
    grey="#5A626B",
    faint="#8A929B",
    grid="#ECEEF0",
    axis="#D5D9DD",
    track="#E3E6E9",
    signal="#6B4FBB",
    noise="#737B84",
    primary="#0072B2",
    wrong="#C0392B",
)
DARK = Theme(
    dark=True,
    ground="#121518",
    panel="#1B1F24",
    ink="#E7EAED",
    grey="#9AA3AD",
    faint="#7A838C",
    grid="#23282D",
    axis="#3A4148",
    track="#2C3238",
    signal="#A891F0",
    noise="#8A929B",
    primary="#4BA3DB",
    wrong="#F0776B",
)


def theme_of(dark: bool) -> Theme:
    """The tones for the dark or the light theme."""
    return DARK if dark else LIGHT


def mixed(colour: str, ground: str, share: float) -> str:
    """`share` of `colour` on `ground`, as #RRGGBB: trace opacity would tint dark grounds instead."""
    over, under = (bytes.fromhex(tone.lstrip("#")) for tone in (colour, ground))
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02X}" for a, b in zip(over, under, strict=True))


def bare_layout(
    theme: Theme, *, height: float, left: int = 0, right: int = 0, top: int = 0, bottom: int = 0
) -> dict[str, Any]:
    """The layout of an empty figure of `height` pixels: transparent ground, the given margins, no ornament."""
    return {
        "height": int(height),
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": theme.grey},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        # Streamlit draws each figure twice, the second time from a copy: equal revisions say that its lists hold the
        # same, so that plotly draws nothing again. It does draw packed arrays again, and figures with a template.
        "datarevision": 1,
        "hoverlabel": {
            "bgcolor": theme.panel,
            "bordercolor": theme.axis,
            "font": {"family": FONT, "size": 13, "color": theme.ink},
            "align": "left",
        },
    }


def bare_figure(
    theme: Theme, *, height: float, left: int = 0, right: int = 0, top: int = 0, bottom: int = 0
) -> go.Figure:
    """An empty figure with `bare_layout`, to add traces to."""
    return go.Figure(layout=bare_layout(theme, height=height, left=left, right=right, top=top, bottom=bottom))


class FinishedFigure(go.Figure):  # type: ignore[misc]
    """A figure of ready specifications, to which nothing is added any more, and which needs no template.

    What is sent to the browser is what was given, with arrays packed as plotly packs them, made once and kept: plotly's
    own objects and copies of 150 traces would take most of a second. Who asks for `data` or `layout` gets them.
    """

    def __init__(self, data: Sequence[dict[str, Any]], layout: dict[str, Any], **_: object) -> None:
        self._traces, self._layout_given = list(data), layout

    @property
    def data(self) -> Any:  # noqa: ANN401 - plotly's own types
        return self._checked().data

    @property
    def layout(self) -> Any:  # noqa: ANN401
        return self._checked().layout

    def to_dict(self) -> dict[str, Any]:
        made: dict[str, Any] | None = self.__dict__.get("_made")
        if made is None:
            made = self._made = {
                "data": [packed(trace) for trace in self._traces],
                "layout": packed(self._layout_given),
            }
        return dict(made)

    def _checked(self) -> go.Figure:
        objects: go.Figure | None = self.__dict__.get("_objects")
        if objects is None:
            layout = {"template": {}, **self._layout_given}
            objects = self._objects = go.Figure(data=self._traces, layout=layout, _validate=False)
        return objects


def packed(part: dict[str, Any]) -> dict[str, Any]:
    """A specification whose long arrays of floats are bytes as plotly.js reads them, other arrays lists."""
    return {name: _packed(value) for name, value in part.items()}


def _packed(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return packed(value)
    if not isinstance(value, np.ndarray):
        return value
    if value.dtype == np.float64 and value.ndim == 1 and value.size > MOST_LISTED:
        return {"dtype": "f8", "bdata": b64encode(np.ascontiguousarray(value).tobytes()).decode("ascii")}
    return value.tolist()


def figure_of(traces: list[dict[str, Any]], layout: dict[str, Any]) -> FinishedFigure:
    """A figure of ready specifications, unchecked."""
    return FinishedFigure(traces, layout)


def nice_ticks(low: float, high: float, count: int) -> list[float]:
    """Round values within [low, high], steps of 1, 2 or 5 times a power of ten; [] if empty.

    At most `count`, one more where fewer would leave a single value, which gives no scale.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low or count < 1:
        return []
    power = 10 ** math.floor(math.log10((high - low) / count))
    finer: list[float] = []
    for factor in (0.5, 1, 2, 5, 10, 20):
        step = factor * power
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        ticks = [round(tick * step, 12) for tick in range(first, last + 1)]
        if len(ticks) <= count:
            return finer if len(ticks) < 2 and len(finer) <= count + 1 else ticks
        finer = ticks
    return []


def decimals(ticks: list[float]) -> int:
    """How many decimals tell neighbouring ticks apart."""
    steps = [abs(b - a) for a, b in itertools.pairwise(ticks)] or [abs(ticks[0])] if ticks else []
    smallest = min((step for step in steps if step > 0), default=1.0)
    places = 0
    while places < 6 and abs(round(smallest, places) - smallest) > smallest * 1e-6:
        places += 1
    return places


def value_labels(ticks: list[float], *, bare: bool = False) -> list[str]:
    """Labels of a score axis: "0.35", or ".35" where room is short (`bare`)."""
    places = decimals(ticks)
    labels = [f"{tick:.{places}f}" for tick in ticks]
    return [
        label.replace("0.", ".", 1) if bare and abs(tick) < 1 else label
        for tick, label in zip(ticks, labels, strict=True)
    ]


def count_label(tokens: float) -> str:
    """Tokens or steps as people say them: 50B, 2.1B, 300M, 54K, 12."""
    for unit, size in (("T", 1e12), ("B", 1e9), ("M", 1e6), ("K", 1e3)):
        if abs(tokens) >= size:
            amount = tokens / size
            return (
                f"{amount:.0f}{unit}" if amount >= 10 or abs(amount - round(amount)) < 0.05 else f"{amount:.1f}{unit}"
            )
    return f"{tokens:.0f}"


def score(value: float | None) -> str:
    """A score to three places, an en dash where there is none."""
    return "–" if value is None or not math.isfinite(value) else f"{value:.3f}"


def plain(text: str) -> str:
    """Text that came from a file, made safe for plotly's labels, which read a few HTML tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def axis(theme: Theme, **settings: object) -> dict[str, Any]:
    """A quiet axis: no zero line, no box, no zoom; `settings` on top."""
    base: dict[str, Any] = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
        "ticks": "",
        "tickfont": {"size": 12, "color": theme.grey},
        "gridcolor": theme.grid,
        "linecolor": theme.axis,
    }
    return {**base, **settings}
