"""A person moves a filter, pins B, clicks a number and goes back: the address says it all, and so does the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.server import dashboard

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLOT = ".js-plotly-plot .main-svg"
TABLE = "[data-testid=stDataFrame]"
MAIN = "stMainBlockContainer"


def test_a_filter_a_pin_and_a_number_of_the_table_are_in_the_address(tab: Page, tmp_path: Path) -> None:
    with dashboard(tmp_path / "home") as url:
        tab.goto(f"{url}/explore")
        expect(tab.locator(PLOT).first).to_be_visible()
        main = tab.get_by_test_id(MAIN)
        main.get_by_role("button", name="pin as B").first.click()
        expect(tab.get_by_text("as good as B").first).to_be_visible()
        main.get_by_role("button", name="questions").click()
        longest = tab.get_by_role("slider").nth(1)
        longest.focus()
        for _ in range(21):
            longest.press("ArrowLeft")
        expect(tab.get_by_text("asked in 0 to 40 characters").first).to_be_visible()
        tab.wait_for_url("**asked_in=40**")
        tab.keyboard.press("Escape")
        expect(tab.get_by_text("beats B in").first).to_be_visible()
        tab.reload()
        expect(tab.get_by_text("asked in 0 to 40 characters").first).to_be_visible()
        expect(tab.get_by_text("beats B in").first).to_be_visible()


def test_a_click_on_a_number_shows_its_metric_and_subject_and_back_undoes_it(tab: Page, tmp_path: Path) -> None:
    with dashboard(tmp_path / "home") as url:
        tab.set_viewport_size({"width": 1366, "height": 1400})
        tab.goto(f"{url}/explore")
        expect(tab.get_by_text("agrees with lm-eval").first).to_be_visible()
        table = tab.locator(TABLE).first
        expect(table.locator("canvas").first).to_be_visible()
        tab.wait_for_timeout(1000)
        table.click(position={"x": 250, "y": 35 + 26 + 13})
        tab.wait_for_url("**metric=**subjects=**")
        expect(tab.get_by_text("of 317 questions:").first).to_be_visible()
        tab.go_back()
        tab.wait_for_url(lambda address: "subjects=" not in address)
