"""What the samples files of a task's checkpoints share, so that of a further one only the answers need be read.

lm-eval writes a record as what was asked (doc, target, arguments), what was answered, three hashes of what was asked,
and metrics. What was asked is the same, byte for byte, at every checkpoint that was asked the same. A pattern keeps how
long that part of each record is and a hash of it all: a file that fits it asks exactly what that one asked which gave
the pattern, in the same order.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import xxhash

# A quote inside a text is escaped, so no text holds these; a doc may have such a key, but it stands before.
_ANSWERS, _OPEN, _BETWEEN = b', "resps": ', b'"filtered_resps": [[', b"], ["
_BEFORE_NAMES, _AFTER_NAMES = b"]], ", b', "doc_hash": "'
_NOT_METRICS = frozenset(("target", "arguments", "resps", "filtered_resps", "filter", "metrics"))
_NOT_METRICS |= {"doc_id", "doc", "doc_hash", "prompt_hash", "target_hash"}
_END = re.compile(
    rb'(\]\], "filter": "[^"\\]+", "metrics": \[[^\]\\]*\], "doc_hash": ")'
    rb'([0-9a-f]{64}", "prompt_hash": "[0-9a-f]{64}", "target_hash": "[0-9a-f]{64}")[,}]'
)
_HASHES_BYTES = 3 * 64 + len('", "prompt_hash": "') + len('", "target_hash": "') + len('"')
_DOC_ID = re.compile(rb'\{"doc_id": (\d+), ')
WINDOW = 2**24  # bytes of a file that are held at once
_LONGEST = 2**20  # bytes of a record's answers, hashes and metrics
_SEED = 1  # another one when what is hashed changes, so that no file is held against a pattern of before


class Pattern(NamedTuple):
    """What was asked in a samples file, by its bytes.

    `first` is the hash (xxh3) of the first record before its answers, `asked` that of all records' and of the hashes
    they log. `closing` stands between the answers and the hashes of every record: its filter and its metrics' names.
    `lengths` are the bytes of each record before its answers.
    """

    first: int
    asked: int
    closing: bytes
    lengths: list[int]

    @property
    def metrics(self) -> frozenset[str]:
        """The names of the metrics, without those that a record has a field of anyway."""
        named = b"{" + self.closing[len(_BEFORE_NAMES) : -len(_AFTER_NAMES)] + b"}"
        return frozenset(json.loads(named)["metrics"]) - _NOT_METRICS


class Cut(NamedTuple):
    """The answers cut out of a samples file: of all records one after the other as lines of CSV, a loglikelihood and
    whether it was greedy, and the records' metrics as lines of JSON. `choices` are the answers of each record."""

    choices: list[int]
    answers: bytes
    metrics: bytes


def pattern_of(path: Path) -> tuple[Pattern, list[int]] | None:
    """The pattern of a samples file and its docs' ids in order; None where a record is not laid out as lm-eval writes
    multiple choice since 0.4.7, or otherwise than the first, and where the file cannot be read."""
    lengths, ids = [], []
    closing, hashed, first = b"", xxhash.xxh3_64(seed=_SEED), 0
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
                if not _is_repeated(line[asked:opened], line[opened : end.start()]):
                    return None
                closing, first = end[1], first or xxhash.xxh3_64_intdigest(line[:asked], _SEED)
                hashed.update(line[:asked])
                hashed.update(end[2])
                lengths.append(asked)
                ids.append(int(doc_id[1]))
    except OSError:
        return None
    return (Pattern(first, hashed.intdigest(), closing, lengths), ids) if lengths else None


def cut(path: Path, pattern: Pattern, window: bytearray) -> Cut | None:
    """The answers of a samples file that fits the pattern; None for any other, and where it cannot be read.

    `window` is room of WINDOW bytes to read into, kept from file to file. What is not hashed is checked letter by
    letter, so that a record which is no valid JSON, or says something twice, does not fit.
    """
    try:
        with path.open("rb", buffering=0) as file, memoryview(window) as view:
            held = file.readinto(view)
            more = held == len(view)
            if xxhash.xxh3_64_intdigest(view[: pattern.lengths[0]], _SEED) != pattern.first:
                return None
            hashed, find, closing = xxhash.xxh3_64(seed=_SEED), window.find, pattern.closing
            resps, answers, metrics, start = [], [], [], 0
            for length in pattern.lengths:
                if more and start + length + _LONGEST > held:
                    rest = held - start
                    view[:rest] = view[start:held]
                    held, start = rest + file.readinto(view[rest:]), 0
                    more = held == len(view)
                asked = start + length
                hashed.update(view[start:asked])
                start = (find(b"\n", asked, held) + 1) or held
                opened = find(_OPEN, asked, start)
                closed = find(closing, opened, start)
                if opened < 0 or closed < 0:
                    return None
                hashes = closed + len(closing)
                hashed.update(view[hashes : hashes + _HASHES_BYTES])
                resps.append(window[asked:opened])
                answers.append(window[opened:closed])
                metrics.append(window[hashes + _HASHES_BYTES : start])
            if start != held or file.read(1) or hashed.intdigest() != pattern.asked:
                return None
    except OSError:
        return None
    if not _is_repeated(b"".join(resps), b"".join(answers)):
        return None
    choices = [one.count(_BETWEEN) + 1 for one in answers]
    lines, objects = _lines(b"".join(answers), sum(choices)), _objects(b"".join(metrics).rstrip(b"\n"), len(metrics))
    return Cut(choices, lines, objects) if lines and objects else None


def _is_repeated(resps: bytes, answers: bytes) -> bool:
    """Whether the responses of records, `, "resps": [[["-1.5", "False"]], [["-2.0", "True"]]], `, are their answers,
    `"filtered_resps": [["-1.5", "False"], ["-2.0", "True"`; of several records, one after the other."""
    return resps.replace(b"]], [[", _BETWEEN).replace(_ANSWERS + b"[[[", _OPEN).replace(b"]]], ", b"") == answers


def _lines(answers: bytes, choices: int) -> bytes:
    """The answers of all records as lines `"-1.5", "False"`; b"" where one is no pair of two such texts."""
    lines = answers.replace(_OPEN, b"\n").replace(_BETWEEN, b"\n")
    pairs = lines.count(b'", "True"') + lines.count(b'", "False"')
    whole = lines.startswith(b'\n"') and lines.endswith(b'"') and lines.count(b'"\n"') == choices - 1
    fits = whole and pairs == lines.count(b"\n") == choices and lines.count(b'"') == 4 * choices
    return lines if fits and b"\t" not in lines else b""


def _objects(metrics: bytes, records: int) -> bytes:
    """The metrics of all records, `, "acc": 1.0}`, as lines of JSON; b"" where one is no flat object of ASCII text."""
    flat = b"{" not in metrics and metrics.isascii() and metrics.count(b"}") == records
    whole = metrics.startswith(b", ") and metrics.endswith(b"}") and metrics.count(b"}\n, ") == records - 1
    return b"{" + metrics.removeprefix(b", ").replace(b"}\n, ", b"}\n{") + b"\n" if flat and whole else b""
