"""Opening the app in a test: a home, the page that was asked for, and what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.shared import news, queries
from results_store import ingest, open_store
from results_store.journal import DEMO, append
from tests.paths import REPOSITORY


def filled(home: Path, *paths: Path) -> Path:
    """A home with the results at `paths` and without the demo."""
    store = open_store(home)
    for path in paths:
        report = ingest.import_path(store, path)
        assert report.runs, report.problems
    store.close()
    return home


def emptied(home: Path) -> Path:
    """A home whose demo was removed, as its journal tells."""
    home.mkdir(parents=True)
    append(home, {"event": "forget", "source_id": DEMO})
    return home


def opened(home: Path, monkeypatch: pytest.MonkeyPatch, page: str = "overview", **query: str) -> AppTest:
    """The app over `home` at `page`, with `query` in its address, after its first run."""
    monkeypatch.setenv("E2LM_HOME", str(home))
    app = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=60)
    if page != "overview":
        app.switch_page(f"pages/{page}.py")
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def closed() -> None:
    """Closes the store that the app of a test holds, so that the next one opens its own."""
    news.latest().exception()  # ends what goes on
    queries.store().close()
    st.cache_resource.clear()


def texts(app: AppTest) -> str:
    """Everything that is written on the page."""
    kinds = (app.markdown, app.caption, app.info, app.error, app.success, app.subheader, app.code, app.text)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def charts(app: AppTest) -> list[str]:
    """The specifications of the figures on the page, as JSON."""
    return [str(one.proto.spec) for one in app.get("plotly_chart")]
