"""Every metric that follows from stored loglikelihoods: its name, its formula in words, its range and its chance level.

Where a doc has several right choices, a pick of any is right, as in lm-eval; p_correct and norm_correct_prob add up
their probabilities; for all other metrics the likeliest of them stands for the right one. All other choices are
wrong. A doc without a key has no value, one whose choices are all right has no contrast with wrong ones.

Sources: acc, acc_norm, acc_bytes, acc_mutual_info (acc_pmi) and brier_score are lm-eval's, version 0.4.13
(lm_eval.api.task.ConfigurableTask.process_results, lm_eval.api.metrics.brier_score), which has no convention for the
last two where several choices are right. minus_mean is the metric of lm-eval's mmlu_early_training, the contrasts are
those of the competition's teams. norm_correct_prob is that of OLMES (allenai/olmes; arXiv 2504.11393), with lengths as
lm-eval counts them, without the blank before an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Guessing = Literal["right / choices", "0", "1 - 1 / choices", ""]


@dataclass(frozen=True)
class Metric:
    """What a metric is. `low` and `high` bound its values, None where nothing does; `unit` is "" for shares.

    `guessing` is the chance level's formula in the numbers of right choices and of choices: what a model gets on
    average that cannot tell right from wrong choices (for brier, that finds all equally probable); "" where nothing
    says it.
    `logged` names lm-eval's metric that it must agree with, "" if none. `needs_unprompted` says that it needs another
    run's loglikelihoods of the same choices without the prompt.
    """

    name: str
    label: str
    definition: str
    unit: str
    low: float | None
    high: float | None
    higher_is_better: bool = True
    guessing: Guessing = ""
    logged: str = ""
    needs_unprompted: bool = False


_SHARE = ("", 0.0, 1.0)
_CONTRAST = ("", -1.0, 1.0)
_NATS = ("nats", None, None)
_BY_SOFTMAX = "where the choices' probabilities are the softmax of their loglikelihoods"

_ALL = (
    Metric(
        "acc", "acc", "1 where the choice with the highest loglikelihood is right, else 0", *_SHARE,
        guessing="right / choices", logged="acc",
    ),
    Metric(
        "acc_norm", "acc_norm", "1 where the choice with the highest loglikelihood per character is right, else 0",
        *_SHARE, guessing="right / choices", logged="acc_norm",
    ),
    Metric(
        "acc_bytes", "acc_bytes", "1 where the choice with the highest loglikelihood per UTF-8 byte is right, else 0",
        *_SHARE, guessing="right / choices", logged="acc_bytes",
    ),
    Metric("gold_ll", "gold loglikelihood", "loglikelihood of the right choice", "nats", None, 0.0),
    Metric(
        "p_correct", "P(correct)", f"probability of the right choice, {_BY_SOFTMAX}", *_SHARE,
        guessing="right / choices",
    ),
    Metric(
        "minus_mean", "gold − mean wrong",
        "loglikelihood of the right choice minus the mean loglikelihood of the wrong ones", *_NATS, guessing="0",
    ),
    Metric(
        "margin", "gold − best wrong (margin)",
        "loglikelihood of the right choice minus that of the likeliest wrong one; positive where it is picked",
        *_NATS,
    ),
    Metric(
        "minus_min", "gold − worst wrong",
        "loglikelihood of the right choice minus that of the least likely wrong one", *_NATS,
    ),
    Metric(
        "minus_mean_p", "P(gold) − mean P(wrong)",
        f"probability of the right choice minus the mean probability of the wrong ones, {_BY_SOFTMAX}", *_CONTRAST,
        guessing="0",
    ),
    Metric(
        "minus_max_p", "P(gold) − best P(wrong)",
        f"probability of the right choice minus that of the likeliest wrong one, {_BY_SOFTMAX}", *_CONTRAST,
    ),
    Metric(
        "minus_min_p", "P(gold) − worst P(wrong)",
        f"probability of the right choice minus that of the least likely wrong one, {_BY_SOFTMAX}", *_CONTRAST,
    ),
    Metric(
        "norm_correct_prob_char", "P(correct) per character",
        "probability of the right choice, where probabilities are the softmax of loglikelihoods per character", *_SHARE,
        guessing="right / choices",
    ),
    Metric(
        "norm_correct_prob_byte", "P(correct) per byte",
        "probability of the right choice, where probabilities are the softmax of loglikelihoods per UTF-8 byte",
        *_SHARE, guessing="right / choices",
    ),
    Metric(
        "brier", "Brier score",
        f"sum over the choices of (probability − 1 if right, else 0) squared, {_BY_SOFTMAX}; lower is better",
        "", 0.0, 2.0, higher_is_better=False, guessing="1 - 1 / choices", logged="brier_score",
    ),
    Metric(
        "pmi", "gold PMI",
        "loglikelihood of the right choice after the prompt minus its loglikelihood without it", *_NATS,
        needs_unprompted=True,
    ),
    Metric(
        "acc_pmi", "acc by PMI",
        "1 where the choice whose loglikelihood the prompt raises most (or lowers least) is right, else 0", *_SHARE,
        guessing="right / choices", logged="acc_mutual_info", needs_unprompted=True,
    ),
)  # fmt: skip

# In the order of showing.
METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}


def chance_level(metric: str, n_choices: npt.ArrayLike, n_golds: npt.ArrayLike = 1) -> float | None:
    """What guessing gives on average over docs with these numbers of choices, and of right ones where not 1 each.

    None where there is no doc with a key, or nothing says it: the metric has no such level, or its level holds for one
    right choice only and a doc has several.
    """
    choices, right = np.broadcast_arrays(np.asarray(n_choices, dtype=float), np.asarray(n_golds, dtype=float))
    keyed = (choices > 0) & (right > 0)
    choices, right = choices[keyed], right[keyed]
    guessing = METRICS[metric].guessing
    if not len(choices) or not guessing:
        return None
    if guessing == "0":
        return 0.0 if (right == 1).all() else None
    return float(np.mean(right / choices if guessing == "right / choices" else 1 - 1 / choices))


def range_in_words(metric: Metric) -> str:
    """The bounds of a metric and which way is better, as one phrase."""
    low, high = ("unbounded" if bound is None else f"{bound:g}" for bound in (metric.low, metric.high))
    if metric.low is None and metric.high is None:
        bounds = "unbounded"
    elif metric.low is None:
        bounds = f"at most {high}"
    else:
        bounds = f"{low} to {high}"
    unit = f" {metric.unit}" if metric.unit else ""
    better = "higher is better" if metric.higher_is_better else "lower is better: its sign is flipped for scores"
    return f"{bounds}{unit}, {better}"
