"""The choices of one question with their probabilities, and how choices and checkpoints are called."""

from __future__ import annotations

import textwrap
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from e2lm.figures.theme import FinishedFigure, Theme, axis, bare_layout, count_label, figure_of, mixed, plain
from e2lm.prompts import choice_text
from e2lm.views.tracks import Track

LINE, PADDING = 20, 9
TEXT_AT, BADGE_AT, BAR = 26, 0.62, (0.70, 0.925)
MOST_ROWS_WRAPPED = 6


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
            letter(at),
            choice_text(text),
            float(track.probabilities[place, at]),
            at in golds,
            bool(at == track.picks[place]),
        )
        for at, text in enumerate(continuations)
    ]


def choices_in_words(choices: Sequence[Choice]) -> str:
    """The same for who does not see the figure: "A water, 0.120, key; B fire, 0.880, picked"."""
    return "; ".join(
        f"{one.letter} {one.text}, {_number(one.probability)}" + (", key" if one.is_key else "")
        + (", picked" if one.is_pick else "")
        for one in choices
    )  # fmt: skip


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


def choices_figure(choices: Sequence[Choice], theme: Theme, *, width: int = 62) -> FinishedFigure:
    """Choices as rows; the key in ink, a wrong pick in red, the rest grey, a dashed tick at chance.

    `width` is the room for texts in characters. Whole texts are in the rows' hover.
    """
    most = 3 if len(choices) <= MOST_ROWS_WRAPPED else 1
    texts = [wrapped(choice.text, width, most) for choice in choices]
    sizes = np.array([LINE * len(lines) + PADDING for lines in texts])
    middles = (np.cumsum(sizes) - sizes / 2).tolist()
    tones = [_tone(choice, theme) for choice in choices]
    shown = [0.0 if np.isnan(choice.probability) else choice.probability for choice in choices]
    hover = [plain("\n".join(textwrap.wrap(choice.text, 90))).replace("\n", "<br>") for choice in choices]
    bars = {
        "type": "bar", "y": middles, "orientation": "h", "width": 18, "customdata": hover,
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip
    traces = [
        {**bars, "x": values, "marker": {"color": colours, "line": {"width": 0}}}
        for values, colours in (([1.0] * len(choices), theme.track), (shown, tones))
    ]
    notes = [
        note
        for choice, lines, middle, tone in zip(choices, texts, middles, tones, strict=True)
        for note in _row(choice, lines, middle, tone, theme)
    ]
    chance, dashed = 1 / max(len(choices), 1), {"color": theme.grey, "width": 1, "dash": "2px,2px"}
    ticks = [
        {"type": "line", "x0": chance, "x1": chance, "y0": middle - 13, "y1": middle + 13, "line": dashed}
        for middle in middles
    ]
    layout = {
        **bare_layout(theme, height=int(sizes.sum()) + 2), "barmode": "overlay", "annotations": notes, "shapes": ticks,
        "xaxis": axis(theme, domain=list(BAR), range=[0, 1], showticklabels=False),
        "yaxis": axis(theme, range=[float(sizes.sum()), 0], showticklabels=False),
    }  # fmt: skip
    return figure_of(traces, layout)


def _number(probability: float) -> str:
    return "–" if np.isnan(probability) else f"{probability:.3f}"


def _tone(choice: Choice, theme: Theme) -> str:
    if choice.is_key:
        return theme.ink
    return theme.wrong if choice.is_pick else theme.faint


def _row(choice: Choice, lines: list[str], middle: float, tone: str, theme: Theme) -> list[dict[str, Any]]:
    """The words of one row: letter, text, number, and whether it is the key or picked."""
    number = _number(choice.probability)
    strong = choice.is_key or choice.is_pick
    ink = theme.ink if strong else theme.grey
    left: dict[str, Any] = {"xref": "paper", "y": middle, "xanchor": "left", "showarrow": False}
    bold = {"weight": 600} if choice.is_key else {}
    words = {"text": "<br>".join(map(plain, lines)), "xshift": TEXT_AT, "align": "left"}
    numbers = {"size": 13, "color": ink if choice.is_key or not strong else tone, "weight": 600 if strong else 400}
    notes = [
        {"text": choice.letter, "x": 0, "font": {"size": 14, "color": ink, **bold}, **left},
        {**words, "x": 0, "font": {"size": 14, "color": theme.ink, **bold}, **left},
        {"text": number, "x": BAR[1], "xshift": 6, "font": numbers, **left},
    ]
    if strong:
        said = "key, picked" if choice.is_key and choice.is_pick else "key" if choice.is_key else "picked"
        ground = {"borderpad": 3, "bgcolor": mixed(tone, theme.ground, 0.12), "font": {"size": 12, "color": tone}}
        notes.append({"text": said, "x": BADGE_AT, **ground, **left, "xanchor": "center"})
    return notes
