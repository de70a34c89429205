"""A person compares two models, walks through what they answer differently by key, and sends the link on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from results_store import ingest, open_store
from tests.server import dashboard

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_two_sides_are_chosen_walked_through_by_key_and_sent_on(tab: Page, tmp_path: Path) -> None:
    with open_store(tmp_path / "home") as store:
        ingest.first_start(store)
    with dashboard(tmp_path / "home") as url:
        tab.goto(f"{url}/compare")
        expect(tab.get_by_text("McNemar's exact").first).to_be_visible()
        metric = tab.get_by_role("combobox", name=re.compile("metric of B"))
        metric.click()
        tab.get_by_role("option", name="acc_norm", exact=True).click()
        tab.wait_for_url("**metric%3Dacc_norm**")
        expect(tab.get_by_text("different metrics")).to_be_visible()
        expect(tab.get_by_text(re.compile("^1 of "))).to_be_visible()
        tab.get_by_text("McNemar's exact").first.click()  # out of the choice, in which arrows move the cursor
        tab.keyboard.press("ArrowRight")
        expect(tab.get_by_text(re.compile("^2 of "))).to_be_visible()
        tab.wait_for_url("**doc=**")
        said = tab.get_by_text(re.compile("on [0-9,]+ questions")).first.inner_text()
        other = tab.context.new_page()
        other.goto(tab.url)
        expect(other.get_by_text(re.compile("^2 of "))).to_be_visible()
        assert other.get_by_text(re.compile("on [0-9,]+ questions")).first.inner_text() == said
        other.get_by_role("link", name="open in B").click()
        other.wait_for_url("**/question?**")
        expect(other.get_by_role("heading", name="question")).to_be_visible()
