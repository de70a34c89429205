"""Two or more sides (a model at a checkpoint, asked some questions, judged by a metric) compared question by question.

A side's answers are a `Column`; `matched` says which questions all sides were asked; `paired` says how far apart the
sides are on these and whether that is more than chance.
"""

from e2lm.comparison.column import Column, column_of
from e2lm.comparison.matching import Matched, matched, origins, wording
from e2lm.comparison.paired import Pair, Paired, paired, pairs_of

__all__ = ["Column", "Matched", "Pair", "Paired", "column_of", "matched", "origins", "paired", "pairs_of", "wording"]
