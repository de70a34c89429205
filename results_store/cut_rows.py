"""Answers that were cut out of samples files as rows of samples, beside what is known of their questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.json

from results_store.columns import SAMPLES
from results_store.known import Fitting

_CSV = pa.csv.ReadOptions(column_names=["loglikelihood", "greedy"], use_threads=False)
_NUMBERS = pa.csv.ConvertOptions(
    column_types={"loglikelihood": pa.float64()}, include_columns=["loglikelihood"], null_values=[]
)
_JSON = pa.json.ReadOptions(use_threads=False, block_size=2**26)


class _Numbers(NamedTuple):
    """The loglikelihoods of all choices, doc after doc, and each doc's metrics, one after the other."""

    loglikelihoods: npt.NDArray[np.float64]
    metrics: npt.NDArray[np.float64]


def sample_rows(run_id: str, fitting: Sequence[Fitting]) -> tuple[pa.Table, list[Fitting]]:
    """The samples (columns SAMPLES) of files with equal numeric metrics whose answers are sound, and these files.

    Sound are answers that are all numbers, with accuracies that agree with the key.
    """
    sound = list(fitting)
    numbers = _numbers(sound)
    if numbers is None:
        sound = [one for one in fitting if _numbers([one]) is not None]
        numbers = _numbers(sound) if sound else None
    return (_table(run_id, sound, numbers), sound) if numbers else (SAMPLES.empty_table(), [])


def _numbers(fitting: Sequence[Fitting]) -> _Numbers | None:
    """What files answered; None where something in one of them is not as it should be."""
    names = fitting[0].learned.numbers
    fields = pa.schema([(name, pa.float64()) for name in names])
    options = pa.json.ParseOptions(explicit_schema=fields, unexpected_field_behavior="ignore")
    answers = pa.BufferReader(b"".join([one.cut.answers for one in fitting]))
    logged = pa.BufferReader(b"".join([one.cut.metrics for one in fitting]))
    try:
        read = pa.csv.read_csv(answers, read_options=_CSV, convert_options=_NUMBERS)
        metrics = pa.json.read_json(logged, read_options=_JSON, parse_options=options) if names else None
    except pa.ArrowInvalid:
        return None
    loglikelihoods = read["loglikelihood"].to_numpy()
    docs = sum(len(one.learned.choices) for one in fitting)
    columns = [metrics[name].to_numpy() for name in names] if metrics else []
    if len(loglikelihoods) != sum(one.cut.choices for one in fitting) or any(len(column) != docs for column in columns):
        return None
    values = np.column_stack([*columns]) if columns else np.empty((docs, 0))
    found = _Numbers(loglikelihoods, values)
    finite = np.isfinite(loglikelihoods).all() and np.isfinite(values).all()
    return found if finite and ("acc" not in names or _agree(fitting, found, names.index("acc"))) else None


def _agree(fitting: Sequence[Fitting], numbers: _Numbers, acc: int) -> bool:
    """Whether the first of the likeliest choices is right where the logged accuracy is 1, and only there."""
    choices = np.concatenate([one.learned.choices for one in fitting])
    right = np.concatenate([one.learned.right for one in fitting])
    starts = np.cumsum(choices) - choices
    highest = np.maximum.reduceat(numbers.loglikelihoods, starts)
    likeliest = np.flatnonzero(numbers.loglikelihoods == np.repeat(highest, choices))
    picked = likeliest[np.searchsorted(likeliest, starts)]
    return bool((right[picked] == numbers.metrics[:, acc]).all())


def _table(run_id: str, fitting: Sequence[Fitting], numbers: _Numbers) -> pa.Table:
    learned = [one.learned for one in fitting]
    sizes = [len(one.choices) for one in learned]
    docs, names = sum(sizes), learned[0].numbers
    offsets = np.concatenate([[0], np.cumsum(np.concatenate([one.choices for one in learned]))])
    per_doc = np.arange(docs + 1) * len(names)
    each = np.repeat(np.arange(len(fitting)), sizes)
    columns = [
        pa.repeat(run_id, docs),
        pa.array([one.file.task for one in fitting]).take(each),
        pa.array([one.filter for one in learned]).take(each),
        pa.concat_arrays([one.doc_ids for one in learned]),
        pa.concat_arrays([one.doc_keys for one in learned]),
        pa.concat_arrays([one.prompt_keys for one in learned]),
        pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(numbers.loglikelihoods.astype(np.float32))),
        pa.ListArray.from_arrays(pa.array(np.zeros(docs + 1), pa.int32()), pa.array([], pa.string())),
        pa.MapArray.from_arrays(
            pa.array(per_doc, pa.int32()),
            pa.array(names, pa.string()).take(np.tile(np.arange(len(names)), docs)),
            pa.array(numbers.metrics.ravel()),
        ),
    ]
    return pa.table(columns, schema=SAMPLES)
