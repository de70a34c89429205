"""Questions opened one after another: in a browser from the key to the painted page, and on the server alone.

The key "A" opens any question of the task, so that nearly every one is opened for the first time. The browser's own
clock is used: a question is open when the address names another one, other lines are drawn and nothing changes any
more; what counts is the last change, and the frame after it. The server alone is asked in Streamlit's own protocol,
from the press of the same button until it says that the script has finished.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from playwright.sync_api import Page
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect

from tests.benchmarks import browsing, sessions

STILL = 400  # milliseconds without a change after which a page is taken for drawn
STEP = "any"
_WATCH = """() => {
    const heading = () => new URLSearchParams(location.search).get('doc');
    const lines = () => Array.from(document.querySelectorAll('LINES'), line => line.getAttribute('d')).join();
    const curves = lines();
    const before = heading();
    window.pressed = window.changed = window.painted = null;
    document.addEventListener('keydown', () => { window.pressed = performance.now(); }, {capture: true, once: true});
    const seen = new MutationObserver(() => {
        window.changed = performance.now();
        requestAnimationFrame(() => { window.painted = performance.now(); });
    });
    seen.observe(document.querySelector('[data-testid=stMain]'),
        {subtree: true, childList: true, attributes: true, characterData: true});
    window.drawn = () => window.pressed !== null && heading() !== before && lines() !== curves
        && performance.now() - window.painted > STILL;
    window.stop = () => { seen.disconnect(); return window.painted - window.pressed; };
}""".replace("STILL", str(STILL)).replace("LINES", browsing.LINES)


def openings(url: str, address: str, count: int) -> dict[str, Any]:
    """`count` questions opened by key in a browser that shows the page at `address`; percentiles in seconds."""
    with browsing._tab() as tab:
        browsing._opened(tab, url, address)
        found = [_pressed(tab, "a") for _ in range(count)]
    return _summed_up(found)


def _pressed(tab: Page, key: str) -> float:
    """Seconds from the key to the painted page."""
    tab.evaluate(_WATCH)
    tab.keyboard.press(key)
    tab.wait_for_function("window.drawn()", timeout=browsing.PATIENCE, polling=browsing.POLLED)
    return float(tab.evaluate("window.stop()")) / 1000


@dataclass
class _Reader(sessions.Session):
    """A session that knows the buttons of its page by label, each with its fragment, and presses them."""

    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)

    def _element(self, element: Element, fragment: str) -> None:
        super()._element(element, fragment)
        if element.WhichOneof("type") == "button":
            self.buttons[element.button.label] = element.button.id, fragment

    async def press(self, label: str) -> float:
        """Presses a button; seconds until the script has finished."""
        button, fragment = self.buttons[label]
        self.states = {"": WidgetState(id=button, trigger_value=True)}
        self.finished.clear()
        self.awaited, self.answered = fragment, False
        begun = time.perf_counter()
        await self.run(fragment)
        await asyncio.wait_for(self.finished.wait(), sessions.PATIENCE)
        taken = time.perf_counter() - begun
        self.states = {}
        return taken


def served(url: str, address: str, count: int) -> dict[str, Any]:
    """`count` questions opened without a browser; percentiles in seconds."""
    return _summed_up(asyncio.run(_served(url, address, count)))


async def _served(url: str, address: str, count: int) -> list[float]:
    page, _, query = address.partition("?")
    stream = url.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(stream, subprotocols=["streamlit"], max_size=None, ping_interval=None) as socket:  # type: ignore[list-item]
        reader = _Reader(socket, query)
        listening = asyncio.create_task(reader.listen())
        await sessions._open(reader, page)
        found = []
        for _ in range(count):
            found.append(await reader.press(STEP))
            await asyncio.sleep(0.1)
        for task in (*reader.fragments.values(), listening):
            task.cancel()
    if reader.failures:
        raise RuntimeError(reader.failures[0])
    return found


def _summed_up(found: list[float]) -> dict[str, Any]:
    p50, p95 = np.percentile(found, [50, 95])
    return {"seconds": float(p95), "p50": float(p50), "openings": len(found), "longest": max(found), "first": found[0]}
