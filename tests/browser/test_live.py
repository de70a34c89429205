"""An evaluation started in the browser: its checkpoints arrive in the open page one after the other."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.server import dashboard
from tests.tiny import WORDS, tiny_checkpoint, tiny_task

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STEPS = (100, 200, 300, 400, 500)
POINTS = """() => {
    const plot = document.querySelector('.js-plotly-plot');
    const traces = plot && plot.data ? plot.data : [];
    const named = traces.filter(trace => (trace.customdata || []).length && trace.x);
    return new Set(named.flatMap(trace => Array.from(trace.x))).size;
}"""


def _choose(page: Page, label: str, value: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.fill(value)
    box.press("Enter")
    box.press("Escape")


def _distinct(tasks: Path) -> Path:
    """Gives every doc of the toy task a question of its own: a prompt that was asked before costs nothing."""
    file = tasks / "tiny_task.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for at, row in enumerate(rows):
        row["question"] = " ".join(WORDS[at // len(WORDS) ** place % len(WORDS)] for place in range(12))
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return tasks


def _open_curves(page: Page, url: str) -> None:
    """The curves of the toy model, once its first result was taken in: an unknown family in the address is dropped."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        page.goto(f"{url}/curves?family=toy&task=tiny_task")
        page.wait_for_selector(".js-plotly-plot .main-svg")
        if 0 < int(page.evaluate(POINTS)) <= len(STEPS):
            return
        page.wait_for_timeout(500)


def test_checkpoints_arrive_in_the_open_page_one_after_the_other(tab: Page, tmp_path: Path) -> None:
    for step in STEPS:
        tiny_checkpoint(tmp_path / "toy" / f"step{step}", seed=step, hidden=128, layers=4)
    tasks = _distinct(tiny_task(tmp_path / "tasks", docs=3000))
    home = tmp_path / "home"
    with dashboard(home) as url:
        tab.goto(f"{url}/runs")
        _choose(tab, "checkpoints", str(tmp_path / "toy"))
        tab.get_by_label("task folder").fill(str(tasks))
        tab.get_by_label("task folder").press("Enter")
        _choose(tab, "tasks", "tiny_task")
        expect(tab.get_by_text("5 checkpoints x 1 task")).to_be_visible()
        tab.get_by_role("button", name="start", exact=True).click()
        first = re.compile(rf"^[1-9] of {len(STEPS)} done")
        expect(tab.get_by_text(first)).to_be_visible(timeout=90_000)

        watching = tab.context.new_page()
        _open_curves(watching, url)
        seen: list[int] = []
        deadline = time.monotonic() + 150
        while (not seen or seen[-1] < len(STEPS)) and time.monotonic() < deadline:
            points = int(watching.evaluate(POINTS))
            if points and (not seen or points != seen[-1]) and "toy" in watching.inner_text("body"):
                seen.append(points)
            watching.wait_for_timeout(200)
        assert seen[-1] == len(STEPS), seen
        assert seen == sorted(seen)
        assert len(seen) >= 3, f"the checkpoints came all at once: {seen}"
