"""Which files of a source are new or changed, told from size and time alone, without opening one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path

# A file's size in bytes and time of change in nanoseconds.
Stamp = tuple[int, int]


def stamps(folder: Path) -> dict[str, Stamp]:
    """The stamp of every file under a folder by path, in one walk; links to folders are not followed."""
    found: dict[str, Stamp] = {}
    pending = [str(folder)]
    while pending:
        try:
            entries = os.scandir(pending.pop())
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            continue
        with entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    found.update(_stamp(entry))
    return found


def stamps_of(files: Iterable[Path]) -> dict[str, Stamp]:
    """The stamps of some files by path; missing ones have none."""
    existing = [file for file in files if file.is_file()]
    return {str(file): (status.st_size, status.st_mtime_ns) for file in existing for status in [file.stat()]}


def _stamp(entry: os.DirEntry[str]) -> dict[str, Stamp]:
    try:
        status = entry.stat()
    except OSError:
        return {}
    return {entry.path: (status.st_size, status.st_mtime_ns)}


def signature(root: Path, files: Iterable[str], known: Mapping[str, Stamp], said: str = "") -> str:
    """A hash of the files' names under `root`, their stamps and what was said about them; equal means unchanged."""
    digest = blake2b(said.encode(), digest_size=8)
    prefix = str(root)
    for file in sorted(files):
        digest.update(f"{file.removeprefix(prefix)}\0{known.get(file)}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
