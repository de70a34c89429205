"""The integrity page: what speaks against the curves, excluding and readmitting, and launching what is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from results_store import ingest, open_store, read
from results_store.exclusions import exclude
from tests.pages.conftest import Open
from tests.pages.opened import charts, emptied, texts
from tests.results_store.toys import write_run

NOW = 1_790_000_000.0


def _rewritten(folder: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    for file in folder.glob("samples_*"):
        records = [change(json.loads(line)) for line in file.read_text().splitlines()]
        file.write_text("".join(json.dumps(record) + "\n" for record in records))


def _with_minus_infinity(record: dict[str, Any]) -> dict[str, Any]:
    record["filtered_resps"][3][0] = "-inf"
    return record


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A home with five checkpoints of one model: 200 answers like 100, 300 has -inf, 400 another lm-eval."""
    results = tmp_path / "results"
    for place, step in enumerate((100, 200, 300, 400, 500)):
        write_run(results / str(step), step=step, acc=step / 1000, date=NOW + place)
    stale = next((results / "100").glob("samples_*")).read_text()
    next((results / "200").glob("samples_*")).write_text(stale)
    _rewritten(results / "300", _with_minus_infinity)
    file = next((results / "400").glob("results_*"))
    file.write_text(file.read_text().replace("0.4.13", "0.4.9"))
    home = emptied(tmp_path / "home")
    with open_store(home) as store:
        assert ingest.import_path(store, results).runs == 5
    return home


def _press(at: AppTest, label: str) -> AppTest:
    next(one for one in at.button if one.label == label).click()
    return at.run()


def test_sound_curves_are_said_to_be_sound(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "integrity")
    assert not at.exception
    assert "checks found something" in texts(at) or "nothing speaks against these curves" in texts(at)


def test_the_page_opens_at_the_first_finding_and_counts_all(open_app: Open, damaged: Path) -> None:
    at = open_app(damaged, "integrity")
    assert not at.exception
    assert "3 of 8 checks found something" in texts(at)
    labels = [option.content for option in at.get("button_group")[0].proto.options]
    assert "identical :orange[**1**]" in labels
    assert "prompts" in labels
    assert at.dataframe[0].value["found"].tolist() == ["4 answers identical to step100"]


@pytest.mark.parametrize(
    ("check", "found"),
    [("settings", "lm-eval version 0.4.9; 0.4.13 at 4 checkpoints"), ("finite", "-inf in 4 docs")],
)
def test_each_check_lists_its_findings(open_app: Open, damaged: Path, check: str, found: str) -> None:
    at = open_app(damaged, "integrity", check=check)
    assert not at.exception
    assert at.dataframe[0].value["found"].tolist() == [found]


@pytest.mark.parametrize("check", ["prompts", "docs", "changed", "twice", "missing", "excluded"])
def test_a_check_that_found_nothing_says_so(open_app: Open, damaged: Path, check: str) -> None:
    at = open_app(damaged, "integrity", check=check)
    assert not at.exception
    assert not at.dataframe
    assert ":material/check:" in texts(at)


def test_a_run_is_excluded_with_a_reason_leaves_the_curve_and_comes_back(open_app: Open, damaged: Path) -> None:
    with open_store(damaged) as store:
        runs = read.run_table(store).set_index("step")["run_id"]
    at = open_app(damaged, "integrity", check="excluded", run=runs[200])
    assert not at.exception
    _press(at, "exclude")
    assert len(at.toast) == 1
    next(one for one in at.text_input if one.label == "reason").set_value("stale cache")
    _press(at, "exclude")
    assert not at.exception
    assert "stale cache" in texts(at)
    assert "nothing: a gap" in texts(at)
    curves = open_app(damaged, "curves")
    assert not curves.exception
    assert 200 not in json.loads(charts(curves)[0])["data"][0]["x"]
    assert curves.expander[0].label == "1 checkpoint missing"
    assert curves.dataframe[0].value["seen_in"].tolist() == ["excluded: stale cache"]
    at = open_app(damaged, "integrity", check="excluded")
    _press(at, "readmit")
    assert not at.exception
    assert "Nothing is excluded" in texts(at)


def test_pages_say_how_many_are_excluded(open_app: Open, damaged: Path) -> None:
    with open_store(damaged) as store:
        exclude(store, [(str(read.curve_table(store)["run_id"][0]), "")], "stale cache")
    at = open_app(damaged, "overview")
    assert not at.exception
    assert "1 excluded" in [link.proto.label for link in at.get("page_link")]


def test_an_excluded_checkpoint_is_missing_and_its_launch_is_filled_in(open_app: Open, damaged: Path) -> None:
    with open_store(damaged) as store:
        exclude(store, [(str(read.curve_table(store)["run_id"][1]), "")], "stale cache")
    at = open_app(damaged, "integrity", check="missing")
    assert not at.exception
    assert at.dataframe[0].value[["step", "expected"]].values.tolist() == [[200, "excluded: stale cache"]]
    link = next(link.proto for link in at.get("page_link") if link.proto.label == "1 checkpoint of toy")
    assert "checkpoints=models%2Ftoy%2Fstep200" in link.query_string
    assert "tasks=toy_task" in link.query_string
    runs = open_app(damaged, "runs", checkpoints="EleutherAI/pythia-70m", revisions="step1000", tasks="x", shots="5")
    assert not runs.exception
    chosen = {one.label: one.value for kind in (runs.multiselect, runs.text_input, runs.number_input) for one in kind}
    assert (chosen["checkpoints"], chosen["tasks"]) == (["EleutherAI/pythia-70m"], ["x"])
    assert (chosen["revisions"], chosen["few-shot"]) == ("step1000", 5)
