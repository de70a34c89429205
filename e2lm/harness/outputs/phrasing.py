"""Whether two samples files were asked alike, told without parsing their prompts.

The choices of a doc follow from the doc and from the task's configuration; what the model read before them has a hash
in the log. So files of one phrasing whose records have known hashes ask known questions. That a configuration calls
code which changed elsewhere is caught by the file's first and last record, which are compared in full.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

# What decides how a doc becomes a prompt and choices; docs and prompts themselves are told apart by their hashes.
_DECIDING = ("process_docs", "doc_to_text", "doc_to_choice", "doc_to_target", "target_delimiter", "gen_prefix")
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")  # of a Python function that lm-eval could not print the source of
# Between what was asked and what was answered; a quote inside a text is escaped, so no text holds these.
_ANSWERS = b', "resps": '
_METRICS = re.compile(rb'"metrics": \[([^\]]*)\]')
_LONGEST = 2**24  # bytes of a line; a longer one is left to the reader of every record
_TAIL = 2**15  # bytes that a last record may have where the first is shorter, halved


class Ends(NamedTuple):
    """A samples file's first and last record: a hash of their bytes up to the answers, and their metrics' names."""

    asked: str
    metrics: str


def phrasing_of(config: object) -> str:
    """A hash of how a task's configuration turns docs into choices; "" for other tasks than multiple choice."""
    if not isinstance(config, Mapping) or config.get("output_type") != "multiple_choice":
        return ""
    deciding = json.dumps({name: config.get(name) for name in _DECIDING}, sort_keys=True, default=str)
    return _short(_ADDRESS.sub("", deciding))


def ends_of(path: Path) -> Ends | None:
    """The ends of a samples file written as lm-eval does since 0.4.7; None for others and where it cannot be read."""
    try:
        with path.open("rb") as file:
            first = file.readline(_LONGEST)
            file.seek(max(0, path.stat().st_size - 2 * max(len(first), _TAIL)))
            last = file.read().rstrip(b"\n").rpartition(b"\n")[2] or first
    except OSError:
        return None
    (asked, answers), (asked_last, answers_last) = (line.partition(_ANSWERS)[::2] for line in (first, last))
    metrics, metrics_last = (_METRICS.search(part) for part in (answers, answers_last))
    if metrics is None or metrics_last is None or metrics[1] != metrics_last[1]:
        return None
    return Ends(blake2b(asked + b"\n" + asked_last, digest_size=8).hexdigest(), metrics[1].decode("utf-8", "replace"))


def _short(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
