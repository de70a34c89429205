"""Saved candidates: they outlive the index, a name can change, an edited line is named as a problem."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from e2lm.candidates.candidate import Candidate
from e2lm.errors import RequestError
from results_store import Store, open_store
from results_store.candidates import candidates, drop_candidate, dropped, restore_candidate, save_candidate
from results_store.journal import FILE, read_journal

ONE = Candidate("early", "mmlu", ("b", "a", "c"), "acc", note="first", definition='doc_key in list "mine"')
LISTS = {"mine": ("a", "b", "c")}


def test_a_saved_candidate_outlives_the_index(store: Store, home: Path) -> None:
    saved = save_candidate(store, ONE, LISTS)
    store.close()
    (home / "e2lm.duckdb").unlink()
    with open_store(home) as again:
        assert candidates(again) == [saved]
        assert candidates(again)[0].candidate == ONE
        assert candidates(again)[0].named_lists() == LISTS
        assert candidates(again)[0].questions == 3


def test_another_name_or_note_is_the_same_version_where_it_stood(store: Store) -> None:
    first = save_candidate(store, ONE)
    save_candidate(store, replace(ONE, name="other", doc_keys=("x",), parent=ONE.version))
    again = save_candidate(store, replace(ONE, name="  renamed \n twice ", note=""))
    assert [one.name for one in candidates(store)] == ["renamed twice", "other"]
    assert (again.version, again.added) == (first.version, first.added)


def test_saving_the_same_again_adds_no_line(store: Store, home: Path) -> None:
    save_candidate(store, ONE)
    before = (home / FILE).read_bytes()
    save_candidate(store, ONE)
    assert (home / FILE).read_bytes() == before


def test_a_dropped_version_is_gone_until_it_is_saved_again(store: Store) -> None:
    save_candidate(store, ONE)
    drop_candidate(store, ONE.version)
    assert candidates(store) == []
    with pytest.raises(RequestError):
        drop_candidate(store, ONE.version)
    assert save_candidate(store, ONE).version == ONE.version


def test_a_dropped_version_can_be_taken_back_as_it_was(store: Store) -> None:
    saved = save_candidate(store, ONE, LISTS)
    drop_candidate(store, ONE.version)
    assert dropped(store) == [saved]
    assert restore_candidate(store, ONE.version) == saved
    assert (candidates(store), dropped(store)) == ([saved], [])
    with pytest.raises(RequestError, match="dropped"):
        restore_candidate(store, ONE.version)


def test_a_candidate_needs_a_name(store: Store) -> None:
    with pytest.raises(RequestError, match="no name"):
        save_candidate(store, replace(ONE, name=" \n"))
    assert candidates(store) == []


BROKEN = ({"metric": "acc2"}, {"doc_keys": " "}, {"doc_keys": ["a"]}, {"num_fewshot": "5"}, {"lists": 3}, {"x": 1})


@pytest.mark.parametrize("change", BROKEN)
def test_a_line_that_someone_broke_is_a_problem_and_no_candidate(
    store: Store, home: Path, change: dict[str, object]
) -> None:
    event = save_candidate(store, ONE).event()
    (home / FILE).write_text(json.dumps({**event, **change}) + "\n", encoding="utf-8")
    assert candidates(store) == []
    assert [problem.line for problem in read_journal(home).problems] == [1]
