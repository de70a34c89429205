"""The lines of an exported question file, and what a task over them asks, in Python.

    {"question", "choices", "answer", "subject", "source"}   and where needed
    "description"    what the source says before the question, where it asks without examples
    "before"         the source's description and examples, letter for letter, where it asks with some
    "prompt", "continuations"   what the source asks where no template gives it back

All styles of a candidate read one file, so a question has one doc hash in all of them and they can be compared question
by question. `answer` is an index from 0, or in all lines a list of them where some question has several right answers.
`source` is the question's key in the store that it came from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from e2lm.errors import RequestError
from e2lm.export.as_asked import CONTINUATIONS, PROMPT, as_asked, scored_choices
from e2lm.export.questions import Asked, Question, questions_of, require_parts
from e2lm.export.styles import LETTERS, Form, Prompted, rewritten

Line = Mapping[str, Any]
AS_ASKED = "as asked"
_LINE_ENDS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}


@dataclass(frozen=True)
class Lines:
    """What the files of a candidate hold: `lines` one a question, `examples` those before questions of rewritten
    styles, both with the same fields. `source_form` gives back what the source asks; `several`: answers are lists."""

    questions: tuple[Question, ...]
    lines: tuple[Line, ...]
    examples: tuple[Line, ...]
    source_form: Form
    several: bool

    @property
    def lead(self) -> str:
        """The field that holds what the source says before a question, "" where it says nothing."""
        return next((name for name in ("before", "description") if name in self.lines[0]), "")

    def prompted(self, style: str) -> list[Prompted]:
        """What a model must read of each question in a style."""
        if style == AS_ASKED:
            delimiter = self.source_form.delimiter
            return [
                Prompted(one.asked.before + one.asked.prompt, scored_choices(one, delimiter), delimiter)
                for one in self.questions
            ]
        shown = [_example(style, line) for line in self.examples]
        return [rewritten(style, line, "".join(shown)) for line in self.lines]


def lines_of(asked: Sequence[Asked], n_shot: int, styles: Sequence[str], examples: Sequence[Asked] = ()) -> Lines:
    """The lines for a candidate's questions, which the source asks with `n_shot` examples, in these styles.

    `examples` stand before each question in rewritten styles. Raises RequestError where a question lacks what a style
    shows, or its answers do not fit.
    """
    questions, shown = questions_of(asked), questions_of(examples)
    asked_anew = [style for style in styles if style != AS_ASKED]
    for style in asked_anew[:1]:
        require_parts([*questions, *shown], style)
        _require_letters([*questions, *shown])
    several = any(len(one.asked.golds) > 1 for one in [*questions, *shown])
    if several and shown:
        raise RequestError(
            "a question has several right answers, and examples show one",
            remedy="Export it without examples, or leave those questions out.",
            field="num_fewshot",
        )
    form = as_asked(questions)
    extra = {form.text, form.choice} & {PROMPT, CONTINUATIONS}
    lead = ("before" if n_shot else "description") if any(one.asked.before for one in questions) else ""
    return Lines(
        tuple(questions),
        tuple(_line(one, form, extra, lead, several) for one in questions),
        tuple(_line(one, form, extra, lead, several) for one in shown),
        form,
        several,
    )


def as_json_lines(lines: Sequence[Line]) -> str:
    """One JSON object a line: no other sign that some program takes for a line's end, and nothing but UTF-8."""
    text = "".join(json.dumps(line, ensure_ascii=False).translate(_LINE_ENDS) + "\n" for line in lines)
    return text.encode("utf-8", "replace").decode()


def _line(question: Question, form: Form, extra: set[Any], lead: str, several: bool) -> Line:
    asked = question.asked
    line: dict[str, Any] = {
        "question": question.text or asked.prompt, "choices": list(question.choices or asked.continuations),
        "answer": list(asked.golds) if several else asked.golds[0], "subject": question.subject,
    }  # fmt: skip
    if lead:
        line[lead] = asked.before
    if PROMPT in extra:
        line[PROMPT] = asked.prompt
    if CONTINUATIONS in extra:
        line[CONTINUATIONS] = list(scored_choices(question, form.delimiter))
    return line | {"source": asked.doc_key}


def _example(style: str, line: Line) -> str:
    """A line as an example: asked in the style, with its right choice and a blank line."""
    one = rewritten(style, {**line, "description": ""}, "")
    return f"{one.context}{one.continuations[line['answer']]}\n\n"


def _require_letters(questions: Sequence[Question]) -> None:
    for one in questions:
        if len(one.choices) > len(LETTERS):
            raise RequestError(
                f"question {one.asked.doc_key} has {len(one.choices)} choices, more than there are letters",
                remedy='Export it "as asked", or leave the question out.',
                field="choices",
            )
