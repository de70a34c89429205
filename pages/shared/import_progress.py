"""Showing how far an import is, while it goes on in a thread of its own."""

from __future__ import annotations

import time
from concurrent.futures import Future
from pathlib import Path

from streamlit.delta_generator import DeltaGenerator

from e2lm.harness.words import duration
from e2lm.views.words import escaped
from pages.shared import queries
from results_store.progress import Progress
from results_store.report import ImportReport

_EVERY = 0.2


def shown_until_done(work: Future[ImportReport], place: DeltaGenerator, seconds: float | None = None) -> bool:
    """Draws the progress of an import in `place` until it is done, at most for some seconds; says whether it is.

    A rerun of the page ends the drawing and not the import.
    """
    last = None if seconds is None else time.monotonic() + seconds
    while not work.done() and (last is None or time.monotonic() < last):
        draw(place, queries.store().progress)
        time.sleep(_EVERY)
    place.empty()
    return work.done()


def draw(place: DeltaGenerator, progress: Progress | None) -> None:
    """One bar with its words; before the files are known only that they are looked at."""
    if progress is None:
        place.progress(0.0, ":gray[looking for what is new]")
    else:
        place.progress(min(1.0, progress.share), f":gray[{escaped(in_words(progress))}]")


def in_words(progress: Progress) -> str:
    """ "reading results: 1,204 of 9,234 files, 296,000 samples, 310 MB/s, 20 s left"."""
    parts = [f"{progress.files_done:,} of {progress.files:,} files", f"{progress.samples:,} samples"]
    if progress.rate is not None and progress.seconds_left is not None:
        parts += [f"{progress.rate:,.0f} MB/s", f"{duration(progress.seconds_left)} left"]
    return f"reading {Path(progress.source).name}: {', '.join(parts)}"
