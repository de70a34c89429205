"""What axe-core says of every page, light and dark, full and empty: `python -m tests.accessibility`.

Prints each serious or critical violation once, with the pages that have it, and ends with 1 where there is one. Charts
are left out: their text is SVG, of whose contrast axe says nothing; tests/e2lm/figures/test_colour_vision.py does.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from results_store.reviews import say
from tests.screenshots import EMPTY, FULL, SCHEMES, fill
from tests.server import chromium, dashboard

SERIOUS = ("serious", "critical")
SETTLED = """() => document.querySelector("[data-testid=stMainBlockContainer]")
    && !document.querySelector("[data-testid=stStatusWidget], [data-stale=true], [data-testid=stSkeleton]")"""
QUIET_MS = 400


def violations(tab: Page) -> list[str]:
    """Serious and critical violations of what the tab shows."""
    asked = Axe().run(tab, context={"exclude": [[".main-svg"]]}, options={"resultTypes": ["violations"]})
    found = asked.response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} ({'; '.join(why['message'] for why in node['any'] + node['all'])})"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


def settle(tab: Page) -> None:
    """Waits until the page has drawn and nothing is faded."""
    tab.wait_for_function(SETTLED)
    tab.wait_for_timeout(QUIET_MS)
    tab.wait_for_function(SETTLED)


def meet(home: Path) -> None:
    """A meeting over two tasks, with what people say there."""
    say(home, "ada", "meeting", "meeting:weekly", title="weekly review", date="2026-11-22")
    for task in ("demo_science", "demo_web"):
        say(home, "ada", "agenda", "meeting:weekly", subject=f"task:{task}", owner="ben", minutes=10)
    say(home, "ben", "vote", "task:demo_science", choice="keep", reason="steady", meeting="weekly")
    say(home, "ada", "comment", "task:demo_science", text="early enough?", meeting="weekly")


def main() -> int:
    told: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = chromium(playwright)
        for kind, shots in (("full", FULL), ("empty", EMPTY)):
            home = Path(folder) / kind
            fill(home, demo=kind == "full", competition=kind == "full")
            if kind == "full":
                meet(home)
            with dashboard(home) as url:
                for scheme in SCHEMES:
                    tab = browser.new_context(viewport={"width": 1366, "height": 768}, color_scheme=scheme).new_page()
                    for shot in shots:
                        start = time.monotonic()
                        tab.goto(f"{url}/{shot.address}")
                        settle(tab)
                        for one in violations(tab):
                            told.setdefault(one, []).append(f"{shot.name} {kind} {scheme}")
                        print(f"{shot.name} {kind} {scheme}: {time.monotonic() - start:.1f} s", flush=True)
        browser.close()
    for one, where in told.items():
        print(f"\n{one}\n    on {', '.join(where)}")
    print(f"\n{len(told)} serious or critical violations")
    return min(len(told), 1)


if __name__ == "__main__":
    sys.exit(main())
