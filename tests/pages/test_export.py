"""The export dialog: styles as tasks, the rules of the competition, and what cannot be exported said in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from results_store import open_store
from tests.pages.opened import texts
from tests.tiny import tiny_checkpoint

TASK = "local_mmlu_cloze_astronomy"


def _page() -> None:
    import streamlit as st

    from e2lm.candidates.candidate import Candidate
    from pages.shared import export_candidate, queries
    from results_store import read

    asked, _ = read.questions(queries.store(), st.query_params["task"])
    keys = tuple(one.doc_key for one in asked)[: int(st.query_params["count"])]
    candidate = Candidate("Early", st.query_params["task"], (*keys, *st.query_params.get_all("more")), "acc_norm")
    if "button" in st.query_params:
        export_candidate.export_button(candidate)
    else:
        export_candidate.export_dialog(candidate)


def _opened(count: int, **query: str) -> AppTest:
    app = AppTest.from_function(_page, default_timeout=60)
    for name, value in ({"task": TASK, "count": str(count)} | query).items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def downloads(filled_home: Path) -> Path:
    """The home that the dialog writes into."""
    return filled_home / "tasks"


def test_a_good_candidate_passes_every_rule_that_can_be_looked_at(downloads: Path) -> None:
    app = _opened(120)
    shown = texts(app).replace("\\", "")
    assert shown.count(":material/check:") == 13
    assert ":material/close:" not in shown
    assert shown.count(":material/help:") == 1
    assert len(app.get("download_button")) == 2
    assert not downloads.exists()


def test_a_broken_rule_is_marked(downloads: Path) -> None:
    shown = texts(_opened(50)).replace("\\", "")
    assert "close:] 100 to 15,000 samples :gray[50]" in shown.replace("red[:material/", "")
    assert not downloads.exists()


def test_the_button_opens_the_dialog(downloads: Path) -> None:
    app = _opened(120, button="yes")
    assert "task files" not in texts(app)
    assert "**task files**" in texts(app.button[0].click().run())
    assert not downloads.exists()


def test_styles_become_tasks_and_are_written_where_a_sweep_finds_them(downloads: Path) -> None:
    app = _opened(120)
    app.button_group(key="export_styles").set_value(["letters", "as asked"]).run()
    app.toggle(key="export_versioned").set_value(False).run()
    assert "`early`, `early_letters`: 4 files" in texts(app)
    app.button(key="export_sweep").click().run()  # then it goes to the runs page, which this script does not have
    (folder,) = downloads.iterdir()
    assert folder.name.startswith("early_")
    assert {path.name for path in folder.iterdir()} == {"README.md", "test.jsonl", "early.yaml", "early_letters.yaml"}


def test_no_style_and_a_wrong_data_set_are_said(downloads: Path) -> None:
    app = _opened(120)
    app.text_input(key="export_dataset").set_value("nobody").run()
    assert texts(app).replace("\\", "").count("'nobody' is no data set of the hub. Give owner/name.") == 2
    app.text_input(key="export_dataset").set_value("some/thing").run()
    assert "the questions are in some/thing" in texts(app).replace("\\", "")
    app.button_group(key="export_styles").set_value([]).run()
    assert "choose at least one style" in texts(app)
    assert not downloads.exists()


def test_questions_that_are_no_longer_loaded_are_said(filled_home: Path) -> None:
    assert filled_home.is_dir()
    app = _opened(10, more="0123456789abcdef")
    assert "1 of its 11 questions are in no loaded run" in texts(app).replace("\\", "")
    assert not app.exception


def test_long_prompts_are_counted_once_a_tokenizer_is_given(filled_home: Path, tmp_path: Path) -> None:
    longer = "UPDATE prompts SET context = repeat('word ', 500) || context, few_shot_end = few_shot_end + 2500"
    with open_store(filled_home) as store:
        assert store.rows(longer)
    app = _opened(120)
    assert "give a tokenizer to count the tokens" in texts(app)
    app.text_input(key="export_tokenizer").set_value(str(tiny_checkpoint(tmp_path / "toy"))).run()
    assert "counted with" in texts(app)
    app.text_input(key="export_tokenizer").set_value("/nowhere").run()
    assert "there is no tokenizer" in texts(app)
    assert "100 to 15,000 samples" in texts(app).replace("\\", "")
    app.text_input(key="export_tokenizer").set_value("").run()
    assert "give a tokenizer to count the tokens" in texts(app)
