"""The frame: every page opens on an empty and on a filled home, the demo is labelled, families and news are found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from e2lm.home import home_folder
from pages.shared import frame, news, queries
from tests.pages.conftest import Open
from tests.pages.opened import texts
from tests.paths import SHARED_DATA, needs_shared_data

NAMES = [one.name for one in frame.PAGES]
# A meeting can be opened before anything is loaded, so the review page begins with that.
EMPTY_WITHOUT_RESULTS = [one.name for one in frame.PAGES if one.scored and one.name != "review"]


def _titles(name: str) -> list[str]:
    """A page's title; a bare page has none, and speaks in its own large type."""
    return [] if frame.entry(name).bare else [name]


@pytest.mark.parametrize("name", NAMES)
def test_every_page_opens_on_an_empty_home(open_app: Open, empty: Path, name: str) -> None:
    app = open_app(empty, name)
    assert not app.exception
    assert [title.value for title in app.title] == _titles(name)
    assert (frame.entry(name).sentence in texts(app)) is not frame.entry(name).bare


@pytest.mark.parametrize("name", NAMES)
def test_every_page_opens_on_a_filled_home(open_app: Open, competition: Path, name: str) -> None:
    app = open_app(competition, name)
    assert not app.exception
    assert [title.value for title in app.title] == _titles(name)


@pytest.mark.parametrize("name", EMPTY_WITHOUT_RESULTS)
def test_an_empty_home_says_what_to_do_and_offers_it(open_app: Open, empty: Path, name: str) -> None:
    app = open_app(empty, name)
    assert "nothing is loaded yet" in texts(app)
    app.button[0].click().run()
    assert not app.exception
    assert queries.demo_models()


def test_a_first_start_shows_the_demo_says_so_and_forgets_it_on_one_click(open_app: Open, tmp_path: Path) -> None:
    app = open_app(tmp_path / "home")
    assert not app.exception
    assert "recorded demo" in texts(app)
    next(button for button in app.button if button.label == "remove").click().run()
    assert not app.exception
    assert "nothing is loaded yet" in texts(app)
    assert not queries.demo_models()


def test_the_competitions_models_come_before_the_demo(open_app: Open, competition: Path) -> None:
    app = open_app(competition)
    queries.load_demo()
    app.run()
    family = app.selectbox(key="family")
    assert family.options == ["E2LM", "demo"]
    assert family.value == "E2LM"
    assert "recorded demo" not in texts(app)
    family.set_value("demo").run()
    assert not app.exception
    assert "recorded demo" in texts(app)


def test_a_family_in_the_address_opens(open_app: Open, competition: Path) -> None:
    app = open_app(competition)
    queries.load_demo()
    app.query_params["family"] = "demo"
    app.run()
    assert app.selectbox(key="family").value == "demo"


@needs_shared_data
def test_results_that_arrive_while_the_page_is_open_are_seen_as_a_new_version(open_app: Open, empty: Path) -> None:
    open_app(empty)
    before = queries.version()
    shutil.copytree(SHARED_DATA / "question-level" / "sci-s" / "step50", empty / "runs" / "sci-s")
    news.look_for_news()
    assert news.latest().result().new_runs == 1
    assert queries.version() > before
    assert not queries.curves().empty


def test_what_takes_long_to_look_through_is_looked_through_less_often(open_app: Open, empty: Path) -> None:
    open_app(empty)
    news.look_for_news()
    last = news._last_look()
    first = news.latest()
    first.result()
    last.took = 1.0
    news.look_for_news(1e-9)
    assert news.latest() is first
    last.took = 0.0
    news.look_for_news(1e-9)
    assert news.latest() is not first


def test_a_store_that_cannot_be_opened_is_said_with_its_remedy(
    open_app: Open, empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("E2LM_HOME", str(blocked))
    assert home_folder() == blocked
    app = open_app(blocked)
    assert not app.exception
    assert app.error
    open_app(empty)
