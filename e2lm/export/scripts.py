"""What a metric needs to be computed by lm-eval: its own metric of that name, or a script beside the task file.

A script is written for metrics that lm-eval does not have. It scores one question from the loglikelihoods of its
choices, as e2lm.metrics does for whole cubes; a test holds both against each other.
"""

from __future__ import annotations

import json
from typing import Any

from e2lm.errors import RequestError
from e2lm.export.styles import LETTERS
from e2lm.metrics import METRICS

# What lm-eval computes for questions with several right answers too.
_OF_SEVERAL = ("acc", "acc_norm", "acc_bytes")

_HEAD = '''"""{definition}.

Called by lm-eval for each question with the loglikelihoods of its choices.
"""

import math

NAN = float("nan")


def process_results(doc, results):
    answer = doc["answer"]
    golds = answer if isinstance(answer, list) else [answer]
    lls = [float(ll) for ll, _ in results]
    return {{{name}: {call}}}
'''

_GOLD = """

def gold_ll(lls, golds):
    return max(lls[at] for at in golds)
"""

_PROBABILITIES = """

def probabilities(lls):
    highest = max(lls)
    if math.isinf(highest):
        return [NAN] * len(lls)
    chances = [math.exp(ll - highest) for ll in lls]
    return [chance / sum(chances) for chance in chances]


def p_correct(lls, golds):
    return sum(probabilities(lls)[at] for at in golds)
"""

_PER_LENGTH = """

def per_length(lls, lengths):
    return [ll / length if length else -math.inf for ll, length in zip(lls, lengths)]
"""

_CONTRAST = """

def contrast(values, golds, of_wrong):
    wrong = [value for at, value in enumerate(values) if at not in golds]
    return max(values[at] for at in golds) - of_wrong(wrong) if wrong else NAN


def mean(values):
    return sum(values) / len(values)
"""

_BRIER = """

def brier(lls, golds):
    p = probabilities(lls)
    return sum(one * one for one in p) + 1.0 - 2.0 * max(p[at] for at in golds)
"""

# What to call, and the functions that it needs.
_CALLS = {
    "gold_ll": ("gold_ll(lls, golds)", (_GOLD,)),
    "p_correct": ("p_correct(lls, golds)", (_PROBABILITIES,)),
    "minus_mean": ("contrast(lls, golds, mean)", (_CONTRAST,)),
    "margin": ("contrast(lls, golds, max)", (_CONTRAST,)),
    "minus_min": ("contrast(lls, golds, min)", (_CONTRAST,)),
    "minus_mean_p": ("contrast(probabilities(lls), golds, mean)", (_PROBABILITIES, _CONTRAST)),
    "minus_max_p": ("contrast(probabilities(lls), golds, max)", (_PROBABILITIES, _CONTRAST)),
    "minus_min_p": ("contrast(probabilities(lls), golds, min)", (_PROBABILITIES, _CONTRAST)),
    "norm_correct_prob_char": (
        "p_correct(per_length(lls, [len(text) for text in {choices}]), golds)", (_PROBABILITIES, _PER_LENGTH),
    ),
    "norm_correct_prob_byte": (
        'p_correct(per_length(lls, [len(text.encode("utf-8")) for text in {choices}]), golds)',
        (_PROBABILITIES, _PER_LENGTH),
    ),
    "brier": ("brier(lls, golds)", (_PROBABILITIES, _BRIER)),
}  # fmt: skip


def metric_name(metric: str, *, several: bool) -> str:
    """What lm-eval's results call a metric of METRICS; `several`: some question has several right answers."""
    logged = METRICS[metric].logged
    return logged if logged and (not several or metric in _OF_SEVERAL) else metric


def script(metric: str, choice: str | tuple[str, ...], *, several: bool) -> str:
    """The Python that scores a metric, "" where lm-eval does that itself.

    `choice` says where a doc's choices are, as in Form. Raises RequestError for a metric that rests on a second run.
    """
    if METRICS[metric].needs_unprompted:
        raise RequestError(
            f"{METRICS[metric].label} needs a second run without the prompt, so that no single task gives it",
            remedy='Choose another metric; or sweep the styles "continuation" and "no question" and compare them here.',
            field="metric",
        )
    if metric_name(metric, several=several) != metric or metric in _OF_SEVERAL:
        return ""
    call, parts = _CALLS[metric]
    definition = METRICS[metric].definition
    head = _HEAD.format(
        definition=definition[0].upper() + definition[1:],
        name=json.dumps(metric),
        call=call.format(choices=_of(choice)),
    )
    return head + "".join(parts)


def _of(choice: str | tuple[str, ...]) -> str:
    """The choices of a doc, or as many letters, in Python."""
    if isinstance(choice, tuple):
        return json.dumps(list(choice))
    return f'doc["{choice}"]' if choice.isidentifier() else f'"{LETTERS}"[: len(doc["choices"])]'


def metric_list(metric: str, *, several: bool) -> list[dict[str, Any]]:
    """The task's `metric_list`: the metric first; where lm-eval computes it, acc and acc_norm beside it."""
    name = metric_name(metric, several=several)
    own = name == metric and metric not in _OF_SEVERAL
    names = [name] if own else list(dict.fromkeys([name, "acc", "acc_norm"]))
    better = {name: METRICS[metric].higher_is_better}
    if name == "brier_score":
        return [{"metric": one, "higher_is_better": better.get(one, True)} for one in names]
    return [{"metric": one, "aggregation": "mean", "higher_is_better": better.get(one, True)} for one in names]
