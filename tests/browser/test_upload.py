"""The competition's data, dropped into the browser: its published scores are on the pages a moment later."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.pages.opened import emptied
from tests.paths import SHARED_DATA, needs_shared_data
from tests.server import dashboard

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COMPETITION = SHARED_DATA / "competition" / "plot-data-combined-all.json"


@needs_shared_data
def test_an_upload_of_the_competition_shows_its_published_scores(tab: Page, tmp_path: Path) -> None:
    with dashboard(emptied(tmp_path / "home")) as url:
        tab.goto(f"{url}/data")
        tab.locator("input[type=file]").set_input_files(COMPETITION)
        expect(tab.get_by_role("button", name=f"Remove {COMPETITION.name}")).to_be_visible()
        tab.get_by_role("button", name="import files").click()
        expect(tab.get_by_text("sources 1")).to_be_visible()
        tab.goto(f"{url}/curves?family=E2LM&task=mmluvar")
        expect(tab.get_by_text("0.959", exact=True).first).to_be_visible()
        for value in ("0.935", "0.981", "0.960"):
            expect(tab.get_by_text(value).first).to_be_visible()
        tab.goto(f"{url}/")
        expect(tab.get_by_text("24 benchmarks")).to_be_visible()
