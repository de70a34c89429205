"""Colours and dashes of models: size is colour, architecture is dash, the same on every page and in both themes.

The first six colours are Okabe-Ito's, safe for colour-blind eyes; his yellow and black, each lost on one of the two
grounds, are brown and grey here. Any two differ by 10 of CIEDE2000 and more for every eye (tests/e2lm/figures/
test_colour_vision.py). E2LM's three sizes always have blue, orange and green. Where a family's models do not differ in
size, colour tells the models apart, and dash only those that come after the eighth.
"""

from __future__ import annotations

from collections.abc import Sequence

from e2lm.checkpoints import ModelName, describe

OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#864A2D", "#606060")
E2LM_SIZES = ("0.5B", "1B", "3B")
# The same hues with enough contrast for text.
LIGHT_TEXT = ("#00639B", "#946600", "#00785A", "#A84A00", "#A04E7C", "#1F74A5", "#7C442A", "#5A5A5A")
DARK_TEXT = ("#5DB3E8", "#F2B33D", "#3CC79C", "#F08A4B", "#E0A3C2", "#8CCBF0", "#D0A08A", "#B4B4B4")
# By the order of variants: the first solid, the second as E2LM's wide models; dots alone are left to the chance level.
DASHES = ("solid", "5px,2.5px", "8px,3px,2px,3px", "12px,4px", "2px,2px", "12px,3px,2px,3px,2px,3px")
FIXED = {"arch1": 0, "deep": 0, "arch2": 1, "wide": 1}
DOTTED = "1.5px,2.5px"


def colour(model: str, models: Sequence[str], dark: bool = False) -> str:
    """The line colour of `model` among `models`; the same in light and dark, so that a colour means one thing."""
    del dark
    return OKABE_ITO[_place(model, models) % len(OKABE_ITO)]


def text_colour(model: str, models: Sequence[str], dark: bool) -> str:
    """The colour of `model`'s name where it is written beside its line."""
    return (DARK_TEXT if dark else LIGHT_TEXT)[_place(model, models) % len(OKABE_ITO)]


def dash(model: str, models: Sequence[str] = ()) -> str:
    """plotly's dash of `model`'s architecture: arch1 and deep solid, arch2 and wide dashed, others by their order.

    Where there are more sizes or models than colours, those that share a colour have dashes of their own.
    """
    name, kin = describe(model), _kin(model, models)
    again = _place(model, models) // len(OKABE_ITO)
    if name.variant in FIXED:
        return DASHES[(FIXED[name.variant] + 2 * again) % len(DASHES)]
    if _by_model(kin):
        return DASHES[again % len(DASHES)]
    variants = sorted({one.variant for one in kin})
    taken = 2 if set(variants) & set(FIXED) else 0
    others = [variant for variant in variants if variant not in FIXED]
    return DASHES[(taken + others.index(name.variant) + again * len(variants)) % len(DASHES)]


def sizes_tell(models: Sequence[str]) -> bool:
    """Whether colour stands for size among these models of one family."""
    return bool(models) and not _by_model(_kin(models[0], models))


def _place(model: str, models: Sequence[str]) -> int:
    """Place among the colours, which begin again after the last: by E2LM's sizes, else by the sizes or, where those do
    not differ, the models at hand."""
    name, kin = describe(model), _kin(model, models)
    if name.family == "E2LM" and name.size_label in E2LM_SIZES:
        return E2LM_SIZES.index(name.size_label)
    if _by_model(kin):
        return sorted(one.model for one in kin).index(model)
    sizes = sorted({(one.size or 0.0, one.size_label) for one in kin if one.size_label})
    if name.size_label:
        return sizes.index((name.size or 0.0, name.size_label))
    unsized = sorted(one.model for one in kin if not one.size_label)
    return len(sizes) + unsized.index(model)


def _kin(model: str, models: Sequence[str]) -> list[ModelName]:
    family = describe(model).family
    return [one for one in map(describe, sorted({*models, model})) if one.family == family]


def _by_model(kin: Sequence[ModelName]) -> bool:
    """Whether size tells nothing apart: one size or none, and no known pair of architectures."""
    return len({one.size_label for one in kin}) == 1 and not any(one.variant in FIXED for one in kin)
