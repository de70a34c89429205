"""Pictures of every page, light and dark, full and empty: `python -m tests.screenshots [--out screenshots]`.

The full home holds the recorded demo (it loads by itself), a sweep of the competition's six models stopped half way,
and, where they lie beside the repository, the competition's public scores; the empty one has had the demo removed.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, Error, Page, sync_playwright

from pages.shared import frame
from results_store import ingest, open_store
from results_store.journal import DEMO
from results_store.reviews import say
from tests.paths import REPOSITORY, SHARED_DATA
from tests.server import chromium, dashboard
from tests.toy_jobs import competition_job

COMPETITION = SHARED_DATA / "competition" / "plot-data-combined-all.json"
WIDTH, HEIGHT = 1366, 768
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
QUIET_MS = 1500


class Shot(NamedTuple):
    """One picture: its name, the address under the server, and what must be on the page before it is taken."""

    name: str
    address: str
    ready: str


PLOT, TABLE = ".js-plotly-plot .main-svg", "[data-testid=stDataFrame] canvas"
FULL = (
    Shot("overview", "", PLOT),
    Shot("curves", "curves", PLOT),
    Shot("scores", "scores", TABLE),
    Shot("overview-demo", "?family=demo", PLOT),
    Shot("curves-demo", "curves?family=demo", PLOT),
    Shot("scores-demo", "scores?family=demo", TABLE),
    Shot("items", "items?family=demo", PLOT),
    Shot("items-scatter", "items?family=demo&picture=scatter", PLOT),
    Shot("question", "question?family=demo", PLOT),
    Shot("question-review", "question?family=demo&queue=hurt-sq&said=1", PLOT),
    Shot("compare", "compare?family=demo", PLOT),
    Shot("compare-subjects", "compare?family=demo&view=subjects", PLOT),
    Shot("explore", "explore?family=demo&metric=p_correct&asked_in=0&asked_in=40", PLOT),
    Shot("build", "build?family=demo&where=difficulty <= 0.8 and subject is animals or sq in top 25%25", PLOT),
    Shot("candidates-stages", "candidates?family=demo&view=curriculum", PLOT),
    Shot("presenter", "presenter?of=task:demo_science", PLOT),
    Shot("review", "review?family=demo", PLOT),
    Shot("alignment", "alignment?view=copies", "text=what helps"),
    Shot("integrity", "integrity?check=missing", TABLE),
    Shot("runs", "runs?job=new&checkpoints=E2LM&tasks=mmlu_var", "h1"),
    Shot("runs-matrix", "runs", PLOT),
    Shot("data", "data", "h1"),
)
EMPTY = tuple(Shot(one.name, one.name, "h4" if one.bare else "h1") for one in frame.PAGES)


def fill(home: Path, *, demo: bool, competition: bool) -> None:
    """A home as a person would have it: the demo of the first start or its removal, the competition's scores."""
    store = open_store(home)
    ingest.first_start(store)
    if demo is False and ingest.RECORDED_DEMO.exists():
        ingest.forget_source(store, DEMO)
    if competition and COMPETITION.exists():
        ingest.import_path(store, COMPETITION)
    if demo:
        competition_job(home)
        _meeting(home)
    store.close()


def _meeting(home: Path) -> None:
    """A meeting about two tasks of the demo, in which something was said."""
    say(home, "ada", "meeting", "meeting:weekly", title="weekly review", date="2026-11-20")
    for place, task in enumerate(("task:demo_science", "task:demo_science_anatomy")):
        say(home, "ada", "agenda", "meeting:weekly", subject=task, owner="ben", minutes=10, place=float(place))
    one = "task:demo_science"
    said = {"meeting": "weekly"}
    say(home, "ada", "vote", one, choice="keep", reason="curves part early, and stay apart", **said)
    say(home, "ben", "vote", one, choice="change", reason="too few questions on units", **said)
    say(home, "ben", "ask", one, text="Are two of the questions on planets the same?", **said)
    say(home, "ada", "assign", one, text="look at the doubles", to="ben", due="Friday", **said)


def take(browser: Browser, url: str, shots: Sequence[Shot], out: Path, kind: str) -> list[Path]:
    """Takes every shot in both themes and returns the files; raises AssertionError where a page shows an exception."""
    taken = []
    for scheme in SCHEMES:
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme)
        for shot in shots:
            page = context.new_page()
            page.goto(f"{url}/{shot.address}")
            _settle(page, shot)
            file = out / f"{shot.name}-{kind}-{scheme}.png"
            page.screenshot(path=file)
            failed = page.locator("[data-testid=stException]").all_inner_texts()
            assert not failed, f"{shot.name} ({kind}): {failed[0]}"
            taken.append(file)
            page.close()
        context.close()
    return taken


def _settle(page: Page, shot: Shot) -> None:
    """Waits until the page has drawn and stands still."""
    page.wait_for_selector("[data-testid=stApp]", timeout=60_000)
    try:
        page.wait_for_selector(shot.ready, timeout=30_000)
    except Error:
        print(f"{shot.name}: {shot.ready} did not appear; the picture shows what did")
    page.wait_for_function("document.querySelectorAll('[data-testid=stStatusWidget]').length === 0", timeout=30_000)
    page.wait_for_timeout(QUIET_MS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=REPOSITORY / "screenshots", help="folder for the pictures")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        full, empty = Path(folder) / "full", Path(folder) / "empty"
        fill(full, demo=True, competition=True)
        fill(empty, demo=False, competition=False)
        browser = chromium(playwright)
        for home, shots, kind in ((full, FULL, "full"), (empty, EMPTY, "empty")):
            with dashboard(home) as url:
                for file in take(browser, url, shots, out, kind):
                    print(file)
        browser.close()


if __name__ == "__main__":
    main()
