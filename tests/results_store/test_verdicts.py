"""Verdicts in the journal: joined, taken back, and none of the index's business."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from e2lm.alignment.verdicts import Judgement, Verdict, Word
from e2lm.errors import RequestError
from results_store import Store, open_store
from results_store.journal import FILE, read_journal
from results_store.verdicts import forget, judgements, person_id, record, say, stamp


def words(home: Path) -> dict[str, dict[str, Word | None]]:
    return {one.judge: {said.doc_key: said.word for said in one.verdicts} for one in judgements(home)}


def test_what_a_person_says_is_one_judgement_in_which_the_last_word_stands(tmp_path: Path) -> None:
    say(tmp_path, "Ada", "quiz", [Verdict("a", "accept"), Verdict("b", "reject", "no key")])
    say(tmp_path, " Ada ", "quiz", [Verdict("a", "reject", "on second thought")])
    say(tmp_path, "Bob", "quiz", [Verdict("a", "accept")])
    assert words(tmp_path) == {"Ada": {"a": "reject", "b": "reject"}, "Bob": {"a": "accept"}}
    assert judgements(tmp_path)[0].added <= judgements(tmp_path)[1].added


def test_a_verdict_is_taken_back(tmp_path: Path) -> None:
    say(tmp_path, "Ada", "quiz", [Verdict("a", "accept"), Verdict("b", "accept")])
    say(tmp_path, "Ada", "quiz", [Verdict("a", None)])
    assert words(tmp_path) == {"Ada": {"b": "accept"}}
    say(tmp_path, "Ada", "quiz", [Verdict("b", None)])
    assert judgements(tmp_path) == []


def test_a_judgement_is_forgotten_as_a_whole_and_may_be_given_again(tmp_path: Path) -> None:
    say(tmp_path, "Ada", "quiz", [Verdict("a", "accept"), Verdict("b", "accept")])
    forget(tmp_path, person_id("Ada", "quiz"))
    assert judgements(tmp_path) == []
    say(tmp_path, "Ada", "quiz", [Verdict("b", "reject")])
    assert words(tmp_path) == {"Ada": {"b": "reject"}}
    with pytest.raises(RequestError):
        forget(tmp_path, "nobody")


def test_the_same_person_judges_two_tasks_apart(tmp_path: Path) -> None:
    say(tmp_path, "Ada", "quiz", [Verdict("a", "accept")])
    say(tmp_path, "Ada", "riddles", [Verdict("a", "reject")])
    assert [one.task for one in judgements(tmp_path)] == ["quiz", "riddles"]


def test_a_verdict_without_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError) as raised:
        say(tmp_path, "  ", "quiz", [Verdict("a", "accept")])
    assert raised.value.field == "name"
    assert not (tmp_path / FILE).exists()


def test_a_models_settings_and_odd_letters_come_back(tmp_path: Path) -> None:
    verdicts = (Verdict("a", "accept", "größer\n\u2028 x"), Verdict("b", "error", "half a pair \ud83d"))
    given = Judgement("id1", "model", "judge-1", "quiz", verdicts, {"seed": 1, "calls": 2}, added=12.5)
    record(tmp_path, given)
    found = judgements(tmp_path)[0]
    assert (found.settings, found.added, found.kind) == ({"seed": 1, "calls": 2}, 12.5, "model")
    assert [one.reason for one in found.verdicts] == ["größer\n\u2028 x", "half a pair ?"]


def test_a_judgement_of_nothing_is_not_written(tmp_path: Path) -> None:
    record(tmp_path, Judgement("id1", "model", "judge-1", "quiz"))
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"verdicts": [["a", "perhaps", ""]]},
        {"verdicts": [["a", "accept"]]},
        {"verdicts": [[1, "accept", ""]]},
        {"kind": "oracle"},
        {"settings": []},
        {"judge": None},
        {"extra": 1},
    ],
)
def test_a_line_that_someone_broke_is_a_problem_and_no_verdict(tmp_path: Path, change: dict[str, object]) -> None:
    event = {"event": "judge", **Judgement("id1", "file", "f.csv", "quiz", (Verdict("a", "accept"),)).fields()}
    (tmp_path / FILE).write_text(json.dumps({**event, **change}) + "\n" + json.dumps(event) + "\n")
    said = read_journal(tmp_path)
    assert [problem.line for problem in said.problems] == [1]
    assert len(said.judgements) == 1


def test_a_verdict_changes_the_journals_stamp_but_not_the_stores_version(store: Store) -> None:
    version, before = store.version, stamp(store.home)
    say(store.home, "Ada", "quiz", [Verdict("a", "accept")])
    assert stamp(store.home) != before
    assert store.version == version


def test_verdicts_outlive_the_index(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        say(store.home, "Ada", "quiz", [Verdict("a", "accept")])
    (tmp_path / "e2lm.duckdb").unlink()
    with open_store(tmp_path) as store:
        assert words(store.home) == {"Ada": {"a": "accept"}}
