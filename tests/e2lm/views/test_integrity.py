"""Findings in words, tasks summed up in groups, and what excluding a finding takes out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from e2lm.views.integrity import (
    changed_docs,
    collapsed,
    differing_lines,
    duplicates,
    named_tasks,
    pieces,
    run_findings,
    verdict,
)
from e2lm.views.integrity_checks import CHECKS

PARENTS = {"quiz_a": "quiz", "quiz_b": "quiz", "quiz": "all_of_it", "exam": "all_of_it"}
RUN: dict[str, Any] = {
    "model": "m",
    "checkpoint": "step2",
    "tokens": 20,
    "date": 1.0,
    "run_id": "r",
    "tasks": ["quiz_a"],
}


def test_a_group_stands_for_all_its_tasks_and_only_for_all() -> None:
    assert collapsed(["quiz_a", "quiz_b", "other"], PARENTS) == ["other", "quiz"]
    assert collapsed(["quiz_a", "quiz_b", "exam"], PARENTS) == ["all_of_it"]
    assert collapsed(["quiz_a", "exam"], PARENTS) == ["exam", "quiz_a"]
    assert collapsed(["quiz", "quiz_a", "quiz_b"], PARENTS) == ["quiz"]


def test_many_tasks_are_named_in_part() -> None:
    assert named_tasks(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
    assert named_tasks([]) == "all"


def test_an_identical_run_names_its_twin_and_another_model_by_name() -> None:
    twin = {"same_as_model": "m", "same_as_checkpoint": "step1", "docs": 1200}
    other = {**twin, "same_as_model": "n", "docs": 1}
    found = run_findings("identical", pd.DataFrame([RUN | twin, RUN | other]), PARENTS)
    assert found["found"].tolist() == ["1,200 answers identical to step1", "1 answer identical to n step1"]
    assert pieces(found) == [("r", "quiz_a")] * 2


def test_prompts_and_doc_sets_are_two_lists_of_one_comparison() -> None:
    counts = {
        "docs": 9,
        "lacking": 0,
        "extra": 0,
        "asked_otherwise": 8,
        "examples": 8,
        "wording": 0,
        "choices": 2,
        "keys": 0,
    }
    asked, lacking = RUN | counts, RUN | counts | {"asked_otherwise": 0, "lacking": 1, "extra": 2}
    asked["doc_tasks"], lacking["doc_tasks"] = None, ["quiz_b"]
    table = pd.DataFrame([asked, lacking])
    assert run_findings("prompts", table, {})["found"].tolist() == [
        "8 of 9 docs: other text before the question in 8, other choices in 2"
    ]
    (docs,) = run_findings("docs", table, {}).to_dict("records")
    assert (docs["found"], docs["tasks"]) == ("lacks 1 usual doc, has 2 other docs", "quiz_b")


def test_a_setting_of_the_whole_run_excludes_the_whole_run() -> None:
    publisher = {"setting": "publisher", "value": "a/m", "usual": "b/m", "others": 3, "tasks": None}
    found = run_findings("settings", pd.DataFrame([RUN | publisher]), PARENTS)
    assert found[["found", "tasks"]].values.tolist() == [["publisher a/m; b/m at 3 runs", "all"]]
    assert pieces(found) == [("r", "")]


def test_what_is_not_finite_is_counted_by_kind() -> None:
    broken = {"infinite": 1, "undefined": 2, "values_undefined": 0, "doc_key": "k"}
    found = run_findings("finite", pd.DataFrame([RUN | broken]), PARENTS)
    assert found[["found", "doc_key"]].values.tolist() == [["-inf in 1 doc, NaN in 2 docs", "k"]]


def test_nothing_found_is_an_empty_table_of_the_same_columns() -> None:
    for name in ("identical", "prompts", "docs", "settings", "finite"):
        assert "found" in run_findings(name, pd.DataFrame(columns=["tokens"]), {})


def test_docs_are_shown_on_one_line() -> None:
    changed = pd.DataFrame(
        [("quiz_a", 1, "the key", 1, 3, ["m"], "two\nlines", "k", "u")],
        columns=["task", "doc_id", "differs", "runs", "of", "models", "question", "doc_key", "usual_doc_key"],
    )
    assert changed_docs(changed).iloc[0].tolist() == ["quiz_a", 1, "the key", "1 of 3", "m", "two lines", "k"]
    twice = pd.DataFrame(
        [(2, ["quiz_a", "quiz_b"], [0, 4], False, "q", "k")],
        columns=["copies", "tasks", "doc_ids", "keys_agree", "question", "doc_key"],
    )
    assert duplicates(twice, PARENTS).iloc[0].tolist() == [2, "differ", "quiz", "0, 4", "q", "k"]


def test_prompts_are_compared_line_by_line() -> None:
    assert differing_lines("a\nb\nc\nd", "a\nB\nc\nd") == " a\n-b\n+B\n c\n d"
    assert differing_lines("a", "a") == ""


def test_the_verdict_names_what_was_found() -> None:
    none = {check.name: 0 for check in CHECKS}
    assert verdict(none) == "nothing speaks against these curves"
    assert verdict(none | {"identical": 2, "excluded": 1}) == (
        f"1 of {len(CHECKS) - 1} checks found something; 1 exclusion in force"
    )
