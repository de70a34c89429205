"""Saying what runs are: typed models, steps, tokens and rules, journalled, for now and for every later import."""

from __future__ import annotations

from uuid import uuid4

from e2lm.checkpoints import typed_tokens
from e2lm.errors import RequestError
from results_store.assignments import Assignment
from results_store.database import Store
from results_store.journal import append, read_journal
from results_store.sources import follow


def assign(
    store: Store,
    *,
    model: str = "",
    checkpoint: str = "",
    run_id: str = "",
    to_model: str = "",
    step: int | None = None,
    tokens: int | None = None,
    rule: str = "",
) -> int:
    """Says what runs are: those that match `model`, `checkpoint` and `run_id` ("" matches any) belong to `to_model`
    ("" keeps), are at `step` and `tokens` (None keeps), or have tokens by `rule` ("step * 2097152").

    It holds for runs imported later too. Returns how many runs match now. Raises RequestError where nothing is
    matched, nothing is said, or the rule is not arithmetic.
    """
    assignment = Assignment(uuid4().hex[:12], model, checkpoint, run_id, to_model.strip(), step, tokens, rule.strip())
    if not (model or checkpoint or run_id):
        raise RequestError("the correction names no run", remedy="Name a model, a checkpoint or a run", field="model")
    if not (assignment.to_model or assignment.rule or step is not None or tokens is not None):
        raise RequestError(
            "the correction says nothing", remedy="Give a model, a step, tokens or a rule", field="to_model"
        )
    check_rule(rule)
    with store.importing:
        matching = _matching(store, assignment)
        if matching:
            append(store.home, {"event": "assign", **assignment.__dict__})
            follow(store, read_journal(store.home))
    return matching


def withdraw(store: Store, assignment_id: str) -> None:
    """Takes a correction back. Raises RequestError where there is none of that id."""
    with store.importing:
        if assignment_id not in {assignment.assignment_id for assignment in assignments(store)}:
            raise RequestError("there is no such correction", remedy="Pick one of those listed", field=assignment_id)
        append(store.home, {"event": "withdraw", "assignment_id": assignment_id})
        follow(store, read_journal(store.home))


def assignments(store: Store) -> tuple[Assignment, ...]:
    """The corrections in force, in the order in which they apply."""
    return read_journal(store.home).assignments


def check_rule(rule: str) -> None:
    """Raises RequestError where a typed rule is not arithmetic of steps."""
    if rule.strip():
        typed_tokens(rule, 1000)


def _matching(store: Store, assignment: Assignment) -> int:
    wanted = [assignment.model, assignment.model, assignment.checkpoint, assignment.checkpoint]
    query = """
    SELECT count(*) FROM runs
    WHERE (? = '' OR model = ?) AND (? = '' OR checkpoint = ?) AND (? = '' OR run_id = ?)
    """
    return int(store.rows(query, [*wanted, assignment.run_id, assignment.run_id])[0][0])
