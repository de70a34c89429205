"""The benchmarks themselves: that what they measure is right, and that the table says what was measured."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from e2lm.metrics import values_of
from results_store import ingest, open_store, read
from tests.benchmarks import arithmetic
from tests.benchmarks.generated import MODELS, STEPS, Workload, sizes, write_runs
from tests.benchmarks.measured import measured
from tests.benchmarks.rows import PARTS, Bench, Size, scan
from tests.benchmarks.rows import ingest as ingest_rows
from tests.benchmarks.table import Row, markdown, replaced
from tests.paths import REPOSITORY

TINY = Workload(MODELS[:2], STEPS[:2], subjects=3, docs=7)
SMALL = Size("tiny", TINY, TINY, TINY, seconds=1, changes=1, looped=3, imports=1)
needs_simdjson = pytest.mark.skipif(
    find_spec("simdjson") is None, reason="pysimdjson is not installed: pip install -r requirements-bench.txt"
)


def test_the_competition_has_14_042_questions_in_57_subjects() -> None:
    assert len(sizes()) == 57
    assert sum(sizes()) == 14_042
    assert Workload().samples == 14_042 * 162


def test_generated_files_are_read_without_a_problem_and_agree_with_their_own_results(tmp_path: Path) -> None:
    files = write_runs(tmp_path / "runs", TINY)
    with open_store(tmp_path / "home") as store:
        report = ingest.import_path(store, tmp_path / "runs")
        cube = read.cube(store, "made_up", "none")
        curves = read.curve_table(store)
    assert (len(files), report.runs, report.problems) == (12, 4, ())
    assert cube.loglikelihoods.shape == (21, 4, 4)
    logged = curves[(curves["task"] == "made_up") & (curves["metric"] == "acc")]
    assert logged["model"].tolist() == cube.checkpoints["model"].tolist()
    assert np.allclose(logged["value"], values_of(cube, "acc").mean(axis=0), atol=1e-12)


def test_the_loop_that_is_raced_against_computes_the_same() -> None:
    assert arithmetic.per_question_in_a_loop(docs=3)["differs"] < 1e-9


def test_a_measurement_runs_in_a_process_of_its_own_and_says_its_memory(tmp_path: Path) -> None:
    write_runs(tmp_path, TINY)
    one = measured("files:with_pandas", folder=tmp_path)
    assert one.facts == {"rows": TINY.samples}
    assert one.seconds > 0
    assert one.peak_mb > 30


def test_a_failed_measurement_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no_such_function"):
        measured("files:no_such_function", folder=tmp_path)


@needs_simdjson
def test_an_import_is_compared_with_reading_the_same_files(tmp_path: Path) -> None:
    bench = Bench(SMALL, tmp_path, lambda _: None)
    rows = list(ingest_rows(bench))
    assert [row.bar for row in rows] == ["8 x", "under 700 MB", "25 %", "under 80 MB for the full competition"]
    assert rows[-1].verdict == "only `--full` tells"
    assert "4 checkpoints x 21 questions, 0-shot" in rows[0].what


def test_unchanged_files_are_scanned_without_a_change(tmp_path: Path) -> None:
    (row,) = scan(Bench(SMALL, tmp_path, lambda _: None))
    assert row.held


def test_the_table_says_what_holds_and_what_is_missed() -> None:
    rows = [
        Row("fast", "1 ms", 12.4, bar="under 2 ms", held=True),
        Row("slow", "3 ms", None, "other: 4 ms", "1.3 x", "2 x", held=False),
        Row("told", "5 ms"),
    ]
    assert markdown(rows).splitlines()[2:] == [
        "| fast | 1 ms | 12 MB |  |  | under 2 ms | held |",
        "| slow | 3 ms |  | other: 4 ms | 1.3 x | 2 x | **missed** |",
        "| told | 5 ms |  |  |  |  |  |",
    ]


@needs_simdjson
def test_the_readme_keeps_everything_but_the_table_of_one_part() -> None:
    other = "<!-- benchmarks of sweeps: begin -->\nkept\n<!-- benchmarks of sweeps: end -->"
    text = f"before\n<!-- benchmarks of pages: begin -->\nold\n<!-- benchmarks of pages: end -->\n{other}\n"
    new = replaced(text, "pages", [Row("a thing", "1 s")], "small")
    assert new.startswith("before\n<!-- benchmarks of pages: begin -->\nMeasured on ")
    assert new.endswith(f"| a thing | 1 s |  |  |  |  |  |\n<!-- benchmarks of pages: end -->\n{other}\n")
    assert "old" not in new
    with pytest.raises(ValueError, match="no section"):
        replaced("no markers", "pages", [], "small")


@needs_simdjson
@pytest.mark.parametrize("part", PARTS)
def test_the_readme_has_a_section_for_the_table_of_each_part(part: str) -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert readme.count(f"<!-- benchmarks of {part}: begin -->\nMeasured on") == 1
    assert (
        readme.count(f"<!-- benchmarks of {part}: begin -->")
        == readme.count(f"<!-- benchmarks of {part}: end -->")
        == 1
    )
    assert replaced(readme, part, [], "nothing") != readme
