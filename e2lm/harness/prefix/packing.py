"""Which tokens are computed together: stems that many questions share, a row for each question, batches of rows.

A *stem* is a stretch of a path in the trie that many rows continue (the examples before every question): its keys and
values are kept while those rows are computed. A *row* holds the distinct tokens of a subtree, depth first: a question
and its choices side by side. A *batch* is rows whose stems are all there, as many as a budget of tokens allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from e2lm.harness.prefix.trie import Trie

ROW = 128  # tokens up to which a subtree is one row, whatever its form
BUSHY = 1.5  # a subtree is one row, too, while it has at most so many times the tokens of its longest sequence
SLACK = 0.02  # the share of tokens that may be computed twice before a stem is made of them
DEEP = 200  # branchings on one path after which every sequence is a row of its own
NO_LIMIT = 1 << 40


class Row(NamedTuple):
    """The distinct tokens of the sequences first..stop-1 at depths from `base` on and below `limit`."""

    first: int
    stop: int
    base: int
    tokens: int
    limit: int = NO_LIMIT

    @property
    def is_stem(self) -> bool:
        return self.limit != NO_LIMIT


@dataclass(frozen=True, eq=False)
class Stem:
    """A path that ends at the depth `row.limit`, and the rows and stems that continue it there."""

    row: Row
    rows: tuple[Row, ...]
    stems: tuple[Stem, ...]


class Piece(NamedTuple):
    """A row to compute. It continues the stem `on` (None: the beginning); where it is itself one, that is `keep`."""

    row: Row
    on: Stem | None
    keep: Stem | None = None


Batch = tuple[Piece, ...]


def packed(trie: Trie, budget: Callable[[], int]) -> Iterator[Batch]:
    """Batches of at most `budget()` tokens (one row may have more) that compute every distinct token, stems first."""
    rows, stems = _cover(trie, 0, len(trie.sequences), 0, 0)
    yield from _batches([Piece(row, None) for row in rows], [Piece(stem.row, None, stem) for stem in stems], budget)


def _batches(rows: list[Piece], stems: list[Piece], budget: Callable[[], int]) -> Iterator[Batch]:
    while rows:
        now, rows = _split(rows, budget())
        yield now
    while stems:
        now, stems = _split(stems, budget())
        yield now
        kept = [piece.keep for piece in now if piece.keep]
        # The longest first: what does not fit in memory is found out at once.
        more = [Piece(row, stem) for stem in kept for row in sorted(stem.rows, key=lambda row: -row.tokens)]
        deeper = [Piece(inner.row, stem, inner) for stem in kept for inner in stem.stems]
        yield from _batches(more, deeper, budget)


def _split(pieces: list[Piece], budget: int) -> tuple[Batch, list[Piece]]:
    """The first pieces that fit the budget together, at least one, and the others."""
    totals = np.cumsum([piece.row.tokens for piece in pieces])
    count = max(1, int(np.searchsorted(totals, budget, side="right")))
    return tuple(pieces[:count]), pieces[count:]


def _cover(trie: Trie, first: int, stop: int, base: int, level: int) -> tuple[Sequence[Row], Sequence[Stem]]:
    """Rows and stems that hold all tokens of an interval deeper than `base`, a depth that its sequences share."""
    size = trie.beyond(first, stop, base)
    longest = int(trie.lengths[first:stop].max(initial=0)) - base
    if not size:
        return [], []
    if size <= max(ROW, BUSHY * longest):
        return [Row(first, stop, base, size)], []
    begin = first + int((trie.lengths[first:stop] > base).argmax())  # a sequence that ends at `base` adds nothing
    if level == DEEP:
        return [Row(at, at + 1, base, int(trie.lengths[at]) - base) for at in range(begin, stop)], []
    depth = trie.shared(begin, stop)
    branches = (begin + 1 + np.flatnonzero(trie.common[begin + 1 : stop] == depth)).tolist()
    rows: list[Row] = []
    stems: list[Stem] = []
    for left, right in zip([begin, *branches], [*branches, stop], strict=True):
        more_rows, more_stems = _cover(trie, left, right, depth, level + 1)
        rows += more_rows
        stems += more_stems
    again = (len(rows) + len(stems) - 1) * (depth - base)
    # What ends where others go on would be in no row: the stem holds it.
    if depth > base and (again > SLACK * size or trie.lengths[begin] == depth):
        return [], [Stem(Row(begin, stop, base, depth - base, depth), tuple(rows), tuple(stems))]
    up = depth - base
    lower = [row._replace(base=base, tokens=row.tokens + up) for row in rows]
    return lower, [Stem(s.row._replace(base=base, tokens=s.row.tokens + up), s.rows, s.stems) for s in stems]
