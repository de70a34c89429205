"""Words in a figure as one trace of text: plotly lays out annotations one by one, and takes milliseconds over each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple


class Word(NamedTuple):
    """Text at a point of the first pair of axes; `side` is plotly's textposition, such as "top right" for text that
    begins over the point. The text may leave the axes, the point may not. `text` is safe for plotly, which reads a few
    HTML tags."""

    text: str
    x: float
    y: float
    side: str
    tone: str


def words_trace(words: Sequence[Word], size: int = 12) -> dict[str, Any]:
    """All words as one trace, in letters of `size` pixels."""
    return {
        "type": "scatter", "mode": "text", "x": [word.x for word in words], "y": [word.y for word in words],
        "text": [word.text for word in words], "textposition": [word.side for word in words], "cliponaxis": False,
        "hoverinfo": "skip", "textfont": {"size": size, "color": [word.tone for word in words]},
    }  # fmt: skip
