"""No page has a serious violation by axe-core; question and review are used by keys alone; links are copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages.shared import frame
from results_store import reviews
from tests.accessibility import meet, settle, violations
from tests.server import dashboard

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Going to a page as the navigation does, without loading all scripts again.
GO = "address => { history.pushState({}, '', address); dispatchEvent(new PopStateEvent('popstate')); }"
FOCUSED = "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText).split('\\n')[0]"
MOST_TABS = 80


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, and a meeting over two of its tasks."""
    folder = tmp_path_factory.mktemp("accessible") / "home"
    folder.mkdir()
    meet(folder)
    return folder


@pytest.fixture(scope="module")
def url(home: Path) -> Iterator[str]:
    with dashboard(home) as address:
        yield address


def reach(tab: Page, name: str) -> None:
    """Tab by Tab to what is called `name`; fails where it cannot be reached so."""
    passed = []
    for _ in range(MOST_TABS):
        passed.append(str(tab.evaluate(FOCUSED)).strip())
        if passed[-1] == name:
            return
        tab.keyboard.press("Tab")
    pytest.fail(f"{name} is not reached by Tab, but {', '.join(passed)}")


def test_no_page_has_a_serious_violation(tab: Page, url: str) -> None:
    """Each page in one theme; `python -m tests.accessibility` looks at all of them in both, full and empty."""
    tab.goto(url)
    expect(tab.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    found = {}
    for scheme, pages in (("light", frame.PAGES[::2]), ("dark", frame.PAGES[1::2])):
        tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for one in pages:
            tab.evaluate(GO, f"/{one.name}?family=demo")
            if not one.bare:
                expect(tab.get_by_role("heading", name=one.name, exact=True)).to_be_visible()
            settle(tab)
            found[one.name, scheme] = violations(tab)
    assert {where: said for where, said in found.items() if said} == {}


def test_the_check_can_fail(tab: Page) -> None:
    tab.set_content("<html lang=en><title>t</title><main><h1>h</h1><button></button><p style='color:#aaa'>pale</p>")
    assert sorted(one.partition(":")[0] for one in violations(tab)) == ["button-name", "color-contrast"]


def test_questions_and_a_meeting_are_gone_through_with_the_keyboard_alone(tab: Page, url: str, home: Path) -> None:
    tab.goto(f"{url}/question?family=demo")
    expect(tab.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    first = tab.url
    tab.keyboard.press("ArrowRight")
    tab.wait_for_url(lambda address: "doc=" in address and address != first)
    tab.keyboard.press("v")
    expect(tab.get_by_role("textbox", name="your name")).to_be_visible()
    reach(tab, "your name")
    tab.keyboard.type("cleo")
    tab.keyboard.press("Enter")
    reach(tab, "comment")
    tab.keyboard.type("asked twice")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("asked twice")).to_be_visible()

    tab.evaluate(GO, "/review?meeting=weekly")
    expect(tab.get_by_text("steady")).to_be_visible()
    settle(tab)
    tab.keyboard.press("j")
    tab.wait_for_url("**on=task*demo_web*")
    settle(tab)
    reach(tab, "reason")
    tab.keyboard.type("too easy")
    tab.keyboard.press("Tab")
    reach(tab, "drop")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("too easy")).to_be_visible()
    votes = reviews.reviews(home).votes("task:demo_web", "weekly")
    assert [(vote.by, vote.choice, vote.reason) for vote in votes] == [("cleo", "drop", "too easy")]


def test_a_link_is_copied_and_opens_the_same_view_for_somebody_else(tab: Page, url: str, home: Path) -> None:
    context: BrowserContext = tab.context
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(f"{url}/explore?family=demo&find=heart")
    expect(tab.get_by_text("with “heart”").first).to_be_visible()
    settle(tab)
    tab.get_by_role("button", name="link", exact=True).click()
    tab.get_by_role("button", name="copy", exact=True).click()
    expect(tab.get_by_role("button", name="copied")).to_be_visible()
    copied = str(tab.evaluate("navigator.clipboard.readText()"))
    code = copied.rpartition("=")[2]
    assert copied == f"{url}/link?to={code}"
    assert reviews.reviews(home).links[code].page == "explore"
    tab.goto(copied)
    tab.wait_for_url("**/explore?*find=heart*")
    expect(tab.get_by_text("with “heart”").first).to_be_visible()
    assert "task=demo_science" in tab.url, "what was usual here may not be elsewhere, so the link says it"
