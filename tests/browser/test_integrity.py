"""A finding is picked in the list, its run excluded, seen to be gone, taken back; a missing checkpoint is launched."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Position, expect

from tests.pages.opened import filled
from tests.results_store.toys import write_run
from tests.server import dashboard

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NOW = 1_790_000_000.0
GRID = "[data-testid=stDataFrame] .dvn-scroller"
FIRST_ROW: Position = {"x": 17, "y": 47}  # the box to tick, below the header


def _with_a_stale_cache(folder: Path) -> Path:
    """A home with four checkpoints, the third of which holds the answers of the second."""
    for place, step in enumerate((100, 200, 300, 400)):
        write_run(folder / "in" / str(step), step=step, acc=step / 1000, date=NOW + place)
    stale = next((folder / "in" / "200").glob("samples_*")).read_text()
    next((folder / "in" / "300").glob("samples_*")).write_text(stale)
    return filled(folder / "home", folder / "in")


def test_a_picked_run_is_excluded_said_on_every_page_and_readmitted(tab: Page, tmp_path: Path) -> None:
    with dashboard(_with_a_stale_cache(tmp_path)) as url:
        tab.goto(f"{url}/integrity")
        expect(tab.get_by_text("1 of 8 checks found something")).to_be_visible()
        tab.locator(GRID).first.click(position=FIRST_ROW)
        expect(tab.get_by_text("exclude 1 run")).to_be_visible()
        expect(tab.get_by_label("reason")).to_have_value("identical loglikelihoods, a stale cache")
        tab.get_by_role("button", name="exclude", exact=True).click()
        expect(tab.get_by_text("No two checkpoints gave identical answers.")).to_be_visible()
        tab.goto(f"{url}/curves")
        tab.get_by_role("link", name="1 excluded").click()
        expect(tab.get_by_text("nothing: a gap")).to_be_visible()
        assert "check=excluded" in tab.url
        tab.get_by_role("button", name="readmit").click()
        expect(tab.get_by_text("Nothing is excluded.")).to_be_visible()


def test_one_click_fills_the_form_that_evaluates_an_excluded_checkpoint_again(tab: Page, tmp_path: Path) -> None:
    with dashboard(_with_a_stale_cache(tmp_path)) as url:
        tab.goto(f"{url}/integrity")
        tab.locator(GRID).first.click(position=FIRST_ROW)
        tab.get_by_role("button", name="exclude", exact=True).click()
        expect(tab.get_by_text("No two checkpoints gave identical answers.")).to_be_visible()
        tab.get_by_role("radio", name="missing").click()
        tab.get_by_role("link", name="1 checkpoint of toy").click()
        expect(tab.get_by_role("heading", name="runs", exact=True)).to_be_visible()
        for chosen in ("models/toy/step300", "toy_task"):
            expect(tab.get_by_text(chosen).first).to_be_visible()
