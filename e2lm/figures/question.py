"""The upper half of the question page: the choices with their probabilities, and where each model was right."""

from __future__ import annotations

import textwrap
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from e2lm.checkpoints import describe
from e2lm.figures.theme import Theme, axis, bare_figure, count_label, mixed, plain
from e2lm.prompts import choice_text
from e2lm.views.tracks import Track

LINE, PADDING = 20, 9
TEXT_AT, BADGE_AT, BAR = 26, 0.62, (0.70, 0.925)
MOST_ROWS_WRAPPED = 6
LEAST_COLUMNS = 20


class Choice(NamedTuple):
    """One row: its letter, its text, its probability at the shown checkpoint (NaN if none), whether it is the key and
    whether the model picked it."""

    letter: str
    text: str
    probability: float
    is_key: bool
    is_pick: bool


def choices_of(track: Track, place: int, continuations: Sequence[str], golds: Sequence[int]) -> list[Choice]:
    """The rows of a doc at one checkpoint of a track."""
    return [
        Choice(
            letter(at), choice_text(text), float(track.probabilities[place, at]), at in golds, at == track.picks[place]
        )
        for at, text in enumerate(continuations)
    ]


def amount_label(amount: float, unit: str) -> str:
    """Tokens as "50B", steps and other units by name and in full."""
    return count_label(amount) if unit == "tokens" else f"{unit} {amount:,.0f}"


def moment_labels(track: Track, unit: str) -> dict[int, str]:
    """A label for each evaluated checkpoint by its place: "50B" tokens where known, with its name where two are alike,
    else the checkpoint's name."""
    names = {int(place): track.checkpoints[place] for place in track.evaluated}
    if unit != "tokens":
        return names
    labels = {place: amount_label(float(track.amounts[place]), unit) for place in names}
    counts = Counter(labels.values())
    return {place: label if counts[label] == 1 else f"{label} ({names[place]})" for place, label in labels.items()}


def letter(place: int) -> str:
    """A to Z, then numbers."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def wrapped(text: str, width: int, most: int) -> list[str]:
    """At most `most` lines of `width` columns, the last one ended by an ellipsis where text was left out.

    Wide characters (Chinese, Japanese) count as two columns, as they are drawn.
    """
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in text)
    columns = max(8, round(width * len(text) / (len(text) + wide))) if text else width
    return textwrap.wrap(" ".join(text.split()), columns, max_lines=most, placeholder=" …") or [""]


def choices_figure(choices: Sequence[Choice], theme: Theme, *, width: int = 62) -> go.Figure:
    """Choices as rows; the key in ink, a wrong pick in red, the rest grey, a dashed tick at chance.

    `width` is the room for texts in characters. Whole texts are in the rows' hover.
    """
    most = 3 if len(choices) <= MOST_ROWS_WRAPPED else 1
    texts = [wrapped(choice.text, width, most) for choice in choices]
    sizes = np.array([LINE * len(lines) + PADDING for lines in texts])
    middles = np.cumsum(sizes) - sizes / 2
    tones = [_tone(choice, theme) for choice in choices]
    figure = bare_figure(theme, height=int(sizes.sum()) + 2)
    shown = [0.0 if np.isnan(choice.probability) else choice.probability for choice in choices]
    hover = [plain("\n".join(textwrap.wrap(choice.text, 90))).replace("\n", "<br>") for choice in choices]
    for values, colours in (([1.0] * len(choices), theme.track), (shown, tones)):
        figure.add_trace(
            go.Bar(
                x=values, y=middles, orientation="h", width=18, marker={"color": colours, "line": {"width": 0}},
                customdata=hover, hovertemplate="%{customdata}<extra></extra>",
            )
        )  # fmt: skip
    for choice, lines, middle, tone in zip(choices, texts, middles, tones, strict=True):
        _write_row(figure, choice, lines, float(middle), tone, theme)
    chance = 1 / max(len(choices), 1)
    for middle in middles:
        figure.add_shape(
            type="line", x0=chance, x1=chance, y0=middle - 13, y1=middle + 13,
            line={"color": theme.grey, "width": 1, "dash": "2px,2px"},
        )  # fmt: skip
    figure.update_layout(
        barmode="overlay",
        xaxis=axis(theme, domain=BAR, range=(0, 1), showticklabels=False),
        yaxis=axis(theme, range=(float(sizes.sum()), 0), showticklabels=False),
    )
    return figure


def _tone(choice: Choice, theme: Theme) -> str:
    if choice.is_key:
        return theme.ink
    return theme.wrong if choice.is_pick else theme.faint


def _write_row(figure: go.Figure, choice: Choice, lines: list[str], middle: float, tone: str, theme: Theme) -> None:
    words = "<br>".join(plain(line) for line in lines)
    number = "–" if np.isnan(choice.probability) else f"{choice.probability:.3f}"
    strong = choice.is_key or choice.is_pick
    ink = theme.ink if strong else theme.grey
    left: dict[str, Any] = {"xref": "paper", "y": middle, "xanchor": "left", "showarrow": False}
    bold = {"weight": 600} if choice.is_key else {}
    figure.add_annotation(text=choice.letter, x=0, font={"size": 14, "color": ink, **bold}, **left)
    figure.add_annotation(
        text=words, x=0, xshift=TEXT_AT, align="left", font={"size": 14, "color": theme.ink, **bold}, **left
    )
    numbers = {"size": 13, "color": ink if choice.is_key or not strong else tone, "weight": 600 if strong else 400}
    figure.add_annotation(text=number, x=BAR[1], xshift=6, font=numbers, **left)
    badge = "key, picked" if choice.is_key and choice.is_pick else "key" if choice.is_key else "picked"
    if strong:
        figure.add_annotation(
            text=badge, x=BADGE_AT, borderpad=3, bgcolor=mixed(tone, theme.ground, 0.12),
            font={"size": 12, "color": tone}, **{**left, "xanchor": "center"},
        )  # fmt: skip


def strips_figure(
    tracks: Sequence[Track], shown_model: str, shown: float, unit: str, facts: Sequence[tuple[str, str]], theme: Theme
) -> go.Figure:
    """A row per model, a square per checkpoint: filled where right, pale where wrong, nothing where not evaluated.

    A frame ties the checkpoints at the amount `shown`. `facts` are (name, value) pairs in a line under the rows.
    """
    row = max(11, min(21, 168 // max(len(tracks), 1)))
    top, bottom = 22, 54 if facts else 6
    amounts = np.unique(np.concatenate([track.amounts for track in tracks]))
    figure = bare_figure(theme, height=top + row * len(tracks) + bottom, left=96, right=58, top=top, bottom=bottom)
    side = max(3, min(9, row - 6, 250 // max(len(amounts), 1) - 2))
    for place, track in enumerate(tracks):
        known = np.flatnonzero(~np.isnan(track.right))
        columns = np.searchsorted(amounts, track.amounts[known])
        tones = np.where(track.right[known] > 0, theme.ink, theme.track)
        names = [f"{plain(track.checkpoints[one])}, {amount_label(track.amounts[one], unit)}" for one in known]
        figure.add_trace(
            go.Scatter(
                x=columns, y=[place] * len(known), mode="markers", customdata=names,
                marker={"symbol": "square", "size": side, "color": tones, "line": {"width": 0}},
                hovertemplate=f"{plain(track.model)}<br>%{{customdata}}<extra></extra>",
            )
        )  # fmt: skip
        learned = track.band if track.learned is None else f"{track.amounts[track.learned]:,.0f}"
        if unit == "tokens" and track.learned is not None:
            learned = count_label(track.amounts[track.learned])
        font = {"color": theme.ink if track.model == shown_model else theme.grey}
        line: dict[str, Any] = {"xref": "paper", "y": place, "showarrow": False}
        figure.add_annotation(
            text=plain(_short(describe(track.model).label)), x=0, xshift=-92, xanchor="left", font=font, **line
        )
        figure.add_annotation(text=learned, x=1, xshift=56, xanchor="right", font=font, **line)
    frame = int(np.argmin(np.abs(amounts - shown)))
    figure.add_shape(
        type="rect", x0=frame - 0.55, x1=frame + 0.55, y0=-0.6, y1=len(tracks) - 0.4,
        line={"color": theme.signal, "width": 1.4},
    )  # fmt: skip
    above: dict[str, Any] = {"yref": "paper", "xref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}
    figure.add_annotation(text="right at each checkpoint", x=0, xanchor="left", yshift=3, **above)
    figure.add_annotation(text="learned at", x=1, xshift=56, xanchor="right", yshift=3, **above)
    _write_facts(figure, facts, theme)
    figure.update_layout(
        xaxis=axis(theme, range=(-0.9, max(len(amounts), LEAST_COLUMNS) - 0.1), showticklabels=False),
        yaxis=axis(theme, range=(len(tracks) - 0.35, -0.65), showticklabels=False),
    )
    return figure


def _short(label: str) -> str:
    return label if len(label) <= 14 else label[:13] + "…"


def _write_facts(figure: go.Figure, facts: Sequence[tuple[str, str]], theme: Theme) -> None:
    for place, (name, value) in enumerate(facts):
        figure.add_annotation(
            text=f"{plain(name)}<br><b><span style='color:{theme.ink};font-size:14px'>{plain(value)}</span></b>",
            xref="paper", yref="paper", x=0, xshift=-92 + 92 * place, xanchor="left", y=0, yanchor="top", yshift=-12,
            align="left", showarrow=False,
        )  # fmt: skip
