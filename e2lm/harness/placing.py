"""Where a sweep's results go: a folder of this machine or an object store, whole cells only."""

from __future__ import annotations

import errno
import glob
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from e2lm.errors import RequestError
from e2lm.harness.cells import FinishedCell, finished_cells, identity_of, of_records
from e2lm.harness.remote import is_url, opened
from e2lm.harness.remote_cells import sidecars, upload
from e2lm.harness.written import SIDECAR, is_finished, is_full, no_room


@dataclass(frozen=True)
class Output:
    """The place that gets the results: `address` is a folder or the URL of an object store."""

    address: str

    def finished(self, wanted: Callable[[FinishedCell], bool]) -> list[FinishedCell]:
        """The wanted ones of the cells that lie there. Raises RequestError where a store cannot be reached."""
        if is_url(self.address):
            return [cell for cell in of_records(sidecars(opened(self.address))) if wanted(cell)]
        folder = Path(self.address)
        return finished_cells(folder, wanted) if folder.is_dir() else []

    def require(self) -> None:
        """Raises RequestError where no file can be made in the folder, before hours of computing and not after.

        A store is not tried: what cannot be placed there now is kept, and placed by the next worker.
        """
        if is_url(self.address):
            return
        folder = Path(self.address)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            if is_full(error):
                raise no_room(folder) from error
            raise RequestError(
                f"no results can be written there ({error.strerror})",
                remedy="Choose another output, or allow this user to write there.",
                file=str(folder),
                field="output",
            ) from error

    def place(self, work: Path, name: str) -> None:
        """Moves the finished cell in `work` to `name`, where it appears at once and in place of what was there.

        Raises NoRoomError where the disk is full, RequestError where a store cannot be reached: then `work` stays.
        """
        if is_url(self.address):
            upload(work, opened(self.address), name)
            shutil.rmtree(work, ignore_errors=True)
            return
        folder = Path(self.address) / name
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            put_in_place(work, folder)
        except OSError as error:
            if is_full(error):
                raise no_room(folder) from error
            raise


def put_in_place(work: Path, folder: Path) -> None:
    """Renames `work` to `folder` in place of what was there; across file systems it is copied beside it first.

    Where that fails, what was there stays, and so does `work`.
    """
    try:
        _swap(work, folder)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = folder.with_name(f".{folder.name}.unfinished")
        shutil.rmtree(beside, ignore_errors=True)
        try:
            shutil.copytree(work, beside)
            _swap(beside, folder)
        except OSError:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        shutil.rmtree(work, ignore_errors=True)


def _swap(fresh: Path, folder: Path) -> None:
    """One rename where nothing was there. Killed between two, the old results have another name until the next time."""
    for left in folder.parent.glob(f".{glob.escape(folder.name)}.replaced-*"):
        shutil.rmtree(left, ignore_errors=True)
    if not folder.exists():
        fresh.rename(folder)
        return
    old = folder.with_name(f".{folder.name}.replaced-{time.time_ns()}")
    folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def waiting_cell(work: Path) -> FinishedCell | None:
    """The finished cell in `work` that was not placed yet, None where there is none."""
    if not is_finished(work):
        return None
    record: dict[str, Any] = json.loads((work / SIDECAR).read_text(encoding="utf-8"))
    identity = identity_of(record.get("cell"))
    return FinishedCell(identity, "", record) if identity else None
