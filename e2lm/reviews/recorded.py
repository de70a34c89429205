"""Evidence read back from the event that holds it, checked field by field, since people edit files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from e2lm.reviews.evidence import COMPONENTS, KINDS, Curve, Evidence, Score, number

_TEXTS = (
    "subject", "name", "task", "metric", "style", "questions_hash", "unit", "runs_hash", "definition", "note",
    "command",
)  # fmt: skip
_NEEDED = {"subject", "name", "task", "metric"}
_COUNTS = ("questions", "subjects", "left_out", "runs")


def recorded(found: object) -> Evidence:
    """The evidence that an event holds: Evidence.as_json turned round. What a later version added is left out.

    Raises TypeError or ValueError, in words, for what is no evidence.
    """
    said = _known(Evidence, found)
    texts = {name: said[name] for name in _TEXTS if name in said}
    if not all(isinstance(text, str) for text in texts.values()) or not texts.keys() >= _NEEDED:
        raise TypeError("evidence names its subject, task and metric, each a text")
    counts = {name: said[name] for name in _COUNTS if name in said}
    shots = said.get("n_shot")
    if not all(map(_is_count, counts.values())) or not (shots is None or _is_count(shots)):
        raise TypeError("questions, subjects, runs and shots are whole numbers")
    return Evidence(
        **texts, **counts, n_shot=shots, higher_is_better=said.get("higher_is_better") is not False,
        chance=number(said.get("chance")), cut=number(said.get("cut")),
        scores=tuple(map(_score, _listed(said, "scores"))), curves=tuple(map(_curve, _listed(said, "curves"))),
        settings=_words(said, "settings"), versions=_words(said, "versions"),
    )  # fmt: skip


def _score(found: object) -> Score:
    said = _known(Score, found)
    ends = {name: number(said.get(name)) for name in ("value", "low", "high")}
    if said.get("component") not in COMPONENTS or not isinstance(said.get("why", ""), str):
        raise ValueError(f"a score is one of {', '.join(COMPONENTS)}, and says why in words")
    kind = said["kind"] if said.get("kind") in KINDS else "reconstruction"
    return Score(component=said["component"], why=said.get("why", ""), kind=kind, **ends)


def _curve(found: object) -> Curve:
    said = _known(Curve, found)
    tokens = tuple(_listed(said, "tokens"))
    values, low, high = (tuple(map(number, _listed(said, name))) for name in ("values", "low", "high"))
    if not isinstance(said.get("model"), str) or not all(map(_is_count, tokens)):
        raise TypeError("a curve is of a model, at whole numbers of tokens")
    if {len(values), len(low), len(high)} != {len(tokens)}:
        raise ValueError("a curve has another number of values than of checkpoints")
    return Curve(said["model"], tokens, values, low, high)


def _known(kind: type, found: object) -> dict[str, Any]:
    """The fields of a dataclass that a mapping has."""
    if not isinstance(found, Mapping):
        raise TypeError("evidence is an object with named fields")
    return {one.name: found[one.name] for one in fields(kind) if one.name in found}


def _listed(said: Mapping[str, Any], name: str) -> list[Any]:
    found = said.get(name, [])
    if not isinstance(found, list | tuple):
        raise TypeError(f"{name} is a list")
    return list(found)


def _words(said: Mapping[str, Any], name: str) -> dict[str, str]:
    found = said.get(name, {})
    if not isinstance(found, Mapping) or not all(isinstance(text, str) for pair in found.items() for text in pair):
        raise TypeError(f"{name} are texts by name")
    return dict(found)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
