"""A journal that is read again and again: only what was added is parsed, unless the file was changed otherwise."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock

from e2lm.records import Problem
from e2lm.reviews.events import Event
from e2lm.reviews.reading import read_lines
from e2lm.reviews.state import Reviews, replay

_Seen = tuple[int, int, int]
_NONE: _Seen = (0, 0, 0)


class Followed:
    """One journal: its events so far, and how far it was read. Safe under threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reading = Lock()
        self._begin()

    def now(self) -> Reviews:
        """What stands now. Raises OSError."""
        with self._reading:
            seen = self._seen()
            if seen != self._last:
                self._read(seen)
                self._reviews = replay(self._events, self._problems)
            return self._reviews

    def _begin(self) -> None:
        self._events: list[Event] = []
        self._problems: list[Problem] = []
        self._last = _NONE
        self._offset, self._lines, self._end = 0, 0, b""
        self._reviews = replay(())

    def _seen(self) -> _Seen:
        """File, size and time of change."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return _NONE
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _read(self, seen: _Seen) -> None:
        """Takes in the whole lines since the last time; a last line without its end waits until it is whole."""
        inode, size, _ = seen
        if inode != self._last[0] or size <= self._last[1] or not self._grown():
            self._begin()
        self._last = seen
        if seen == _NONE:
            return
        with self._path.open("rb") as file:
            file.seek(self._offset)
            added = file.read(size - self._offset)
        whole, end, _ = added.rpartition(b"\n")
        if end:
            lines = whole.split(b"\n")
            events, problems = read_lines(lines, str(self._path), self._lines + 1)
            self._events += events
            self._problems += problems
            self._lines += len(lines)
            self._offset += len(whole) + 1
            self._end = (whole + end)[-256:]

    def _grown(self) -> bool:
        """Whether what was read last still stands where it stood."""
        with self._path.open("rb") as file:
            file.seek(self._offset - len(self._end), os.SEEK_SET)
            return file.read(len(self._end)) == self._end
