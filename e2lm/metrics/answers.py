"""Answers: loglikelihoods of some docs made ready for formulas, with what several metrics share computed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from e2lm.choices import Array, Mask, highest, probabilities


@dataclass(frozen=True)
class Answers:
    """`loglikelihoods` float64 [docs, checkpoints, choices]: of each doc and checkpoint all `real` choices (bool [docs,
    choices]) have a number, or all are NaN. `golds`: bool, `chars` and `sizes` (bytes): float, [docs, choices].
    `unprompted`: like loglikelihoods without the prompt, None where not given."""

    loglikelihoods: Array
    golds: Mask
    real: Mask
    chars: Array
    sizes: Array
    unprompted: Array | None = None

    @cached_property
    def wrong(self) -> Mask:
        return self.real & ~self.golds

    @cached_property
    def probabilities(self) -> Array:
        """Softmax over the choices, [docs, checkpoints, choices]."""
        return probabilities(self.loglikelihoods)

    @cached_property
    def gold_ll(self) -> Array:
        """The likeliest right choice's loglikelihood, [docs, checkpoints]."""
        return highest(self.loglikelihoods, self.golds)

    @cached_property
    def gold_p(self) -> Array:
        """The likeliest right choice's probability, [docs, checkpoints]."""
        return highest(self.probabilities, self.golds)

    @cached_property
    def pmi(self) -> Array:
        """Loglikelihood with minus without the prompt, NaN where a doc lacks any choice's."""
        if self.unprompted is None:
            raise ValueError("PMI needs another run's loglikelihoods of the choices without the prompt (unprompted)")
        with np.errstate(invalid="ignore"):
            return complete(self.loglikelihoods - self.unprompted, self.real)


def complete(values: Array, real: Mask) -> Array:
    """The values, with all of a doc's choices NaN at a checkpoint where any of its `real` choices is."""
    lacking = np.zeros(values.shape[:-1], dtype=bool)
    for place in range(values.shape[-1]):
        lacking |= np.isnan(values[..., place]) & real[:, place, None]
    if not lacking.any():
        return values
    return np.where(lacking[..., None], np.nan, values)
