"""A person walks through the questions that hurt most with the keyboard alone, and says what should become of one."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from results_store import ingest, open_store
from results_store.reviews import reviews
from tests.server import dashboard

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_queue_is_walked_and_reviewed_without_a_mouse(tab: Page, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_store(home) as store:
        ingest.first_start(store)  # the demo
    with dashboard(home) as url:
        tab.goto(f"{url}/question?family=demo&queue=hurt-sq")
        expect(tab.get_by_text("1 of 30")).to_be_visible()
        expect(tab.locator(".js-plotly-plot .main-svg").last).to_be_visible()
        expect(tab.get_by_test_id("stStatusWidget")).to_have_count(0)  # what is drawn last has its keys, too
        widths = tab.evaluate("""() => Array.from(document.querySelectorAll('[data-testid=stPlotlyChart]'),
            chart => chart.getBoundingClientRect().width)""")
        assert [width % 1 for width in widths] == [0, 0]  # else each figure would be drawn twice
        first = tab.locator("h3").first.inner_text()
        tab.keyboard.press("ArrowRight")
        expect(tab.get_by_text("2 of 30")).to_be_visible()
        tab.keyboard.press("ArrowLeft")
        expect(tab.get_by_text("1 of 30")).to_be_visible()
        expect(tab.locator("h3").first).to_have_text(first)
        tab.keyboard.press("s")
        expect(tab.get_by_placeholder("your name")).to_be_visible()  # nobody is known yet
        tab.get_by_placeholder("your name").focus()
        tab.keyboard.type("ada")
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        tab.keyboard.press("s")
        expect(tab.get_by_role("button", name="starred Shortcut S")).to_be_visible()
        tab.keyboard.press("3")
        expect(tab.get_by_text("★ 1 drop").first).to_be_visible()
        tab.keyboard.press("ArrowRight")
        expect(tab.get_by_text("2 of 30")).to_be_visible()
        expect(tab.get_by_text("Nobody has voted")).to_be_visible()
    said = reviews(home)
    (key,) = said.starred("ada")
    assert [(vote.by, vote.choice) for vote in said.votes(f"question:{key}")] == [("ada", "drop")]
