"""How far an import is: files, bytes and samples of those that are new or changed in one source."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Progress:
    """`source` is the kept path, sizes are bytes, `samples` those stored so far, `began` of time.monotonic()."""

    source: str
    files: int
    size: int
    files_done: int = 0
    size_done: int = 0
    samples: int = 0
    began: float = field(default_factory=time.monotonic)
    now: float = field(default_factory=time.monotonic)

    def after(self, files: int, size: int, samples: int) -> Progress:
        """The progress once so many more files, bytes and samples are done."""
        return replace(
            self,
            files_done=self.files_done + files,
            size_done=self.size_done + size,
            samples=self.samples + samples,
            now=time.monotonic(),
        )

    @property
    def share(self) -> float:
        """What is done of the bytes, 0 .. 1."""
        return self.size_done / self.size if self.size else 1.0

    @property
    def rate(self) -> float | None:
        """Megabytes a second so far; None before anything is done."""
        passed = self.now - self.began
        return self.size_done / _MEGABYTE / passed if passed > 0 and self.size_done else None

    @property
    def seconds_left(self) -> float | None:
        """At the rate so far; None before anything is done."""
        return (self.size - self.size_done) / _MEGABYTE / self.rate if self.rate else None
