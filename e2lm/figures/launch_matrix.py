"""The picture of a sweep: a cell per checkpoint and task, its colour and pattern the state, filled as far as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from e2lm.figures.heatmap import tick_places
from e2lm.figures.theme import FinishedFigure, Theme, axis, bare_layout, figure_of, mixed, plain
from e2lm.harness.control import Cell
from e2lm.views.launch_matrix import Matrix
from e2lm.views.names import task_label

TOP, BOTTOM = 30, 36
TALLEST, ROOM, LOWEST, READABLE = 26.0, 380.0, 5.0, 11.0  # pixels of a row, of all rows, of a row, of one with a name
WIDE = 0.94  # of a column, where these are wide enough for a gap of a few pixels and an edge
BETWEEN = 0.45  # rows left free between two models that have several tasks each
_LETTER = 6.4  # pixels of a letter of the names on the left
_AS_IT_IS = {"marker": {"opacity": 1}}  # what is picked is framed; nothing fades


@dataclass(frozen=True)
class Look:
    """How a state is drawn: fill, edge, the pattern over it with its tone, and its sign in the legend."""

    fill: str
    edge: str
    sign: str
    pattern: str = ""
    over: str | None = None


def looks(theme: Theme) -> Mapping[str, Look]:
    """The look of each state; those that need somebody's eye have a pattern, too, for eyes that do not tell colours."""
    amber = "#F2B33D" if theme.dark else "#E69F00"
    queued, stale = mixed(theme.primary, theme.ground, 0.18), mixed(amber, theme.ground, 0.35)
    return {
        "done": Look(theme.primary, theme.primary, "■"),
        "running": Look(mixed(theme.primary, theme.ground, 0.3), theme.primary, "◧"),
        "queued": Look(queued, queued, "■"),
        "missing": Look(theme.ground, theme.axis, "□"),
        "stale": Look(stale, amber, "▨", "/", amber),
        "failed": Look(theme.wrong, theme.wrong, "▩", "x", theme.ground),
    }


def matrix_figure(matrix: Matrix, picked: Collection[Cell], theme: Theme, *, boxes: bool = False) -> FinishedFigure:
    """The cells of `matrix`; those `picked` (model, checkpoint, task) are framed.

    A click picks a cell, or with `boxes` a box drawn over several: Streamlit knows only one of the two at a time.
    """
    places = _places(matrix)
    height = max(LOWEST, min(TALLEST, ROOM / max(1.0, places[-1] + 1 if places else 1)))
    named = height >= READABLE
    left = _left(matrix, named)
    bottom = (places[-1] if places else 0) + 0.5
    layout = bare_layout(theme, height=TOP + BOTTOM + height * (bottom + 0.5), left=left, right=2, top=TOP,
                         bottom=BOTTOM)  # fmt: skip
    last = len(matrix.columns) - 0.5
    ticks = tick_places(len(matrix.columns))
    layout |= {
        "xaxis": axis(theme, range=(-0.5, last), tickvals=ticks, ticktext=[plain(matrix.columns[at]) for at in ticks]),
        "yaxis": axis(theme, range=(bottom, -0.5), showticklabels=False),
        "barmode": "overlay", "dragmode": "select" if boxes else "pan",
        "newselection": {"line": {"color": theme.signal, "width": 1, "dash": "solid"}},
        "annotations": [*_names(matrix, places, named, theme), _legend(matrix, theme), _unit(matrix, theme)],
        "uirevision": "sweep",
    }  # fmt: skip
    size = _size(matrix, height)
    cells = [_cells(matrix, state, places, picked, size, theme) for state in matrix.counts]
    return figure_of([*cells, _filled(matrix, places, size, theme)], layout)


def cells_in(matrix: Matrix, across: Sequence[float], down: Sequence[float]) -> tuple[Cell, ...]:
    """The cells that a box touches; `across` and `down` are its two edges as the picture's axes count.

    The browser's own selection is of bars whose lower end lies in the box.
    """
    places, cells = _places(matrix), matrix.cells
    rows = [row for row, place in enumerate(places) if min(down) < place + 0.5 and max(down) > place - 0.5]
    columns = (cells["column"] > min(across) - 0.5) & (cells["column"] < max(across) + 0.5)
    touched = cells[cells["row"].isin(rows) & columns]
    return tuple(zip(touched["model"], touched["checkpoint"], touched["task"], strict=True))


def _places(matrix: Matrix) -> list[float]:
    """Where each row stands, in rows from the top: models with several tasks are set apart."""
    several = len({task for _, task in matrix.rows}) > 1
    models = list(dict.fromkeys(model for model, _ in matrix.rows))
    return [at + (BETWEEN * models.index(model) if several else 0.0) for at, (model, _) in enumerate(matrix.rows)]


def _bars(cells: pd.DataFrame, places: list[float], thick: float) -> dict[str, Any]:
    return {
        "type": "bar", "base": [places[row] - thick / 2 for row in cells["row"]], "y": [thick] * len(cells),
        "selected": _AS_IT_IS, "unselected": _AS_IT_IS,
    }  # fmt: skip


def _size(matrix: Matrix, height: float) -> tuple[float, float]:
    """How much of a row and of a column a cell takes: less where they are large, so that the gaps look alike."""
    return (1 - 2 / height if height > 8 else 0.88), (WIDE if len(matrix.columns) < 60 else 0.86)


def _cells(
    matrix: Matrix, state: str, places: list[float], picked: Collection[Cell], size: tuple[float, float], theme: Theme
) -> dict[str, Any]:
    """The cells in one state."""
    look, cells = looks(theme)[state], matrix.cells[matrix.cells["state"] == state]
    keys = list(zip(cells["model"], cells["checkpoint"], cells["task"], strict=True))
    framed = [key in picked for key in keys]
    return _bars(cells, places, size[0]) | {
        "x": cells["column"].tolist(), "width": size[1], "customdata": [list(key) for key in keys],
        "text": ["<br>".join(map(plain, lines)) for lines in cells["about"]], "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "color": look.fill,
            "line": {
                "color": [theme.ink if one else look.edge for one in framed],
                "width": [2.0 if one else 1.0 if size[1] == WIDE else 0.3 for one in framed],
            },
            "pattern": {
                "shape": look.pattern, "fgcolor": look.over, "fillmode": "overlay", "size": 5, "solidity": 0.25,
            },
        },
    }  # fmt: skip


def _filled(matrix: Matrix, places: list[float], size: tuple[float, float], theme: Theme) -> dict[str, Any]:
    """Over running cells the part that is done, from the left."""
    running = matrix.cells[matrix.cells["fraction"] > 0]
    thick, wide = size
    parts = list(zip(running["column"], running["fraction"], strict=True))
    return _bars(running, places, thick) | {
        "hoverinfo": "skip", "marker": {"color": theme.primary}, "width": [wide * part for _, part in parts],
        "x": [column - wide / 2 + wide * part / 2 for column, part in parts],
    }  # fmt: skip


def _left(matrix: Matrix, named: bool) -> int:
    """Pixels that the names need."""
    labels = matrix.models
    tasks = {task for _, task in matrix.rows}
    model = max((len(label) for label in labels.values()), default=0)
    task = max((len(task_label(one)) for one in tasks), default=0) + 2 if len(tasks) > 1 and named else 0
    return round(min(320, (model + task) * _LETTER + 16))


def _names(matrix: Matrix, places: list[float], named: bool, theme: Theme) -> list[dict[str, Any]]:
    """Each model once, in the middle of its rows; each row's task beside its cells, where rows are tall enough."""
    labels, notes = matrix.models, []
    several = len({task for _, task in matrix.rows}) > 1
    for model, label in labels.items():
        own = [place for place, (name, _) in zip(places, matrix.rows, strict=True) if name == model]
        top = own[0] if several and named else (own[0] + own[-1]) / 2
        notes.append(_name(label, top, theme.ink, _left(matrix, named)))
    if several and named:
        notes += [
            _name(task_label(task), place, theme.grey, 10, "right")
            for place, (_, task) in zip(places, matrix.rows, strict=True)
        ]
    return notes


def _name(text: str, place: float, tone: str, left: int, anchor: str = "left") -> dict[str, Any]:
    return {
        "text": plain(text), "xref": "paper", "x": 0, "xanchor": anchor, "xshift": -left, "y": place,
        "yanchor": "middle", "showarrow": False, "font": {"color": tone, "size": 12},
    }  # fmt: skip


def _legend(matrix: Matrix, theme: Theme) -> dict[str, Any]:
    """The states that occur and how many cells each has, above the cells."""
    look = looks(theme)
    words = [
        f"<span style='color:{_sign_tone(look[state])}'>{look[state].sign}</span> "
        f"<b>{count:,}</b> {state}"
        for state, count in matrix.counts.items()
    ]  # fmt: skip
    return {
        "text": "&#160;&#160;&#160;&#160;".join(words), "xref": "paper", "yref": "paper", "x": 0, "y": 1,
        "xanchor": "left", "yanchor": "bottom", "yshift": 6, "showarrow": False, "font": {"size": 12},
    }  # fmt: skip


def _sign_tone(look: Look) -> str:
    return look.fill if look.sign == "■" else look.edge


def _unit(matrix: Matrix, theme: Theme) -> dict[str, Any]:
    return {
        "text": {"tokens": "tokens seen"}.get(matrix.unit, matrix.unit), "xref": "paper", "yref": "paper", "x": 0.5,
        "y": 0, "yshift": -32, "showarrow": False, "font": {"size": 12, "color": theme.grey},
    }  # fmt: skip
