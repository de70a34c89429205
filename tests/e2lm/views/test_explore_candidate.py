"""Candidates go into an address and come back; pasted keys, sliders and searches become filters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from e2lm.doc_filter import EVERY_DOC, DocFilter
from e2lm.views.explore_candidate import LENGTHS, Candidate, bounds_of, from_address, identity, keys_in, to_address

keys = st.text("0123456789abcdef", min_size=1, max_size=12)
bounds = st.none() | st.tuples(st.sampled_from(LENGTHS), st.sampled_from(LENGTHS)).map(
    lambda ends: (float(ends[0]), float(ends[1]))
)
filters = st.builds(
    DocFilter,
    tasks=st.lists(st.text(min_size=1), max_size=3).map(tuple),
    question_chars=bounds,
    answer_chars=bounds,
    difficulty=bounds,
    keys=st.none() | st.frozensets(keys, max_size=4),
)
candidates = st.builds(
    Candidate,
    task=st.text(min_size=1),
    metric=st.text(min_size=1),
    filter=st.text(min_size=1),
    n_shot=st.none() | st.integers(0, 30),
    partial=st.booleans(),
    unprompted=st.text(),
    docs=filters,
    text=st.text(),
)


@given(candidates)
def test_a_candidate_comes_back_from_its_address(candidate: Candidate) -> None:
    assert from_address(to_address(candidate)) == candidate


@pytest.mark.parametrize("text", ["", "task=arc", "metric=acc", "nonsense", "task=&metric=acc"])
def test_an_address_without_task_and_metric_names_no_candidate(text: str) -> None:
    assert from_address(text) is None


def test_a_broken_range_in_an_address_bounds_nothing() -> None:
    found = from_address("task=arc&metric=acc&question=long&wrong=0.2")
    assert found is not None
    assert found.docs == EVERY_DOC


def test_keys_are_read_one_a_line_or_from_the_first_column() -> None:
    assert keys_in("ab1\n\n cd2 \nab1") == frozenset({"ab1", "cd2"})
    assert keys_in('doc_key,sq\n"ab1",0.5\ncd2,0.25\n') == frozenset({"ab1", "cd2"})
    assert keys_in(" \n") is None


def test_keys_are_read_from_a_tables_own_column_however_a_spreadsheet_saved_it() -> None:
    table = '\ufeffquestion,doc_key\n"Which, of\nthese?",ab1\nother,cd2\n'
    assert keys_in(table) == frozenset({"ab1", "cd2"})
    assert keys_in("\ufeffdoc_key;sq\nab1;0,5\n") == frozenset({"ab1"})
    assert keys_in("sq\tdoc_key\n0.5\tab1\n0.25\n") == frozenset({"ab1"})
    assert keys_in('sq,doc_key\n1,"two words"\n') is None
    assert keys_in("x,doc_key\n" + "y" * 200_000 + ",ab1\n") == frozenset({"x", "y" * 200_000})


def test_equal_candidates_alone_have_one_identity() -> None:
    one, same = (Candidate("arc", "acc", docs=DocFilter(keys=frozenset(keys))) for keys in (("a", "b"), ("b", "a")))
    others = (Candidate("arc", "acc"), Candidate("arc", "acc", docs=DocFilter(keys=frozenset())))
    assert identity(one) == identity(same)
    assert len({identity(one), *map(identity, others)}) == 3


def test_a_slider_over_its_whole_scale_leaves_nothing_out() -> None:
    assert bounds_of((0, 10), (0, 5, 10)) is None
    assert bounds_of((5, 10), (0, 5, 10)) == (5.0, 10.0)


def test_a_search_narrows_a_list_of_keys_and_finding_nothing_leaves_nothing() -> None:
    listed = Candidate("arc", "acc", docs=DocFilter(keys=frozenset({"a", "b"})), text="x")
    assert listed.among(("b", "c")).keys == frozenset({"b"})
    assert listed.among(()).keys == frozenset()
    assert Candidate("arc", "acc", text="x").among(("c",)).keys == frozenset({"c"})
    assert listed.among(None) == listed.docs


def test_only_a_filter_or_a_search_makes_a_candidate_less_than_whole() -> None:
    assert Candidate("arc", "acc").whole
    assert not Candidate("arc", "acc", text="x").whole
    assert not Candidate("arc", "acc", docs=DocFilter(tasks=("arc_easy",))).whole
    assert Candidate("arc", "acc", docs=DocFilter(tasks=("arc_easy",)), text="x").widened() == Candidate("arc", "acc")
