"""What is missing is named as what it is, as text, with what helps."""

from __future__ import annotations

from e2lm.views.absent import absence


def test_a_task_is_imported_and_a_candidate_brought_in() -> None:
    task, candidate = absence("of", "mmlu_var", "demo"), absence("before", "0f3a")
    assert task.problem == "the task **mmlu\\_var** of this address is not here; shown is **demo**"
    assert task.page == "data"
    assert candidate.problem == "the candidate **0f3a** of this address is not here"
    assert candidate.page == "review"


def test_a_parameter_that_is_nothing_in_particular_is_called_by_its_name() -> None:
    assert absence("sort_by", "x") == ("the sort by **x** of this address is not here", "Choose another one", "")


def test_what_an_address_says_is_never_read_as_markdown() -> None:
    problem = absence("task", "[x](http://elsewhere) **bold** " + "y" * 500).problem
    assert "[x](" not in problem
    assert len(problem) < 200
