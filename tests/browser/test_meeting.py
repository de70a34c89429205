"""Two people hold a meeting at once; the server is killed and the index deleted, and everything is there."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from results_store.reviews import FILE, reviews
from tests.browser.conftest import PATIENCE, VIEWPORT
from tests.server import dashboard
from tests.two_models import with_curves

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AT_ONCE = "(button, at) => setTimeout(() => button.click(), at - Date.now())"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return with_curves(tmp_path)


@pytest.fixture
def tabs(browser: Browser) -> Iterator[list[Page]]:
    """Two people with a browser each."""
    with ExitStack() as open_ones:
        contexts = [browser.new_context(viewport={"width": VIEWPORT[0], "height": VIEWPORT[1]}) for _ in range(2)]
        for context in contexts:
            open_ones.callback(context.close)
            context.set_default_timeout(PATIENCE)
        yield [context.new_page() for context in contexts]


def _named(tab: Page, name: str) -> None:
    field = tab.get_by_role("textbox", name="your name")
    field.fill(name)
    field.press("Enter")


def _at_once(*buttons: Locator) -> None:
    """Presses buttons of several browsers in the same millisecond, as far as browsers go."""
    for button in buttons:
        expect(button).to_be_enabled()
    moment = (time.time() + 1.0) * 1000
    for button in buttons:
        button.evaluate(AT_ONCE, moment)


def _button(tab: Page, name: str) -> Locator:
    return tab.get_by_role("button", name=name)


def _saved(tab: Page, name: str) -> str:
    with tab.expect_download() as download:
        _button(tab, name).click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def _begin(tab: Page) -> str:
    """Begins a meeting about the one task; the address of the meeting."""
    _named(tab, "ada")
    begin = _button(tab, "begin the meeting")
    expect(begin).to_be_enabled()
    choice = tab.get_by_role("combobox", name="on the agenda")
    choice.fill("physics")
    expect(tab.get_by_role("option", name="physics")).to_be_visible()
    choice.press("Enter")
    expect(tab.get_by_role("option", name="physics")).to_be_hidden()
    choice.press("Escape")
    begin.click()
    expect(tab.get_by_text("frozen", exact=False).first).to_be_visible()
    tab.wait_for_url("**meeting=**")
    return tab.url


def test_a_meeting_of_two_outlives_the_server_and_the_index(home: Path, tabs: list[Page]) -> None:
    ada, ben = tabs
    with dashboard(home, stop=signal.SIGKILL) as url:
        ada.goto(f"{url}/review")
        address = _begin(ada).removeprefix(url)
        ben.goto(url + address)
        _named(ben, "ben")
        _at_once(_button(ada, "keep"), _button(ben, "drop"))
        for tab in tabs:
            expect(tab.get_by_text("votes 2 of 2")).to_be_visible()
        for tab, text in ((ada, "curves part early"), (ben, "too few questions")):
            tab.get_by_role("textbox", name="comment").fill(text)
        _at_once(_button(ada, "say"), _button(ben, "say"))
        for tab in tabs:
            expect(tab.get_by_text("curves part early")).to_be_visible()
            expect(tab.get_by_text("too few questions")).to_be_visible()
        ada.get_by_role("radiogroup", name="decision").get_by_text("change").click()
        ada.get_by_role("textbox", name="reason of the decision").fill("more questions first")
        _button(ada, "record").click()
        expect(ben.get_by_text("more questions first")).to_be_visible()
        _button(ada, "minutes").click()
        for name in ("Markdown", "HTML"):
            minutes = _saved(ada, name)
            for words in ("more questions first", "curves part early", "too few questions", "change", "ada", "ben"):
                assert words in minutes, f"{words} is not in the minutes as {name}"
    journal = (home / FILE).read_bytes()
    for index in home.glob("e2lm.duckdb*"):
        index.unlink()
    with dashboard(home) as url:
        ada.goto(url + address)
        for words in ("votes 2 of 2", "curves part early", "too few questions", "more questions first"):
            expect(ada.get_by_text(words)).to_be_visible()
        expect(ada.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    assert (home / FILE).read_bytes() == journal
    assert {vote.by: vote.choice for vote in reviews(home).votes("task:physics")} == {"ada": "keep", "ben": "drop"}
