"""Families of published models under one name: "E2LM" means its six models with all their checkpoints."""

from __future__ import annotations

from collections.abc import Iterable

from e2lm.checkpoints import describe
from e2lm.harness.sources import PRESETS


def families() -> dict[str, tuple[str, ...]]:
    """Each family of known models that has several, with the hub ids of these, in the order of the presets."""
    found: dict[str, list[str]] = {}
    for preset in PRESETS:
        found.setdefault(describe(preset.pretrained.rpartition("/")[2]).family, []).append(preset.pretrained)
    return {family: tuple(ids) for family, ids in found.items() if len(ids) > 1}


def with_families(names: Iterable[str]) -> list[str]:
    """The names with those of families replaced by their models, each once; capitals make no difference."""
    known = {family.lower(): ids for family, ids in families().items()}
    return list(dict.fromkeys(one for name in names for one in known.get(name.lower(), (name,))))
