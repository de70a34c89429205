"""Folders of an object store by their address (s3://, gs://, az://, hf://): what lies there, and its bytes.

The only module that imports fsspec, inside its functions: the app starts without it. Credentials come from the
environment, as each store's own package reads them (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, HF_TOKEN ...); an address that
holds a password is refused, since addresses are written down.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from e2lm.errors import RequestError
from e2lm.harness.written import is_full

# Which package serves an address.
PACKAGES = {"s3": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs", "hf": "huggingface_hub"}
REQUIREMENTS = "requirements-cluster.txt"
_ADDRESS = re.compile(r"(?P<protocol>[a-z][a-z0-9+.-]*)://(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_SECRET_NAMES = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
# What stands for an object's content, by store; the first that is there counts.
_TAGS = ("ETag", "etag", "md5Hash", "blob_id", "content_settings", "LastModified", "mtime", "last_modified")
_SHORTEST_SECRET = 6
_REFUSAL = r"denied|forbidden|credential|unauthorized|signature|\b40[13]\b"
_REFUSED = ("the store refuses", "Set its credentials in the environment of this process, and allow them this folder.")
_MISSING = ("there is no such bucket, repository or file", "Check the address.")
_UNREACHABLE = ("the store cannot be reached", "Check the network and the store's endpoint.")


class RemoteError(RequestError):
    """An object store that cannot be reached, read or written now; `file` is its address without passwords."""


def is_url(text: str) -> bool:
    """Whether a place is an address rather than a path of this machine."""
    return "://" in text


def shown(text: str) -> str:
    """The text without the passwords of addresses in it and without any secret that the environment holds."""
    secrets = [value for name, value in os.environ.items() if _SECRET_NAMES.search(name)]
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***") if len(secret) >= _SHORTEST_SECRET else text
    return re.sub(r"://[^/\s@]*@", "://***@", text)


def checked_url(text: str, field: str = "") -> str:
    """The address in its plain form, without a slash at its end.

    Raises RequestError for a kind of store that is not known, an address without a bucket, and one with a password.
    """
    found = _ADDRESS.fullmatch(text.strip())
    protocol, rest = (found["protocol"].lower(), found["rest"].rstrip("/")) if found else ("", "")
    if protocol not in PACKAGES:
        kinds = ", ".join(f"{name}://" for name in PACKAGES)
        raise RequestError(
            "no object store has such an address", remedy=f"Use one of {kinds}.", file=shown(text), field=field
        )
    if "@" in rest.split("/")[0] and protocol != "hf":
        raise RequestError(
            "the address holds a name or password, and addresses are written down",
            remedy="Take it out and set it in the environment.",
            file=shown(text),
            field=field,
        )
    if not rest.strip("/") or any(part in ("", ".", "..") for part in rest.split("/")):
        raise RequestError(
            "the address names no folder", remedy="Write it as s3://bucket/folder.", file=shown(text), field=field
        )
    return f"{protocol}://{rest}"


@dataclass(frozen=True)
class RemoteFolder:
    """A folder of an object store; names are relative to it, with "/" between their parts.

    Every method raises RemoteError where the store cannot be reached or refuses.
    """

    url: str
    store: Any
    root: str

    def files(self) -> dict[str, tuple[int, str]]:
        """Everything below the folder by name: bytes, and a mark of the content that changes with it.

        An empty folder and one that does not exist are the same in an object store; a bucket that does not exist
        raises.
        """
        with translated(self.url):
            self.store.invalidate_cache()
            found = self.store.find(self.root, detail=True)
            if not found and not self.store.exists(self._bucket):
                raise FileNotFoundError(self._bucket)
        prefix = f"{self.root}/"
        return {
            path.removeprefix(prefix): (int(facts.get("size") or 0), _mark(facts))
            for path, facts in found.items()
            if path.startswith(prefix)
        }

    def exists(self, name: str) -> bool:
        with translated(self.url):
            self.store.invalidate_cache()
            return bool(self.store.exists(self._path(name)))

    def read(self, names: Sequence[str]) -> dict[str, bytes]:
        """The contents of some files, read side by side."""
        if not names:
            return {}
        with translated(self.url):
            by_path = {self._path(name): name for name in names}
            found: Mapping[str, bytes] = self.store.cat(list(by_path))
        return {by_path[path]: content for path, content in found.items()}

    def fetch(self, files: Mapping[str, Path]) -> None:
        """Copies files here, side by side: names there to paths here, whose folders exist."""
        if files:
            with translated(self.url):
                self.store.get([self._path(name) for name in files], [str(path) for path in files.values()])

    def put(self, files: Mapping[str, Path]) -> None:
        """Copies files there, side by side; one that is there already is replaced."""
        if files:
            with translated(self.url):
                self.store.put([str(path) for path in files.values()], [self._path(name) for name in files])

    def write(self, name: str, content: bytes) -> None:
        with translated(self.url):
            self.store.pipe_file(self._path(name), content)

    def remove(self, names: Sequence[str]) -> None:
        """Removes files; those that are gone already are no error."""
        for name in names:
            with translated(self.url), contextlib.suppress(FileNotFoundError):
                self.store.rm_file(self._path(name))

    def below(self, name: str) -> RemoteFolder:
        """The folder of that name in this one."""
        return RemoteFolder(f"{self.url}/{name}", self.store, self._path(name))

    @property
    def _bucket(self) -> str:
        """What somebody has to have made: the bucket, or on the hub the repository."""
        parts = self.root.split("/")
        typed = parts[0] in ("datasets", "spaces", "buckets")
        return "/".join(parts[: 2 + typed if self.url.startswith("hf://") else 1])

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"


def opened(url: str) -> RemoteFolder:
    """The folder at an address; nothing is asked of the store yet.

    Raises RequestError for an address that is none and where the package that serves it is not installed.
    """
    url = checked_url(url)
    protocol = url.split("://")[0]
    try:
        from fsspec.core import url_to_fs

        store, root = url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        raise RequestError(
            f"{protocol}:// needs the package {PACKAGES[protocol]}",
            remedy=f"Install it: pip install {PACKAGES[protocol]} (or pip install -r {REQUIREMENTS}).",
            file=url,
        ) from error
    return RemoteFolder(url, store, str(root).rstrip("/"))


def _mark(facts: Mapping[str, Any]) -> str:
    return next((str(facts[name]) for name in _TAGS if facts.get(name)), "")


@contextlib.contextmanager
def translated(url: str) -> Iterator[None]:
    """Whatever a store's package raises as a RemoteError: each has errors of its own, with no common class."""
    try:
        yield
    except Exception as error:
        if isinstance(error, OSError) and (is_full(error) or Path(str(error.filename or "")).is_absolute()):
            raise  # this machine's disk, not the store's
        words = shown(" ".join(f"{error}".split()))[:300] or type(error).__name__
        problem, remedy = _UNREACHABLE
        if isinstance(error, FileNotFoundError):
            problem, remedy = _MISSING
        elif re.search(_REFUSAL, f"{type(error).__name__} {words}", re.IGNORECASE):
            problem, remedy = _REFUSED
        raise RemoteError(f"{problem} ({words})", remedy=remedy, file=url) from error
