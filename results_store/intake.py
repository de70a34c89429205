"""Reading a source's new and changed files into the store, unit by unit, run by run."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from e2lm.errors import SourceError
from e2lm.reading import ColumnMapping, ReadOptions, Unit, units
from e2lm.records import Problem
from results_store.ahead import Ahead, content_hash, read_ahead
from results_store.assignments import corrected
from results_store.database import Store
from results_store.journal import Journal, Source
from results_store.known import Known
from results_store.known import known as questions_known
from results_store.places import to_path, to_text
from results_store.progress import Progress
from results_store.scan import Stamp, signature, stamps, stamps_of
from results_store.sources import correct
from results_store.tables import drop_units
from results_store.write import Finished, Taken, UnitPlace, finish_units, save_run

_SNAPSHOT = "SELECT snapshot FROM sources WHERE source_id = ?"
_UNITS = "SELECT file, signature, content FROM units WHERE source_id = ?"
# The bytes of a file that changed while it was read say nothing about what was stored.
_MOVED = "UPDATE units SET content = '' WHERE source_id = ? AND file = ?"
_TOUCHED = "UPDATE units SET signature = ? WHERE source_id = ? AND file = ?"

# What reading raises only by a mistake of the reader. One file must not keep all others, and the app, from starting.
_UNFORESEEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

# Seconds of reading that are stored in one transaction, and the most bytes of samples: of more the index would keep its
# memory, and half as much again on disk.
_TOGETHER, _MOST_BYTES = 0.5, 64 * 2**20

# Raised when reading changes, so that every file is read again, once.
_READING = 3


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
    changed = _changed(store, source, path, known, found)
    store.progress = Progress(source.origin or source.path, *_weight(changed, known))
    try:
        new_runs = _read(store, source, journal, changed, known)
    finally:
        store.progress = None
    seen = {file for file, *_ in store.rows(_UNITS, [source.source_id])}
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
) -> list[tuple[UnitPlace, Unit]]:
    """The units that are new, or whose files are not as they were when last read.

    Where size and time differ the bytes decide: files that were only copied or touched are noted as unchanged.
    """
    seen = {file: (signed, content) for file, signed, content in store.rows(_UNITS, [source.source_id])}
    said = _said(source)
    pairs = []
    touched: list[tuple[str, str]] = []
    questions: Known | None = None
    for unit in found:
        file = to_text(store.home, unit.main)
        now = signature(path, [str(part) for part in unit.files], known, said)
        before, content = seen.get(file, ("", ""))
        if before == now:
            continue
        if content and content == content_hash(unit.files, said):
            touched.append((now, file))
            continue
        questions = questions or questions_known(store)
        pairs.append((UnitPlace(source.source_id, file, now, file in seen, questions), unit))
    if touched:
        with store.transaction() as cursor:
            for now, file in touched:
                cursor.execute(_TOUCHED, [now, source.source_id, file])
    return pairs


def _weight(pairs: Sequence[tuple[UnitPlace, Unit]], known: Mapping[str, Stamp]) -> tuple[int, int]:
    """How many files are to be read, and their bytes."""
    sizes = [known.get(str(file), (0, 0))[0] for _, unit in pairs for file in unit.files]
    return len(sizes), sum(sizes)


def _unread(place: UnitPlace, unit: Unit, error: Exception) -> Finished:
    """A unit that the reader failed on, which is the reader's mistake."""
    logging.getLogger(__name__).exception("reading %s", unit.main, exc_info=error)
    what = f"the reader failed on what this file holds ({type(error).__name__}: {str(error)[:200]})"
    problem = Problem(str(unit.main), what, "Leave the file out, and report this message; the other files were read")
    return Finished(place, "", (), (), [problem])


def _read(
    store: Store,
    source: Source,
    journal: Journal,
    pairs: Sequence[tuple[UnitPlace, Unit]],
    known: Mapping[str, Stamp],
) -> int:
    """Stores everything that units give and returns the number of new runs.

    Units of half a second, and of so many bytes, are stored together, but for one whose samples are still to be read:
    that can take long, and what it asks is then known to those after it.
    """
    options = ReadOptions(ColumnMapping.from_json(source.mapping) if source.mapping else None)
    waiting: list[tuple[Finished, Unit]] = []
    new_runs = 0
    last = time.monotonic()
    questions = pairs[0][0].known if pairs else Known()
    for place, unit, ahead in read_ahead(pairs, options, _said(source), questions):
        try:
            *first, whole = _parts(place, ahead.result(), known, source, journal)
            saved = [save_run(store, place, taken) for taken in first]
            new_runs += sum(one.new for one in saved)
            _step(store, (), known, sum(one.samples for one in saved))
        except _UNFORESEEN as error:
            place.known.renew(store)
            whole = _unread(place, unit, error)
        waiting.append((whole, unit))
        held = sum(taken.sample_bytes for one, _ in waiting for taken in one.waiting)
        if not whole.is_read or held > _MOST_BYTES or time.monotonic() - last > _TOGETHER:
            new_runs += _stored(store, source, waiting, known)
            waiting, last = [], time.monotonic()
    return new_runs + _stored(store, source, waiting, known)


def _stored(store: Store, source: Source, waiting: Sequence[tuple[Finished, Unit]], known: Mapping[str, Stamp]) -> int:
    """Stores units together, or each alone where that fails on one of them, and returns the number of new runs."""
    if not waiting:
        return 0
    try:
        saved = finish_units(store, [whole for whole, _ in waiting])
    except _UNFORESEEN as error:
        whole, unit = waiting[0]
        whole.unit.known.renew(store)
        if len(waiting) > 1:
            return sum(_stored(store, source, [one], known) for one in waiting)
        saved = finish_units(store, [_unread(whole.unit, unit, error)])
    for whole, unit in waiting:
        if any(known.get(file) != stamp for file, stamp in stamps_of(unit.files).items()):
            with store.transaction() as cursor:
                cursor.execute(_MOVED, [source.source_id, whole.unit.file])
    _step(store, [file for _, unit in waiting for file in unit.files], known, saved.samples)
    return saved.new


def _parts(
    place: UnitPlace, ahead: Ahead, known: Mapping[str, Stamp], source: Source, journal: Journal
) -> tuple[*tuple[Taken, ...], Finished]:
    """What a unit holds, to be stored one after the other: runs with samples but for the last, and all the rest."""
    problems = [item for item in ahead.items if isinstance(item, Problem)]
    runs = [
        Taken(
            item,
            corrected(item.run.run_id, item.run.checkpoint, source.rule, journal.assignments),
            ahead.portions.get(item.run.run_id, ()),
            sum(known.get(file.path, (0, 0))[0] for file in item.sample_files),
        )
        for item in ahead.items
        if not isinstance(item, Problem)
    ]
    first = [taken for taken in runs if taken.reading.sample_files][:-1]
    rest = [taken for taken in runs if not any(taken is one for one in first)]
    return (*first, Finished(place, ahead.content, rest, [taken.run_id for taken in runs], problems))


def _step(store: Store, files: Sequence[Path], known: Mapping[str, Stamp], samples: int) -> None:
    """Notes that more files are done, for whoever watches."""
    if store.progress is not None:
        sizes = [known.get(str(file), (0, 0))[0] for file in files]
        store.progress = store.progress.after(len(sizes), sum(sizes), samples)
