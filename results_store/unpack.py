"""Uploads and zips: kept under home/imports/<hash of their content>, where a rebuild finds them again."""

from __future__ import annotations

import errno
import lzma
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import IO

from e2lm.errors import SourceError
from results_store.failures import full, translated

FOLDER = "imports"
LARGEST = 20 * 1024**3
MOST_FILES = 200_000

_DAMAGE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error, lzma.LZMAError)
# What the disk refuses because of the zip's names, and None, which damaged bz2 data gives: no fault of the disk's.
_NAMES_OR_DATA = {errno.ENAMETOOLONG, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.EILSEQ, errno.EINVAL, None}


def is_zip(path: Path) -> bool:
    """Whether a path is to be unpacked: it is called .zip, or its content says so."""
    return path.is_file() and (path.suffix.lower() == ".zip" or zipfile.is_zipfile(path))


def unpacked(home: Path, archive: Path) -> Path:
    """The folder that holds a zip's files, made on first sight.

    Raises SourceError for a damaged zip, one with a path that leaves the folder, or one that is too large.
    """
    with translated(str(archive)):
        folder = home / FOLDER / _hash(archive)
        if not folder.exists():
            _appear(folder, lambda into: _extract(archive, into))
    return folder


def kept(home: Path, files: Mapping[str, bytes]) -> Path:
    """The folder that holds uploaded files, by their own names, made on first sight."""
    digest = blake2b(digest_size=8)
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    folder = home / FOLDER / digest.hexdigest()
    with translated(str(folder)):
        if not folder.exists():
            _appear(folder, lambda into: [(into / _bare(name)).write_bytes(body) for name, body in files.items()])
    return folder


def _appear(folder: Path, fill: Callable[[Path], object]) -> None:
    """Fills a new folder and renames it into place, so that a crash never leaves half of it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    into = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        fill(into)
        into.chmod(0o755)
        if not folder.exists():
            into.rename(folder)
    finally:
        shutil.rmtree(into, ignore_errors=True)


def _extract(archive: Path, into: Path) -> None:
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [member for member in opened.infolist() if _wanted(member)]
            _check(archive, members, into)
            for member in members:
                target = into / PurePosixPath(member.filename)
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(member) as source, target.open("wb") as sink:
                    _copy(archive, source, sink, member.file_size)
    except _DAMAGE as error:
        raise _broken(archive, str(error)) from error
    except OSError as error:
        if error.errno not in _NAMES_OR_DATA:
            raise
        raise _broken(archive, error.strerror or str(error)) from error


def _broken(archive: Path, why: str) -> SourceError:
    remedy = "Make the zip again, or unpack it and import the folder."
    return SourceError(f"the zip cannot be unpacked ({why})", remedy=remedy, file=str(archive))


def _check(archive: Path, members: list[zipfile.ZipInfo], into: Path) -> None:
    for member in members:
        path = PurePosixPath(member.filename)
        linked = stat.S_ISLNK(member.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in member.filename or linked:
            remedy = "Unpack it yourself where you trust it, and import the folder."
            problem = f"the zip holds a path or link that may leave its folder: {member.filename!r}"
            raise SourceError(problem, remedy=remedy, file=str(archive), field=member.filename)
    size = sum(member.file_size for member in members)
    if len(members) > MOST_FILES or size > LARGEST:
        problem = f"the zip is too large: {len(members)} files, {size} bytes unpacked"
        raise SourceError(problem, remedy="Unpack it yourself and import the folder.", file=str(archive))
    if size > shutil.disk_usage(into).free:
        raise full(str(into.parent))


def _copy(archive: Path, source: IO[bytes], sink: IO[bytes], announced: int) -> None:
    """Copies at most what the zip announced, so that a false size cannot fill the disk."""
    while block := source.read(1 << 20):
        announced -= len(block)
        if announced < 0:
            problem = "the zip holds more than it announces"
            raise SourceError(problem, remedy="Make the zip again.", file=str(archive))
        sink.write(block)


def _wanted(member: zipfile.ZipInfo) -> bool:
    return not member.is_dir() and not member.filename.startswith("__MACOSX/")


def _bare(name: str) -> str:
    """The last part of an uploaded file's name: browsers may send a path."""
    return PurePosixPath(name.replace("\\", "/")).name.lstrip(".") or "upload"


def _hash(path: Path) -> str:
    digest = blake2b(digest_size=8)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
