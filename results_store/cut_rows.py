"""Files of known questions as rows of samples: the answers cut out of them beside what is known of the questions."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.json

from e2lm.records import SamplesFile
from results_store.columns import SAMPLES
from results_store.known import MOST_DOCS, Fitting, Known, Learned, alone

_CSV = pa.csv.ReadOptions(column_names=["loglikelihood", "greedy"], use_threads=False)
_NUMBERS = pa.csv.ConvertOptions(
    column_types={"loglikelihood": pa.float64()}, include_columns=["loglikelihood"], null_values=[]
)
_LARGEST = np.finfo(np.float32).max
_JSON = pa.json.ReadOptions(use_threads=False, block_size=2**26)


class _Numbers(NamedTuple):
    """The loglikelihoods of all choices, doc after doc, and each doc's metrics, one after the other."""

    loglikelihoods: npt.NDArray[np.float64]
    metrics: npt.NDArray[np.float64]


class Portion(NamedTuple):
    """Rows of samples (columns SAMPLES), and the files that these are of."""

    rows: pa.Table
    fitting: Sequence[Fitting]


def portions(
    run_id: str, files: Sequence[SamplesFile], known: Known, window: bytearray, besides: Container[str] = ()
) -> Iterator[Portion]:
    """Those of a run's files whose questions are known and whose answers are sound, but for the paths in `besides`.

    Sound are answers that are all numbers, with accuracies that agree with the key. Files with equal metrics come
    together, up to MOST_DOCS docs or a single file at a time. `window` is what they are read into.
    """
    held: dict[tuple[bytes, tuple[str, ...]], list[Fitting]] = {}
    for file in files:
        fitting = known.fitting(file, window) if file.path not in besides and alone(file, files) else None
        if fitting is None:
            continue
        alike = (fitting.learned.pattern.closing, fitting.learned.numbers)
        if sum(len(one.learned.choices) for one in (*held.get(alike, ()), fitting)) > MOST_DOCS and alike in held:
            yield from _sound(run_id, held.pop(alike))
        held.setdefault(alike, []).append(fitting)
    for together in held.values():
        yield from _sound(run_id, together)


def _sound(run_id: str, fitting: Sequence[Fitting]) -> Iterator[Portion]:
    """Files with equal metrics; those whose answers are not sound are left out."""
    numbers = _numbers(fitting)
    if numbers is None:
        fitting = [one for one in fitting if _numbers([one]) is not None]
        numbers = _numbers(fitting) if fitting else None
    if numbers is not None:
        yield Portion(_table(run_id, fitting, numbers), fitting)


def _numbers(fitting: Sequence[Fitting]) -> _Numbers | None:
    """What files answered; None where something in one of them is not as it should be."""
    names = fitting[0].learned.numbers
    fields = pa.schema([(name, pa.float64()) for name in names])
    options = pa.json.ParseOptions(explicit_schema=fields, unexpected_field_behavior="infer")
    answers = pa.BufferReader(b"".join([one.cut.answers for one in fitting]))
    logged = pa.BufferReader(b"".join([one.cut.metrics for one in fitting]))
    try:
        read = pa.csv.read_csv(answers, read_options=_CSV, convert_options=_NUMBERS)
        metrics = pa.json.read_json(logged, read_options=_JSON, parse_options=options)
    except pa.ArrowInvalid:
        return None
    loglikelihoods = read["loglikelihood"].to_numpy()
    docs = sum(len(one.learned.choices) for one in fitting)
    if len(loglikelihoods) != sum(len(one.learned.right) for one in fitting) or metrics.num_rows != docs:
        return None
    if not _are_the_same(metrics.schema, fitting[0].learned):
        return None
    values = np.column_stack([metrics[name].to_numpy() for name in names]) if names else np.empty((docs, 0))
    found = _Numbers(loglikelihoods, values)
    finite = (np.abs(loglikelihoods) <= _LARGEST).all() and np.isfinite(values).all()
    return found if finite and ("acc" not in names or _agree(fitting, found, names.index("acc"))) else None


def _are_the_same(logged: pa.Schema, learned: Learned) -> bool:
    """Whether nothing but metrics is logged, and of these the same are numbers as in the file that was learned from."""
    kinds = (pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean)
    numbers = {field.name for field in logged if any(is_kind(field.type) for is_kind in kinds)}
    return learned.pattern.metrics.issuperset(logged.names) and numbers == set(learned.numbers)


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
