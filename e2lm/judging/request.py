"""What a model is asked to judge: a sample of a task's questions, drawn anew for each seed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from e2lm.alignment.asking import USUAL_CRITERIA, Question, question_in
from e2lm.alignment.sample import USUAL_SEED, USUAL_SIZE, sampled
from e2lm.errors import RequestError
from e2lm.leakage.items import Item

MOST_PARALLEL = 64


@dataclass(frozen=True)
class Request:
    """What a model is to judge: `questions` are the sample, drawn with `seed` out of `population` of a task's.

    `label` names the part of the task that they are of, such as a candidate, "" for all of it.
    """

    task: str
    model: str
    criteria: str
    seed: int
    population: int
    questions: tuple[Question, ...]
    parallel: int = 4
    label: str = ""


def request_of(
    task: str,
    items: Sequence[Item],
    model: str,
    *,
    among: Collection[str] | None = None,
    label: str = "",
    size: int = USUAL_SIZE,
    seed: int = USUAL_SEED,
    criteria: str = USUAL_CRITERIA,
    parallel: int = 4,
) -> Request:
    """A request over a task's questions, or those `among` them (doc_keys).

    Raises RequestError for what cannot be asked: no question, no model, no criteria, none at all or none at a time.
    """
    named = {item.doc_key: item for item in items if among is None or item.doc_key in among}
    for field, sound, remedy in (
        ("task", bool(named), "Choose a task, or a candidate, whose questions are loaded."),
        ("model", bool(model.strip()), "Name the model as the endpoint calls it."),
        ("criteria", bool(criteria.strip()), "Say what is to be accepted."),
        ("sample", size >= 1, "Ask about at least one question."),
        ("parallel", 1 <= parallel <= MOST_PARALLEL, f"Ask 1 to {MOST_PARALLEL} at a time."),
    ):
        if not sound:
            raise RequestError("this cannot be judged", remedy=remedy, field=field)
    drawn = sampled(named, size, seed)
    questions = tuple(question_in(named[key]) for key in drawn)
    return Request(task, model.strip(), criteria.strip(), seed, len(named), questions, parallel, label)
