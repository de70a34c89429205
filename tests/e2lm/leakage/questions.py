"""Questions for the tests of the checks."""

from __future__ import annotations

from e2lm.leakage.items import Item


def item(
    key: str,
    text: str = "Which of these is an acid?",
    choices: tuple[str, ...] = ("lemon juice", "soap water", "sea salt"),
    golds: tuple[int, ...] = (0,),
    *,
    prompt: str | None = None,
    before: str = "",
    task: str = "quiz",
) -> Item:
    """A question, asked as `prompt` (None: with its text between "Question:" and "Answer:")."""
    return Item(key, task, text, choices, golds, f"Question: {text}\nAnswer:" if prompt is None else prompt, before)
