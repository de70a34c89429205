"""The launch matrix in the browser: a click on a cell says why it failed, a box over several counts them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2lm.harness.state import Stage
from tests.server import dashboard
from tests.toy_jobs import cell, ended_job

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Where a cell of the matrix is on the screen: row and column from the top left.
PLACE = """([row, column]) => {
    const plot = document.querySelector('.js-plotly-plot'), layout = plot._fullLayout;
    const box = plot.getBoundingClientRect(), size = layout._size;
    return [box.left + size.l + layout.xaxis.l2p(column), box.top + size.t + layout.yaxis.l2p(row)];
}"""


def _hover(tab: Page, row: float, column: float) -> None:
    tab.wait_for_function("document.querySelector('.js-plotly-plot')?._fullLayout")
    x, y = tab.evaluate(PLACE, [row, column])
    tab.mouse.move(x, y, steps=4)
    tab.wait_for_timeout(400)


def test_cells_are_picked_by_a_click_or_a_box(tab: Page, tmp_path: Path) -> None:
    home = tmp_path / "home"
    failed = cell(1, "quiz", Stage.FAILED, "the weights lack lm_head")
    ended_job(home, Stage.FAILED, failed | cell(2, "quiz", Stage.DONE) | cell(2, "riddles", Stage.DONE))
    with dashboard(home) as url:
        tab.goto(f"{url}/runs")
        expect(tab.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        _hover(tab, 0, 0)
        expect(tab.locator(".hoverlayer")).to_contain_text("quiz: failed")
        tab.mouse.down()
        tab.mouse.up()
        expect(tab.get_by_text("quiz: failed: the weights lack lm_head")).to_be_visible()
        expect(tab.get_by_role("button", name="retry", exact=True)).to_be_visible()

        tab.get_by_role("radio", name="box").click()
        expect(tab.get_by_role("radio", name="box")).to_be_checked()
        tab.wait_for_function("document.querySelector('.js-plotly-plot')?._fullLayout?.dragmode === 'select'")
        _hover(tab, -0.45, -0.45)
        tab.mouse.down()
        _hover(tab, 1.45, 1.45)
        tab.mouse.up()
        expect(tab.get_by_text("1 failed, 1 missing, 2 done")).to_be_visible()
        for name in ("retry", "run first", "skip"):
            expect(tab.get_by_role("button", name=name, exact=True)).to_be_visible()
