"""Whether two samples files were asked alike, told without parsing their prompts.

The choices of a doc follow from the doc and from the task's configuration; what the model read before them has a hash
in the log. So files of one phrasing whose records have known hashes ask known questions. That a configuration calls
code which changed elsewhere is caught by the file's first record, which is compared in full.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from e2lm.harness.outputs.requests import answered

# What decides how a doc becomes a prompt and choices; docs and prompts themselves are told apart by their hashes.
_DECIDING = ("process_docs", "doc_to_text", "doc_to_choice", "doc_to_target", "target_delimiter", "gen_prefix")
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")  # of a Python function that lm-eval could not print the source of
_HASHES = ("doc_hash", "prompt_hash", "target_hash")
_LONGEST = 2**24  # bytes of a line; a longer one is left to the reader of every record


class Opening(NamedTuple):
    """A samples file's first record: a hash of what was asked, and the names of its metrics as logged."""

    asked: str
    metrics: tuple[str, ...]


def phrasing_of(config: object) -> str:
    """A hash of how a task's configuration turns docs into choices; "" for other tasks than multiple choice."""
    if not isinstance(config, Mapping) or config.get("output_type") != "multiple_choice":
        return ""
    deciding = json.dumps({name: config.get(name) for name in _DECIDING}, sort_keys=True, default=str)
    return _short(_ADDRESS.sub("", deciding))


def opening(path: Path) -> Opening | None:
    """The opening of a samples file that has hashes, a filter and metrics by name (lm-eval since 0.4.7); None for
    others and for files that cannot be read."""
    try:
        with path.open("rb") as file:
            record = json.loads(file.readline(_LONGEST))
        return _opening(record) if isinstance(record, dict) else None
    except (OSError, ValueError, RecursionError):
        return None


def _opening(record: Mapping[str, Any]) -> Opening | None:
    """Errors: ValueError where the requests are not as lm-eval writes them."""
    hashes, metrics = [record.get(name) for name in _HASHES], record.get("metrics")
    texts = [record.get("filter"), *hashes, *(metrics if isinstance(metrics, list) else [None])]
    if not all(isinstance(text, str) and text for text in texts) or not isinstance(record.get("doc_id"), int):
        return None
    requests = answered(record)
    asked = [record["doc_id"], hashes, requests.context, requests.continuations]
    return Opening(_short(json.dumps(asked)), tuple(metrics or ()))


def _short(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
