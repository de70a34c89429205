"""Small still pictures as SVG: a browser shows a page's four at once, where as many plotly figures take a tenth of a
second."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape

from e2lm.figures.canvas import Box
from e2lm.figures.theme import FONT

WIDTH, HEIGHT = 150, 48


class Small:
    """A picture of WIDTH x HEIGHT pixels, grown mark by mark from back to front; places are pixels from its top left
    corner."""

    def __init__(self) -> None:
        self.marks: list[str] = []

    def rectangle(self, box: Box, tone: str) -> None:
        self.marks.append(
            f'<rect x="{box.left:.2f}" y="{box.top:.2f}" width="{box.width:.2f}" height="{box.height:.2f}" '
            f'fill="{tone}"/>'
        )

    def hatched(self, box: Box, tone: str, ground: str) -> None:
        """A rectangle of slanted strokes: what is not known."""
        self.marks.append(
            '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<rect width="6" height="6" fill="{ground}"/><rect width="1.5" height="6" fill="{tone}"/></pattern>'
        )
        self.rectangle(box, "url(#hatch)")

    def line(self, x: Sequence[float], y: Sequence[float], tone: str, width: float, dash: str = "solid") -> None:
        """A line through places; it breaks where one of them is NaN. `dash` is one of plotly's lists of pixels."""
        strokes, pen = [], "M"
        for left, top in zip(x, y, strict=True):
            if left != left or top != top:
                pen = "M"
                continue
            strokes.append(f"{pen}{left:.2f} {top:.2f}")
            pen = "L"
        dashes = "" if dash == "solid" else f' stroke-dasharray="{dash.replace("px", "")}"'
        self.marks.append(
            f'<path d="{"".join(strokes)}" fill="none" stroke="{tone}" stroke-width="{width}" stroke-linejoin="round"'
            f"{dashes}/>"
        )

    def dot(self, left: float, top: float, tone: str, radius: float) -> None:
        self.marks.append(f'<circle cx="{left:.2f}" cy="{top:.2f}" r="{radius}" fill="{tone}"/>')

    def text(self, words: str, left: float, top: float, tone: str, anchor: str = "start") -> None:
        """Words whose vertical middle is at `top`; `anchor` is SVG's: start, middle or end."""
        self.marks.append(
            f'<text x="{left:.2f}" y="{top + 4:.2f}" font-size="11" fill="{tone}" text-anchor="{anchor}">'
            f"{escape(words)}</text>"
        )

    def __str__(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{escape(FONT)}">'
            f"{''.join(self.marks)}</svg>"
        )


def as_image(picture: Small, says: str) -> str:
    """A picture as an HTML image as wide as its place, and what it says to those who do not see it."""
    source = b64encode(str(picture).encode()).decode()
    return (
        f'<img src="data:image/svg+xml;base64,{source}" alt="{escape(says)}" width="100%" '
        f'style="display:block;height:auto;max-height:{HEIGHT + 8}px">'
    )
