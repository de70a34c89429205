"""The filter builder: rows and line say the same, steps go back, curves and scores follow, versions are kept."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import build_later, frame, news, queries
from results_store import read
from results_store.candidates import candidates
from tests.pages.conftest import Open
from tests.pages.opened import charts, texts

TASK = "local_mmlu_cloze_global_facts"


def press(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if label in (one.label, one.help)).click().run()


def line(app: AppTest) -> str:
    return str(app.text_area(key="build_line").value)


def written(app: AppTest, text: str) -> AppTest:
    app.text_area(key="build_line").set_value(text).run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    labels = (one.label for one in app.expander)
    return "\n".join((texts(app), *labels, *(str(one.value) for one in app.warning))).replace("\\", "")


def scores(app: AppTest) -> str:
    """The table of scores before and after."""
    return next(str(one.value) for one in app.markdown if "| before | after |" in str(one.value))


@pytest.fixture
def built(open_app: Open, filled_home: Path) -> AppTest:
    app = open_app(filled_home, "build", family="sci-s", task=TASK, where="difficulty <= 0.8")
    assert not app.exception
    return app


def test_rows_and_line_write_one_another_and_steps_go_back(built: AppTest) -> None:
    assert line(built) == "difficulty <= 0.8"
    assert built.selectbox(key="build_field_0").value == "difficulty"
    built.number_input(key="build_number_0").set_value(0.5).run()
    assert line(built) == built.query_params["where"] == "difficulty <= 0.5"
    press(built, "undo")
    assert line(built) == "difficulty <= 0.8"
    assert built.number_input(key="build_number_0").value == 0.8
    press(built, "redo")
    assert line(built) == "difficulty <= 0.5"
    built.selectbox(key="build_comparison_0").set_value("in top").run()
    assert line(built) == "difficulty in top 50%"
    built.selectbox(key="build_field_0").set_value("question").run()
    assert line(built) == 'question contains ""'
    press(built, "add a condition")
    assert line(built).startswith('question contains "" and difficulty >= ')
    built.selectbox(key="build_join_1").set_value("or").run()
    assert " or " in line(built)
    assert not built.exception
    written(built, "flips between 1 and 5 and (task is x or sq in bottom 3)")
    assert built.number_input(key="build_high_0").value == 5
    assert built.text_input(key="build_text_1").value == 'task is "x" or sq in bottom 3'
    written(built, " or ".join(f"doc_key is {number}" for number in range(40)))
    assert "40 conditions are more than a form can show" in texts(built)
    assert "build_comparison_0" not in {one.key for one in built.selectbox}


def test_what_is_no_condition_is_said_and_changes_nothing(built: AppTest) -> None:
    count = next(row for row in texts(built).splitlines() if "of 100 questions" in row)
    written(built, "difficulty <=")
    assert "stands where a number is needed" in said(built)
    assert line(built) == "difficulty <="
    assert built.query_params["where"] == "difficulty <= 0.8"
    assert count in texts(built)
    assert "there is no field hardness" in said(written(built, "hardness <= 1"))
    written(built, 'question contains "no question says this"')
    assert "No question fits" in texts(built)
    assert not charts(built)


def test_a_broken_line_in_a_link_says_so_and_starts_over(open_app: Open, filled_home: Path) -> None:
    app = open_app(filled_home, "build", family="sci-s", task=TASK, where="what is this")
    assert not app.exception
    assert app.error
    press(app, "start over")
    assert line(app) == "all questions"
    assert "**100** :gray[of 100 questions]" in texts(app)
    assert "chosen without looking at any answer" in said(app)


def test_a_pasted_list_becomes_a_condition(built: AppTest) -> None:
    keys = [str(key) for key in read.cube(queries.store(), TASK, "none").docs["doc_key"][:7]]
    written(built, "")
    built.query_params["doc_keys"] = "\n".join(keys[:3])
    press(built.run(), "only the 3 questions selected on another page")
    assert line(built) == 'doc_key in list "selection"'
    written(built, "")
    built.text_area(key="build_list_pasted").set_value("doc_key,why\n" + "\n".join(keys)).run()
    press(built, "add")
    assert not built.exception
    assert line(built) == 'doc_key in list "pasted"'
    assert "**7** :gray[of 100 questions]" in texts(built)
    assert "chosen by a list" in said(built)
    assert "needs at least 100" in said(built)


def test_a_choice_by_scores_is_judged_where_it_was_not_made(open_app: Open, tmp_path: Path) -> None:
    app = open_app(tmp_path / "home", "build", where="sq in top 20%")
    news.latest().result()
    app.session_state["build_honesty"] = True
    app.run()
    assert not app.exception
    folds = next(one.value for one in app.dataframe if "left_out" in one.value)
    assert "across checkpoints nothing is defined" in said(app)  # of 13 points half are fewer than SQ needs
    signal = folds[folds["component"] == "SQ"]
    assert set(signal["across"]) == {"models"}
    assert signal["chosen"].mean() > signal["random_chosen"].mean()
    assert "chosen by what models answered" in said(app)
    assert "domain mix" in said(app)


def test_an_edit_does_not_wait_for_intervals_and_held_out_scores(
    open_app: Open, filled_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They come when the page is drawn again, and are those that a page of few questions shows at once."""
    app = open_app(filled_home, "build", family="sci-s", task=TASK, where="difficulty <= 0.8")
    at_once = scores(app)
    assert "…" not in at_once
    monkeypatch.setattr(build_later, "FEW", 0)
    monkeypatch.setattr(frame, "DRAWING", 1.0)
    assert "…" in scores(written(app, "difficulty <= 0.5"))
    deadline = time.monotonic() + 60
    while "…" in scores(app) and time.monotonic() < deadline:
        time.sleep(0.2)
        app.run()
    assert "…" not in scores(app)
    assert scores(written(app, "difficulty <= 0.8")) == at_once


def test_a_version_is_kept_taken_up_and_compared_with(built: AppTest, open_app: Open, filled_home: Path) -> None:
    press(built, "save this version")
    assert "no name" in said(built)
    built.text_input(key="build_save_name").set_value("easy ones").run()
    press(built, "save this version")
    assert not built.exception
    first = candidates(queries.store())[0]
    assert (first.name, first.definition, first.task, first.metric) == ("easy ones", "difficulty <= 0.8", TASK, "acc")
    built.number_input(key="build_number_0").set_value(0.6).run()
    press(built, "save this version")
    second = candidates(queries.store())[1]
    assert second.parent == first.version
    again = open_app(filled_home, "build", family="sci-s", task=TASK, candidate=second.version)
    assert line(again) == "difficulty <= 0.6"
    written(again, "difficulty <= 0.3")
    again.query_params.pop("where")
    again.query_params["candidate"] = second.version
    assert line(again.run()) == "difficulty <= 0.6"
    again.selectbox(key="linked_before").set_value(first.version).run()
    assert not again.exception
    assert again.query_params["before"] == first.version
