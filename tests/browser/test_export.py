"""A person saves what a page shows: the picture by the browser itself, the page and the tables by the server."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.server import dashboard

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _saved(tab: Page, pressed: Locator) -> tuple[str, bytes]:
    with tab.expect_download() as download:
        pressed.click(force=True)  # the camera shows itself only under the pointer
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_figures_and_tables_are_saved_in_every_format(tab: Page, tmp_path: Path) -> None:
    with dashboard(tmp_path / "home") as url:
        tab.goto(f"{url}/scores")
        expect(tab.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        tab.get_by_role("button", name="save").click()
        name, page = _saved(tab, tab.get_by_role("button", name="HTML"))
        assert name.startswith("curves-of-")
        assert name.endswith(".html")
        assert b"Plotly.newPlot" in page
        name, content = _saved(tab, tab.get_by_role("button", name="Parquet").first)
        table = pd.read_parquet(BytesIO(content))
        assert {"task", "sq", "rc", "cs", "total"} <= set(table.columns)
        tab.get_by_role("button", name="PNG, SVG").click()
        dialog = tab.get_by_role("dialog")
        camera = dialog.locator(".modebar-btn")
        expect(camera).to_have_count(1)
        name, content = _saved(tab, camera)
        assert (name[-4:], content[:4]) == (".png", b"\x89PNG")
        width = int.from_bytes(content[16:20], "big")
        assert width == 2 * (960 + 32)
        dialog.get_by_text("SVG", exact=True).click()
        expect(dialog.get_by_text(".svg.")).to_be_visible()
        name, content = _saved(tab, camera)
        assert (name[-4:], content[:4]) == (".svg", b"<svg")
