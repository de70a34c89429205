"""A person narrows a task by conditions, takes an edit back, keeps a version, and finds it on the board."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.server import dashboard

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LINES = ".js-plotly-plot path.js-line"
STILL = 700  # milliseconds between two looks at curves that may still be drawn


def _drawn(tab: Page) -> str:
    return str(tab.locator(LINES).evaluate_all("lines => lines.map(line => line.getAttribute('d')).join('|')"))


def _redrawn(tab: Page, before: str) -> str:
    """The curves once they are others than before, and stand still."""
    expect(tab.locator(LINES).first).to_be_visible()
    tab.wait_for_function(
        "before => { const now = Array.from(document.querySelectorAll('.js-plotly-plot path.js-line'), "
        "line => line.getAttribute('d')).join('|'); return now && now !== before; }",
        arg=before,
    )
    now, then = _drawn(tab), ""
    while now != then or tab.get_by_test_id("stStatusWidget").count():
        tab.wait_for_timeout(STILL)
        now, then = _drawn(tab), now
    return now


def test_an_edit_is_taken_back_and_a_version_stands_on_the_board(tab: Page, tmp_path: Path) -> None:
    with dashboard(tmp_path / "home") as url:
        tab.goto(f"{url}/build?where=difficulty <= 0.8")
        line = tab.get_by_role("textbox", name="the same in one line")
        expect(line).to_have_value("difficulty <= 0.8")
        wide = _redrawn(tab, "")
        line.fill("difficulty <= 0.4")
        line.press("Control+Enter")
        narrow = _redrawn(tab, wide)
        expect(tab).to_have_url(re.compile(r"difficulty.*0\.4"))
        tab.get_by_role("button", name=re.compile("^undo")).first.click()
        assert _redrawn(tab, narrow) == wide
        expect(line).to_have_value("difficulty <= 0.8")
        tab.get_by_role("button", name="save").first.click()
        name = tab.get_by_role("textbox", name="name", exact=True)
        name.fill("easier ones")
        name.press("Enter")
        tab.get_by_role("button", name="save this version").click()
        expect(tab.get_by_text(re.compile("saved as easier ones"))).to_be_visible()
        tab.goto(f"{url}/candidates")
        expect(tab.get_by_text("easier ones").first).to_be_visible()
        expect(tab.get_by_role("figure", name=re.compile("SQ, RC and CS of 1 candidates"))).to_be_visible()
