"""The overview: what is loaded in numbers, one figure with a panel per benchmark, groups before their sub-tasks."""

from __future__ import annotations

import json
from pathlib import Path

from pages.shared import queries
from results_store import ingest
from tests.pages.conftest import Open
from tests.pages.opened import charts, texts
from tests.paths import SHARED_DATA, needs_shared_data


def test_the_competitions_scores_are_counted_and_judged(open_app: Open, competition: Path) -> None:
    app = open_app(competition)
    shown = texts(app)
    assert "**6** :gray[models]" in shown
    assert "**24** :gray[benchmarks]" in shown
    assert "**176** :gray[checkpoints]" in shown
    assert "0.5B arch1 has 16 of 32" in shown.replace("\\", "")
    assert "**6 signal**" in shown


def test_one_figure_holds_all_panels(open_app: Open, competition: Path) -> None:
    figures = charts(open_app(competition))
    assert len(figures) == 1
    figure = json.loads(figures[0])
    assert len({trace["xaxis"] for trace in figure["data"]}) == 24
    titles = [note["text"] for note in figure["layout"]["annotations"]]
    assert "<b>MMLU-Var</b>" in titles
    assert any("<b>0.959</b>" in title for title in titles)


def test_the_order_is_in_the_address(open_app: Open, competition: Path) -> None:
    app = open_app(competition, order="by name")
    figure = json.loads(charts(app)[0])
    titles = [note["text"] for note in figure["layout"]["annotations"] if note["text"].startswith("<b>")]
    assert titles[0] == "<b>ANLI r1</b>"


@needs_shared_data
def test_tasks_of_a_kind_are_folded_and_shown_on_demand(open_app: Open, empty: Path) -> None:
    app = open_app(empty)
    ingest.import_path(queries.store(), SHARED_DATA / "pythia")
    app.run()
    few = len({trace["xaxis"] for trace in json.loads(charts(app)[0])["data"]})
    next(button for button in app.button if "hendrycksTest" in button.label).click().run()
    assert not app.exception
    many = len({trace["xaxis"] for trace in json.loads(charts(app)[0])["data"]})
    assert few < 24
    assert many == 57
