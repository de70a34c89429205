"""Cells in an object store: each a folder that counts once its e2lm.json is there, which is written last.

A store cannot rename a folder. So a cell that is being written is marked by `.unfinished`, its old record goes first,
its own files follow, its new record comes last, and then the mark goes. hf:// takes the whole cell as one commit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from e2lm.harness.remote import RemoteFolder, translated
from e2lm.harness.written import SIDECAR

UNFINISHED = ".unfinished"


def upload(folder: Path, place: RemoteFolder, name: str) -> None:
    """Copies the finished cell in `folder` to `name` below `place`, in place of what stood there.

    Safe to break off anywhere and to do again: readers see the old cell or the new one, or none meanwhile. Raises
    RemoteError where the store cannot be reached or refuses; then `folder` is as it was.
    """
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    if place.url.startswith("hf://") and not place.url.startswith("hf://buckets/"):
        _commit(files, place, name)
        return
    place.write(f"{name}/{UNFINISHED}", b"\n")
    old = place.below(name).files()
    place.remove([f"{name}/{file}" for file in old if file == SIDECAR])
    place.put({f"{name}/{file}": path for file, path in files.items() if file != SIDECAR})
    place.remove([f"{name}/{file}" for file in old if file not in (*files, SIDECAR, UNFINISHED)])
    place.put({f"{name}/{SIDECAR}": folder / SIDECAR})
    place.remove([f"{name}/{UNFINISHED}"])


def sidecars(place: RemoteFolder) -> dict[str, Mapping[str, Any]]:
    """The records of the whole cells below a folder, by the cell's name relative to it; damaged ones are left out.

    Raises RemoteError.
    """
    found = place.files()
    records: dict[str, Mapping[str, Any]] = {}
    names = [f"{cell}/{SIDECAR}" if cell else SIDECAR for cell in sorted(cells(found))]
    for name, content in place.read(names).items():
        try:
            record = json.loads(content)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            records[name.removesuffix(SIDECAR).rstrip("/")] = record
    return records


def cells(names: Iterable[str]) -> set[str]:
    """The folders of a listing that are whole cells."""
    return {_folder(name) for name in names if name.rsplit("/", 1)[-1] == SIDECAR}


def unfinished(names: Iterable[str]) -> set[str]:
    """The folders of a listing that are being written, or were when something broke off."""
    listed = list(names)
    marked = {_folder(name) for name in listed if name.rsplit("/", 1)[-1] == UNFINISHED}
    return marked - cells(listed)


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _commit(files: Mapping[str, Path], place: RemoteFolder, name: str) -> None:
    """One commit for the whole cell: a commit per file would be slow, and the hub allows few an hour."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

    old = [file for file in place.below(name).files() if file not in files]
    with translated(place.url):
        where = place.store.resolve_path(f"{place.root}/{name}")
        adds = [CommitOperationAdd(f"{where.path_in_repo}/{file}", path) for file, path in files.items()]
        deletes = [CommitOperationDelete(f"{where.path_in_repo}/{file}") for file in old]
        HfApi(endpoint=place.store.endpoint, token=place.store.token).create_commit(
            repo_id=where.repo_id,
            repo_type=where.repo_type,
            revision=where.revision,
            operations=[*adds, *deletes],
            commit_message=f"results of {name}",
        )
