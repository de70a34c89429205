"""Saved candidates, as events of the journal: they outlive the index, and change nothing that it computes."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import replace

from e2lm.candidates.candidate import Candidate
from e2lm.candidates.saved import Saved
from e2lm.errors import RequestError
from results_store.database import Store
from results_store.journal import append, read_journal


def candidates(store: Store) -> list[Saved]:
    """Every saved version in the order in which they were saved first."""
    return list(read_journal(store.home).candidates)


def save_candidate(store: Store, candidate: Candidate, lists: Mapping[str, Collection[str]] | None = None) -> Saved:
    """Keeps a version, with the lists of doc_keys that its definition names; of one that is kept its name and note are
    changed. Raises RequestError for a candidate without a name, StoreError where nothing can be written."""
    name = " ".join(candidate.name.split())
    if not name:
        raise RequestError("the candidate has no name", remedy="Give it one", field="name")
    saved = Saved.of(replace(candidate, name=name), lists or {}, time.time())
    with store.writing:
        before = {one.version: one for one in candidates(store)}
        if saved.version in before:
            saved = replace(saved, added=before[saved.version].added)
        if saved != before.get(saved.version):
            append(store.home, saved.event())
    return saved


def drop_candidate(store: Store, version: str) -> None:
    """Takes a saved version off the list. Raises RequestError where there is none of it."""
    with store.writing:
        if version not in {one.version for one in candidates(store)}:
            raise RequestError("there is no such version", remedy="Pick one of those listed", field=version)
        append(store.home, {"event": "drop candidate", "version": version})


def dropped(store: Store) -> list[Saved]:
    """The versions that were saved once and taken off the list since."""
    return list(read_journal(store.home).dropped)


def restore_candidate(store: Store, version: str) -> Saved:
    """Puts a dropped version back on the list, as it was. Raises RequestError where none was dropped."""
    with store.writing:
        gone = {one.version: one for one in dropped(store)}
        if version not in gone:
            raise RequestError("no such version was dropped here", remedy="Save it again", field=version)
        append(store.home, gone[version].event())
    return gone[version]
