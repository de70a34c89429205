"""The explore page: subsets and metrics change curves and scores, B is compared, everything is in the address."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from e2lm.metrics import METRICS
from e2lm.views.explore_candidate import Candidate, to_address
from pages.shared import queries, questions
from results_store import read
from tests.pages.conftest import Open
from tests.pages.opened import charts, texts

TASK = "local_mmlu_cloze_global_facts"


def curve(app: AppTest) -> list[float]:
    """The values of the first line that is drawn in full."""
    figure: dict[str, Any] = json.loads(charts(app)[0])
    return next(trace["y"] for trace in figure["data"] if trace["mode"] == "lines+markers")


def press(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def test_every_question_under_acc_stands_first_and_equals_what_was_logged(open_app: Open, filled_home: Path) -> None:
    app = open_app(filled_home, "explore", family="sci-s", task=TASK)
    assert not app.exception
    assert "of 100 questions" in texts(app)
    logged = read.curve_table(queries.store())
    rows = logged[(logged["task"] == TASK) & (logged["metric"] == "acc") & (logged["model"] == "sci-s")]
    assert curve(app) == pytest.approx(rows.sort_values("step")["value"].tolist(), abs=1e-9)


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_draws_and_says_what_it_is(open_app: Open, filled_home: Path, metric: str) -> None:
    app = open_app(filled_home, "explore", family="sci-s", task=TASK, metric=metric)
    assert not app.exception
    if METRICS[metric].needs_unprompted:
        assert "without their prompt" in texts(app)
        assert not charts(app)
    else:
        assert METRICS[metric].label in texts(app).replace("\\", "")
        assert np.isfinite(curve(app)).all()


def test_a_filter_in_the_address_leaves_fewer_questions_and_stands_before_the_rest(
    open_app: Open, filled_home: Path
) -> None:
    whole = open_app(filled_home, "explore", family="sci-s", task=TASK)
    part = open_app(filled_home, "explore", family="sci-s", task=TASK, find="percent")
    assert not part.exception
    keys = set(questions.found("percent", TASK))
    assert f"**{len(keys)}** :gray[of 100 questions]" in texts(part)
    behind = json.loads(charts(part)[0])["data"][0]
    assert behind["hoverinfo"] == "skip"
    assert behind["y"] == pytest.approx(curve(whole))
    assert curve(part) != pytest.approx(curve(whole))
    back = press(part, "all")
    assert curve(back) == pytest.approx(curve(whole))
    assert "find" not in back.query_params


def test_no_question_left_says_so_and_leads_back(open_app: Open, filled_home: Path) -> None:
    app = open_app(filled_home, "explore", family="sci-s", find="no question says this")
    assert not app.exception
    assert "No question fits" in texts(app)
    assert not charts(app)
    assert charts(press(app, "all questions"))


def test_a_pasted_list_of_keys_is_a_subset(open_app: Open, filled_home: Path) -> None:
    app = open_app(filled_home, "explore", family="sci-s", task=TASK)
    keys = questions.found("percent", TASK)[:3]
    app.text_area(key="linked_doc_keys").set_value("\n".join(keys)).run()
    assert not app.exception
    assert "**3** :gray[of 100 questions]" in texts(app)
    again = open_app(filled_home, "explore", family="sci-s", task=TASK, doc_keys=app.query_params["doc_keys"])
    assert curve(again) == curve(app)


def test_a_list_too_long_for_an_address_counts_all_the_same_and_can_be_pinned(
    open_app: Open, filled_home: Path
) -> None:
    app = open_app(filled_home, "explore", family="sci-s", task=TASK)
    keys = [str(key) for key in read.cube(queries.store(), TASK, "none").docs["doc_key"][:99]]
    app.text_area(key="linked_doc_keys").set_value("\n".join(keys)).run()
    assert "**99** :gray[of 100 questions]" in texts(app)
    assert "doc_keys" not in app.query_params
    assert "among 99 chosen keys" in texts(press(app, "pin as B"))
    back = press(app, "all")
    assert "**100** :gray[of 100 questions]" in texts(back)
    assert "among 99 chosen keys" in texts(back)


def test_what_is_pinned_is_compared_and_stays_in_the_address(open_app: Open, tmp_path: Path) -> None:
    app = open_app(tmp_path / "home", "explore")
    assert not app.exception
    app = press(app, "pin as B")
    assert "as good as B" in texts(app)
    app.selectbox(key="linked_metric").set_value("p_correct").run()
    assert not app.exception
    assert app.query_params["b"] == to_address(Candidate("demo_science", "acc", n_shot=0))
    assert "beats B in" in texts(app)
    assert "beats B" not in texts(press(app, "no B"))


def test_a_lower_brier_counts_as_better(open_app: Open, tmp_path: Path) -> None:
    app = open_app(tmp_path / "home", "explore", metric="brier")
    assert not app.exception
    assert "lower is better" in texts(app).replace("\\", "")


def test_the_self_check_names_what_it_compared(open_app: Open, filled_home: Path) -> None:
    shown = texts(open_app(filled_home, "explore", family="sci-s", task=TASK)).replace("\\", "")
    assert "**acc** agrees with lm-eval on 1,300 answers" in shown


def test_reliability_is_said_with_its_reasons(open_app: Open, tmp_path: Path) -> None:
    app = open_app(tmp_path / "home", "explore")
    helps = [one.proto.help.replace("\\", "") for one in app.markdown if one.proto.help]
    assert any("Kendall's tau-a" in one for one in helps)
    assert any("pairs of models" in one for one in helps)


def test_the_table_ranks_metrics_for_every_subject(open_app: Open, tmp_path: Path) -> None:
    app = open_app(tmp_path / "home", "explore")
    table = app.dataframe[0].value
    assert table["subject"].iloc[0] == "all questions"
    assert len(table) == 10
    assert set(table.columns) >= {"acc", "p_correct", "brier"}
    first = table.drop(columns=["subject", "docs"]).iloc[0].to_list()
    assert first == sorted(first, reverse=True)


def test_the_first_number_of_the_table_is_the_sq_on_the_card(open_app: Open, tmp_path: Path) -> None:
    app = open_app(tmp_path / "home", "explore", metric="margin")
    value = app.dataframe[0].value["margin"].iloc[0]
    assert f"# {value:.3f}" in texts(app)


def test_the_table_of_the_chosen_questions_differs(open_app: Open, tmp_path: Path) -> None:
    app = open_app(tmp_path / "home", "explore", asked_in=["0", "40"])
    whole = app.dataframe[0].value
    app.toggle(key="table_of_chosen").set_value(True).run()
    assert not app.exception
    part = app.dataframe[0].value
    assert part["docs"].iloc[0] < whole["docs"].iloc[0]


def test_models_without_answers_lead_to_what_to_do(open_app: Open, competition: Path) -> None:
    app = open_app(competition, "explore")
    assert not app.exception
    assert "no answers to single questions" in texts(app)


def test_an_empty_store_offers_its_buttons(open_app: Open, empty_home: Path) -> None:
    app = open_app(empty_home, "explore")
    assert not app.exception
    assert "nothing is loaded yet" in texts(app)


@pytest.mark.parametrize("b", ["task=gone&metric=acc", "task=demo_science&metric=acc&filter=other", "task=x&metric=y"])
def test_a_pin_that_is_not_loaded_here_is_said_and_can_be_taken_off(open_app: Open, tmp_path: Path, b: str) -> None:
    app = open_app(tmp_path / "home", "explore", b=b)
    assert not app.exception
    assert "cannot be compared with" in texts(app)
    assert "cannot be compared with" not in texts(press(app, "no B"))


@pytest.mark.parametrize(
    "query",
    [
        {"metric": "nonsense"}, {"task": "nonsense"}, {"asked_in": ["abc", "5"]}, {"subjects": ["gone"]},
        {"b": "task=demo_science&metric=pmi"}, {"b": "task=demo_science&metric=acc&wrong=1~0"},
        {"by_subject": "true", "subjects": ["animals"]}, {"axis": "step", "limited": "true", "doc_shots": "7"},
        {"metric": "pmi", "unprompted": "demo_science_animals"}, {"window": "all points", "w_sq": "1.0"},
    ],
)  # fmt: skip
def test_odd_addresses_still_draw(open_app: Open, tmp_path: Path, query: dict[str, Any]) -> None:
    app = open_app(tmp_path / "home", "explore", **query)
    assert not app.exception
    assert charts(app)
