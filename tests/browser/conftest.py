"""One Chromium for all browser tests; without one they are skipped with the reason, in CI that is a failure."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.server import CHROMIUM_NAMES, chromium, chromium_path

VIEWPORT = (1366, 768)
PATIENCE = 60_000  # milliseconds: other tests may hold both cores

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium_path() is None:
        reason = f"none of {', '.join(CHROMIUM_NAMES)} is on the PATH; install Debian's chromium"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of a person of its own, 1366 x 768."""
    width, height = VIEWPORT
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()
