"""The question page on an empty and on a filled store: choices, generation, links."""

from __future__ import annotations

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from results_store import ingest, open_store, read
from results_store.reviews import reviews, say
from tests.pages.conftest import Open
from tests.pages.opened import charts, texts
from tests.paths import SHARED_DATA

FACTS = "local_mmlu_cloze_global_facts"


def keys(home: Path, task: str) -> list[str]:
    with open_store(home) as store:
        return read.search(store, "", task)


def choices(at: AppTest) -> str:
    """The rows of choices, as HTML."""
    return next(str(one.proto.body) for one in at.get("html") if "<table" in one.proto.body)


def press(at: AppTest, label: str) -> None:
    next(one for one in at.button if one.label == label).click()
    at.run()
    assert not at.exception


def test_an_empty_store_says_what_to_do(open_app: Open, empty_home: Path) -> None:
    at = open_app(empty_home, "question")
    assert not at.exception
    assert "nothing is loaded yet" in texts(at)


def test_without_an_address_the_first_question_is_shown(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "question")
    assert not at.exception
    assert "1 of 152 in local" in texts(at).replace("\\", "")
    assert len(at.get("plotly_chart")) == 2


def test_a_link_opens_the_question_at_a_checkpoint_of_a_model(open_app: Open, filled_home: Path) -> None:
    """The first question of global facts, sci-s at step 400: logged loglikelihoods -12.56, -11.77, -13.20, -13.98."""
    key = keys(filled_home, FACTS)[0]
    at = open_app(filled_home, "question", doc=key, of=FACTS, by="sci-s", at="step400")
    assert not at.exception
    assert "1 of 100" in texts(at)
    assert "what percentage of adults" in texts(at).replace("\\", "")
    assert re.findall(r">(0\.\d{3})<", choices(at)) == ["0.252", "0.555", "0.133", "0.061"]
    assert choices(at).index(">picked<") > choices(at).index("0.252")
    assert len(charts(at)) == 2


def test_next_goes_to_the_next_question_and_previous_back(open_app: Open, filled_home: Path) -> None:
    of_task = keys(filled_home, FACTS)
    at = open_app(filled_home, "question", doc=of_task[0], of=FACTS)
    next(one for one in at.button if one.label == "next").click()
    at.run()
    assert at.query_params["doc"] in (of_task[1], [of_task[1]])
    assert "2 of 100" in texts(at)
    next(one for one in at.button if one.label == "previous").click()
    at.run()
    assert "1 of 100" in texts(at)


def test_an_unknown_question_is_said_to_be_missing(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "question", doc="0000000000000000")
    assert not at.exception
    assert "not in what is loaded" in texts(at)


def test_generated_answers_are_shown_as_text(open_app: Open, filled_home: Path) -> None:
    with open_store(filled_home) as store:
        ingest.import_path(store, SHARED_DATA / "formats")
    at = open_app(filled_home, "question", of="truthfulqa_gen")
    assert not at.exception
    assert "1 of 20 in truthfulqa" in texts(at).replace("\\", "")
    table = at.dataframe[0].value
    assert table["answer"].iloc[0].strip().startswith("A: ")
    assert "bleu_max" in table.columns


def test_the_prompt_and_the_raw_record_are_a_click_away(open_app: Open, filled_home: Path) -> None:
    key = keys(filled_home, FACTS)[0]
    at = open_app(filled_home, "question", doc=key, of=FACTS, by="sci-s")
    next(one for one in at.button if one.label == "prompt").click()
    at.run()
    assert not at.exception
    assert "The following are multiple choice questions" in texts(at)
    next(one for one in at.button if one.label == "raw").click()
    at.run()
    assert not at.exception
    assert '"doc_hash"' in texts(at)


def test_wrong_and_right_lead_to_what_the_shown_model_answers_so(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "question", of=FACTS, by="sci-s", at="step400")
    for step, value in (("wrong", False), ("right", True)):
        press(at, step)
        assert (">key, picked<" in choices(at)) is value


def test_a_score_without_enough_points_has_no_questions_that_hurt_it(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "question", of=FACTS, family="sci-s", queue="hurt-sq")
    assert not at.exception
    assert "SQ influence needs 8 checkpoints" in texts(at).replace("\\", "")


def test_starred_questions_are_a_queue(open_app: Open, filled_home: Path) -> None:
    of_task = keys(filled_home, FACTS)
    for key in (of_task[7], of_task[3]):
        say(filled_home, "ada", "star", f"question:{key}", starred=True)
    at = open_app(filled_home, "question", of=FACTS, queue="starred")
    assert "1 of 2 in" in texts(at)
    assert at.query_params["doc"] in (of_task[3], [of_task[3]])
    press(at, "next")
    assert at.query_params["doc"] in (of_task[7], [of_task[7]])
    assert next(one for one in at.button if one.label == "next").disabled


def test_nobody_speaks_without_a_name(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "question", of=FACTS)
    press(at, "star")
    assert not reviews(filled_home).starred()
    assert [one.placeholder for one in at.text_input if one.label == "your name"] == ["your name"]


def test_a_name_is_still_known_when_its_field_is_no_longer_shown(open_app: Open, filled_home: Path) -> None:
    key = keys(filled_home, FACTS)[0]
    at = open_app(filled_home, "question", of=FACTS, doc=key, said="1")
    at.text_input(key="reviewer_name").set_value("ada").run()
    press(at, "review")
    press(at, "next")
    press(at, "previous")
    assert not [one for one in at.text_input if one.label == "your name"]
    press(at, "star")
    assert reviews(filled_home).starred("ada") == {key}


def test_what_a_person_says_of_a_question_is_kept_and_shown(open_app: Open, filled_home: Path) -> None:
    key = keys(filled_home, FACTS)[0]
    say(filled_home, "ben", "comment", f"question:{key}", text="*odd* numbers")
    at = open_app(filled_home, "question", of=FACTS, doc=key, said="1")
    assert "\\*odd\\* numbers" in texts(at)
    at.text_input(key="reviewer_name").set_value("ada").run()
    press(at, "leaks")
    at.text_input(key=f"reason_{key}").set_value("in the examples")
    press(at, "drop")
    at.text_input(key=f"comment_{key}").set_value("see above").run()
    press(at, "star")
    kept = reviews(filled_home)
    assert kept.starred("ada") == {key}
    assert kept.flags() == {key: {"leaks": ("ada",)}}
    assert [(vote.choice, vote.reason) for vote in kept.votes(f"question:{key}")] == [("drop", "in the examples")]
    assert [comment.by for comment in kept.comments(f"question:{key}")] == ["ben", "ada"]
    assert "in the examples" in texts(at)
    press(at, "leaks (1)")
    assert not reviews(filled_home).flags()
    undo = next(one for one in at.button if str(one.key).startswith("undo_"))
    undo.click()
    at.run()
    assert not reviews(filled_home).votes(f"question:{key}")
