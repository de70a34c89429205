"""The whole app without a browser: any page over any home."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.paths import REPOSITORY


def opened(page: str, **query: str) -> AppTest:
    """A page as its address opens it; E2LM_HOME says over which home."""
    at = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=120)
    for name, value in query.items():
        at.query_params[name] = value
    return at.switch_page(str(Path("pages") / f"{page}.py")).run()


def texts(at: AppTest) -> str:
    """Everything that the page says."""
    kinds: list[Any] = [
        at.markdown,
        at.caption,
        at.info,
        at.error,
        at.warning,
        at.success,
        at.subheader,
        at.code,
        at.text,
    ]
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def figure(at: AppTest, place: int) -> str:
    """The JSON of the page's figure number `place`."""
    return str(at.get("plotly_chart")[place].proto.spec)
