"""The rows of the table: what is measured on which files, what it is compared with, and the bar that it must hold."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from e2lm.metrics import METRICS
from tests.benchmarks import card, scoring, sweeping
from tests.benchmarks.generated import DOCS, MODELS, STEPS, SUBJECTS, Workload, write_runs
from tests.benchmarks.measured import Measured, measured, resident_mb
from tests.benchmarks.table import Row
from tests.server import chromium_path, dashboard

USERS = 10
# Metrics whose curves differ from one another in the generated files, where characters and bytes are the same.
RECOMPUTED = [
    METRICS[name].label
    for name in METRICS
    if not name.endswith(("_bytes", "_byte")) and not METRICS[name].needs_unprompted and name != "acc"
]
MB, GB = 1e6, 1e9


@dataclass(frozen=True)
class Size:
    """How much is measured: samples at 0 and at 5 shots, the store behind the pages, seconds of clicking, pages whose
    metric is changed, questions of the notebook's loop, and how often an import is repeated."""

    name: str
    zero: Workload
    five: Workload
    pages: Workload
    seconds: float
    changes: int
    looped: int
    imports: int

    @property
    def whole(self) -> bool:
        return self.zero == Workload()


EVERY_POINT = Workload(docs=10)  # 162 checkpoints of 57 subjects, of which only the questions are few
MODERATE = Size(
    "a share",
    Workload(MODELS[:2], STEPS[1::2]),
    Workload(MODELS[:1], STEPS[2:27:3], shots=5),
    EVERY_POINT,
    30,
    20,
    1000,
    2,
)
FULL = Size(
    "the whole competition at 0 shots, one of six models at 5 shots",
    Workload(), Workload(MODELS[:1], shots=5), Workload(), 60, 40, 1000, 2,
)  # fmt: skip


@dataclass
class Bench:
    """A run of the benchmarks in `folder`; what it writes stays there until it is asked for no more."""

    size: Size
    folder: Path
    say: Callable[[str], None]

    def files(self, name: str, work: Workload) -> Path:
        """The sample files of a workload, written at the first call."""
        place = self.folder / name
        if not place.exists():
            self.say(f"writing {in_words(work)}")
            part = place.with_name(f"{name}.part")
            shutil.rmtree(part, ignore_errors=True)
            write_runs(part, work)
            part.rename(place)
        return place

    def home(self, name: str, work: Workload) -> Path:
        """A home that holds a workload, filled at the first call."""
        home = self.folder / f"home-{name}"
        if not home.exists():
            self.say(f"importing {in_words(work)}")
            self.imported(name, work, times=1)
        return home

    def imported(self, name: str, work: Workload, times: int) -> Measured:
        """The fastest of some imports of a workload into a new home, which stays."""
        files, home = self.files(name, work), self.folder / f"home-{name}"
        found: list[Measured] = []
        for _ in range(times):
            shutil.rmtree(home, ignore_errors=True)
            found.append(measured("files:into_store", folder=files, home=home))
        best = min(found, key=lambda one: one.seconds)
        if (best.facts["rows"], best.facts["problems"]) != (work.samples, 0):
            raise RuntimeError(f"of {work.samples} samples {best.facts} were read")
        return best

    def drop(self, name: str) -> None:
        """Deletes a workload's files and home: the disk may not hold the next beside them."""
        for place in (self.folder / name, self.folder / f"home-{name}"):
            shutil.rmtree(place, ignore_errors=True)

    @property
    def pages(self) -> tuple[str, Workload]:
        return ("zero" if self.size.whole else "pages", self.size.pages)


def in_words(work: Workload) -> str:
    """ "30 checkpoints x 14,042 questions, 5-shot": what a workload holds."""
    docs = work.samples // work.checkpoints
    return f"{work.checkpoints} checkpoints x {docs:,} questions, {work.shots}-shot"


def ingest(bench: Bench) -> Iterator[Row]:
    yield from _ingest(bench, "zero", bench.size.zero, 8)


def ingest_five(bench: Bench) -> Iterator[Row]:
    yield from _ingest(bench, "five", bench.size.five, 5)
    bench.drop("five")


def _ingest(bench: Bench, name: str, work: Workload, bar: float) -> Iterator[Row]:
    folder = bench.files(name, work)
    size = sum(file.stat().st_size for file in folder.rglob("samples_*.jsonl"))
    own = bench.imported(name, work, bench.size.imports)
    pandas = measured("files:with_pandas", folder=folder)
    ratio = pandas.seconds / own.seconds
    what = f"{work.shots}-shot: {in_words(work)}, {size / GB:.1f} GB"
    yield Row(
        f"ingest into the store, {what}", f"{own.seconds:.1f} s, {size / MB / own.seconds:.0f} MB/s", own.peak_mb,
        f"`pandas.read_json(lines=True)` only reading: {pandas.seconds:.0f} s, {pandas.peak_mb:,.0f} MB",
        f"{ratio:.1f} x", f"{bar:g} x", ratio >= bar,
    )  # fmt: skip
    yield Row(
        f"memory of that import, {work.shots}-shot", f"{own.peak_mb:,.0f} MB", None, bar="under 700 MB",
        held=own.peak_mb < 700,
    )  # fmt: skip
    parsed = measured("files:with_simdjson", folder=folder)
    share = parsed.seconds / own.seconds
    yield Row(
        f"the same import against only parsing, {work.shots}-shot", f"{size / MB / own.seconds:.0f} MB/s", None,
        f"simdjson: {size / MB / parsed.seconds:.0f} MB/s", f"{share:.0%}", "" if work.shots else "25 %", share > 0.25,
    )  # fmt: skip
    if not work.shots:
        database = own.facts["database"] / MB
        yield Row(
            f"size of the database, {in_words(work)}", f"{database:.0f} MB", None,
            bar="under 80 MB for the full competition", held=database < 80 if bench.size.whole else None,
        )  # fmt: skip


def scan(bench: Bench) -> Iterator[Row]:
    name, work = bench.pages
    again = measured("files:scanned_again", home=bench.home(name, work), times=5)
    if not again.facts["same"]:
        raise RuntimeError("a scan of unchanged files changed the store")
    files = work.checkpoints * SUBJECTS
    yield Row(
        f"re-scan of {files:,} unchanged files", f"{again.seconds * 1000:.0f} ms", again.peak_mb, bar="under 0.2 s",
        held=again.seconds < 0.2,
    )  # fmt: skip


def subset(bench: Bench) -> Iterator[Row]:  # noqa: ARG001 - every row is asked alike
    one = measured("arithmetic:subset")
    yield Row(
        "162 points of one metric over any 7,000 of 14,042 questions, and SQ of six models",
        f"{one.seconds * 1000:.1f} ms, at worst {one.facts['worst'] * 1000:.1f}", one.peak_mb, bar="under 10 ms",
        held=one.seconds < 0.010,
    )  # fmt: skip


def questions(bench: Bench) -> Iterator[Row]:
    own = measured("arithmetic:per_question")
    loop = measured("arithmetic:per_question_in_a_loop", docs=bench.size.looped)
    if loop.facts["differs"] > 1e-9:
        raise RuntimeError(f"SQ of a question differs from the loop's by {loop.facts['differs']}")
    ratio = loop.seconds / own.seconds
    part = "" if bench.size.looped == DOCS else f", from {bench.size.looped:,} of them"
    yield Row(
        "SQ of each of 14,042 questions under six models", f"{own.seconds:.2f} s", own.peak_mb,
        f"a notebook's loop over the groups of a table: {loop.seconds:.0f} s{part}", f"{ratio:.0f} x", "50 x",
        ratio >= 50,
    )  # fmt: skip


def bootstrap(bench: Bench) -> Iterator[Row]:  # noqa: ARG001
    one = measured("arithmetic:bootstrap")
    yield Row(
        "1,000 bootstrap resamples of all curves, and of SQ, RC, CS and total", f"{one.seconds:.2f} s", one.peak_mb,
        bar="under 0.3 s", held=one.seconds < 0.3,
    )  # fmt: skip


def browser(bench: Bench) -> Iterator[Row]:
    if chromium_path() is None:
        yield Row("browser: metric change to redrawn curves", "no Chromium on the PATH", bar="p95 under 0.6 s")
        return
    name, work = bench.pages
    addresses = [f"curves?task=made_up_subject_{place % SUBJECTS:02d}" for place in range(bench.size.changes)]
    yield _changed(bench, "curves page", name, work, addresses, ["acc_norm"])
    yield _changed(
        bench, "explore page, from every answer", "zero", bench.size.zero, ["explore?task=made_up"], RECOMPUTED
    )


def _changed(bench: Bench, where: str, name: str, work: Workload, addresses: list[str], options: list[str]) -> Row:
    with dashboard(bench.home(name, work)) as url:
        one = measured("browsing:changes", url=url, addresses=addresses, options=options)
        held = resident_mb(_server(url))
    return Row(
        f"browser: metric change to redrawn curves, {where}, {one.facts['changes']} changes, {in_words(work)}",
        f"p50 {one.facts['p50']:.2f} s, p95 {one.seconds:.2f} s", held, bar="p95 under 0.6 s", held=one.seconds < 0.6,
    )  # fmt: skip


def edits(bench: Bench) -> Iterator[Row]:
    if chromium_path() is None:
        yield Row("browser: a condition's edit to redrawn curves", "no Chromium", bar="p95 under 0.6 s")
        return
    # The first condition on a field also computes it, for every question.
    lines = [f"difficulty <= {0.9 - place / 50:.2f}" for place in range(bench.size.changes // 2 + 1)]
    with dashboard(bench.home("zero", bench.size.zero)) as url:
        one = measured("browsing:edits", url=url, address="build?task=made_up", lines=lines)
        held = resident_mb(_server(url))
    yield Row(
        f"browser: a condition's edit to redrawn curves, build page, {one.facts['changes']} edits, "
        f"{in_words(bench.size.zero)}",
        f"p50 {one.facts['p50']:.2f} s, p95 {one.seconds:.2f} s", held, bar="p95 under 0.6 s", held=one.seconds < 0.6,
    )  # fmt: skip


def openings(bench: Bench) -> Iterator[Row]:
    name, work = bench.pages
    address, count = "question?of=made_up", bench.size.changes
    with dashboard(bench.home(name, work)) as url:
        alone = measured("opening:served", url=url, address=address, count=count)
        shown = measured("opening:openings", url=url, address=address, count=count) if chromium_path() else None
        held = resident_mb(_server(url))
    yield Row(
        f"server: any question opened, {count} of {in_words(work)}",
        f"p50 {alone.facts['p50'] * 1000:.0f} ms, p95 {alone.seconds * 1000:.0f} ms", held, bar="p95 under 50 ms",
        held=alone.seconds < 0.05,
    )  # fmt: skip
    what = f"browser: any question opened by key, {count} of {in_words(work)}"
    if shown is None:
        yield Row(what, "no Chromium on the PATH", bar="p95 under 0.4 s")
        return
    yield Row(
        what, f"p50 {shown.facts['p50']:.2f} s, p95 {shown.seconds:.2f} s", held, bar="p95 under 0.4 s",
        held=shown.seconds < 0.4,
    )  # fmt: skip


def users(bench: Bench) -> Iterator[Row]:
    name, work = bench.pages
    with dashboard(bench.home(name, work)) as url:
        server = _server(url)
        one = measured(
            "sessions:clicked", url=url, server=server.pid, addresses=["curves"] * USERS, seconds=bench.size.seconds
        )  # fmt: skip
        held = resident_mb(server)
    if one.facts["failures"]:
        raise RuntimeError(f"a page failed: {one.facts['failures']}")
    p50, p95 = one.facts["p50"], one.seconds
    yield Row(
        f"ten users on the curves page clicking once a second, two cores, {one.facts['clicks']} clicks "
        f"({in_words(work)})",
        f"p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms; first page of a fresh server {one.facts['first']:.1f} s, "
        f"{1000 * one.facts['processor']:.0f} ms of processor a click",
        held, bar="p50 under 80 ms, p95 under 500 ms", held=p50 < 0.080 and p95 < 0.500,
    )  # fmt: skip


def _server(url: str) -> psutil.Process:
    """The server that listens at `url`, a child of this process."""
    port = url.rpartition(":")[2]
    return next(one for one in psutil.Process().children() if port in one.cmdline())


# What is measured, in the parts that the README has a table of.
PARTS: dict[str, dict[str, Callable[[Bench], Iterator[Row]]]] = {
    "store and pages": {
        "subset": subset, "questions": questions, "bootstrap": bootstrap, "ingest": ingest, "scan": scan,
        "users": users, "browser": browser, "edits": edits, "openings": openings,
        "ingest-five": ingest_five,
    },
    "sweeps": {"scoring": scoring.rows, "sweeping": sweeping.rows, "card": card.rows},
}  # fmt: skip
ROWS = {name: measure for part in PARTS.values() for name, measure in part.items()}
