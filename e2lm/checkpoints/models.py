"""What a model's name says about it: family, size and variant, and the short label that figures carry."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_SIZE = re.compile(r"(?<![a-z0-9.])(\d+(?:[.p]\d+)?)(k|m|b)(\d*)(?![a-z0-9])", re.IGNORECASE)
_UNITS = {"k": 10**3, "m": 10**6, "b": 10**9}
_E2LM = re.compile(r"dense-(500m|1b|3b)-(arch\d)", re.IGNORECASE)
_DEMO = re.compile(r"demo-(\d+)k-(deep|wide)(-web)?", re.IGNORECASE)
_NOISE = re.compile(r"(?i)(intermediate-)?checkpoints?(_agg)?$")


class ModelName(NamedTuple):
    """A model's name taken apart. `size` is its number of parameters, None where the name does not say it."""

    model: str
    family: str
    size: float | None
    size_label: str
    variant: str
    label: str


@lru_cache(maxsize=10_000)
def describe(model: str) -> ModelName:
    """Family, size, variant and label of a model by its name alone."""
    e2lm = _E2LM.fullmatch(model)
    if e2lm:
        size = _parameters(e2lm[1][:-1], e2lm[1][-1])
        return _named(model, "E2LM", size, e2lm[2].lower(), f"{size_label(size)} {e2lm[2].lower()}")
    demo = _DEMO.fullmatch(model)
    if demo:
        variant = demo[2].lower() + (" web" if demo[3] else "")
        size = float(demo[1]) * 10**3
        return _named(model, "demo", size, variant, f"{size_label(size)} {variant}")
    return _by_parts(model)


def size_label(size: float | None) -> str:
    """ "0.5B" for 500 million: billions from half a billion on, millions and thousands below; "" where unknown."""
    if size is None:
        return ""
    for unit, letter in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if size >= (unit / 2 if unit == 10**9 else unit):
            return f"{size / unit:.4g}{letter}"
    return f"{size:.4g}"


def _named(model: str, family: str, size: float | None, variant: str, label: str) -> ModelName:
    return ModelName(model, family, size, size_label(size), variant, label)


def _by_parts(model: str) -> ModelName:
    """Family, size and variant of other names: a known family's name or what stands before the size."""
    found = _SIZE.search(model)
    size = _parameters(found[1], found[2], found[3]) if found else None
    before, after = (model[: found.start()], model[found.end() :]) if found else (model, "")
    before, after = before.strip("-_. "), _NOISE.sub("", after).strip("-_. ")
    family = _family(model)
    if family:
        own = re.sub(rf"(?i)^{re.escape(family)}", "", before).strip("-_. ")
        variant = "-".join(part for part in (own, after) if part)
    else:
        family, variant = (before, after) if before else (after or model, "")
    label = " ".join(
        part for part in ((family, size_label(size), variant) if before else (size_label(size), family)) if part
    )
    return _named(model, family, size, variant, label)


def _family(model: str) -> str:
    """The family whose name the model's begins with, "" if none is known."""
    if re.match(r"(?i)tr\d", model):
        return "BigScience"
    known = ("pythia", "SmolLM3", "SmolLM2", "SmolLM", "OLMo")
    return next((family for family in known if model.lower().startswith(family.lower())), "")


def _parameters(number: str, unit: str, digits: str = "") -> float:
    """ "1.4", "b" is 1.4e9, and BigScience's "1", "B", "3" is 1.3e9."""
    decimal = f"{number}.{digits}" if digits and "." not in number else number.replace("p", ".")
    return float(decimal) * _UNITS[unit.lower()]
