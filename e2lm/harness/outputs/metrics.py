"""Metric names in lm-eval's files: "acc,none" is split here, once, and a metric's direction is known here."""

from __future__ import annotations

import math
from typing import NamedTuple

_NOT_METRICS = ("alias", "name", "sample_len", "sample_count", "samples", " ", "")
_LOWER_IS_BETTER = (
    "perplexity",
    "ppl",
    "loss",
    "crossentropy",
    "brier",
    "bpb",
    "bits_per_byte",
    "bits-per-byte",
    "ter",
    "wer",
    "nll",
    "rmse",
    "mae",
)
_WHOLE_NAMES = ("ter", "wer", "mae", "bpb", "ppl", "nll", "loss", "rmse")


class MetricKey(NamedTuple):
    """A metric under one filter; `stderr` says that the entry is its standard error."""

    metric: str
    filter: str
    stderr: bool


def metric_key(key: str) -> MetricKey | None:
    """ "acc_stderr,none" taken apart; None for entries that are no metric. Legacy names have filter "none"."""
    if key in _NOT_METRICS:
        return None
    metric, _, filter_name = key.rpartition(",")
    metric, filter_name = (metric, filter_name) if metric else (key, "none")
    stderr = metric.endswith("_stderr")
    return MetricKey(metric.removesuffix("_stderr"), filter_name, stderr)


def higher_is_better(metric: str, declared: object = None) -> bool:
    """The file's own word on the metric where there is one, else what is known of its name."""
    if isinstance(declared, bool):
        return declared
    words = metric.lower().replace("-", "_").split("_")
    lower = metric.lower()
    return not any((name in words) if name in _WHOLE_NAMES else (name in lower) for name in _LOWER_IS_BETTER)


def number(value: object) -> float | None:
    """A metric's value; None for NaN, infinity, "N/A" and whatever is no number."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        try:
            return float(value) if math.isfinite(value) else None
        except OverflowError:
            return None
    return None
