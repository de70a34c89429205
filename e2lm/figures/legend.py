"""The legend of many panels at once: sizes as colours, architectures as dashes, lone dots, chance, the SQ bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from e2lm.checkpoints import describe
from e2lm.figures import palette
from e2lm.figures.canvas import Box, Canvas, Mark
from e2lm.figures.theme import Theme, plain
from e2lm.views.model_labels import model_labels

VARIANT_WORDS = {"arch1": "arch1, deep", "arch2": "arch2, wide"}
LETTER = 6.1


@dataclass(frozen=True)
class Key:
    """One entry: what is drawn ("line", "dots", "chance", "bar") and the words beside it; breaks with <br>."""

    drawn: str
    words: str
    tone: str = ""
    dash: str = "solid"
    hollow: bool = False


def legend_keys(
    models: Sequence[str], theme: Theme, *, lone: bool, chance: bool, bar: bool
) -> tuple[list[Key], list[Key]]:
    """The colours (one per size, or per model without a size) and the other entries for `models`."""
    labels = model_labels(models)
    sizes: dict[str, Key] = {}
    dashes: dict[str, Key] = {}
    by_size = palette.sizes_tell(models)
    for name in sorted(map(describe, models), key=lambda one: (one.size or 0.0, one.label)):
        words = name.size_label if by_size and name.size_label else labels[name.model]
        sizes.setdefault(words, Key("line", plain(words), palette.colour(name.model, models)))
    for name in sorted(map(describe, models), key=lambda one: one.variant):
        dash = palette.dash(name.model, models)
        words = VARIANT_WORDS.get(name.variant, name.variant) or "plain"
        dashes.setdefault(words, Key("line", plain(words), theme.grey, dash))
    if len({key.dash for key in dashes.values()}) < 2:
        dashes = {}
    rest = list(dashes.values())
    rest += [Key("dots", "missing in between", theme.grey)] if lone else []
    rest += [Key("chance", "chance", theme.grey, palette.DOTTED)] if chance else []
    rest += [Key("bar", "SQ, 0 to 1; tick: 99% of<br>shuffled curves are below", theme.signal)] if bar else []
    return list(sizes.values()), rest


def stacked(canvas: Canvas, box: Box, sizes: list[Key], rest: list[Key], theme: Theme) -> list[Mark]:
    """Marks of a legend in a panel's slot: the sizes in rows of three, then one entry a line."""
    marks: list[Mark] = []
    column = box.width / 3
    top = box.top + 10
    for number, key in enumerate(sizes):
        left = box.left + (number % 3) * column
        top = box.top + 10 + 17 * (number // 3)
        marks += _sample(canvas, key, left, top, 15)
        marks.append(canvas.text(key.words, left + 19, top, size=12, tone=theme.grey))
    for key in rest:
        top += 18
        marks += _sample(canvas, key, box.left, top, 25, theme)
        middle = top + 7 if "<br>" in key.words else top
        marks.append(canvas.text(key.words, box.left + 31, middle, size=12, tone=theme.grey))
    return marks


def in_line(canvas: Canvas, box: Box, sizes: list[Key], rest: list[Key], theme: Theme) -> list[Mark]:
    """Marks of a legend on one line, for figures without a free slot."""
    marks: list[Mark] = []
    left = box.left
    middle = box.top + box.height / 2
    for key in [*sizes, *rest]:
        words = key.words.replace("<br>", " ")
        marks += _sample(canvas, key, left, middle, 24, theme)
        marks.append(canvas.text(words, left + 30, middle, size=12, tone=theme.grey))
        left += 30 + LETTER * len(words) + 20
    return marks


def _sample(canvas: Canvas, key: Key, left: float, top: float, length: float, theme: Theme | None = None) -> list[Mark]:
    if key.drawn == "dots":
        return [canvas.dot(left + length * share, top, key.tone) for share in (0.1, 0.5, 0.9)]
    if key.drawn == "bar" and theme is not None:
        return [
            canvas.rectangle(Box(left, top - 1.5, length, 3), theme.track),
            canvas.rectangle(Box(left, top - 1.5, length * 0.7, 3), key.tone),
            canvas.rectangle(Box(left + length * 0.4, top - 4.5, 1.2, 9), theme.grey),
        ]
    width = 1.2 if key.drawn == "chance" else 3 if length < 20 else 1.8
    return [canvas.stroke(left, left + length, top, key.tone, width=width, dash=key.dash)]
