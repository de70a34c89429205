"""The journal reviews.jsonl: what people said of candidates, tasks and questions; one JSON event a line, append-only.

No store is needed, only its home: what is said outlives the index, and changes nothing that it computes.
"""

from __future__ import annotations

import time
from pathlib import Path
from threading import Lock
from uuid import uuid4

from e2lm.errors import RequestError
from e2lm.reviews.events import Event
from e2lm.reviews.references import Reference
from e2lm.reviews.state import Reviews
from results_store.appending import append_lines
from results_store.brought import Brought, bring_in_lines
from results_store.failures import translated
from results_store.followed import Followed

FILE = "reviews.jsonl"
Stamp = tuple[int, int, int]

_followed: dict[Path, Followed] = {}
_opening = Lock()


def reviews(home: Path) -> Reviews:
    """What stands now. Reads only what was added since the last call. Raises StoreError where it cannot be read."""
    path = (home / FILE).absolute()
    with _opening:
        followed = _followed.setdefault(path, Followed(path))
    with translated(str(path)):
        return followed.now()


def stamp(home: Path) -> Stamp:
    """File, size and time of the journal: equal stamps mean that nothing was said in between."""
    with translated(str(home / FILE)):
        try:
            status = (home / FILE).stat()
        except FileNotFoundError:
            return 0, 0, 0
    return status.st_ino, status.st_size, status.st_mtime_ns


def say(home: Path, by: str, kind: str, on: Reference | str, **fields: object) -> Event:
    """Journals what a person says; it is on the disk when this returns.

    Raises RequestError for what cannot be said, StoreError where nothing can be written; then nothing is changed.
    """
    name = " ".join(by.split())
    if not name:
        raise RequestError("nobody says so", remedy="Give your name: reviews are kept under it", field="name")
    try:
        event = Event(uuid4().hex[:16], time.time(), name, kind, str(on), fields)
        line = event.line().encode()
    except (TypeError, ValueError) as error:
        raise RequestError(f"this cannot be kept: {error}", remedy="Change it and try again", field=kind) from error
    append_lines(home / FILE, line + b"\n")
    return event


def bring_in(home: Path, content: bytes, name: str) -> Brought:
    """Adds the events of another journal that are not in this one; `name` is its file's. See bring_in_lines."""
    return bring_in_lines(home / FILE, content, name)
