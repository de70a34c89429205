"""The candidates page: the board, two versions compared, stages of a curriculum."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from e2lm.candidates.candidate import Candidate
from pages.shared import news, queries
from results_store import ingest, open_store, read
from results_store.candidates import candidates, save_candidate
from tests.pages.conftest import Open
from tests.pages.opened import charts, texts

TASK = "demo_science"


@pytest.fixture(scope="module")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo and two versions of a candidate, the second made from the first by taking questions out and
    in."""
    home = tmp_path_factory.mktemp("demo")
    with open_store(home) as store:
        ingest.load_demo(store)
        keys = [str(key) for key in read.cube(store, TASK, "none").docs["doc_key"]]
        first = Candidate("first", TASK, tuple(keys[:120]), "acc", definition="difficulty <= 0.9")
        save_candidate(store, first)
        save_candidate(store, Candidate("second", TASK, tuple(keys[2:123]), "acc", parent=first.version))
    return home


@pytest.fixture
def saved(open_app: Open, _demo: Path, tmp_path: Path) -> AppTest:
    """The page over a copy of that home."""
    app = open_app(Path(shutil.copytree(_demo, tmp_path / "home")), "candidates")
    news.latest().result()
    return app.run()


def test_the_board_shows_every_version_with_its_scores_size_and_cost(saved: AppTest) -> None:
    assert not saved.exception
    table = next(one.value for one in saved.dataframe if "tokens" in one.value).set_index("name")
    assert table["questions"].to_dict() == {"first": 120, "second": 121}
    assert (table["tokens"] > table["shared_tokens"]).all()
    assert table["sq"].between(0.5, 1).all()
    assert table["owed"].notna().to_dict() == {"first": True, "second": False}
    assert len(charts(saved)) == 1
    assert "filled: no other candidate is as good in SQ, RC, CS" in texts(saved)
    next(one for one in saved.button if one.key == "candidate_drop").click().run()
    assert not saved.exception
    assert [one.name for one in candidates(queries.store())] == ["first"]


def test_a_version_is_held_against_its_parent_question_by_question(saved: AppTest) -> None:
    saved.query_params["view"] = "difference"
    saved.run()
    assert not saved.exception
    table = next(one.value for one in saved.dataframe if "went" in one.value)
    assert table["went"].value_counts().to_dict() == {"in": 3, "out": 2}
    assert table["sq"].notna().all()
    assert "| **SQ** |" in texts(saved)
    saved.selectbox(key="linked_old").set_value(candidates(queries.store())[1].version).run()
    assert not saved.exception
    assert "the same questions" in texts(saved)


def test_without_candidates_the_page_leads_to_the_builder(open_app: Open, filled_home: Path) -> None:
    app = open_app(filled_home, "candidates", family="sci-s")
    assert not app.exception
    assert "No candidate is saved yet" in texts(app)


def test_stages_are_scored_beside_the_flat_benchmark(saved: AppTest) -> None:
    saved.query_params["view"] = "curriculum"
    saved.run()
    assert not saved.exception
    stages = next(one.value for one in saved.dataframe if "flat_sq" in one.value)
    assert stages["questions"].sum() == 317
    assert stages["difficulty"].is_monotonic_increasing
    assert "fewer than the 8" in "".join(str(one.value) for one in saved.warning)
    saved.text_area(key="linked_shares").set_value("75, 25").run()
    assert next(one.value for one in saved.dataframe if "flat_sq" in one.value)["share"].tolist() == [0.75, 0.25]
    saved.text_area(key="linked_shares").set_value("75").run()
    assert not saved.exception
    assert "are not 2 shares" in "".join(str(one.value) for one in saved.error)
