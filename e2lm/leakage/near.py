"""Texts that are nearly the same, among thousands, without comparing each with each.

MinHash and its locality-sensitive hashing (the datasketch package) name pairs that may be alike; each is then compared
exactly, so what is found is as alike as is said. Of pairs with similarity 0.7 one in eighty is missed, with 0.8 one in
five thousand, of equal texts none. Source: Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from e2lm.leakage.items import plain
from e2lm.leakage.shingles import Pieces, hashes, jaccard, pieces

if TYPE_CHECKING:
    from datasketch import MinHash

BANDS, ROWS = 16, 4  # a pair is named where one of 16 bands of 4 MinHash values is equal: 1 - (1 - s^4)^16
USUAL_SIMILARITY = 0.8
LEAST_SIMILARITY = 0.7
# Of a text that is like very many others, such as a form that was filled in, the first so many named are estimated by
# their MinHash, and so many of the most alike compared exactly.
MOST_ESTIMATED, MOST_COMPARED = 1000, 16


class Alike(NamedTuple):
    """A text, the one most like it, and their Jaccard similarity; both are places in their lists."""

    place: int
    other: int
    similarity: float


def repeats(texts: Sequence[str], least: float = USUAL_SIMILARITY) -> list[Alike]:
    """For each text that is like an earlier one, the earlier one that it is most like (of equally like ones the
    first), in the order of the texts. `least` is LEAST_SIMILARITY to 1; texts without a letter or sign are like
    nothing."""
    index = _Index(least)
    found = []
    for place, text in enumerate(texts):
        entry = index.entry(text)
        alike = index.most_alike(entry)
        if alike is not None:
            found.append(Alike(place, *alike))
        index.add(place, entry)
    return found


def overlap(texts: Sequence[str], others: Sequence[str], least: float = USUAL_SIMILARITY) -> list[Alike]:
    """For each text that is like one of the others, the one that it is most like."""
    index = _Index(least)
    for place, other in enumerate(others):
        index.add(place, index.entry(other))
    alike = ((place, index.most_alike(index.entry(text))) for place, text in enumerate(texts))
    return [Alike(place, *found) for place, found in alike if found is not None]


class _Entry(NamedTuple):
    """A text as it is compared: what is equal where texts are, its pieces, and its MinHash."""

    key: str
    pieces: Pieces
    sketch: MinHash


class _Index:
    """Texts that others can be held against; of equal ones the first is kept."""

    def __init__(self, least: float) -> None:
        # Importing it takes a second, which only those who look for copies should wait for.
        from datasketch import MinHash, MinHashLSH

        self.least = least
        self.lsh = MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))
        self.empty = MinHash(num_perm=BANDS * ROWS, seed=1, hashfunc=int)
        self.same: dict[str, int] = {}
        self.held: dict[int, Pieces] = {}
        self.values: dict[int, npt.NDArray[np.uint32]] = {}

    def entry(self, text: str) -> _Entry:
        key, sketch = plain(text), self.empty.copy()
        found = pieces(key)
        sketch.update_batch(hashes(found))
        return _Entry(key, found, sketch)

    def most_alike(self, entry: _Entry) -> tuple[int, float] | None:
        if not entry.key:
            return None
        if entry.key in self.same:
            return self.same[entry.key], 1.0
        named = self._likeliest(sorted(self.lsh.query(entry.sketch))[:MOST_ESTIMATED], entry.sketch)
        similarity, place = max(((jaccard(entry.pieces, self.held[one]), -one) for one in named), default=(0.0, 0))
        return (-place, similarity) if similarity >= self.least and similarity > 0 else None

    def _likeliest(self, named: list[int], sketch: MinHash) -> list[int]:
        """Of many named places those whose MinHash has most values in common with a text's."""
        if len(named) <= MOST_COMPARED:
            return named
        common = (np.stack([self.values[place] for place in named]) == sketch.hashvalues).sum(axis=1)
        return [named[one] for one in np.argsort(-common, kind="stable")[:MOST_COMPARED]]

    def add(self, place: int, entry: _Entry) -> None:
        if entry.key and entry.key not in self.same:
            self.lsh.insert(place, entry.sketch, check_duplication=False)
            self.same[entry.key] = place
            self.held[place] = entry.pieces
            self.values[place] = entry.sketch.hashvalues
