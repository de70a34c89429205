"""The scores page: a row per benchmark, the published numbers in them, and the curve behind the chosen row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.pages.conftest import Open
from tests.pages.opened import charts, texts


def _table(frame: pd.DataFrame, benchmark: str) -> pd.Series:
    return frame[frame["benchmark"] == benchmark].iloc[0]


def test_all_24_benchmarks_have_a_row_with_the_published_numbers(open_app: Open, competition: Path) -> None:
    app = open_app(competition, "scores")
    assert not app.exception
    table = app.dataframe[0].value
    assert len(table) == 24
    assert _table(table, "MMLU-Var")["sq"] == pytest.approx(0.9590, abs=5e-5)
    assert table["sq"].is_monotonic_decreasing
    assert _table(table, "MMLU-Var")["points"] == 42
    assert _table(table, "SciQ")["tie_range"] == "0.893 – 0.903"


def test_the_line_below_says_what_the_scores_rest_on(open_app: Open, competition: Path) -> None:
    shown = texts(open_app(competition, "scores")).replace("\\", "")
    assert "SQ official, mean of the three arch1 models" in shown
    assert "CS and total undefined, because no pair of a science and a web run is chosen" in shown


def test_the_row_in_the_address_is_shown_with_its_models(open_app: Open, competition: Path) -> None:
    app = open_app(competition, "scores", benchmark="ARC-challenge")
    assert not app.exception
    assert "**ARC\\-challenge**" in texts(app)
    assert len(charts(app)) == 1
    models = app.dataframe[1].value
    assert models["model"].tolist()[:3] == ["0.5B arch1", "1B arch1", "3B arch1"]
    assert models["monotonicity"].iloc[1] == pytest.approx(0.8198, abs=5e-5)


def test_the_demos_sub_tasks_and_metrics_have_rows_on_demand(open_app: Open, tmp_path: Path) -> None:
    app = open_app(tmp_path / "home", "scores")
    assert len(app.dataframe[0].value) == 10
    app.toggle(key="subtasks").set_value(False).run()
    assert app.dataframe[0].value["benchmark"].tolist() == ["demo_science"]
    app.toggle(key="metrics").set_value(True).run()
    assert not app.exception
    assert len(app.dataframe[0].value) > 1
    assert app.dataframe[0].value["total"].notna().all()
