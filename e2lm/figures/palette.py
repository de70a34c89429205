"""Colours and dashes of models: size is colour, architecture is dash, the same on every page and in both themes.

The colours are Okabe-Ito's, safe for colour-blind eyes; E2LM's three sizes always have blue, orange and green.
"""

from __future__ import annotations

from collections.abc import Sequence

from e2lm.checkpoints import describe

OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#B8A900", "#7F7F7F")
E2LM_SIZES = {"0.5B": "#0072B2", "1B": "#E69F00", "3B": "#009E73"}
# The same hues with enough contrast for text.
LIGHT_TEXT = ("#00639B", "#9A6A00", "#00785A", "#A84A00", "#A04E7C", "#1F76A8", "#756C00", "#5A626B")
DARK_TEXT = ("#5DB3E8", "#F2B33D", "#3CC79C", "#F08A4B", "#E0A3C2", "#8CCBF0", "#DCCF4A", "#A9B1B9")
SOLID = ("", "arch1", "deep")
WIDE_DASH = "5px,2.5px"
DASHES = ("8px,3px,2px,3px", "12px,4px", "2px,2px", "12px,3px,2px,3px,2px,3px")
DOTTED = "1.5px,2.5px"


def _hue(model: str, models: Sequence[str]) -> int:
    """Index into the colours: by E2LM's sizes, else by the sizes (or, where none is known, the models) at hand."""
    name = describe(model)
    if name.family == "E2LM" and name.size_label in E2LM_SIZES:
        return list(E2LM_SIZES).index(name.size_label)
    kin = [one for one in map(describe, models) if one.family == name.family]
    sizes = sorted({(one.size or 0.0, one.size_label) for one in kin if one.size_label})
    if name.size_label and (name.size or 0.0, name.size_label) in sizes:
        return sizes.index((name.size or 0.0, name.size_label)) % len(OKABE_ITO)
    unsized = sorted({one.model for one in kin if not one.size_label} | {model})
    return (len(sizes) + unsized.index(model)) % len(OKABE_ITO)


def colour(model: str, models: Sequence[str], dark: bool = False) -> str:
    """The line colour of `model` among `models`; the same in light and dark, so that a colour means one thing."""
    del dark
    return OKABE_ITO[_hue(model, models)]


def text_colour(model: str, models: Sequence[str], dark: bool) -> str:
    """The colour of `model`'s name where it is written beside its line."""
    return (DARK_TEXT if dark else LIGHT_TEXT)[_hue(model, models)]


def dash(model: str, models: Sequence[str] = ()) -> str:
    """plotly's dash of `model`'s architecture: arch1 and deep solid, arch2 and wide dashed, others by their order."""
    variant = describe(model).variant
    if variant in SOLID:
        return "solid"
    if variant in ("arch2", "wide"):
        return WIDE_DASH
    others = sorted({one.variant for one in map(describe, [*models, model])} - {*SOLID, "arch2", "wide"})
    return DASHES[others.index(variant) % len(DASHES)]
