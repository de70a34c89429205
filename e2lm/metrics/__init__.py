"""Metrics recomputed from stored loglikelihoods: what they are, their values, their chance levels."""

from e2lm.metrics.definitions import METRICS, Metric, chance_level, range_in_words
from e2lm.metrics.unprompted import unprompted_of
from e2lm.metrics.values import values_of

__all__ = ["METRICS", "Metric", "chance_level", "range_in_words", "unprompted_of", "values_of"]
