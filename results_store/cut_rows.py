"""Files of known questions as rows of samples: the answers cut out of them beside what is known of the questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from e2lm.records import SamplesFile
from results_store.columns import SAMPLES
from results_store.known import Fitting, Known, alone

_LARGEST = np.finfo(np.float32).max
_TOGETHER = 2**24  # bytes of tails that are read at once


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

    Sound are answers that are all numbers, with accuracies that agree with the key. Files with equal tails come
    together, a few megabytes or a single file at a time. `window` is what they are read into.
    """
    held: dict[tuple[bytes, ...], list[Fitting]] = {}
    sizes: Counter[tuple[bytes, ...]] = Counter()
    for file in files:
        fitting = known.fitting(file, window) if file.path not in besides and alone(file, files) else None
        if fitting is None:
            continue
        alike, size = fitting.learned.pattern.tails, sum(map(len, fitting.cut.tails.values()))
        if alike in held and sizes[alike] + size > _TOGETHER:
            yield from _sound(run_id, held.pop(alike))
            sizes[alike] = 0
        held.setdefault(alike, []).append(fitting)
        sizes[alike] += size
    for together in held.values():
        yield from _sound(run_id, together)


def _sound(run_id: str, fitting: Sequence[Fitting]) -> Iterator[Portion]:
    """Files with equal tails; those whose answers are not sound are left out."""
    numbers = _numbers(fitting)
    if numbers is None:
        fitting = [one for one in fitting if _numbers([one]) is not None]
        numbers = _numbers(fitting) if fitting else None
    if numbers is not None:
        yield Portion(_table(run_id, fitting, numbers), fitting)


def _numbers(fitting: Sequence[Fitting]) -> _Numbers | None:
    """What files answered; None where something in one of them is not as it should be."""
    names = fitting[0].learned.numbers
    choices = np.concatenate([one.learned.choices for one in fitting])
    starts = np.cumsum(choices) - choices
    found = _Numbers(np.empty(choices.sum()), np.empty((len(choices), len(names))))
    hashes: list[dict[int, list[pa.Array]]] = [{} for _ in fitting]
    for count, tail in fitting[0].learned.tails.items():
        docs = np.flatnonzero(choices == count)
        read = tail.read(b"".join([one.cut.tails[count] for one in fitting]), len(docs))
        if read is None:
            return None
        found.loglikelihoods[starts[docs, None] + np.arange(count)] = read.loglikelihoods
        found.metrics[docs] = read.metrics
        ends = np.cumsum([(one.learned.choices == count).sum() for one in fitting])
        for columns, start, end in zip(hashes, (0, *ends), ends, strict=False):
            columns[count] = [column[start:end] for column in read.hashes]
    if not all(one.cut.fits(one.learned.pattern, columns) for one, columns in zip(fitting, hashes, strict=True)):
        return None
    finite = (np.abs(found.loglikelihoods) <= _LARGEST).all() and np.isfinite(found.metrics).all()
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
    per_doc = pa.array(np.arange(docs + 1) * len(names), pa.int32())
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
        pa.ListArray.from_arrays(per_doc, pa.array(names, pa.string()).take(np.tile(np.arange(len(names)), docs))),
        pa.ListArray.from_arrays(per_doc, pa.array(numbers.metrics.ravel())),
    ]
    return pa.table(columns, schema=SAMPLES)
