"""Self-check: do metrics recomputed from stored loglikelihoods equal what lm-eval logged, answer by answer?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from e2lm.cube import Cube

Array = npt.NDArray[np.float64]

CHECKED = ("acc", "acc_norm", "acc_bytes")
TOLERANCE = 1e-9
MOST_LISTED = 1000
DIFFERENCE_COLUMNS = ("doc_key", "model", "checkpoint", "recomputed", "logged")


@dataclass(frozen=True)
class SelfCheck:
    """`compared` answers have a recomputed and a logged value, `differing` of them not the same one; `unknown` were
    logged and cannot be recomputed: a loglikelihood is NaN, the run offered other choices, or the doc has no key, as
    where the logged acc contradicts it (e2lm.harness.outputs.golds). `differences` has DIFFERENCE_COLUMNS, the first
    MOST_LISTED of both kinds in the order of the cube."""

    metric: str
    compared: int
    differing: int
    unknown: int
    differences: pd.DataFrame

    @property
    def agrees(self) -> bool:
        """Whether there was something to compare and all of it is equal."""
        return self.compared > 0 and self.differing == 0 and self.unknown == 0

    def __str__(self) -> str:
        """The check in a few words, for a badge."""
        if not self.compared and not self.unknown:
            return "nothing logged to compare with"
        if self.agrees:
            return f"agrees with lm-eval on {_answers(self.compared)}"
        parts = []
        if self.differing:
            parts.append(f"differs from lm-eval in {self.differing:,} of {_answers(self.compared)}")
        elif self.compared:
            parts.append(f"agrees with lm-eval on {_answers(self.compared)}")
        if self.unknown:
            parts.append(f"{_answers(self.unknown)} that lm-eval scored cannot be recomputed")
        return "; ".join(parts)


def self_check(cube: Cube, metric: str, recomputed: Array, logged: Array) -> SelfCheck:
    """Compares two arrays [docs, checkpoints] of a cube; NaN in `logged` is not compared."""
    known, scored = ~np.isnan(recomputed), ~np.isnan(logged)
    both, lost = known & scored, scored & ~known
    with np.errstate(invalid="ignore"):
        apart = both & ~((recomputed == logged) | (np.abs(recomputed - logged) <= TOLERANCE))
    return SelfCheck(
        metric, int(both.sum()), int(apart.sum()), int(lost.sum()), _table(cube, recomputed, logged, apart | lost)
    )


def _table(cube: Cube, recomputed: Array, logged: Array, where: npt.NDArray[np.bool_]) -> pd.DataFrame:
    docs, checkpoints = (places[:MOST_LISTED] for places in np.nonzero(where))
    table = {
        "doc_key": cube.docs["doc_key"].to_numpy()[docs],
        "model": cube.checkpoints["model"].to_numpy()[checkpoints],
        "checkpoint": cube.checkpoints["checkpoint"].to_numpy()[checkpoints],
        "recomputed": recomputed[docs, checkpoints],
        "logged": logged[docs, checkpoints],
    }
    return pd.DataFrame(table, columns=list(DIFFERENCE_COLUMNS))


def _answers(count: int) -> str:
    return f"{count:,} answer{'' if count == 1 else 's'}"
