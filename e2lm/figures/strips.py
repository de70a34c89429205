"""Where each model was right about one question: a row per model, a square per checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import numpy.typing as npt

from e2lm.checkpoints import describe
from e2lm.figures.question import amount_label
from e2lm.figures.theme import FONT, Theme, count_label
from e2lm.views.tracks import Track

LEAST_COLUMNS = 20
SQUARES = "e2lm-squares"  # the class whose rules of style place the squares, in SQUARES_STYLE
SQUARES_STYLE = f"""
.{SQUARES} > i {{
    position: absolute; width: var(--side); height: var(--side); margin-left: calc(var(--side) / -2);
}}
"""
NAMES, ENDS, TOP, FACTS = 92, 58, 22, 54  # pixels: of models' names, of "learned at", of their heading, of the facts


def strips_height(tracks: Sequence[Track], facts: Sequence[tuple[str, str]]) -> int:
    """How many pixels the rows of strips_html take."""
    return TOP + _row(tracks) * len(tracks) + (FACTS if facts else 6)


def strips_html(
    tracks: Sequence[Track], shown_model: str, shown: float, unit: str, facts: Sequence[tuple[str, str]], theme: Theme
) -> str:
    """A row per model, a square per checkpoint: filled where right, pale where wrong, nothing where not evaluated.

    A frame ties the checkpoints at the amount `shown`. `facts` are (name, value) pairs in a line under the rows.
    """
    row, amounts = _row(tracks), np.unique(np.concatenate([track.amounts for track in tracks]))
    columns = max(len(amounts), LEAST_COLUMNS)
    side = max(3, min(9, row - 6, 250 // max(len(amounts), 1) - 2))
    frame = int(np.argmin(np.abs(amounts - shown)))
    inks = [theme.ink if track.model == shown_model else theme.grey for track in tracks]
    line = f"height:{row}px;line-height:{row}px;white-space:nowrap"
    names = "".join(
        f'<div style="{line};color:{ink}">{escape(_short(describe(track.model).label))}</div>'
        for track, ink in zip(tracks, inks, strict=True)
    )
    ends = "".join(
        f'<div style="{line};color:{ink};text-align:right">{escape(_learned(track, unit))}</div>'
        for track, ink in zip(tracks, inks, strict=True)
    )
    lefts = [f"{(place + 0.5) / columns:.2%}" for place in range(len(amounts))]
    labels = [amount_label(amount, unit) for amount in amounts.tolist()]
    squares = "".join(
        _squares(track, (place + 0.5) * row - side / 2, np.searchsorted(amounts, track.amounts), lefts, labels, theme)
        for place, track in enumerate(tracks)
    )
    box = (
        f'<b style="position:absolute;top:-2px;height:{row * len(tracks) + 4}px;left:{frame / columns:.2%};'
        f'width:{1 / columns:.2%};box-sizing:border-box;border:1.4px solid {theme.signal}"></b>'
    )
    return (
        f'<div style="font:12px/{TOP - 4}px {escape(FONT)};color:{theme.grey}"><div style="display:grid;'
        f'grid-template-columns:{NAMES}px 1fr {ENDS}px;grid-template-rows:{TOP}px auto">'
        "<div></div><div>right at each checkpoint</div><div style='text-align:right'>learned at</div>"
        f'<div>{names}</div><div role="img" aria-label="where each model was right" class="{SQUARES}" '
        f'style="position:relative;--side:{side}px">'
        f"{squares}{box}</div><div>{ends}</div></div>{_facts(facts, theme)}</div>"
    )


def _row(tracks: Sequence[Track]) -> int:
    """Pixels of a row."""
    return max(11, min(21, 168 // max(len(tracks), 1)))


def _squares(
    track: Track, top: float, places: npt.NDArray[np.int64], lefts: Sequence[str], labels: Sequence[str], theme: Theme
) -> str:
    """The squares of one row, each named by its checkpoint on hover; `places` are those of its amounts in the row,
    `lefts` and `labels` where each place is and what amount stands there."""
    model, tones = escape(describe(track.model).label, quote=True), (theme.track, theme.ink)
    return "".join(
        f'<i style="top:{top:.1f}px;left:{lefts[place]};background:{tones[right > 0]}" '
        f'title="{model}, {escape(name)}, {labels[place]}"></i>'
        for name, place, right in zip(track.checkpoints, places.tolist(), track.right.tolist(), strict=True)
        if right >= 0  # NaN where it was not evaluated
    )


def _learned(track: Track, unit: str) -> str:
    """The amount from which the model knows the doc, else what became of it."""
    if track.learned is None:
        return track.band
    amount = float(track.amounts[track.learned])
    return count_label(amount) if unit == "tokens" else f"{amount:,.0f}"


def _short(label: str) -> str:
    return label if len(label) <= 14 else label[:13] + "…"


def _facts(facts: Sequence[tuple[str, str]], theme: Theme) -> str:
    said = "".join(
        f'<div style="min-width:{NAMES}px">{escape(name)}<br/><b style="color:{theme.ink};font-size:14px">'
        f"{escape(value)}</b></div>"
        for name, value in facts
    )
    return (
        f'<div style="display:flex;height:{FACTS}px;padding-top:12px;box-sizing:border-box">{said}</div>'
        if facts
        else ""
    )
