"""What the samples files of a task's checkpoints share, so that of a further one only the answers need be read.

lm-eval writes a record as what was asked (doc, target, arguments), and then its tail (`e2lm.harness.outputs.tails`):
what was answered, three hashes of what was asked, and metrics. What was asked is the same, byte for byte, at every
checkpoint that was asked the same. A pattern keeps how long that part of each record is and a hash of it all: a file
that fits it asks exactly what that one asked which gave the pattern, in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import xxhash

from e2lm.harness.outputs.tails import Tail, tail_of

# A quote inside a text is escaped, so no text holds these; a doc may have such a key, but it stands before.
_ANSWERS, _OPEN = b', "resps": ', b'"filtered_resps": [['
_DOC_ID = re.compile(rb'\{"doc_id": (\d+), ')
WINDOW = 2**24  # bytes of a file that are held at once
_LONGEST = 2**20  # bytes of a record's tail
_SEED = 2  # another one when what is hashed changes, so that no file is held against a pattern of before


class Pattern(NamedTuple):
    """What was asked in a samples file, by its bytes.

    `first` is the hash (xxh3) of the first record before its tail, `asked` that of all records' one after the other
    and then of the hashes they log, column by column, by rising number of choices. `tails` stand for all those of a
    number of choices. `lengths` are the bytes of each record before its tail, `choices` how many it has.
    """

    first: int
    asked: int
    tails: tuple[bytes, ...]
    lengths: list[int]
    choices: list[int]


class Cut(NamedTuple):
    """The tails cut out of a samples file, in the order of its records, by their number of choices and a line each.
    `asked` has hashed what stands before them."""

    tails: Mapping[int, bytes]
    asked: xxhash.xxh3_64

    def fits(self, pattern: Pattern, hashes: Mapping[int, list[pa.Array]]) -> bool:
        """Whether all is asked that the pattern says; `hashes` are the columns of them in the tails, by choices."""
        whole = self.asked.copy()
        for choices in sorted(hashes):
            for column in hashes[choices]:
                whole.update(_content(column))
        return whole.intdigest() == pattern.asked


def pattern_of(path: Path) -> tuple[Pattern, list[int]] | None:
    """The pattern of a samples file and its docs' ids in order; None where a record is not laid out as lm-eval writes
    multiple choice since 0.4.7, and where the file cannot be read."""
    lengths, choices, ids = [], [], []
    tails: dict[int, Tail] = {}  # by the number of their commas
    hashed, first = xxhash.xxh3_64(seed=_SEED), 0
    hashes: dict[int, tuple[list[bytes], list[bytes], list[bytes]]] = {}
    try:
        with path.open("rb") as file:
            for line in file:
                asked = line.rfind(_ANSWERS, 0, max(line.rfind(_OPEN), 0))
                text, doc_id = line[max(asked, 0) :].removesuffix(b"\n"), _DOC_ID.match(line)
                pieces = text.split(b",")
                tail = tails.get(len(pieces)) or tail_of(text)
                if tail is None or asked < 0 or doc_id is None or max(len(line) - WINDOW, 0) + len(text) > _LONGEST:
                    return None
                tails[len(pieces)] = tail
                for place, column in zip(tail.hashes, hashes.setdefault(tail.choices, ([], [], [])), strict=True):
                    column.append(pieces[place])
                hashed.update(line[:asked])
                first = first or xxhash.xxh3_64_intdigest(line[:asked], _SEED)
                lengths.append(asked)
                choices.append(tail.choices)
                ids.append(int(doc_id[1]))
    except OSError:
        return None
    if not lengths or len(hashes) < len(tails):
        return None
    for _, columns in sorted(hashes.items()):
        hashed.update(b"".join(text for column in columns for text in column))
    texts = tuple(tail.text for tail in sorted(tails.values(), key=lambda tail: tail.choices))
    return Pattern(first, hashed.intdigest(), texts, lengths, choices), ids


def cut(path: Path, pattern: Pattern, window: bytearray) -> Cut | None:
    """The tails of a samples file with as many records as the pattern, the first of them the same; None for any other,
    and where it cannot be read. Whether it asks the same, `Cut.fits` says once the tails are read.

    `window` is room of WINDOW bytes to read into, kept from file to file.
    """
    hashed = xxhash.xxh3_64(seed=_SEED)
    texts: dict[int, list[bytes]] = {choices: [] for choices in sorted(set(pattern.choices))}
    held_tails: dict[int, list[memoryview]] = {choices: [] for choices in texts}
    keeping = {choices: tails.append for choices, tails in held_tails.items()}
    keep = [keeping[choices] for choices in pattern.choices]

    def copy() -> None:
        for choices, tails in held_tails.items():
            texts[choices].append(b"".join(tails))
            tails.clear()

    try:
        with path.open("rb", buffering=0) as file, memoryview(window) as view:
            held = file.readinto(view)
            more = held == len(view)
            if xxhash.xxh3_64_intdigest(view[: pattern.lengths[0]], _SEED) != pattern.first:
                return None
            update, find, start = hashed.update, window.find, 0
            for length, keep_tail in zip(pattern.lengths, keep, strict=True):
                if more and start + length + _LONGEST > held:
                    copy()
                    rest = held - start
                    view[:rest] = view[start:held]
                    held, start = rest + file.readinto(view[rest:]), 0
                    more = held == len(view)
                asked = start + length
                update(view[start:asked])
                start = (find(b"\n", asked, held) + 1) or held
                keep_tail(view[asked:start])
            copy()
            whole = start == held and not file.read(1)
            if whole and window[held - 1] != ord("\n"):
                texts[pattern.choices[-1]].append(b"\n")
    except OSError:
        return None
    return Cut({choices: b"".join(found) for choices, found in texts.items()}, hashed) if whole else None


def _content(column: pa.Array) -> memoryview:
    """The bytes of all texts of a column one after the other."""
    _, offsets, content = column.buffers()
    bounds = memoryview(offsets).cast("i")
    return memoryview(content)[bounds[column.offset] : bounds[column.offset + len(column)]]
