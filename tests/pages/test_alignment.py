"""The alignment page: judges and their rates, judging by hand, a model asked in a process of its own, leaks."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from e2lm.alignment.verdicts import Judgement, Verdict
from e2lm.export.questions import Asked
from e2lm.judging import kept, steering
from e2lm.judging.request import request_of
from e2lm.leakage.checks import Findings, findings
from e2lm.leakage.items import Item, items_of
from pages.shared import alignment_reads, queries
from results_store import ingest
from results_store.verdicts import judgements, record
from tests.judge_server import judging, said
from tests.pages.conftest import Open
from tests.pages.opened import filled, texts
from tests.results_store.toys import write_run

TASK = "local_mmlu_cloze_astronomy"
SECRET = "sk-never-shown"


@pytest.fixture(autouse=True)
def _no_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def pressed(at: AppTest, label: str) -> AppTest:
    next(one for one in at.button if one.label == label).click()
    return at.run()


def test_an_empty_store_says_what_to_do(open_app: Open, empty: Path) -> None:
    at = open_app(empty, "alignment")
    assert not at.exception
    assert "nothing is loaded yet" in texts(at)


def test_without_an_endpoint_everything_else_works_and_the_page_says_what_to_set(
    open_app: Open, filled_home: Path
) -> None:
    at = open_app(filled_home, "alignment", task=TASK)
    assert not at.exception
    assert "nobody has judged these questions yet" in texts(at)
    assert "No endpoint is set up" in texts(at)
    assert "judge" not in [one.label for one in at.button]
    for view in ("hand", "answers", "copies", "examples", "keys", "others"):
        at.query_params["view"] = view
        at.run()
        assert not at.exception, view


def test_a_judges_rate_stands_with_its_interval_and_errors_count_against(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "alignment", task=TASK, view="hand")
    keys = _keys()
    words = ["accept"] * 7 + ["error", "reject", "reject"]
    verdicts = tuple(Verdict(key, word) for key, word in zip(keys, words, strict=False))  # type: ignore[arg-type]
    record(
        filled_home, Judgement("id1", "model", "judge-1", TASK, verdicts, {"sample": 10, "population": 152, "seed": 1})
    )
    at.query_params["view"] = "judges"
    at.run()
    assert not at.exception
    assert "7 of 10 accepted, 1 error counted against; 95 % interval 0\\.40 to 0\\.89" in texts(at)
    assert at.dataframe[0].value["rate"].tolist() == [0.7]
    assert at.dataframe[1].value["verdict"].tolist()[:3] == ["error", "reject", "reject"]
    pressed(at, "forget")
    assert "nobody has judged these questions yet" in texts(at)


def test_a_person_judges_one_question_after_another_and_takes_one_back(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "alignment", task=TASK, view="hand")
    assert next(one for one in at.button if one.label == "accept").disabled
    at.text_input(key="judge_person").set_value("Ada").run()
    pressed(at, "accept")
    pressed(at, "reject")
    assert not at.exception
    assert [one.word for one in judgements(filled_home)[0].verdicts] == ["accept", "reject"]
    assert "1 of 2 accepted" in texts(at)
    pressed(at, "take the last one back")
    assert [one.word for one in judgements(filled_home)[0].verdicts] == ["accept"]
    assert judgements(filled_home)[0].judge == "Ada"


def test_a_model_judges_in_a_process_of_its_own(
    open_app: Open, filled_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with judging(lambda *_: said("Accept", "it is astronomy")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.address)
        monkeypatch.setenv("OPENAI_API_KEY", SECRET)
        at = open_app(filled_home, "alignment", task=TASK)
        at.text_input(key="judge_model").set_value("judge-1")
        at.number_input(key="judge_size").set_value(6)
        pressed(at, "judge")
        assert not at.exception
        _wait_for(lambda: bool(judgements(filled_home)), at)
        assert len(server.requests) == 6
        assert server.headers[0]["authorization"] == f"Bearer {SECRET}"
    at.run()
    assert "6 of 6 accepted" in texts(at)
    folder = kept.folder_of(filled_home, kept.ids(filled_home)[0])
    written = "".join(file.read_text() for file in folder.iterdir()) + (filled_home / "sources.jsonl").read_text()
    assert SECRET not in written
    assert server.address not in written
    assert SECRET not in texts(at)


def test_a_model_without_a_name_is_refused_in_words(
    open_app: Open, filled_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    at = open_app(filled_home, "alignment", task=TASK)
    pressed(at, "judge")
    assert "Name the model as the endpoint calls it" in at.error[0].value.replace("\\", "")
    assert not kept.ids(filled_home)


def test_a_judging_that_was_cut_off_can_go_on(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "alignment", task=TASK, view="hand")
    folder = _cut_off(filled_home)
    at.query_params["view"] = "judges"
    at.run()
    assert "the endpoint does not judge" in texts(at)
    assert any(one.label == "go on" for one in at.button)
    assert not steering.is_asking(folder)


def test_copies_stand_side_by_side_and_lead_to_a_benchmark_without_them(open_app: Open, filled_home: Path) -> None:
    at = open_app(filled_home, "alignment", task=TASK, view="copies")
    assert not at.exception
    table = at.dataframe[0].value
    assert table["answers"].tolist() == ["differs"]
    assert table["similarity"].iloc[0] == pytest.approx(0.921, abs=1e-3)
    assert "**1 question** of 152" in texts(at)
    assert texts(at).count("The terrestrial planet cores contain mostly metal because") == 2
    links = [str(one.proto) for one in at.get("page_link")]
    assert any("where=repeat+is+not+true" in link for link in links)


def test_an_answer_in_its_prompt_stands_beside_what_the_model_reads(open_app: Open, tmp_path: Path) -> None:
    write_run(tmp_path / "in")
    at = open_app(filled(tmp_path / "home", tmp_path / "in"), "alignment", view="answers")
    assert not at.exception
    assert at.dataframe[0].value["answer"].tolist() == ["three", "four"]
    assert "Question: Which number is three, case 2?" in texts(at)


def test_questions_without_a_key_are_said_to_be_not_looked_at(
    open_app: Open, filled_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keyless(asked: Sequence[Asked]) -> list[Item]:
        return [replace(one, golds=()) for one in items_of(asked)]

    monkeypatch.setattr(alignment_reads, "items_of", keyless)
    at = open_app(filled_home, "alignment", task=TASK, view="answers")
    assert "not looked at: 152 questions without a known key" in texts(at)


def test_a_new_checkpoint_does_not_have_the_questions_compared_anew(
    open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(tmp_path / "in" / "first")
    at = open_app(filled(tmp_path / "home", tmp_path / "in"), "alignment", view="answers")
    times: list[int] = []

    def counting(asked: Sequence[Item]) -> Findings:
        times.append(len(asked))
        return findings(asked)

    monkeypatch.setattr(alignment_reads, "findings", counting)
    version = queries.version()
    write_run(tmp_path / "in" / "second", step=200)
    ingest.refresh(queries.store())
    at.run()
    assert not at.exception
    assert queries.version() > version
    assert times == []
    write_run(tmp_path / "in" / "third", step=300, docs=6)
    ingest.refresh(queries.store())
    at.run()
    assert times == [6]


def _keys() -> list[str]:
    return [item.doc_key for item in alignment_reads.items(alignment_reads.Subject(TASK))]


def _cut_off(home: Path) -> Path:
    request = request_of(TASK, alignment_reads.items(alignment_reads.Subject(TASK)), "judge-1", size=5)
    folder = kept.folder_of(home, kept.keep_request(home, request))
    steering.note_failure(folder, "the endpoint does not judge (status 503)")
    return folder


def _wait_for(done: Callable[[], bool], at: AppTest) -> None:
    for _ in range(600):
        if done():
            return
        time.sleep(0.1)
    raise AssertionError(texts(at))
