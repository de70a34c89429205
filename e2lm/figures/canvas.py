"""Placing things in pixels on a figure whose width the browser stretches: boxes, rectangles, strokes, dots, texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Mark = dict[str, Any]


@dataclass(frozen=True)
class Box:
    """A place in pixels from the figure's top left corner."""

    left: float
    top: float
    width: float
    height: float
    large: bool = False


@dataclass(frozen=True)
class Canvas:
    """The whole figure in pixels; turns places into plotly's paper coordinates."""

    width: float
    height: float

    def x(self, pixels: float) -> float:
        return pixels / self.width

    def y(self, pixels: float) -> float:
        return 1 - pixels / self.height

    def rectangle(self, box: Box, tone: str, *, below: bool = False) -> Mark:
        return {
            "type": "rect", "xref": "paper", "yref": "paper",
            "x0": self.x(box.left), "x1": self.x(box.left + box.width),
            "y0": self.y(box.top + box.height), "y1": self.y(box.top), "line": {"width": 0}, "fillcolor": tone,
            "layer": "below" if below else "above",
        }  # fmt: skip

    def stroke(self, left: float, right: float, top: float, tone: str, *, width: float, dash: str = "solid") -> Mark:
        """A horizontal line at `top`."""
        return {
            "type": "line", "xref": "paper", "yref": "paper", "x0": self.x(left), "x1": self.x(right),
            "y0": self.y(top), "y1": self.y(top), "line": {"color": tone, "width": width, "dash": dash},
        }  # fmt: skip

    def dot(self, middle: float, top: float, tone: str, radius: float = 2.2) -> Mark:
        """A circle in pixels at any width; its middle moves with the paper."""
        return {
            "type": "circle", "xref": "paper", "yref": "paper", "xsizemode": "pixel", "ysizemode": "pixel",
            "xanchor": self.x(middle), "yanchor": self.y(top), "x0": -radius, "x1": radius, "y0": -radius, "y1": radius,
            "fillcolor": tone, "line": {"width": 0},
        }  # fmt: skip

    def text(self, words: str, left: float, top: float, *, size: float, tone: str, anchor: str = "left") -> Mark:
        """A label whose vertical middle is at `top`."""
        return {
            "text": words, "xref": "paper", "yref": "paper", "x": self.x(left), "y": self.y(top), "showarrow": False,
            "xanchor": anchor, "yanchor": "middle", "font": {"size": size, "color": tone}, "align": "left",
        }  # fmt: skip
