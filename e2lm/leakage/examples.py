"""Whether an example before the questions asks one of them.

Examples are told apart by the blank lines between them, so each part of what stands before a question is an example, or
the description. An example holds its question and the answer, so a question is in one that contains nearly all of it
(containment of 5-byte pieces), and that is not mostly something else: "Which of these is true?" stands in many.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from e2lm.leakage.items import Item, plain
from e2lm.leakage.shingles import Pieces, pieces

USUAL_CONTAINMENT = 0.8
FEWEST_SIGNS = 12  # of a shorter question the pieces stand in too many texts
LEAST_OF_EXAMPLE = 0.3  # of an example's pieces that its question must hold
AT_ONCE = 256  # examples in one matrix product, whose result may be dense
# `example`: the text that contains the question; `contained`: how much of it, 0 .. 1; `own`: whether it stands in this
# question's own prompt, where the model reads the answer, and not only before other questions.
EXAMPLE_COLUMNS = ("doc_key", "task", "question", "answer", "example", "contained", "own")


def in_examples(items: Sequence[Item], least: float = USUAL_CONTAINMENT) -> pd.DataFrame:
    """The questions that an example asks, too: EXAMPLE_COLUMNS, each with the example that contains most of it; those
    before their own examples first, then in the source's order."""
    own = {text: _parts(text) for text in dict.fromkeys(item.before for item in items)}
    examples = list(dict.fromkeys(part for parts in own.values() for part in parts))
    places, best, shares = _most_contained([item.text for item in items], examples, least)
    rows = []
    for place, example, share in zip(places, best, shares, strict=True):
        item = items[place]
        rows.append(
            (
                item.doc_key, item.task, item.text, " or ".join(item.rights), examples[example], float(share),
                examples[example] in own[item.before],
            )
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(EXAMPLE_COLUMNS)).astype({"own": bool, "contained": float})
    return table.sort_values("own", ascending=False, kind="stable", ignore_index=True)


def _parts(before: str) -> list[str]:
    return [part for part in (text.strip() for text in before.split("\n\n")) if part]


def _most_contained(
    texts: Sequence[str], examples: Sequence[str], least: float
) -> tuple[list[int], list[int], list[float]]:
    """Places of texts that some example contains, the place of that example, and how much it contains."""
    plain_texts = list(map(plain, texts))
    asked = [place for place, text in enumerate(plain_texts) if len(text) >= FEWEST_SIGNS]
    if not asked or not examples:
        return [], [], []
    found = [pieces(plain_texts[place]) for place in asked]
    known = [pieces(plain(text)) for text in examples]
    columns = np.unique(np.concatenate(known))
    questions = _matrix(found, columns)
    sizes = np.array([len(one) for one in found])
    best, shares = np.zeros(len(asked), dtype=np.int64), np.zeros(len(asked))
    for start in range(0, len(examples), AT_ONCE):
        part = known[start : start + AT_ONCE]
        counts = (questions @ _matrix(part, columns).T).toarray()
        counts[counts < LEAST_OF_EXAMPLE * np.array([len(one) for one in part])] = 0
        top = counts.argmax(axis=1)
        share = counts[np.arange(len(asked)), top] / sizes
        better = share > shares
        best[better], shares[better] = top[better] + start, share[better]
    hits = np.flatnonzero(shares >= least)
    return [asked[hit] for hit in hits], best[hits].tolist(), shares[hits].tolist()


def _matrix(sets: Sequence[Pieces], known: Pieces) -> sparse.csr_matrix:
    """One row of ones for each set, a column for each known piece; what is not known is left out."""
    flat = np.concatenate(sets)
    rows = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    columns = np.minimum(np.searchsorted(known, flat), len(known) - 1)
    there = known[columns] == flat
    ones = np.ones(int(there.sum()), dtype=np.int32)
    return sparse.csr_matrix((ones, (rows[there], columns[there])), shape=(len(sets), len(known)))
