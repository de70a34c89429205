"""Minutes as a page with their figures inside."""

from __future__ import annotations

from e2lm.figures.evidence import evidence_figure
from e2lm.figures.saving import as_part, code
from e2lm.figures.theme import LIGHT
from e2lm.minutes.minutes import Minutes
from e2lm.minutes.page import as_page

HEIGHT = 380


def report(minutes: Minutes) -> str:
    """The whole page; plotly's code is in it once, where there is a figure. The same minutes give the same bytes."""
    parts = {
        entry.subject: as_part(evidence_figure(entry.looked.evidence, LIGHT, HEIGHT), LIGHT, f"curves-{number}")
        for number, entry in enumerate(minutes.entries, 1)
        if entry.looked is not None and entry.looked.evidence.curves
    }
    return as_page(minutes, parts, code() if parts else "")
