"""The compare page: two sides paired by question, prompt styles of the same questions, what is dead or missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from e2lm.metrics import values_of
from e2lm.views.compare_side import Side, to_address
from pages.shared import queries
from results_store import open_store
from tests.pages.conftest import Open
from tests.pages.opened import charts, emptied, texts
from tests.results_store.toy_styles import STYLES, import_styles

TASK = "local_mmlu_cloze_global_facts"


def test_two_models_are_compared_question_by_question(open_app: Open, filled_home: Path) -> None:
    assert not open_app(filled_home, "compare").exception
    cube = queries.cube(TASK, "none")
    last = [np.flatnonzero(cube.checkpoints["model"] == name)[-1] for name in ("sci-s", "web-s")]
    names = cube.checkpoints["checkpoint"].to_numpy()[last]
    sides = {
        letter: to_address(Side(model, str(at), TASK))
        for letter, model, at in zip("ab", ("sci-s", "web-s"), names, strict=True)
    }
    app = open_app(filled_home, "compare", **sides)
    assert not app.exception
    said = texts(app).replace("\\", "")
    right = values_of(cube, "acc")[:, last] == 1
    only_first, only_other = (right[:, 0] & ~right[:, 1]).sum(), (~right[:, 0] & right[:, 1]).sum()
    assert f"right only in B: **{only_other}**, only in A: **{only_first}**" in said
    assert f"{100 * abs(right[:, 1].mean() - right[:, 0].mean()):.2f} points" in said
    assert "100 questions that all sides answered" in said
    table = next(one.value for one in app.dataframe if "right_first" in one.value)
    assert len(table) == only_first + only_other
    assert (table["difference"].abs().diff().dropna() <= 0).all()
    assert len(charts(app)) == 3
    doc_key = table["doc_key"].iloc[0]
    links = [str(one.proto) for one in app.get("page_link")]
    assert sum(f"doc={doc_key}" in one for one in links) == 2, "the question opens in both"
    next(one for one in app.button if one.label == "next").click().run()
    assert app.query_params["doc"] == table["doc_key"].iloc[1]


def test_every_view_draws_and_a_choice_goes_into_the_address(open_app: Open, filled_home: Path) -> None:
    for view in ("subjects", "training", "rest"):
        assert not open_app(filled_home, "compare", view=view).exception
    app = open_app(filled_home, "compare")
    model = next(one for one in app.selectbox if one.label == "metric of B")
    app = model.set_value("margin").run()
    assert not app.exception
    assert "metric=margin" in app.query_params["b"]
    assert "no difference" in texts(app)
    app = next(one for one in app.button if one.label == "add a side").click().run()
    assert not app.exception
    assert "Cochran" in texts(app)


def test_prompt_styles_are_compared_on_the_questions_that_they_share(open_app: Open, tmp_path: Path) -> None:
    with open_store(emptied(tmp_path / "home")) as store:
        import_styles(store, tmp_path / "styles")
    app = open_app(tmp_path / "home", "compare", a=to_address(Side("toy", "step100", "toy_task")))
    assert not app.exception
    app = next(one for one in app.button if one.label == "compare these with A").click().run()
    assert not app.exception
    said = texts(app).replace("\\", "")
    assert [app.query_params[letter].partition("task=")[2] for letter in "bc"] == list(STYLES)
    assert "3 questions that all sides answered" in said
    assert "1 only in A" in said
    app.query_params["view"] = "rest"
    rest = app.run().dataframe[0].value
    assert rest["side"].tolist() == ["A"]
    assert "case 3" in rest["question"].iloc[0]


def test_what_is_not_there_is_said_and_can_be_replaced(open_app: Open, filled_home: Path) -> None:
    gone = to_address(Side("sold-model", "step9", TASK))
    app = open_app(filled_home, "compare", a=gone, b=gone.replace("sold", "lost"))
    assert not app.exception
    assert "sold-model at step9 has no answers" in texts(app).replace("\\", "")
    assert not charts(app)
    app = next(one for one in app.selectbox if one.label == "model of A").set_value("sci-s").run()
    assert not app.exception
    assert "sold-model" not in texts(app).replace("\\", "")
    lost = to_address(Side("sci-s", "step1", TASK, candidate="0123456789ab"))
    app = open_app(filled_home, "compare", a=lost, b=lost)
    assert "candidate 0123456789ab is not saved here" in texts(app).replace("\\", "")


def test_an_empty_store_says_what_to_do(open_app: Open, empty: Path) -> None:
    app = open_app(empty, "compare")
    assert not app.exception
    assert "nothing is loaded yet" in texts(app)
