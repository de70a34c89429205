"""The explore page: subsets and metrics change curves and scores, B is compared, everything is in the address."""

from __future__ import annotations

import json
from pathlib import Path

from tests.pages.conftest import Open
from tests.pages.opened import charts, texts


def test_every_question_under_acc_stands_first(open_app: Open, filled_home: Path) -> None:
    app = open_app(filled_home, "explore", family="sci-s")
    assert not app.exception
    shown = texts(app)
    assert "all 152 questions" in shown
    figure = json.loads(charts(app)[0])
    assert len([trace for trace in figure["data"] if trace["mode"] == "lines+markers"]) == 1
