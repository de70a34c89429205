"""A batch as flat arrays: its tokens one row after the other, who may look at whom, and what is scored where.

Tokens of a row stand depth first. Token t may look at token a of its row where a <= t < ends[a]: a is then on the path
to t, or is t. Below its row it looks at the whole stem that the row continues.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from e2lm.harness.prefix.packing import Batch, Row
from e2lm.harness.prefix.trie import Ints, Requests


class Layout(NamedTuple):
    """N tokens in R rows. `starts` (R + 1) are the rows' first tokens, `ends` (N) count from the row's start.

    Each of the `scored` positions (S, increasing) gives one distribution. Score j reads that of `scored[at[j]]`, looks
    up `targets[j]` in it and belongs to request `requests[j]`.
    """

    tokens: Ints
    depths: Ints
    ends: Ints
    starts: Ints
    scored: Ints
    at: Ints
    targets: Ints
    requests: Ints


class Scores:
    """Where each request of a set scores: its first depth, grouped by the sequence that it reads."""

    def __init__(self, asked: Requests) -> None:
        self.asked = asked
        self.starts = asked.trie.lengths[asked.place] - np.array([len(one) for one in asked.targets], np.int64)
        self.order = np.argsort(asked.place, kind="stable")
        count = len(asked.trie.sequences)
        self.bounds = np.searchsorted(asked.place[self.order], np.arange(count + 1))
        self.earliest = np.full(count, np.iinfo(np.int64).max)
        np.minimum.at(self.earliest, asked.place, self.starts)

    def layout(self, batch: Batch) -> Layout:
        """The arrays of a batch."""
        tokens, depths, ends, starts = [], [], [], [0]
        scored: list[tuple[Ints, Ints, int]] = []
        for piece in batch:
            row = self._row(piece.row, starts[-1], scored)
            tokens.append(row[0])
            depths.append(row[1])
            ends.append(row[2])
            starts.append(starts[-1] + len(row[0]))
        positions = np.concatenate([np.zeros(0, np.int64), *(where for where, _, _ in scored)])
        targets = np.concatenate([np.zeros(0, np.int64), *(what for _, what, _ in scored)])
        requests = np.repeat([request for _, _, request in scored], [len(where) for where, _, _ in scored])
        distinct, at = np.unique(positions, return_inverse=True)
        flat_tokens, flat_depths, flat_ends = (np.concatenate(part) for part in (tokens, depths, ends))
        begins, owners = np.array(starts), requests.astype(np.int64)
        return Layout(flat_tokens, flat_depths, flat_ends, begins, distinct, at, targets, owners)

    def _row(self, row: Row, offset: int, scored: list[tuple[Ints, Ints, int]]) -> tuple[Ints, Ints, Ints]:
        """Tokens, depths and ends of a row that begins at `offset`; adds to `scored` what is scored in it."""
        trie = self.asked.trie
        tokens, depths = np.empty(row.tokens, np.int64), np.empty(row.tokens, np.int64)
        ends = np.full(row.tokens, row.tokens)
        if row.is_stem:
            tokens[:] = trie.sequences[row.first][row.base : row.limit]
            depths[:] = np.arange(row.base, row.limit)
            path = np.arange(row.tokens)
            for place in np.flatnonzero(self.earliest[row.first : row.stop] < row.limit).tolist():
                self._score(row.first + place, row, path + offset, scored)
            return tokens, depths, ends
        path = np.empty(int(trie.lengths[row.first : row.stop].max()) - row.base, np.int64)
        have, deep = 0, row.base
        for place in range(row.first, row.stop):
            sequence, shared = trie.sequences[place], row.base
            if place > row.first:
                shared = max(row.base, int(trie.common[place]))
                ends[path[shared - row.base : deep - row.base]] = have
            deep = int(trie.lengths[place])
            stop = have + deep - shared
            tokens[have:stop] = sequence[shared:]
            depths[have:stop] = np.arange(shared, deep)
            path[shared - row.base : deep - row.base] = np.arange(have, stop)
            have = stop
            self._score(place, row, path + offset, scored)
        return tokens, depths, ends

    def _score(self, place: int, row: Row, path: Ints, scored: list[tuple[Ints, Ints, int]]) -> None:
        deep = min(int(self.asked.trie.lengths[place]), row.limit)
        for request in self.order[self.bounds[place] : self.bounds[place + 1]].tolist():
            begin = int(self.starts[request])
            first = max(begin, row.base)
            if first < deep:
                wanted = self.asked.targets[request][first - begin : deep - begin]
                scored.append((path[first - row.base : deep - row.base], wanted.astype(np.int64), request))
