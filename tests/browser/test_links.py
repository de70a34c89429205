"""Links copied from the address bar: the same view for a colleague, on a freshly started server too."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.pages.opened import emptied, filled
from tests.paths import SHARED_DATA, needs_shared_data
from tests.server import dashboard

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COMPETITION = SHARED_DATA / "competition" / "plot-data-combined-all.json"
PLOT = ".js-plotly-plot .main-svg"


@needs_shared_data
def test_a_deep_link_opens_on_a_cold_server(tab: Page, tmp_path: Path) -> None:
    home = filled(tmp_path / "home", COMPETITION)
    with dashboard(home) as url:
        tab.goto(f"{url}/curves?task=hellaswag&axis=log+tokens&smooth=mean+of+3")
        expect(tab.get_by_role("heading", name="curves")).to_be_visible()
        expect(tab.locator(PLOT).first).to_be_visible()
        expect(tab.get_by_text("each point the mean of 3 neighbours")).to_be_visible()
        expect(tab.get_by_text("0.992").first).to_be_visible()
        assert "task=hellaswag" in tab.url
        assert "smooth=mean" in tab.url


@needs_shared_data
def test_the_address_of_what_was_clicked_opens_the_same_view_elsewhere(tab: Page, tmp_path: Path) -> None:
    home = filled(tmp_path / "home", COMPETITION)
    with dashboard(home) as url:
        tab.goto(f"{url}/curves")
        expect(tab.locator(PLOT).first).to_be_visible()
        tab.get_by_role("button", name="arch2").click()
        tab.get_by_text("log tokens").click()
        expect(tab.get_by_text("dashed arch2")).to_have_count(0)
        tab.wait_for_url("**/curves?*axis=log*")
        address = tab.url
    with dashboard(home) as elsewhere:
        tab.goto(elsewhere + "/curves?" + address.partition("?")[2])
        expect(tab.locator(PLOT).first).to_be_visible()
        expect(tab.get_by_text("dashed arch2")).to_have_count(0)
        assert tab.url.partition("?")[2] == address.partition("?")[2]


@needs_shared_data
def test_a_chosen_row_and_its_link_lead_to_its_curves(tab: Page, tmp_path: Path) -> None:
    home = filled(tmp_path / "home", COMPETITION)
    with dashboard(home) as url:
        tab.goto(f"{url}/scores?benchmark=RACE")
        expect(tab.locator("[data-testid=stDataFrame] canvas").first).to_be_visible()
        expect(tab.locator("strong", has_text="RACE")).to_be_visible()
        tab.get_by_text("open in curves").click()
        tab.wait_for_url("**/curves?task=race")
        expect(tab.locator(PLOT).first).to_be_visible()


def test_the_demo_is_removed_in_the_browser_and_stays_away(tab: Page, tmp_path: Path) -> None:
    with dashboard(tmp_path / "home") as url:
        tab.goto(url)
        expect(tab.get_by_text("recorded demo")).to_be_visible()
        tab.get_by_role("button", name="remove").click()
        expect(tab.get_by_text("nothing is loaded yet")).to_be_visible()
    with dashboard(tmp_path / "home") as again:
        tab.goto(again)
        expect(tab.get_by_text("nothing is loaded yet")).to_be_visible()


def test_dark_and_light_draw_with_their_own_tones(tab: Page, tmp_path: Path) -> None:
    """The palette follows the browser's theme, which the server learns with the first request."""
    tones = "Array.from(document.querySelector('.js-plotly-plot').layout.annotations).map(note => note.font.color)"
    with dashboard(tmp_path / "home") as url:
        found = []
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            tab.goto(url)
            expect(tab.locator(PLOT).first).to_be_visible()
            found.append(set(tab.evaluate(tones)))
    assert found[0].isdisjoint(found[1])


@needs_shared_data
def test_an_empty_home_fills_while_the_page_is_open(tab: Page, tmp_path: Path) -> None:
    home = emptied(tmp_path / "home")
    with dashboard(home) as url:
        tab.goto(url)
        expect(tab.get_by_text("nothing is loaded yet")).to_be_visible()
        (home / "runs").mkdir(exist_ok=True)
        target = home / "runs" / "arrived"
        for source in sorted((SHARED_DATA / "cruise-pythia-70m").rglob("results_*.json"))[:3]:
            target.mkdir(exist_ok=True)
            (target / source.name).write_bytes(source.read_bytes())
        expect(tab.locator(PLOT).first).to_be_visible()
