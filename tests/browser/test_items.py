"""A person draws a box around some questions and looks at their curves, with other choices in the address already."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.server import dashboard

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLOT = ".js-plotly-plot"


def test_questions_in_a_box_are_carried_to_the_explore_page(tab: Page, tmp_path: Path) -> None:
    with dashboard(tmp_path / "home") as url:
        tab.goto(f"{url}/items?picture=scatter&x=learned_at&y=sq&sort=SQ,+highest+first")
        expect(tab.locator(f"{PLOT} .main-svg").first).to_be_visible()
        expect(tab.get_by_text("draw a box or a lasso")).to_be_visible()
        expect(tab.get_by_text("statistics over 5 models")).to_be_visible()  # until then the demo is being read
        box = tab.locator(PLOT).first.bounding_box()
        assert box is not None
        tab.mouse.move(box["x"] + 75, box["y"] + 30)
        tab.mouse.down()
        tab.mouse.move(box["x"] + box["width"] - 20, box["y"] + box["height"] - 80, steps=6)
        tab.mouse.up()
        button = tab.get_by_role("button", name="explore")
        expect(tab.locator("strong", has_text="selected")).to_be_visible()
        chosen = re.sub(r"\D", "", button.inner_text())
        assert int(chosen) > 90, "more keys than an address has room for"
        button.click()
        tab.wait_for_url("**/explore?*")
        expect(tab.get_by_text(f"among {chosen} chosen keys").first).to_be_visible()
