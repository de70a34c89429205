"""Cells that are done: where their results lie, and what makes two of them the same.

A cell is one checkpoint on one task of a request. Its folder holds what lm-eval writes, and e2lm.json with the cell's
identity. Two results are of one cell where their identities are equal, wherever they lie and whatever they are called.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from hashlib import blake2b
from pathlib import Path
from typing import Any

from e2lm.harness.written import SIDECAR, is_finished

# File systems take 255 bytes; a hash and what marks a folder that is being replaced come on top.
_BYTES = 120


@dataclass(frozen=True)
class CellIdentity:
    """What was asked of which checkpoint.

    `version` is the task's own, `prompts` a hash over all that was asked: docs, contexts, choices, metrics and the
    versions of a group's members. `shots` counts few-shot examples (-1 where members differ), `limit` is None where all
    docs were asked. The dtypes are lm-eval's: `softmax_dtype` is "" where it is the weights' own.
    """

    model: str
    checkpoint: str
    task: str
    version: str
    prompts: str
    shots: int
    dtype: str
    softmax_dtype: str
    limit: int | None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class FinishedCell:
    """A cell's results: its identity, `place` (the folder relative to where it was looked for), the whole record."""

    identity: CellIdentity
    place: str
    record: Mapping[str, Any]

    @property
    def files(self) -> str:
        """The hash of the checkpoint's files that were evaluated, "" where it is unknown (a hub id)."""
        return str(self.record.get("files_hash") or "")


def cell_place(job: str, model: str, checkpoint: str, task: str) -> str:
    """Where a cell's results go, relative to the output: <job>/<model>/<checkpoint>/<task>."""
    return "/".join(folder_name(name) for name in (job, model, checkpoint, task))


def finished_cells(folder: Path, wanted: Callable[[FinishedCell], bool]) -> list[FinishedCell]:
    """The wanted cells below `folder`, by place, whose results are whole: only theirs are read."""
    records: dict[str, Mapping[str, Any]] = {}
    for root, names, files in os.walk(folder):  # which minds no folder that another sweep takes away meanwhile
        names[:] = sorted(name for name in names if not name.startswith("."))
        if SIDECAR not in files:
            continue
        place = Path(root).relative_to(folder).as_posix()
        try:
            record = json.loads((folder / place / SIDECAR).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            records[place] = record
    return [cell for cell in of_records(records) if wanted(cell) and is_finished(folder / cell.place)]


def of_records(records: Mapping[str, Mapping[str, Any]]) -> list[FinishedCell]:
    """The finished cells among some records (e2lm.json), given by place; those of other origin are left out."""
    found = []
    for place, record in records.items():
        identity = identity_of(record.get("cell"))
        if identity:
            found.append(FinishedCell(identity, place, record))
    return found


def identity_of(data: object) -> CellIdentity | None:
    """The identity that a record holds; None where it holds none, or that of an older form."""
    names = {field.name for field in fields(CellIdentity)}
    if not isinstance(data, Mapping) or set(data) != names:
        return None
    if not all(isinstance(value, str | int | None) for value in data.values()):
        return None
    return CellIdentity(**data)


def difference(then: CellIdentity, now: CellIdentity) -> str:
    """In what finished results are not what is asked now: "version 1.0, now 2.0; other prompts"; "" for nothing."""
    before, after = then.to_json(), now.to_json()
    changed = [name for name in before if before[name] != after[name]]
    return "; ".join(
        "other prompts"
        if name == "prompts"
        else f"{name.replace('_', ' ')} {_said(before[name])}, now {_said(after[name])}"
        for name in changed
    )


def folder_name(name: str) -> str:
    """The name where a file system takes it, else what it takes of it with a hash, so that no two names meet."""
    known = re.sub(r"[^\w.=+-]", "_", name).encode("utf-8")[:_BYTES]
    safe = known.decode("utf-8", "ignore").strip(".") or "_"
    return safe if safe == name else f"{safe}-{blake2b(name.encode('utf-8', 'replace'), digest_size=4).hexdigest()}"


def _said(value: object) -> str:
    return "none" if value in (None, "") else str(value)
