"""A presentation on two screens, by keys alone; and the minutes of it, opened where there is no network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2lm.figures.minutes import report
from results_store import ingest, open_store, read
from results_store.reviews import say
from tests.e2lm.minutes.toy_meeting import toy_minutes
from tests.server import dashboard

# Where on the screen the sixth point of the last curve is drawn.
POINT = """() => {
  const plot = document.querySelector('.js-plotly-plot'), curve = plot.data[plot.data.length - 1];
  const box = plot.querySelector('.nsewdrag').getBoundingClientRect(), {xaxis, yaxis} = plot._fullLayout;
  return [box.x + xaxis.l2p(curve.x[5]), box.y + yaxis.l2p(curve.y[5])];
}"""
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _home(folder: Path) -> Path:
    """The recorded demo, and a meeting on its three largest tasks."""
    with open_store(folder) as store:
        ingest.first_start(store)
        tasks = read.sample_tasks(store).sort_values("docs", ascending=False)["task"].unique()[:3]
    say(folder, "ada", "meeting", "meeting:m1", title="weekly review")
    for place, task in enumerate(tasks):
        say(folder, "ada", "agenda", "meeting:m1", subject=f"task:{task}", place=float(place))
    return folder


def _shows(tab: Page, place: int) -> None:
    expect(tab.get_by_text(re.compile(rf"^{place} of 3"))).to_be_visible()


def test_other_screens_follow_the_presenter_and_may_leave(tab: Page, browser: Browser, tmp_path: Path) -> None:
    with dashboard(_home(tmp_path / "home")) as url:
        other = browser.new_context().new_page()
        other.set_default_timeout(60_000)
        for screen in (tab, other):
            screen.goto(f"{url}/presenter?meeting=m1")
            _shows(screen, 1)
        expect(tab.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        assert tab.get_by_role("navigation").count() == 0
        assert tab.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") <= 768
        sizes = tab.locator("h4, h5, h6, .js-plotly-plot text").evaluate_all(
            "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
        )
        assert min(sizes) >= 24
        tab.keyboard.press("ArrowRight")
        for screen in (tab, other):
            _shows(screen, 2)
        other.keyboard.press("ArrowRight")
        _shows(other, 3)
        assert "at=task" in other.url
        _shows(tab, 2)
        tab.keyboard.press("ArrowLeft")
        _shows(tab, 1)
        _shows(other, 3)
        other.keyboard.press("f")
        _shows(other, 1)
        other.context.close()


def test_minutes_open_offline_with_figures_that_answer_the_pointer(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "minutes.html").write_text(report(toy_minutes()), encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1366, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    address = (tmp_path / "minutes.html").as_uri()
    page.goto(address)
    expect(page.get_by_role("heading", name="weekly review")).to_be_visible()
    plot = page.locator(".js-plotly-plot .nsewdrag").first
    plot.scroll_into_view_if_needed()
    expect(plot).to_be_visible()
    across, down = page.evaluate(POINT)
    page.mouse.move(across, down)
    expect(page.locator(".js-plotly-plot .hovertext").first).to_be_visible()
    assert asked == [address]
    assert not wrong
    context.close()
