"""Progress out of lm-eval, which has no callback for it: its progress bars are replaced by ones that report.

Only the worker side uses this. The replacement holds for the whole process. What `report` raises stops the evaluation;
a BaseException does so past every `except Exception` on the way.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

# report(phase, done, total): `done` of `total` requests to the model, or docs while the prompts are built.
Report = Callable[[str, int, int], None]

BUILDING, SCORING = "building prompts", "scoring"
_BARS = (
    ("lm_eval.api.task", BUILDING),
    ("lm_eval.api.model", BUILDING),
    ("lm_eval.models.huggingface", SCORING),
    ("e2lm.harness.prefix.tokens", BUILDING),
    ("e2lm.harness.prefix.lm", SCORING),
)


def silent(phase: str, done: int, total: int) -> None:
    """A report that goes nowhere."""


class PhaseCount:
    """What the bars of one phase have counted together: a run has one bar per task, or per kind of request."""

    def __init__(self, phase: str, report: Report, known: int = 0) -> None:
        self.phase, self.report, self.done, self.total, self.known = phase, report, 0, 0, known

    def expect(self, more: int) -> None:
        self.total += more
        self._say()

    def advance(self, by: int) -> None:
        self.done += by
        self._say()

    def _say(self) -> None:
        self.report(self.phase, self.done, max(self.known, self.total, self.done))


class ReportingBar:
    """As much of tqdm's bar as lm-eval uses, counting into a PhaseCount and printing nothing."""

    def __init__(self, count: PhaseCount, iterable: Collection[object] = (), *, total: int | None = None) -> None:
        self.count, self.iterable = count, iterable
        count.expect(len(iterable) if total is None else total)

    def __iter__(self) -> Iterator[object]:
        for item in self.iterable:
            yield item
            self.count.advance(1)

    def update(self, n: int = 1) -> None:
        self.count.advance(n)

    def close(self) -> None:
        """Nothing is open."""


@contextmanager
def reported(report: Report, requests: int = 0) -> Iterator[None]:
    """While open, lm-eval's bars call `report`; the counts of one phase add up over its bars.

    `requests` will be scored in all, where that is known before the last bar begins.
    """
    counts = {BUILDING: PhaseCount(BUILDING, report), SCORING: PhaseCount(SCORING, report, requests)}
    modules = [(importlib.import_module(name), counts[phase]) for name, phase in _BARS]
    before = [vars(module)["tqdm"] for module, _ in modules]
    for module, count in modules:
        vars(module)["tqdm"] = _bars_into(count)
    try:
        yield
    finally:
        for (module, _), bar in zip(modules, before, strict=True):
            vars(module)["tqdm"] = bar


def _bars_into(count: PhaseCount) -> Callable[..., ReportingBar]:
    def bar(
        iterable: Collection[object] = (), *, total: int | None = None, disable: bool = False, **_: object
    ) -> ReportingBar:
        # One that is switched off counts what is asked once more, to see whether both ways of scoring agree.
        return ReportingBar(PhaseCount(count.phase, silent) if disable else count, iterable, total=total)

    return bar
