"""A source's own way to ask, as lm-eval's templates where one fits all its questions, else letter for letter.

A template is readable and shows what the task does; it is used only where it gives back every prompt exactly.
"""

from __future__ import annotations

from collections.abc import Sequence

from e2lm.export.questions import Question
from e2lm.export.styles import LISTED, Form, listed

PROMPT, CONTINUATIONS = "prompt", "continuations"


def as_asked(questions: Sequence[Question]) -> Form:
    """The form that gives back what the store holds of these questions.

    Its `text` is PROMPT, or its `choice` CONTINUATIONS, where lines need a field with exactly that.
    """
    delimiter = " " if all(one.startswith(" ") for each in questions for one in each.asked.continuations) else ""
    scored = [scored_choices(one, delimiter) for one in questions]
    if scored == [one.choices for one in questions]:
        choice: str | tuple[str, ...] = "choices"
    else:
        choice = scored[0] if len(set(scored)) == 1 else CONTINUATIONS
    return Form(_template(questions), choice, delimiter)


def scored_choices(question: Question, delimiter: str) -> tuple[str, ...]:
    """The continuations without the delimiter that they all begin with: lm-eval counts lengths so."""
    return tuple(one.removeprefix(delimiter) for one in question.asked.continuations)


def _template(questions: Sequence[Question]) -> str:
    if all(one.text and one.choices for one in questions):
        lines = ({"question": one.text, "choices": one.choices} for one in questions)
        if all(listed(line) == one.asked.prompt for line, one in zip(lines, questions, strict=True)):
            return LISTED
    first = questions[0]
    before, found, after = first.asked.prompt.partition(first.text) if first.text else ("", "", "")
    # jinja would read braces, and drops a line's end at the end of a template in some versions of lm-eval.
    plain = found and "{" not in before + after and not after.endswith("\n")
    fits = plain and all(one.text and one.asked.prompt == before + one.text + after for one in questions)
    return f"{before}{{{{question}}}}{after}" if fits else PROMPT
