"""Figures as files: a page that stands alone, and what makes plotly's camera save a picture in the browser.

Pictures are made in the reader's browser, whose fonts they were laid out with: on the server it would take a whole
Chrome (kaleido 1.x starts one for each picture).
"""

from __future__ import annotations

from html import escape
from typing import Any

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from e2lm.figures.theme import FinishedFigure, Theme

Figure = go.Figure
PICTURES = ("PNG", "SVG")
_MARGIN = 16  # pixels around a figure that reached the edges of its place on the page


def on_ground(figure: go.Figure, theme: Theme, width: int) -> FinishedFigure:
    """The figure for a place of its own: `width` pixels wide, the theme's ground behind it, and room around it."""
    made = figure.to_dict()
    layout = made["layout"]
    margin = {side: layout.get("margin", {}).get(side, 80) + _MARGIN for side in "lrtb"}
    own = {
        "width": width + 2 * _MARGIN, "height": layout.get("height", 450) + 2 * _MARGIN, "autosize": False,
        "margin": {**layout.get("margin", {}), **margin}, "paper_bgcolor": theme.ground,
    }  # fmt: skip
    return FinishedFigure(data=made["data"], layout={**layout, **own}, _validate=False)


def camera(name: str, picture: str, scale: int) -> dict[str, Any]:
    """What Streamlit passes to plotly so that its one button saves `name` as a picture of PICTURES.

    `scale` is a PNG's pixels for each of the page's; an SVG has none.
    """
    saved = {"format": picture.lower(), "filename": name, "scale": scale if picture == "PNG" else 1}
    return {
        "displayModeBar": True, "displaylogo": False, "modeBarButtons": [["toImage"]], "toImageButtonOptions": saved,
    }  # fmt: skip


def as_part(figure: go.Figure, theme: Theme, name: str) -> str:
    """The figure as a part of an HTML page that holds `code` once; `name` tells it from the page's other figures.

    The same figure and name give the same bytes.
    """
    made = figure.to_dict()
    whole = FinishedFigure(data=made["data"], layout={**made["layout"], "paper_bgcolor": theme.ground}, _validate=False)
    config = {"displayModeBar": False, "responsive": True}
    return str(whole.to_html(include_plotlyjs=False, full_html=False, div_id=name, config=config))


def code() -> str:
    """The code that draws figures in a browser: plotly.js as it is installed, about 5 MB."""
    return str(get_plotlyjs())


def as_page(figure: go.Figure, theme: Theme, title: str) -> str:
    """An HTML page with the figure as on screen, hovers and all; plotly's code is inside, so it needs no network."""
    made = figure.to_dict()
    own = {**made["layout"], "paper_bgcolor": theme.ground, "autosize": True}
    whole = FinishedFigure(data=made["data"], layout=own, _validate=False)
    body = whole.to_html(include_plotlyjs=True, full_html=False, config={"displaylogo": False, "responsive": True})
    return (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f'<body style="margin: 24px; background: {theme.ground}">\n{body}\n</body>\n</html>\n'
    )
