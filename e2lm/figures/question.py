"""The choices of one question with their probabilities, and how choices and checkpoints are called."""

from __future__ import annotations

import textwrap
import unicodedata
from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import numpy as np

from e2lm.figures.theme import FONT, Theme, count_label, mixed
from e2lm.prompts import choice_text
from e2lm.views.tracks import Track

LINE, PADDING, WIDTH = 20, 9, 62  # pixels of a line of text and around it, letters in it
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


def choices_height(choices: Sequence[Choice]) -> int:
    """About how many pixels the rows of choices_html take where a line has WIDTH letters."""
    most = _most_lines(choices)
    return sum(LINE * len(wrapped(choice.text, WIDTH, most)) + PADDING for choice in choices) + 2


def choices_html(choices: Sequence[Choice], theme: Theme) -> str:
    """Choices as the rows of a table: the key in ink, a wrong pick in red, the rest grey, a dashed tick at chance.

    Long texts end after three lines, or one where choices are many; the whole text is in their hover.
    """
    most, chance = _most_lines(choices), 1 / max(len(choices), 1)
    rows = "".join(_row(choice, most, chance, theme) for choice in choices)
    return (
        f'<table aria-label="choices and their probabilities" style="width:100%;border-collapse:collapse;font:14px/'
        f'{LINE}px {escape(FONT)}">{rows}</table>'
    )


def _most_lines(choices: Sequence[Choice]) -> int:
    return 3 if len(choices) <= MOST_ROWS_WRAPPED else 1


def _number(probability: float) -> str:
    return "–" if np.isnan(probability) else f"{probability:.3f}"


def _tone(choice: Choice, theme: Theme) -> str:
    if choice.is_key:
        return theme.ink
    return theme.wrong if choice.is_pick else theme.faint


def _row(choice: Choice, most: int, chance: float, theme: Theme) -> str:
    """One row: letter, text, whether it is the key or picked, a bar of its probability, the number."""
    tone, strong = _tone(choice, theme), choice.is_key or choice.is_pick
    ink, bold = theme.ink if strong else theme.grey, 600 if choice.is_key else 400
    number = f"font-size:13px;color:{ink if choice.is_key or not strong else tone};font-weight:{600 if strong else 400}"
    text = f"display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:{most};overflow:hidden"
    cell = f"padding:{PADDING // 2}px 0;border:0;vertical-align:middle"
    whole = escape(choice.text)
    return (
        f'<tr><th scope="row" style="{cell};width:26px;text-align:left;color:{ink};font-weight:{bold}">'
        f'{escape(choice.letter)}</th><td style="{cell};color:{theme.ink};font-weight:{bold}">'
        f'<div style="{text}" title="{whole}">{whole}</div></td>'
        f'<td style="{cell};width:92px;text-align:center">{_badge(choice, tone, theme)}</td>'
        f'<td style="{cell};width:22.5%">{_bar(choice.probability, chance, tone, theme)}</td>'
        f'<td style="{cell};width:54px;padding-left:6px;{number}">{_number(choice.probability)}</td></tr>'
    )


def _badge(choice: Choice, tone: str, theme: Theme) -> str:
    said = [word for word, is_so in (("key", choice.is_key), ("picked", choice.is_pick)) if is_so]
    if not said:
        return ""
    ground = mixed(tone, theme.ground, 0.12)
    return f'<span style="padding:2px 4px;font-size:12px;color:{tone};background:{ground}">{", ".join(said)}</span>'


def _bar(probability: float, chance: float, tone: str, theme: Theme) -> str:
    """The probability as a share of a grey track, chance as a dashed tick across it."""
    share = 0.0 if np.isnan(probability) else probability
    return (
        f'<div style="position:relative;height:18px;background:{theme.track}">'
        f'<div style="height:18px;width:{share:.2%};background:{tone}"></div>'
        f'<div style="position:absolute;left:{chance:.2%};top:-4px;height:26px;border-left:1px dashed {theme.grey}">'
        "</div></div>"
    )
