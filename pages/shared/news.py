"""Taking in what is on disk while pages are open: once when the server starts, and then again and again.

All of it goes on in threads of its own, one at a time for all sessions.
"""

from __future__ import annotations

import atexit
import gc
import math
import time
from concurrent.futures import Future
from dataclasses import dataclass

import streamlit as st

from pages.shared import queries
from results_store import Store, ingest
from results_store.background import in_background
from results_store.report import ImportReport

STORES_SECONDS = 15.0  # between two looks at the watched object stores
REST, LONGEST_REST = 100, 30.0  # a look that takes a second is followed by 100 without one, but at most half a minute


@st.cache_resource(show_spinner=False)
def first_load() -> Future[ImportReport]:
    """What this server takes in when it starts: what is new on disk, in an untouched home the demo."""
    opened = queries.store()
    return in_background(lambda: _first_load(opened))


def _first_load(opened: Store) -> ImportReport:
    ingest.first_start(opened)
    report = ingest.refresh(opened)
    gc.freeze()
    atexit.register(gc.unfreeze)
    return report


@dataclass
class _Look:
    """The last look for news: when it was, on the monotonic clock, how many seconds of the processor it took where it
    found nothing, and what came of it.

    `stores` and `stores_at` are those of the last look at object stores, which answer late or not at all.
    """

    at: float = -math.inf
    took: float = 0.0
    report: Future[ImportReport] | None = None
    stores_at: float = -math.inf
    stores: Future[int] | None = None


@st.cache_resource(show_spinner=False)
def _last_look() -> _Look:
    return _Look()


def _look(opened: Store, last: _Look) -> ImportReport:
    begun, before = time.thread_time(), opened.version
    report = ingest.refresh(opened, wait=False)
    last.took = time.thread_time() - begun if opened.version == before else 0.0
    return report


def latest() -> Future[ImportReport]:
    """What the last look for news gives, or the first load where there was none yet."""
    return _last_look().report or first_load()


def look_for_news(at_most_every: float = 0.0) -> None:
    """Starts to take in finished checkpoints and changed files, unless that is being done already.

    Looking at thousands of files takes a while, so all sessions together do it once in `at_most_every` seconds, less
    often where nothing is new and that takes long to see, and none waits. Object stores are looked at apart from it,
    less often. Raises the E2LMError that a look ended with.
    """
    last, now, opened, before = _last_look(), time.monotonic(), queries.store(), latest()
    stores = last.stores
    if now - last.stores_at >= STORES_SECONDS and (stores is None or stores.done()):
        last.stores_at, last.stores = now, in_background(lambda: ingest.fetch_new(opened))
    rest = min(REST * last.took, LONGEST_REST) if at_most_every else 0.0
    if before.done() and now - last.at >= max(at_most_every, rest):
        last.at, last.report = now, in_background(lambda: _look(opened, last))
        before.result()
    if stores is not None and stores.done():
        stores.result()
