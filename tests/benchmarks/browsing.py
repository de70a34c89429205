"""A metric changed, or a condition edited, in a real browser: from the click or key until other curves are painted.

The browser's own clock is used. Curves count as redrawn when the paths of their lines differ from those before, at the
frame after that, so that the way to the server, its work, the way back and the drawing are all in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect, sync_playwright

from tests.server import chromium

VIEWPORT = (1366, 768)
PATIENCE = 60_000  # milliseconds
QUIET = 1_000  # milliseconds from a drawn page to the next click: nobody is faster
POLLED = 50  # milliseconds between two looks whether it is over: the page is not kept busy while it draws
LINES = ".js-plotly-plot path.js-line"
_WATCH = """() => {
    const lines = () => Array.from(document.querySelectorAll('.js-plotly-plot path.js-line'), line =>
        line.getAttribute('d')).join('|');
    window.clicked = window.redrawn = null;
    const told = event => {
        if (window.clicked !== null || (event.type !== 'click' && event.key !== 'Enter')) return;
        window.before = lines();
        window.clicked = performance.now();
    };
    document.addEventListener('click', told, {capture: true});
    document.addEventListener('keydown', told, {capture: true});
    const seen = new MutationObserver(() => {
        const now = lines();
        if (window.clicked === null || !now || now === window.before) return;
        seen.disconnect();
        requestAnimationFrame(() => { window.redrawn = performance.now(); });
    });
    seen.observe(document.querySelector('[data-testid=stMain]'),
        {subtree: true, childList: true, attributes: true, attributeFilter: ['d']});
}"""


def changes(url: str, addresses: list[str], options: list[str]) -> dict[str, Any]:
    """The metric of each page at `addresses` changed to each of the options, which all draw other curves.

    A page that was not shown before has nothing in the server's caches but what pages share.
    """
    found: list[float] = []
    with _tab() as tab:
        for address in addresses:
            _opened(tab, url, address)
            found += [_changed(tab, option) for option in options]
    return _summed_up(found)


def edits(url: str, address: str, lines: list[str]) -> dict[str, Any]:
    """A condition of the build page written anew, each line in turn, until other curves are there."""
    with _tab() as tab:
        _opened(tab, url, address)
        found = [_edited(tab, line) for line in lines]
    return _summed_up(found)


def _summed_up(found: list[float]) -> dict[str, Any]:
    p50, p95 = np.percentile(found, [50, 95]) / 1000
    return {"seconds": float(p95), "p50": float(p50), "changes": len(found), "longest": max(found) / 1000}


def _changed(tab: Page, option: str) -> float:
    """Milliseconds from the click on an option of the choice "metric" to other curves."""
    box = tab.get_by_role("combobox", name="metric").first
    box.click()
    box.fill(option)
    chosen = tab.get_by_role("option", name=option, exact=True)
    expect(chosen).to_be_visible()
    tab.evaluate(_WATCH)
    chosen.click()
    return _waited(tab)


def _edited(tab: Page, line: str) -> float:
    """Milliseconds from the key that ends an edit of the condition to other curves."""
    box = tab.get_by_role("textbox", name="the same in one line")
    box.fill(line)
    tab.evaluate(_WATCH)
    box.press("Control+Enter")
    return _waited(tab)


def _waited(tab: Page) -> float:
    tab.wait_for_function("window.redrawn !== null && window.clicked !== null", timeout=PATIENCE, polling=POLLED)
    taken = float(tab.evaluate("window.redrawn - window.clicked"))
    _settled(tab)
    return taken


@contextmanager
def _tab() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        width, height = VIEWPORT
        tab = browser.new_context(viewport={"width": width, "height": height}).new_page()
        tab.set_default_timeout(PATIENCE)
        yield tab
        browser.close()


def _opened(tab: Page, url: str, address: str) -> None:
    tab.goto(f"{url}/{address}")
    _settled(tab)


def _settled(tab: Page) -> None:
    """Waits until the curves are there and the script has run. Raises RuntimeError where the page shows an error."""
    tab.wait_for_selector(LINES, state="attached")
    tab.wait_for_function("document.querySelectorAll('[data-testid=stStatusWidget]').length === 0")
    tab.wait_for_timeout(QUIET)
    if tab.get_by_test_id("stException").count():
        raise RuntimeError(tab.get_by_test_id("stException").first.inner_text())
