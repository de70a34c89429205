"""The choice cube: every loglikelihood of one task, docs x checkpoints x choices, and what docs and checkpoints are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from e2lm.choices import Array, Mask, gold_mask, padded

DOC_COLUMNS = ("doc_key", "task", "doc_id", "question", "golds", "n_choices", "choice_chars", "choice_bytes")
CHECKPOINT_COLUMNS = ("model", "checkpoint", "step", "tokens", "run_id", "partial")


@dataclass(frozen=True)
class Cube:
    """Loglikelihoods of one task (or group of sub-tasks) and filter at one number of shots.

    `docs` has DOC_COLUMNS, one row per doc in the order of axis 0: `golds` a list of right choices' indices,
    `choice_chars` and `choice_bytes` lists of the choices' lengths (without the leading blank that the delimiter adds,
    as lm-eval counts them). `checkpoints` has CHECKPOINT_COLUMNS, one row per model and checkpoint in the order of
    axis 1, sorted by model, then tokens (step where tokens are unknown). `loglikelihoods` is float32 with NaN where a
    doc was not evaluated or has fewer choices.
    """

    task: str
    filter: str
    docs: pd.DataFrame
    checkpoints: pd.DataFrame
    loglikelihoods: np.ndarray

    @cached_property
    def golds(self) -> Mask:
        """Which choices are right, bool [docs, choices]."""
        return gold_mask(self.docs["golds"].tolist(), self.loglikelihoods.shape[-1])

    @cached_property
    def chars(self) -> Array:
        """The choices' lengths in characters, [docs, choices], NaN where a doc has fewer choices."""
        return padded(self.docs["choice_chars"].tolist(), self.loglikelihoods.shape[-1])

    @cached_property
    def sizes(self) -> Array:
        """The choices' lengths in UTF-8 bytes, [docs, choices], NaN where a doc has fewer choices."""
        return padded(self.docs["choice_bytes"].tolist(), self.loglikelihoods.shape[-1])
