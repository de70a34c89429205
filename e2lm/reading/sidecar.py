"""The run's own record (e2lm.json): what its worker knew about model, checkpoint, step and tokens."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from e2lm.counting import count
from e2lm.errors import SourceError
from e2lm.harness.outputs import parse_json, read_bytes
from e2lm.reading.units import sidecar_of
from e2lm.records import Problem

_REMEDY = "Write a whole number, 0 or more, or remove the field; the rest of the record was read"


def read_sidecar(folder: Path) -> Mapping[str, Any]:
    """The run's own record in its folder, empty where there is none. Errors: SourceError where it is damaged."""
    path = sidecar_of(folder)
    if path is None:
        return {}
    record = parse_json(read_bytes(path), path)
    if not isinstance(record, dict):
        raise SourceError("the run's record is not a table of fields", remedy="Remove the file", file=str(path))
    return record


def try_sidecar(folder: Path) -> tuple[Mapping[str, Any], list[Problem]]:
    """The run's own record, and what of it could not be used: the run is read without that."""
    try:
        record = read_sidecar(folder)
    except SourceError as error:
        return {}, [Problem.of(error)]
    odd = [name for name in ("step", "tokens") if record.get(name) is not None and count(record[name]) is None]
    path = str(sidecar_of(folder))
    return record, [Problem(path, "the run's record holds no count here", _REMEDY, field=name) for name in odd]
