"""Reading a source's new and changed files into the store, unit by unit, run by run."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from e2lm.errors import SourceError
from e2lm.reading import ColumnMapping, ReadOptions, Unit, read_unit, units
from e2lm.records import Problem
from results_store.assignments import corrected
from results_store.database import Store
from results_store.journal import Journal, Source
from results_store.places import to_path, to_text
from results_store.rows import Keys
from results_store.scan import Stamp, signature, stamps, stamps_of
from results_store.sources import correct
from results_store.tables import drop_units
from results_store.write import Finished, Taken, UnitPlace, finish_units, save_run

_SNAPSHOT = "SELECT snapshot FROM sources WHERE source_id = ?"
_UNITS = "SELECT file, signature FROM units WHERE source_id = ?"
_KEYS = "SELECT doc_key FROM docs UNION ALL SELECT prompt_key FROM prompts"

# What reading raises only by a mistake of the reader. One file must not keep all others, and the app, from starting.
_UNFORESEEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

# Seconds of reading whose small runs are stored in one transaction.
_TOGETHER = 0.5

# Raised when reading changes, so that every file is read again, once.
_READING = 2


def take_in(store: Store, source: Source, journal: Journal) -> int | None:
    """Reads what is new or changed in a source and returns the number of new runs; None where nothing changed.

    Runs of a file that was deleted from a folder go with it, but a source that has vanished or is empty, such as a disk
    that is not mounted, keeps its data. Raises StoreError where the store cannot be written; finished runs stay.
    """
    path = to_path(store.home, source.path)
    known = _known(path)
    snapshot = signature(path, known, known, _said(source))
    if not known or [(snapshot,)] == store.rows(_SNAPSHOT, [source.source_id]):
        return None
    found = _units(path)
    new_runs = _read(store, source, journal, _changed(store, source, path, known, found))
    seen = {file for file, _ in store.rows(_UNITS, [source.source_id])}
    gone = seen - {to_text(store.home, unit.main) for unit in found}
    with store.transaction() as cursor:
        drop_units(cursor, source.source_id, sorted(gone))
        cursor.execute("UPDATE sources SET snapshot = ? WHERE source_id = ?", [snapshot, source.source_id])
    if source.rule:
        correct(store, journal)
    return new_runs


def _known(path: Path) -> dict[str, Stamp]:
    """The stamps by which a source's change is told: of all files of a folder, or of a file and what belongs to it."""
    if path.is_dir():
        return stamps(path)
    return stamps_of(file for unit in _units(path) for file in unit.files)


def _units(path: Path) -> list[Unit]:
    """The units under a path; none where it has vanished or may not be listed, like a source that is gone."""
    try:
        return units(path)
    except SourceError:
        return []


def _said(source: Source) -> str:
    return json.dumps([_READING, source.mapping], sort_keys=True)


def _changed(
    store: Store, source: Source, path: Path, known: Mapping[str, Stamp], found: Sequence[Unit]
) -> list[tuple[Unit, UnitPlace]]:
    """The units that are new, or whose files are not as they were when last read."""
    seen = dict(store.rows(_UNITS, [source.source_id]))
    pairs = []
    keys: Keys | None = None
    for unit in found:
        file = to_text(store.home, unit.main)
        now = signature(path, [str(part) for part in unit.files], known, _said(source))
        if seen.get(file) != now:
            keys = keys or Keys(_keys(store))
            pairs.append((unit, UnitPlace(source.source_id, file, now, file in seen, keys)))
    return pairs


def _keys(store: Store) -> set[str]:
    return {key for (key,) in store.rows(_KEYS)}


def _unforeseen(unit: Unit, error: Exception) -> Problem:
    logging.getLogger(__name__).exception("reading %s", unit.main)
    what = f"the reader failed on what this file holds ({type(error).__name__}: {str(error)[:200]})"
    return Problem(str(unit.main), what, "Leave the file out, and report this message; the other files were read")


def _read(store: Store, source: Source, journal: Journal, pairs: Sequence[tuple[Unit, UnitPlace]]) -> int:
    """Stores everything that units give and returns the number of new runs.

    A run with samples is stored as soon as it is read. Runs without are small and many, rows of a table or files of
    scores: those of half a second are stored together.
    """
    mapping = ColumnMapping.from_json(source.mapping) if source.mapping else None
    finished: list[Finished] = []
    new_runs = 0
    last = time.monotonic()
    for unit, place in pairs:
        run_ids: list[str] = []
        problems: list[Problem] = []
        waiting: list[Taken] = []
        try:
            for item in read_unit(unit, ReadOptions(mapping)):
                if isinstance(item, Problem):
                    problems.append(item)
                    continue
                checkpoint = corrected(item.run.run_id, item.run.checkpoint, source.rule, journal.assignments)
                if item.sample_files:
                    new_runs += save_run(store, place, Taken(item, checkpoint))
                else:
                    waiting.append(Taken(item, checkpoint))
                run_ids.append(item.run.run_id)
        except _UNFORESEEN as error:
            problems.append(_unforeseen(unit, error))
            place.keys.stored = _keys(store)
            run_ids.clear()
        finished.append(Finished(place, waiting, run_ids, problems))
        if time.monotonic() - last > _TOGETHER:
            new_runs += finish_units(store, finished)
            finished, last = [], time.monotonic()
    return new_runs + finish_units(store, finished)
