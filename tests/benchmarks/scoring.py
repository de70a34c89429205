"""Scoring multiple choice by shared prefix against lm-eval's own model in the same process, and against the floor.

Seconds are those of the processor on one thread. Both ways begin with lm-eval's requests and end with the answers, so
both include tokenising; the prefix scoring's time includes the requests that it scores both ways. The floor is the time
of the fewest multiplications, each distinct token through the layers and with the tokens that it attends to, and each
distinct scored position through the vocabulary, at the rate of the machine's matrix product, measured before and after.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.benchmarks.measured import measured
from tests.benchmarks.models import (
    CHOICES,
    CONTINUATION,
    DOCS,
    LETTERS,
    MIDDLE,
    TINY,
    Shape,
    write_checkpoint,
    write_tasks,
)
from tests.benchmarks.table import Row

if TYPE_CHECKING:
    from tests.benchmarks.rows import Bench

PART = DOCS // 4  # questions that lm-eval's model answers: each takes as long as any other
TIMES = 2  # the faster of two runs: the other was disturbed
Answer = tuple[float, bool]
SHAPES = {"tiny": TINY, "middle": MIDDLE}


class Case(NamedTuple):
    """A task at some shots, and how many times faster than lm-eval's model it is to be scored."""

    name: str
    task: str
    shots: int
    bar: float


CASES = (
    Case("5-shot continuation", CONTINUATION, 5, 10),
    Case("5-shot letters", LETTERS, 5, 5),
    Case("0-shot continuation", CONTINUATION, 0, 2.3),
)


def rows(bench: Bench) -> Iterator[Row]:
    """The rows of the table: each case against lm-eval's model, then tokens and time against the least possible."""
    folder = bench.folder / "scoring"
    write_tasks(folder / "tasks")
    write_checkpoint(folder / "middle", MIDDLE)
    again, above = [], []
    for case in CASES:
        bench.say(f"scoring, {case.name}")
        what = {"folder": folder, "shape": "middle", "task": case.task, "shots": case.shots}
        own, theirs = measured("scoring:by_prefix", **what), measured("scoring:by_lm_eval", **what, docs=PART)
        apart = apart_by(own.facts["answers"], theirs.facts["answers"])
        if apart > 1e-4 or own.facts["scoring"] != "prefix":
            raise RuntimeError(f"{case.name} was scored by {own.facts['scoring']} and lies {apart} apart")
        seconds = theirs.seconds * DOCS / PART
        yield Row(
            f"scoring alone, {case.name}: {DOCS} questions x {CHOICES} choices, 27M parameters, processor time",
            f"{own.seconds:.1f} s", own.peak_mb,
            f"lm-eval's model in one process: {seconds:.0f} s, {theirs.peak_mb:,.0f} MB, from {PART} of them",
            f"{seconds / own.seconds:.1f} x", f"{case.bar:g} x", seconds / own.seconds >= case.bar,
        )  # fmt: skip
        again.append(own.facts["computed"] / own.facts["distinct"])
        above.append((own.seconds / own.facts["floor"], own.seconds, own.facts["floor"], own.facts["rate"]))
    yield Row(
        "tokens computed against distinct prefixes, the worst of these", f"{max(again):.3f} x", None,
        bar="under 1.1 x", held=max(again) < 1.1,
    )  # fmt: skip
    ratio, seconds, floor, rate = max(above)
    yield Row(
        "scoring against the floor, the worst of these", f"{seconds:.1f} s", None,
        f"fewest multiplications at {rate / 1e9:.0f} GFLOP/s: {floor:.1f} s", f"{ratio:.2f} x", "under 2 x", ratio < 2,
    )  # fmt: skip


def apart_by(ours: Sequence[Answer], theirs: Sequence[Answer]) -> float:
    """The largest difference of the loglikelihoods that both have; infinite where a greedy flag differs."""
    pairs = list(zip(ours, theirs, strict=False))
    same = all(one[1] == other[1] for one, other in pairs)
    return max(abs(one[0] - other[0]) for one, other in pairs) if same else math.inf


def by_prefix(folder: str, shape: str, task: str, shots: int) -> dict[str, Any]:
    """Times the prefix scoring of all questions of a task, and the floor."""
    model, words = _loaded(f"{folder}/{shape}")

    from e2lm.harness.prefix import lm

    asked = requests(Path(folder) / "tasks", task, shots)
    lm.PrefixLM(pretrained=model, tokenizer=words).loglikelihood(
        asked[:CHOICES], disable_tqdm=True
    )  # the first is slow
    rate = _rate(SHAPES[shape])

    def work() -> tuple[list[Answer], lm.PrefixLM]:
        lm._verdicts.clear()
        own = lm.PrefixLM(pretrained=model, tokenizer=words)
        return own.loglikelihood(asked, disable_tqdm=True), own

    seconds, (answers, own) = _fastest(work)
    rate = max(rate, _rate(SHAPES[shape]))
    floor = multiplications(own, asked, SHAPES[shape]) / rate
    return {**own.record, "seconds": seconds, "answers": answers, "floor": floor, "rate": rate}


def by_lm_eval(folder: str, shape: str, task: str, shots: int, docs: int) -> dict[str, Any]:
    """Times lm-eval's own model on the first `docs` questions of a task."""
    model, words = _loaded(f"{folder}/{shape}")

    from lm_eval.models.huggingface import HFLM

    asked = requests(Path(folder) / "tasks", task, shots)[: docs * CHOICES]
    HFLM(pretrained=model, tokenizer=words).loglikelihood(asked[:CHOICES], disable_tqdm=True)

    def work() -> list[Answer]:
        return list(HFLM(pretrained=model, tokenizer=words, batch_size=32).loglikelihood(asked, disable_tqdm=True))

    seconds, answers = _fastest(work)
    return {"seconds": seconds, "answers": answers}


def _loaded(folder: str) -> tuple[Any, Any]:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    torch.set_num_threads(1)
    return AutoModelForCausalLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)


def requests(folder: Path, task: str, shots: int) -> list[Any]:
    """lm-eval's requests of a task."""
    from lm_eval.tasks import TaskManager

    built = TaskManager(include_path=str(folder), include_defaults=False).load([task])["tasks"][task]
    built.set_config("num_fewshot", shots)
    built.build_all_requests(rank=0, world_size=1)
    return list(built.instances)


def _fastest(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the processor that the faster run took, and what the last gave."""
    found = []
    for _ in range(TIMES):
        begun = time.process_time()
        result = work()
        found.append(time.process_time() - begun)
    return min(found), result


def _rate(shape: Shape) -> float:
    """Floating-point operations per second of this machine's matrix product at a layer's sizes, on one thread."""
    import torch

    inputs, weights = torch.randn(2048, shape.hidden), torch.randn(shape.inner, shape.hidden)
    best = min(islice(_seconds(lambda: torch.nn.functional.linear(inputs, weights)), 12))
    return float(2 * 2048 * shape.hidden * shape.inner / best)


def _seconds(work: Callable[[], Any]) -> Iterator[float]:
    while True:
        begun = time.process_time()
        work()
        yield time.process_time() - begun


def multiplications(own: Any, asked: Sequence[Any], shape: Shape) -> float:  # noqa: ANN401
    """The fewest floating-point operations: two per parameter and distinct token, and four per hidden value and layer
    for each token that a distinct one attends to."""
    from e2lm.harness.prefix.trie import requests_of

    scored = set()
    pairs = own.tokenised.pairs([request.args for request in asked], own.tokenizer, quiet=True)
    for context, rest in pairs:
        whole = [*context.tolist(), *rest.tolist()]
        scored |= {tuple(whole[:at]) for at in range(len(context), len(whole))}
    trie = requests_of(pairs, own.max_length).trie
    attended = ((trie.lengths * (trie.lengths + 1) - trie.common * (trie.common + 1)) // 2).sum()
    linear = shape.body * trie.distinct + shape.hidden * shape.vocabulary * len(scored)
    return float(2 * linear + 4 * shape.hidden * shape.layers * attended)
