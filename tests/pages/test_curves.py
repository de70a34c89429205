"""The curves page: its figure, its cards, and what the controls change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pages.shared import queries
from tests.pages.conftest import Open
from tests.pages.opened import charts, texts


def test_mmlu_var_shows_its_curves_and_its_official_sq(open_app: Open, competition: Path) -> None:
    app = open_app(competition, "curves")
    assert not app.exception
    shown = texts(app)
    assert "# 0.959" in shown
    assert "0.5B 0.935" in shown.replace("\\", "")
    assert "official" in shown
    assert "because no pair of a science and a web run is chosen" in shown
    figure = json.loads(charts(app)[0])
    assert len([trace for trace in figure["data"] if trace["mode"] == "lines+markers"]) == 6


def test_smoothing_says_so_and_arch2_can_be_left_out(open_app: Open, competition: Path) -> None:
    app = open_app(competition, "curves")
    app.segmented_control(key="smooth").set_value("mean of 3")
    app.segmented_control(key="variants").set_value(["arch1"]).run()
    assert not app.exception
    assert "each point the mean of 3 neighbours" in texts(app)
    assert len(json.loads(charts(app)[0])["data"]) == 3


@pytest.mark.parametrize("axis", ["tokens", "log tokens", "step"])
def test_every_axis_draws(open_app: Open, competition: Path, axis: str) -> None:
    app = open_app(competition, "curves", axis=axis, task="hellaswag")
    assert not app.exception
    figure = json.loads(charts(app)[0])
    assert figure["layout"]["xaxis"]["type"] == ("log" if axis == "log tokens" else "linear")


def test_a_pair_and_weights_from_the_address_give_a_total(open_app: Open, competition: Path) -> None:
    pair = {"science": "dense-1b-arch1", "web": "dense-500m-arch1"}
    app = open_app(competition, "curves", **pair, w_sq="1.0")
    assert not app.exception
    assert "science over web at 14 checkpoints" in texts(app)
    assert "1 SQ" in texts(app)


def test_an_own_window_is_no_longer_official(open_app: Open, competition: Path) -> None:
    app = open_app(competition, "curves", window="all points")
    assert "official formula" in texts(app)


def test_missing_checkpoints_are_listed(open_app: Open, competition: Path) -> None:
    app = open_app(competition, "curves")
    assert any("16 checkpoints missing" in one.label for one in app.expander)


def test_the_demo_defines_every_score(open_app: Open, tmp_path: Path) -> None:
    app = open_app(tmp_path / "home", "curves")
    assert not app.exception
    assert queries.demo_models()
    assert "undefined" not in texts(app)


def test_other_benchmarks_stand_below_on_demand(open_app: Open, competition: Path) -> None:
    app = open_app(competition, "curves")
    app.multiselect(key="compare").set_value(["gpqa"]).run()
    assert not app.exception
    assert any("GPQA" in spec for spec in charts(app))


def test_no_model_chosen_draws_an_empty_picture(open_app: Open, competition: Path) -> None:
    app = open_app(competition, "curves")
    app.segmented_control(key="variants").set_value([]).run()
    assert not app.exception
    assert json.loads(charts(app)[0])["data"] == []


def test_the_checkpoint_of_the_proxy_is_a_setting_in_the_address(open_app: Open, competition: Path) -> None:
    badges = {}
    for step in ("20000", "60000"):
        app = open_app(competition, "curves", reference="checkpoint k", proxy=step)
        assert not app.exception
        assert app.number_input(key="proxy").value == int(step)
        badges[step] = texts(app)
    assert "after the reference" in badges["20000"]
    assert badges["20000"] != badges["60000"]
