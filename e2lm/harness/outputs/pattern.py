"""What the samples files of a task's checkpoints share, so that of a further one only the answers need be read.

lm-eval writes a record as what was asked (doc, target, arguments), what was answered, three hashes of what was asked,
and metrics. What was asked is the same, byte for byte, at every checkpoint that was asked the same. A pattern keeps how
long that part of each record is and a hash of it all: a file that fits it asks exactly what that one asked which gave
the pattern, in the same order.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import xxhash

# A quote inside a text is escaped, so no text holds these; a doc may have such a key, but it stands before.
_ANSWERS, _OPEN, _BETWEEN = b', "resps": ', b'"filtered_resps": [[', b"], ["
_END = re.compile(
    rb'(\]\], "filter": "[^"\\]+", "metrics": \[[^\]\\]*\], "doc_hash": ")'
    rb'([0-9a-f]{64}", "prompt_hash": "[0-9a-f]{64}", "target_hash": "[0-9a-f]{64}")[,}]'
)
_HASHES_BYTES = 3 * 64 + len('", "prompt_hash": "') + len('", "target_hash": "') + len('"')
_DOC_ID = re.compile(rb'\{"doc_id": (\d+), ')
WINDOW = 2**24  # bytes of a file that are held at once
_LONGEST = 2**20  # bytes of a record's answers, hashes and metrics


class Pattern(NamedTuple):
    """What was asked in a samples file, by its bytes.

    `first` is the hash (xxh3) of the first record before its answers, `asked` that of all records'. `closing` stands
    between the answers and the hashes of every record: its filter and its metrics' names. `lengths` are the bytes of
    each record before its answers.
    """

    first: int
    asked: int
    closing: bytes
    lengths: list[int]


class Cut(NamedTuple):
    """The answers cut out of a samples file: of all records one after the other as lines of CSV, a loglikelihood and
    whether it was greedy, and the records' metrics as lines of JSON. `choices` is the number of answers."""

    choices: int
    answers: bytes
    metrics: bytes


def pattern_of(path: Path) -> tuple[Pattern, list[int]] | None:
    """The pattern of a samples file and its docs' ids in order; None where a record is not laid out as lm-eval writes
    multiple choice since 0.4.7, or otherwise than the first, and where the file cannot be read."""
    lengths, ids = [], []
    closing, hashed, first = b"", xxhash.xxh3_64(), 0
    try:
        with path.open("rb") as file:
            for line in file:
                opened = line.rfind(_OPEN)
                asked = line.rfind(_ANSWERS, 0, opened)
                end, doc_id = _END.search(line, opened), _DOC_ID.match(line)
                if min(opened, asked) < 0 or end is None or doc_id is None or (closing or end[1]) != end[1]:
                    return None
                if len(line) > WINDOW - _LONGEST or len(line) - asked > _LONGEST:
                    return None
                closing, first = end[1], first or xxhash.xxh3_64_intdigest(line[:asked])
                hashed.update(line[:asked])
                lengths.append(asked)
                ids.append(int(doc_id[1]))
    except OSError:
        return None
    return (Pattern(first, hashed.intdigest(), closing, lengths), ids) if lengths else None


def cut(path: Path, pattern: Pattern, window: bytearray) -> Cut | None:
    """The answers of a samples file that fits the pattern; None for any other, and where it cannot be read.

    `window` is room of WINDOW bytes to read into, kept from file to file. A record that lacks a part takes in what
    follows it, and then neither the hash nor the end of the file are as they should be.
    """
    try:
        with path.open("rb", buffering=0) as file, memoryview(window) as view:
            held = file.readinto(view)
            more = held == len(view)
            if xxhash.xxh3_64_intdigest(view[: pattern.lengths[0]]) != pattern.first:
                return None
            hashed, find, closing = xxhash.xxh3_64(), window.find, pattern.closing
            skipped = len(closing) + _HASHES_BYTES
            answers, metrics, start = [], [], 0
            for length in pattern.lengths:
                if more and start + length + _LONGEST > held:
                    rest = held - start
                    view[:rest] = view[start:held]
                    held, start = rest + file.readinto(view[rest:]), 0
                    more = held == len(view)
                asked = start + length
                hashed.update(view[start:asked])
                opened = find(_OPEN, asked, held)
                closed = find(closing, opened, held)
                if opened < 0 or closed < 0:
                    return None
                start = (find(b"\n", closed + skipped, held) + 1) or held
                answers.append(window[opened:closed])
                metrics.append(window[closed + skipped : start])
            if start != held or file.read(1) or hashed.intdigest() != pattern.asked:
                return None
    except OSError:
        return None
    return _cut(b"".join(answers), b"".join(metrics))


def _cut(answers: bytes, metrics: bytes) -> Cut:
    """Answers stand as `"filtered_resps": [["-1.5", "False"], ["-2.0", "True"]`, metrics as `, "acc": 1.0}`."""
    lines = answers.replace(_OPEN, b"\n").replace(_BETWEEN, b"\n")
    objects = b"{" + metrics.removeprefix(b", ").rstrip(b"\n").replace(b"}\n, ", b"}\n{") + b"\n"
    return Cut(lines.count(b"\n"), lines, objects)
