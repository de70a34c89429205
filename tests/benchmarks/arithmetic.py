"""What is computed from a cube of the whole competition: 14,042 docs x 162 checkpoints x 4 choices, held in memory.

The cube has the numbers that the generated files would give; making it is not measured.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd

from e2lm.cube import Cube
from e2lm.item_signal import columns_in_window, doc_signals
from e2lm.metrics import METRICS, values_of
from e2lm.scoring.resampled import score_samples
from e2lm.scoring.settings import ScoreSettings, default_settings
from e2lm.scoring.signal import signal_quality_rows
from e2lm.subsets import Measured, means, measured, subset_curves
from e2lm.uncertainty import resampled
from tests.benchmarks.generated import CHOICES, DOCS, MODELS, SEED, STEPS, loglikelihoods, sizes
from tests.benchmarks.measured import best_of

METRIC = "p_correct"  # its values are no whole numbers, so that every digit has to be held
TIMES, SUBSET, RESAMPLES = 15, 7_000, 1_000
TOKENS = 3_660_000  # a step


def cube() -> Cube:
    """Every question at every checkpoint of the six models."""
    rng = np.random.default_rng(SEED)
    lengths = 4 + np.rint(rng.lognormal(3.2, 0.8, (DOCS, CHOICES)))
    golds, difficulty = rng.integers(CHOICES, size=DOCS), rng.normal(size=DOCS)
    leaning = rng.normal(0.0, 1.5, (DOCS, CHOICES))
    moments = [(place, step) for place in range(len(MODELS)) for step in STEPS]
    layers = [loglikelihoods(lengths, golds, difficulty, leaning, rng, moment) for moment in moments]
    subjects = np.repeat([f"subject_{place:02d}" for place in range(len(sizes()))], sizes())
    whole = lengths.astype(int).tolist()
    docs = pd.DataFrame(
        {
            "doc_key": [f"{place:05d}" for place in range(DOCS)], "task": subjects, "doc_id": range(DOCS),
            "question": "", "golds": [[int(gold)] for gold in golds], "n_choices": CHOICES, "choice_chars": whole,
            "choice_bytes": whole,
        }
    )  # fmt: skip
    checkpoints = pd.DataFrame(
        {
            "model": [MODELS[place] for place, _ in moments],
            "checkpoint": [f"iter_{step:07d}" for _, step in moments],
            "step": pd.array([step for _, step in moments], dtype="Int64"),
            "tokens": pd.array([step * TOKENS for _, step in moments], dtype="Int64"),
            "run_id": [f"run-{place}-{step}" for place, step in moments],
            "partial": False,
        }
    )
    return Cube("made_up", "none", docs, checkpoints, np.stack(layers, axis=1))


def subset(times: int = TIMES) -> dict[str, Any]:
    """All points of one metric over 7,000 questions, another choice each time, and the SQ of each model's curve."""
    held, settings = _measured(), default_settings(MODELS)
    columns = list(columns_in_window(held.checkpoints, settings).values())
    rng = np.random.default_rng(SEED)
    chosen = [np.isin(np.arange(DOCS), rng.permutation(DOCS)[:SUBSET]) for _ in range(times)]
    means(held, chosen[0])
    found = []
    for one in chosen:
        begun = time.perf_counter()
        values, _ = means(held, one)
        signal_quality_rows(np.stack([values[places] for places in columns]))
        found.append(time.perf_counter() - begun)
    return {"seconds": float(np.median(found)), "worst": max(found)}


def per_question(times: int = 3) -> dict[str, Any]:
    """SQ of each question under each model."""
    held, settings = _measured(), default_settings(MODELS)
    signals = doc_signals(held.values, held.checkpoints, settings)
    seconds = best_of(times, lambda: doc_signals(held.values, held.checkpoints, settings))
    return {"seconds": seconds, "sum": float(np.nansum(signals[:: DOCS // 100]))}


def per_question_in_a_loop(docs: int) -> dict[str, Any]:
    """The same by a notebook's loop over the groups of a table of samples, of the first `docs` questions; the seconds
    are those of all questions, as the loop takes each by itself."""
    held, settings = _measured(), default_settings(MODELS)
    table = _samples(held, settings, docs)
    begun = time.perf_counter()
    signals = {key: _notebook_signal(group) for key, group in table.groupby(["doc", "model"], sort=False)}
    seconds = time.perf_counter() - begun
    own = doc_signals(held.values[:docs], held.checkpoints, settings)
    looped = np.array([[signals[doc, model] for model in MODELS] for doc in range(docs)])
    return {"seconds": seconds * DOCS / docs, "docs": docs, "differs": float(np.nanmax(np.abs(own - looped)))}


def bootstrap(times: int = 3) -> dict[str, Any]:
    """1,000 resamples of every curve over all questions, and SQ, RC, CS and total of each resample.

    Each measurement draws with a seed of its own, so that none finds another's draws.
    """
    held, settings = _measured(), default_settings(MODELS)
    everything = np.ones(DOCS, dtype=bool)
    curves = subset_curves(held, everything)
    seeds = iter(range(SEED, SEED + 1 + times))

    def drawn() -> None:
        score_samples(curves, resampled(held, everything, RESAMPLES, seed=next(seeds)), settings)

    drawn()
    return {"seconds": best_of(times, drawn)}


def _measured() -> Measured:
    whole = cube()
    return measured(whole, values_of(whole, METRIC), METRIC, METRICS[METRIC].higher_is_better)


def _samples(held: Measured, settings: ScoreSettings, docs: int) -> pd.DataFrame:
    """One row per question, model and step of the window, as a notebook concatenates them from sample files."""
    places = np.concatenate(list(columns_in_window(held.checkpoints, settings).values()))
    checkpoints = held.checkpoints.iloc[places]
    return pd.DataFrame(
        {
            "doc": np.repeat(np.arange(docs), len(places)),
            "model": np.tile(checkpoints["model"].to_numpy(object), docs),
            "step": np.tile(checkpoints["step"].to_numpy(int), docs),
            "value": held.values[:docs, places].ravel(),
        }
    )


def _notebook_signal(group: pd.DataFrame) -> float:
    values = group.sort_values("step")["value"].to_numpy()
    count = len(values)
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    monotonicity = max(0.0, 1 - 6 * np.sum((np.arange(count) - ranks) ** 2) / (count * (count**2 - 1)))
    lags = range(1, count // 4)
    return float((monotonicity + np.mean([abs(np.corrcoef(values[lag:], values[:-lag])[0, 1]) for lag in lags])) / 2)
