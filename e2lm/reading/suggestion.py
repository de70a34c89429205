"""The likeliest mapping of a table's columns, from their names and numbers; people confirm or change it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from e2lm.reading.mapping import ColumnMapping, ScoreColumn
from e2lm.reading.tabular import Cell

_STEPS = ("step", "steps", "_step", "global_step", "iteration", "iterations", "iter", "train/step", "train/global_step")
_CHECKPOINTS = ("checkpoint", "checkpoints", "revision", "ckpt", "subfolder")
_MODELS = ("model", "model_name", "experiment", "run", "run_name", "pretrained")
_TOKENS = re.compile(r"(?i)^(?!.*(per|batch|/s(ec)?$|learning)).*(tokens?|^bt|[_ ]bt)($|[^a-z])")
_BILLIONS = re.compile(r"(?i)(^|[/_ ])(g[_ ]?tokens|b[_ ]?tokens|bt)$|billion|tokens?[_ (\[]*(b|g|bt)[)\]]?$")
_MILLIONS = re.compile(r"(?i)(^|[/_ ])m[_ ]?tokens$|million|tokens?[_ (\[]*m[)\]]?$")
_NO_SCORES = re.compile(
    r"(?i)(^|[/_ ])(epoch|lr|seed|params|index|id|unnamed.*|timestamp|runtime|time|rank)$"
    r"|^(throughput|optim|system|train|gpu)[/_.]|learning_rate|batch_size|flops|grad_norm"
)
_METRICS = (
    "acc_norm",
    "acc_bytes",
    "acc",
    "len_norm",
    "soft_log",
    "soft",
    "bpb",
    "ppl",
    "perplexity",
    "exact_match",
    "em",
    "f1",
    "brier_score",
    "brier",
    "mcc",
    "loss",
    "CrossEntropyLoss",
    "score",
)
_SMALLEST_PLAIN_TOKENS = 10**6
_LEADING = ("results", "eval", "data", "metrics", "scores")


def suggest_columns(columns: Mapping[str, Sequence[Cell]]) -> ColumnMapping:
    """What each column most likely is; `step` and `tokens` are both "" where the table shows neither."""
    names = {name.strip().lower(): name for name in reversed(list(columns))}
    numeric = {name for name, values in columns.items() if _is_numeric(values)}
    model = next((names[name] for name in _MODELS if name in names and names[name] not in numeric), "")
    step = next((names[name] for name in (*_STEPS, *_CHECKPOINTS) if name in names and names[name] in numeric), "")
    checkpoint = next((names[name] for name in _CHECKPOINTS if name in names and names[name] not in numeric), "")
    tokens = next((name for name in columns if name in numeric and _TOKENS.search(name)), "")
    taken = {step, tokens, model, checkpoint}
    scores = [name for name in columns if name in numeric and name not in taken and not _NO_SCORES.search(name)]
    errors = {name for name in scores if name.endswith("_stderr")}
    return ColumnMapping(
        step=step,
        tokens=tokens,
        tokens_factor=_factor(tokens, columns.get(tokens, ())),
        model=model,
        checkpoint=checkpoint,
        scores=tuple(_score(name, errors) for name in scores if name not in errors),
    )


def as_number(value: Cell) -> float | None:
    """A cell's number, None for an empty cell. Errors: ValueError for any other text."""
    if value is None or isinstance(value, bool):
        return None if value is None else float(value)
    if isinstance(value, str):
        text = value.strip()
        return float(text) if text and text.lower() not in ("n/a", "na", "null", "none", "-") else None
    return float(value)


def unit_is_guessed(mapping: ColumnMapping) -> bool:
    """Whether only the size of the numbers speaks for the tokens' unit, and not the column's name."""
    named = _BILLIONS.search(mapping.tokens) or _MILLIONS.search(mapping.tokens)
    return bool(mapping.tokens) and mapping.tokens_factor != 1 and not named


def _is_numeric(values: Sequence[Cell]) -> bool:
    """Whether most cells that are not empty are numbers: a spoilt cell must not take its column away unsaid."""
    numbers, others = _numbers(values)
    return len(numbers) > others


def _numbers(values: Sequence[Cell]) -> tuple[list[float], int]:
    """The numbers in a column, and how many cells hold anything else."""
    numbers, others = [], 0
    for value in values:
        try:
            number = as_number(value)
        except (ValueError, OverflowError):
            others += 1
            continue
        numbers += [] if number is None else [number]
    return numbers, others


def _factor(name: str, values: Sequence[Cell]) -> float:
    """Tokens per unit: by the column's name, else billions where the numbers are too small to be tokens."""
    if _BILLIONS.search(name):
        return 1e9
    if _MILLIONS.search(name):
        return 1e6
    numbers = [number for number in _numbers(values)[0] if math.isfinite(number)]
    return 1e9 if numbers and 0 < max(numbers) < _SMALLEST_PLAIN_TOKENS else 1.0


def _score(name: str, errors: set[str]) -> ScoreColumn:
    """ "results/boolq/acc", "eval/downstream/piqa_5shot_len_norm", "boolq,acc" or "boolq" as task and metric.

    The name of a metric alone is both.
    """
    task, metric = _task_and_metric(name)
    shots = re.search(r"(?<!\d)(\d{1,3})[-_]?shot", name)
    stderr = f"{name}_stderr" if f"{name}_stderr" in errors else ""
    return ScoreColumn(name, task, metric, stderr, int(shots[1]) if shots else None)


def _task_and_metric(name: str) -> tuple[str, str]:
    parts = [part for part in re.split(r"[/,]", name) if part]
    while len(parts) > 1 and parts[0] in _LEADING:
        parts = parts[1:]
    last = parts[-1]
    if len(parts) > 1 and last in _METRICS:
        return "/".join(parts[:-1]), last
    longest_first = sorted(_METRICS, key=len, reverse=True)
    metric = next(
        (name for name in longest_first if last.lower().endswith((f"_{name.lower()}", f" {name.lower()}"))), ""
    )
    if metric:
        return last[: -len(metric) - 1], metric
    if len(parts) == 1 and last.lower() in {name.lower() for name in _METRICS}:
        return last, last
    if len(parts) > 1 and not parts[0].startswith("downstream"):
        return "/".join(parts[:-1]), last
    return last, "score"
