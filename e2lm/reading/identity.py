"""The identity of a run: a hash of what was read, so that the same file is the same run wherever it lies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

_DIGEST_BYTES = 16


def content_hash(content: bytes, *more: str) -> str:
    """32 hexadecimal digits of the content and what tells runs of one file apart."""
    digest = hashlib.blake2b(content, digest_size=_DIGEST_BYTES)
    for part in more:
        digest.update(b"\0" + part.encode("utf-8", errors="surrogatepass"))
    return digest.hexdigest()


def files_hash(paths: Iterable[Path]) -> str:
    """The same over the contents of several files, without holding them. Errors: OSError."""
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for path in paths:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
