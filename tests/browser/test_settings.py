"""What was chosen stays chosen, and the address says it: through pages that do not show it, back and forward."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from results_store import ingest, open_store
from tests.pages.opened import filled
from tests.paths import SHARED_DATA, needs_shared_data
from tests.server import dashboard

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLOT = ".js-plotly-plot .main-svg"
KEPT = ("reference=checkpoint+k", "w_sq=0.6", "proxy=30")


def _follow(tab: Page, name: str) -> None:
    tab.locator(f'a[href$="/{name}"]').first.click()
    expect(tab.get_by_role("heading", name=name, exact=True)).to_be_visible()


def test_settings_of_scores_survive_a_page_that_does_not_show_them(tab: Page, tmp_path: Path) -> None:
    with dashboard(tmp_path / "home") as url:
        tab.goto(f"{url}/curves?{'&'.join(KEPT)}")
        expect(tab.get_by_text("after the reference")).to_be_visible()
        tab.get_by_text("operate", exact=True).first.click()
        _follow(tab, "data")
        _follow(tab, "curves")
        expect(tab.get_by_text("after the reference")).to_be_visible()
        expect(tab.get_by_text("0.6 SQ")).to_be_visible()
        assert all(one in tab.url for one in KEPT)


def test_back_shows_what_the_address_says(tab: Page, tmp_path: Path) -> None:
    with dashboard(tmp_path / "home") as url:
        tab.goto(f"{url}/curves")
        expect(tab.locator(PLOT).first).to_be_visible()
        shown = tab.get_by_role("combobox", name="benchmark").first
        first = shown.input_value()
        shown.click()
        tab.get_by_role("option").nth(3).click()
        tab.wait_for_url("**/curves?*task=*")
        tab.go_back()
        expect(shown).to_have_value(first)
        assert "task=" not in tab.url


def test_the_first_page_has_its_name_as_an_address_too(tab: Page, tmp_path: Path) -> None:
    with dashboard(tmp_path / "home") as url:
        for _ in ("cold", "warm"):
            tab.goto(f"{url}/overview")
            expect(tab.locator(PLOT).first).to_be_visible()
            expect(tab.get_by_role("dialog")).to_have_count(0)


@needs_shared_data
def test_another_family_stands_on_its_own_models_and_pairs(tab: Page, tmp_path: Path) -> None:
    home = filled(tmp_path / "home", SHARED_DATA / "competition" / "plot-data-combined-all.json")
    store = open_store(home)
    ingest.load_demo(store)
    store.close()
    with dashboard(home) as url:
        tab.goto(f"{url}/curves?family=demo")
        expect(tab.get_by_text("official formula").first).to_be_visible()
        tab.get_by_test_id("stSelectbox").first.click()
        tab.get_by_role("option", name="E2LM").click()
        expect(tab.get_by_text("official", exact=True).first).to_be_visible()
        expect(tab.get_by_text("official formula")).to_have_count(0)
