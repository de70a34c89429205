"""What token sequences have in common: how many distinct tokens they are, and which intervals of them share how much.

Sequences are sorted; neighbours then share the longest prefixes, and every subtree of the prefix tree is an interval of
neighbours. `common[k]` is how many tokens sequence k shares with sequence k - 1 (0 for the first): the tokens that
sequence k adds to the tree are its last `lengths[k] - common[k]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Tokens = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Trie:
    """Distinct sequences in sorted order. `added[k]` is how many tokens the sequences before k add together."""

    sequences: tuple[Tokens, ...]
    lengths: Ints
    common: Ints
    added: Ints

    @property
    def distinct(self) -> int:
        """How many distinct prefixes, that is tokens to compute, the sequences have."""
        return int(self.added[-1])

    def beyond(self, first: int, stop: int, base: int) -> int:
        """Distinct tokens of the sequences first..stop-1 deeper than `base`, a depth that all of them share."""
        rest = int(self.added[stop] - self.added[first + 1]) if stop > first + 1 else 0
        return max(0, int(self.lengths[first]) - base) + rest

    def shared(self, first: int, stop: int) -> int:
        """How many tokens all of the sequences first..stop-1 share."""
        return int(self.common[first + 1 : stop].min()) if stop > first + 1 else int(self.lengths[first])


class Requests(NamedTuple):
    """Requests as a trie of model inputs: request r reads sequence `place[r]` and scores `targets[r]` on its end."""

    trie: Trie
    place: Ints
    targets: tuple[Tokens, ...]


class Counts(NamedTuple):
    """Tokens that requests need: each distinct one once, and as lm-eval's own scoring computes them (unpadded)."""

    distinct: int
    lm_eval: int


def requests_of(pairs: Sequence[tuple[Tokens, Tokens]], max_length: int) -> Requests:
    """The inputs of (context, continuation) pairs: cut from the left as lm-eval cuts them, without the last token."""
    inputs = [np.concatenate(pair)[-(max_length + 1) :][:-1] for pair in pairs]
    keys = [one.astype(">i4").tobytes() for one in inputs]  # compared as bytes they sort as the tokens do
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    place = np.array([ranks[key] for key in keys], np.int64)
    sequences: list[Any] = [None] * len(ranks)
    for rank, one in zip(place, inputs, strict=True):
        sequences[rank] = one
    return Requests(_trie(sequences), place, tuple(continuation for _, continuation in pairs))


def counted(pairs: Sequence[tuple[Tokens, Tokens]], max_length: int) -> Counts:
    """Tokens to compute for (context, continuation) pairs by either way; lm-eval computes equal inputs once."""
    trie = requests_of(pairs, max_length).trie
    return Counts(trie.distinct, int(trie.lengths.sum()))


def _trie(sequences: list[Tokens]) -> Trie:
    lengths = np.array([len(one) for one in sequences], np.int64)
    common = np.zeros(len(sequences), np.int64)
    for at, (before, one) in enumerate(pairwise(sequences), start=1):
        least = min(len(before), len(one))
        differ = before[:least] != one[:least]
        common[at] = differ.argmax() if differ.any() else least
    added = np.concatenate([[0], np.cumsum(lengths - common)])
    return Trie(tuple(sequences), lengths, common, added)
