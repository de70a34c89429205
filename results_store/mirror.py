"""Folders of object stores as folders here: what is new there is copied below home/imports and read there.

A cell counts once it is whole (e2lm.harness.remote_cells); files of folders without such a record, as lm-eval's own
output, are taken as they come. What was removed there goes here too, but a folder that is suddenly empty, or a store
that does not answer, takes nothing away.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from threading import Lock

from e2lm.errors import RequestError
from e2lm.harness.remote import RemoteFolder, checked_url, is_url, opened
from e2lm.harness.remote_cells import unfinished
from e2lm.reading import SIDECAR, is_result
from e2lm.records import Problem
from results_store.database import Store
from results_store.failures import full, translated
from results_store.journal import Source, read_journal, short_hash
from results_store.places import to_path
from results_store.progress import Progress
from results_store.rows import problem_table
from results_store.tables import add_rows
from results_store.unpack import FOLDER

# What is known of the files that were copied: by name, bytes and the store's mark of their content.
LISTING = ".listing.json"
BATCH = 64
Stamps = dict[str, tuple[int, str]]

_SAID = "SELECT file, problem, remedy, line, field FROM problems WHERE source_id = ? AND unit = ''"
_UNSAY = "DELETE FROM problems WHERE source_id = ? AND unit = ''"
_fetching = Lock()


def source_of(url: str, rule: str = "", label: str = "") -> Source:
    """The source that an address is: its copy here. Raises RequestError for an address that is none."""
    url = checked_url(url)
    return Source.of(_copy_of(url), rule, {}, label, url)


def is_mirrored(source: Source) -> bool:
    """Whether a source is the copy of a folder of an object store."""
    return is_url(source.origin) and source.path == _copy_of(source.origin)


def fetch_all(store: Store) -> int:
    """Copies what is new in every mirrored source and returns the number of files; what went wrong is a problem of its
    source. Raises StoreError where nothing can be written here."""
    count = 0
    for source in read_journal(store.home).sources:
        if is_mirrored(source):
            try:
                count += fetch(store, source)
                problems = []
            except RequestError as error:
                problems = [Problem.of(error)]
            say(store, source.source_id, problems)
    return count


def fetch(store: Store, source: Source, *, shows_progress: bool = False) -> int:
    """Copies what is new in one source and returns the number of files. `shows_progress` is for the holder of
    `store.importing`.

    Raises RequestError where the store cannot be read, StoreError where nothing can be written here.
    """
    with _fetching:
        try:
            folder = to_path(store.home, source.path)
            return _fetch(store, opened(source.origin), folder, shows_progress=shows_progress)
        finally:
            if shows_progress:
                store.progress = None


def say(store: Store, source_id: str, problems: Sequence[Problem]) -> None:
    """Notes what is wrong with a source's store in place of what was; nothing is written where that is the same."""
    table = problem_table(store.home, source_id, "", "", problems)
    told = [(row["file"], row["problem"], row["remedy"], row["line"], row["field"]) for row in table.to_pylist()]
    if told != store.rows(_SAID, [source_id]):
        with store.transaction() as cursor:
            cursor.execute(_UNSAY, [source_id])
            add_rows(cursor, "problems", table)


def _copy_of(url: str) -> str:
    return f"{FOLDER}/{short_hash(url)}"


def _fetch(store: Store, there: RemoteFolder, here: Path, *, shows_progress: bool) -> int:
    found = there.files()
    wanted = {name: stamp for name, stamp in found.items() if _is_wanted(name)}
    with translated(str(here)):
        known = _known(here)
        changed = [name for name, stamp in wanted.items() if known.get(name) != stamp or not (here / name).exists()]
        open_folders = unfinished(found)
        changed = [name for name in changed if name.rpartition("/")[0] not in open_folders]
        size = sum(wanted[name][0] for name in changed)
        here.parent.mkdir(parents=True, exist_ok=True)
        if size > shutil.disk_usage(here.parent).free:
            raise full(str(here.parent))
        progress = Progress(there.url, len(changed), size)
        for names in _batches(changed):
            _copy(there, here, names)
            known.update({name: wanted[name] for name in names})
            _save(here, known)
            progress = progress.after(len(names), sum(wanted[name][0] for name in names), 0)
            if shows_progress:
                store.progress = progress
        gone = [name for name in known if name not in wanted and name.rpartition("/")[0] not in open_folders]
        if gone and found:
            _drop(here, gone)
            _save(here, {name: stamp for name, stamp in known.items() if name not in gone})
    return len(changed)


def _is_wanted(name: str) -> bool:
    """Results and the records of runs, under names that stay below a folder here."""
    path = PurePosixPath(name)
    plain = str(path) == name and not path.is_absolute() and ".." not in path.parts
    return plain and (is_result(path) or path.name == SIDECAR)


def _batches(names: Sequence[str]) -> list[list[str]]:
    """Folder by folder, a folder's results last: they are what makes its other files count."""
    order = sorted(names, key=lambda name: (name.rpartition("/")[0], "/results" in f"/{name}", name))
    return [order[start : start + BATCH] for start in range(0, len(order), BATCH)]


def _copy(there: RemoteFolder, here: Path, names: Sequence[str]) -> None:
    here.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=here) as into:
        fresh = {name: Path(into) / str(number) for number, name in enumerate(names)}
        there.fetch(fresh)
        for name, file in fresh.items():
            (here / name).parent.mkdir(parents=True, exist_ok=True)
            file.replace(here / name)


def _drop(here: Path, names: Sequence[str]) -> None:
    for name in names:
        (here / name).unlink(missing_ok=True)
    for folder in sorted({parent for name in names for parent in (here / name).parents if here in parent.parents}):
        if folder.is_dir() and not any(path.is_file() for path in folder.rglob("*")):
            shutil.rmtree(folder)


def _known(here: Path) -> Stamps:
    """What was copied before; nothing where that is not known, which copies all of it once more."""
    try:
        listed = json.loads((here / LISTING).read_text(encoding="utf-8"))
        return {name: (int(size), str(mark)) for name, (size, mark) in listed.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def _save(here: Path, known: Mapping[str, tuple[int, str]]) -> None:
    fresh = here / f"{LISTING}.fresh"
    fresh.write_text(json.dumps(known, indent=0), encoding="utf-8")
    fresh.replace(here / LISTING)
