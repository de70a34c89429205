"""One question's choices as rows, and beside them each side's probability of each, its pick and the key."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from math import isnan
from typing import Any, NamedTuple

import plotly.graph_objects as go

from e2lm.figures.question import wrapped
from e2lm.figures.theme import Theme, axis, bare_layout, figure_of, plain

LINE, PADDING, TOP = 19, 12, 26
TEXT, GAP = 0.44, 0.03  # the shares of the width that texts take, and between two panels
WORDED = 2  # so many panels leave room for the word "picked" behind the number
BAR_WORDED, BAR_PLAIN = 0.44, 0.6  # the share of a panel that its bars take
ROWS_WRAPPED = 6


class Answer(NamedTuple):
    """What one side answered: its letter, the probability of each choice in the order of the rows (NaN where it has
    none), the picked row (-1 for none), and the rows of its key."""

    letter: str
    chances: tuple[float, ...]
    pick: int
    keys: tuple[int, ...]


def answers_figure(texts: Sequence[str], answers: Sequence[Answer], theme: Theme, *, width: int = 40) -> go.Figure:
    """A panel of bars for each side: the key in ink, a wrong pick in red, the rest grey; a dashed tick at guessing.

    `texts` are what the choices say, `width` is the room for them in characters; whole texts are in the hover.
    """
    most = 3 if len(texts) <= ROWS_WRAPPED else 1
    lines = [wrapped(text, width, most) for text in texts]
    sizes = [LINE * len(one) + PADDING for one in lines]
    middles = [sum(sizes[:place]) + size / 2 for place, size in enumerate(sizes)]
    layout = bare_layout(theme, height=TOP + sum(sizes) + 2, top=TOP)
    layout |= {"barmode": "overlay", "yaxis": axis(theme, range=(sum(sizes), 0), showticklabels=False, anchor="x")}
    keys = set(answers[0].keys) if answers else set()
    words = [
        _text(text, middle, place in keys, theme)
        for place, (text, middle) in enumerate(zip(lines, middles, strict=True))
    ]
    hover = [plain("\n".join(textwrap.wrap(text, 90))).replace("\n", "<br>") for text in texts]
    traces: list[dict[str, Any]] = []
    wide = (1 - TEXT - GAP * len(answers)) / max(len(answers), 1)
    worded = len(answers) <= WORDED
    for place, answer in enumerate(answers):
        number = "" if place == 0 else str(place + 1)
        left = TEXT + GAP + place * (wide + GAP)
        bars = (left, left + wide * (BAR_WORDED if worded else BAR_PLAIN))
        layout[f"xaxis{number}"] = axis(theme, domain=bars, range=(0, 1), showticklabels=False, anchor="y")
        traces += _bars(answer, middles, number, hover, theme)
        words += [*_numbers(answer, middles, bars[1], theme, worded=worded), _name(answer, left, theme)]
        layout.setdefault("shapes", []).extend(_guessing(f"x{number}", middles, 1 / max(len(texts), 1), theme))
    layout["annotations"] = words
    return figure_of(traces, layout)


def _bars(
    answer: Answer, middles: Sequence[float], number: str, hover: Sequence[str], theme: Theme
) -> list[dict[str, Any]]:
    shown = [0.0 if isnan(chance) else chance for chance in answer.chances]
    tones = [_tone(answer, place, theme) for place in range(len(shown))]
    base = {
        "type": "bar", "orientation": "h", "y": list(middles), "width": 16, "xaxis": f"x{number}", "yaxis": "y",
        "hovertext": list(hover), "hoverinfo": "text", "showlegend": False,
    }  # fmt: skip
    return [
        {**base, "x": values, "marker": {"color": colours, "line": {"width": 0}}}
        for values, colours in (([1.0] * len(shown), theme.track), (shown, tones))
    ]


def _tone(answer: Answer, place: int, theme: Theme) -> str:
    if place in answer.keys:
        return theme.ink
    return theme.wrong if place == answer.pick else theme.faint


def _numbers(
    answer: Answer, middles: Sequence[float], at: float, theme: Theme, *, worded: bool
) -> list[dict[str, Any]]:
    """The probabilities behind the bars; the picked one bold, with that word or a dot."""
    mark, found = " picked" if worded else " ●", []
    for place, (chance, middle) in enumerate(zip(answer.chances, middles, strict=True)):
        picked = place == answer.pick
        tone = _tone(answer, place, theme) if picked or place in answer.keys else theme.grey
        words = "–" if isnan(chance) else f"{chance:.3f}"
        found.append(
            {
                "text": f"<b>{words}</b>{mark}" if picked else words, "xref": "paper", "yref": "y", "x": at,
                "xshift": 6, "y": middle, "xanchor": "left", "showarrow": False, "font": {"size": 12, "color": tone},
            }
        )  # fmt: skip
    return found


def _name(answer: Answer, left: float, theme: Theme) -> dict[str, Any]:
    right = answer.pick in answer.keys
    words = f"<b>{answer.letter}</b> {'no answer' if answer.pick < 0 else 'right' if right else 'wrong'}"
    return {
        "text": words, "xref": "paper", "yref": "paper", "x": left, "y": 1, "yshift": 4, "xanchor": "left",
        "yanchor": "bottom", "showarrow": False, "font": {"size": 13, "color": theme.ink if right else theme.wrong},
    }  # fmt: skip


def _text(lines: Sequence[str], middle: float, is_key: bool, theme: Theme) -> dict[str, Any]:
    words = "<br>".join(plain(line) for line in lines)
    return {
        "text": f"<b>{words}</b> (key)" if is_key else words,
        "xref": "paper", "yref": "y", "x": 0, "y": middle, "xanchor": "left", "align": "left", "showarrow": False,
        "font": {"size": 13, "color": theme.ink if is_key else theme.grey},
    }  # fmt: skip


def _guessing(reference: str, middles: Sequence[float], chance: float, theme: Theme) -> list[dict[str, Any]]:
    return [
        {
            "type": "line", "xref": reference, "yref": "y", "x0": chance, "x1": chance, "y0": middle - 12,
            "y1": middle + 12, "line": {"color": theme.grey, "width": 1, "dash": "2px,2px"},
        }
        for middle in middles
    ]  # fmt: skip
