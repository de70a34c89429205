"""The values that files are read into and the store is written from; lm-eval's words, one meaning each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from e2lm.errors import E2LMError


@dataclass(frozen=True)
class Problem:
    """Something found in a file that could not be used as it stands; the rest of the file was read."""

    file: str
    problem: str
    remedy: str
    line: int = 0
    field: str = ""

    @classmethod
    def of(cls, error: E2LMError) -> Problem:
        return cls(error.file, error.problem, error.remedy, error.line, error.field)


@dataclass(frozen=True)
class Checkpoint:
    """A model at one moment of its training.

    `name` is what its own run calls it (revision, subfolder or last part of the path). `step` and `tokens` are None
    where nothing says them; `tokens_from` names the rule or the field that gave the tokens ("" while unknown).
    `provisional` is "" or says why model or checkpoint stand to be confirmed ("the file names no model; ...").
    """

    model: str
    name: str
    step: int | None = None
    tokens: int | None = None
    tokens_from: str = ""
    provisional: str = ""


@dataclass(frozen=True)
class Run:
    """One evaluation of one checkpoint: one results file, or one row of a table of scores.

    `run_id` is a hash of the content (and, for tables, of model and checkpoint), so the same file is the same run
    wherever it lies. `kind` is "lm-eval", "table" (scores without a run of their own), "samples" (samples without
    results) or "picture" (read off a published figure). `date` is in seconds since the epoch, None where unknown.
    """

    run_id: str
    file: str
    kind: str
    checkpoint: Checkpoint
    date: float | None = None
    lm_eval_version: str = ""
    model_args: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Value:
    """One metric of one task or group in one run.

    `value` is None where the file says NaN or N/A. `n` is the number of docs it rests on, `n_original` the number the
    task has; the value is partial where n < n_original. `parent` is the group a sub-task belongs to, "" if none.
    `chance` is the expected value of guessing where the file lets us know it.
    """

    task: str
    metric: str
    filter: str
    value: float | None
    stderr: float | None = None
    n: int | None = None
    n_original: int | None = None
    n_shot: int | None = None
    higher_is_better: bool = True
    is_group: bool = False
    parent: str = ""
    version: str = ""

    @property
    def partial(self) -> bool:
        return self.n is not None and self.n_original is not None and self.n < self.n_original


@dataclass(frozen=True)
class Sample:
    """One doc's result in one run under one filter, exactly as logged.

    Multiple choice: `continuations` and `loglikelihoods` have one entry per choice, `golds` the indices of the right
    ones (empty where the key could not be resolved). Generation: those are empty and `answers` holds the filtered
    responses.
    """

    task: str
    filter: str
    doc_id: int
    doc_hash: str
    target_hash: str
    prompt_hash: str
    doc: Mapping[str, Any]
    target: str
    context: str
    continuations: tuple[str, ...]
    loglikelihoods: tuple[float, ...]
    golds: tuple[int, ...]
    answers: tuple[str, ...]
    metrics: Mapping[str, float]


@dataclass(frozen=True)
class SamplesFile:
    """One samples file of a run, to be read when its samples are wanted.

    `filters` are the task's filters in the order of its results, `docs` is the number of docs that those rest on (None
    where they do not say). `complete` is whether those are all the task has; a few may be too few to tell the key.
    """

    path: str
    task: str
    filters: tuple[str, ...] = ()
    docs: int | None = None
    complete: bool = False


@dataclass(frozen=True)
class Reading:
    """What one file (a results file with its samples files, or a table of scores) gave; a run without values or without
    samples is ordinary. `e2lm.reading.samples_in` reads the samples."""

    run: Run
    values: tuple[Value, ...]
    sample_files: tuple[SamplesFile, ...] = ()
