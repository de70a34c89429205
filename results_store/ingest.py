"""Taking results in: journal what was given, read what is new in it, store it run by run."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from e2lm.errors import RequestError, SourceError
from e2lm.harness.remote import is_url
from e2lm.reading import ColumnMapping, units
from e2lm.records import Problem
from results_store import journal, mirror
from results_store.corrections import assign, assignments, check_rule, withdraw
from results_store.database import Store
from results_store.failures import full
from results_store.intake import take_in
from results_store.journal import DEMO, RUNS, Source, append, read_journal
from results_store.places import to_path, to_text
from results_store.report import ImportReport, report_on
from results_store.sources import follow, live_sources
from results_store.unpack import is_zip, kept, unpacked
from results_store.watching import watch

__all__ = [
    "ImportReport", "assign", "assignments", "fetch_new", "first_start", "forget_source", "import_path",
    "import_upload", "import_uploads", "journal_path", "load_demo", "refresh", "watch", "withdraw",
]  # fmt: skip

RECORDED_DEMO = Path(__file__).parent.parent / "e2lm" / "demo" / "recorded.zip"
LEAST_SPACE = 16 * 1024**2
_NO_RESULTS = "Give the folder with lm-eval's results_*.json or samples_*.jsonl, or a table of scores."


def import_path(
    store: Store, path: Path | str, *, rule: str = "", mapping: ColumnMapping | None = None, label: str = ""
) -> ImportReport:
    """Takes in a results file, a folder of them, a zip, or a folder of an object store by its address (s3://...), and
    watches it from then on.

    `rule` ("step * 2097152") gives tokens to checkpoints that nothing else does, `mapping` says what the columns of a
    table are. What cannot be read is in the report's problems; the rest is stored. Doing it again changes nothing.
    Raises RequestError for a rule that is not arithmetic, StoreError for a full or read-only disk.
    """
    if is_url(str(path)):
        return _take(store, [_fetched(store, str(path), rule, label)])
    return _take(store, [_prepared(store.home, Path(path), rule, mapping, label)])


def import_upload(
    store: Store, name: str, content: bytes, *, rule: str = "", mapping: ColumnMapping | None = None, label: str = ""
) -> ImportReport:
    """Takes in one uploaded file; see import_uploads."""
    return import_uploads(store, {name: content}, rule=rule, mapping=mapping, label=label)


def import_uploads(
    store: Store, files: Mapping[str, bytes], *, rule: str = "", mapping: ColumnMapping | None = None, label: str = ""
) -> ImportReport:
    """Takes in files uploaded together, kept under home/imports: each zip by itself, the others as one folder, so that
    results find their samples."""
    zips = [{name: body} for name, body in sorted(files.items()) if name.lower().endswith(".zip")]
    others = {name: body for name, body in files.items() if not name.lower().endswith(".zip")}
    prepared = []
    for part in (*zips, *([others] if others else [])):
        folder = kept(store.home, part)
        path = next(folder.iterdir()) if part in zips else folder
        prepared.append(_prepared(store.home, path, rule, mapping, label, origin=", ".join(sorted(part))))
    return _take(store, prepared)


def journal_path(home: Path, path: Path | str, *, rule: str = "", label: str = "") -> ImportReport:
    """Only notes that a path is to be taken in: for a process that cannot open the index because the app holds it."""
    if is_url(str(path)):
        return watch(home, str(path), rule=rule, label=label)
    source = _prepared(home, Path(path), rule, None, label)
    if isinstance(source, ImportReport):
        return source
    journal.record(home, source)
    return ImportReport(source_id=source.source_id, pending=True)


def fetch_new(store: Store) -> int:
    """Copies here what is new in the watched object stores and returns the number of files; a refresh takes it in.

    Apart from `refresh`, since a store that answers late must not keep what lies on this machine from being taken in.
    What is wrong with a store is a problem of its source; its data stays.
    """
    return mirror.fetch_all(store)


def refresh(store: Store, *, wait: bool = True) -> ImportReport:
    """Takes in what is new or changed in home/runs and in everything journalled; reports on the sources that changed.

    Unchanged files are told by size and time and not opened. Where another thread is importing, waits for it, or with
    `wait` False returns at once: that thread's work shows in the store's version.
    """
    if not store.importing.acquire(blocking=wait):
        return ImportReport()
    try:
        said = read_journal(store.home)
        follow(store, said)
        taken = {source.source_id: take_in(store, source, said) for source in live_sources(store, said)}
        changed = [source_id for source_id, outcome in taken.items() if outcome is not None]
        return report_on(store, changed, sum(outcome or 0 for outcome in taken.values()))
    finally:
        store.importing.release()


def forget_source(store: Store, source_id: str) -> None:
    """Takes a source and the runs that only it gave out of the index, and remembers that; its files stay.

    Raises RequestError for an unknown source, and for the watched runs/ folder, whose runs are removed by deleting
    their folders.
    """
    if source_id == RUNS:
        remedy = "Delete the folders of the runs that are not wanted"
        raise RequestError("the runs/ folder is always indexed", remedy=remedy, field=source_id)
    with store.importing:
        if source_id not in {source.source_id for source in read_journal(store.home).sources}:
            raise RequestError("there is no such source", remedy="Pick one of the sources listed", field=source_id)
        append(store.home, {"event": "forget", "source_id": source_id})
        follow(store, read_journal(store.home))


def first_start(store: Store) -> ImportReport | None:
    """Loads the recorded demo into a home that nothing was ever imported into, so that the first page is not empty."""
    untouched = read_journal(store.home).untouched and not any((store.home / RUNS).glob("*"))
    return load_demo(store) if untouched and RECORDED_DEMO.exists() else None


def load_demo(store: Store) -> ImportReport:
    """Takes in the recorded demo, labelled so; forget_source(store, "demo") removes it."""
    folder = unpacked(store.home, RECORDED_DEMO)
    return _take(store, [Source.of(to_text(store.home, folder), "", {}, DEMO, RECORDED_DEMO.name, source_id=DEMO)])


def _prepared(
    home: Path, path: Path, rule: str, mapping: ColumnMapping | None, label: str, origin: str = ""
) -> Source | ImportReport:
    """The source that a path is, a zip unpacked; or the report on why it is none."""
    check_rule(rule)
    path = path.expanduser().resolve()
    try:
        _check_name(path)
        if is_zip(path):
            origin, path = origin or str(path), unpacked(home, path)
        if not units(path):
            raise SourceError("no results were found here", remedy=_NO_RESULTS, file=origin or str(path))
    except SourceError as error:
        return ImportReport(problems=(Problem.of(error),))
    return Source.of(to_text(home, path), rule.strip(), mapping.to_json() if mapping else {}, label.strip(), origin)


def _fetched(store: Store, url: str, rule: str, label: str) -> Source | ImportReport:
    """The source that an address is, once what lies there is here; or the report on why it is none."""
    check_rule(rule)
    try:
        source = mirror.source_of(url, rule.strip(), label.strip())
        with store.importing:
            mirror.fetch(store, source, shows_progress=True)
        mirror.say(store, source.source_id, [])
        copy = to_path(store.home, source.path)
        if not copy.is_dir() or not units(copy):
            raise SourceError("no results were found here", remedy=_NO_RESULTS, file=source.origin)
    except (SourceError, RequestError) as error:
        return ImportReport(problems=(Problem.of(error),))
    return source


def _check_name(path: Path) -> None:
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        shown = str(path).encode("utf-8", "replace").decode()
        raise SourceError("the path is not UTF-8 text", remedy="Rename the folder or file", file=shown) from error


def _take(store: Store, prepared: Sequence[Source | ImportReport]) -> ImportReport:
    """Journals sources, so that a crash from here on is made good by the next refresh, and takes them in."""
    sources = [source for source in prepared if isinstance(source, Source)]
    refused = [problem for report in prepared if isinstance(report, ImportReport) for problem in report.problems]
    if not sources:
        return ImportReport(problems=tuple(refused))
    with store.importing:
        if shutil.disk_usage(store.home).free < LEAST_SPACE:
            raise full(str(store.home))
        for source in sources:
            journal.record(store.home, source)
        said = read_journal(store.home)
        follow(store, said)
        new_runs = sum(take_in(store, source, said) or 0 for source in sources)
        report = report_on(store, [source.source_id for source in sources], new_runs)
    return replace(report, problems=(*refused, *report.problems))
