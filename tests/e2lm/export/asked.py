"""Questions as a store gives them, made on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from e2lm.candidates.candidate import Candidate
from e2lm.export.questions import Asked

LEAD = "The following are multiple choice questions (with answers) about toys.\n\n"
TEXTS = ("red", "dark blue", "green", "no colour")


def asked(
    number: int = 0,
    *,
    choices: Sequence[str] = TEXTS,
    golds: tuple[int, ...] = (1,),
    before: str = LEAD,
    prompt: str = "Question: {question}\nAnswer:",
    continuations: Sequence[str] | None = None,
    **fields: Any,  # noqa: ANN401 a doc's own
) -> Asked:
    """Question `number`, "What is the colour of toy 0?", with its choices scored after a blank."""
    question = f"What is the colour of toy {number} in the box?"
    shown = continuations if continuations is not None else [f" {text}" for text in choices]
    return Asked(
        f"key{number}", "toys", before, prompt.replace("{question}", question), tuple(shown), golds,
        {"question": question, "choices": list(choices), "subject": "toys"} | fields,
    )  # fmt: skip


def candidate(questions: Sequence[Asked], metric: str = "acc", **settings: Any) -> Candidate:  # noqa: ANN401
    """A candidate called "Toy set" of these questions."""
    return Candidate("Toy set", "toys", tuple(one.doc_key for one in questions), metric, **settings)
