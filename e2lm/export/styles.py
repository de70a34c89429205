"""The ways to ask one question: as its source does, by the choices' texts, by letters, and two controls.

    continuation     Question: TEXT\\nAnswer:                  then the text of each choice
    letters          Question: TEXT\\nA. ...\\nB. ...\\nAnswer:  then a letter
    question only    Question: TEXT\\nAnswer:                  then a letter, though no choice was shown
    no question      Answer:                                  then the text of each choice

"question only" tells what a model knows of where keys stand: it should be at chance. "no question" is continuation
without what is asked: how far the choices alone give the answer away, and the run that PMI divides by. The first form
is that of mmlu_var, the competition's baseline. A style is templates of lm-eval (jinja) and the same in Python, so that
what lm-eval builds can be compared with what was meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HEAD = "Question: {{question}}\nAnswer:"
LISTED = (
    f"Question: {{{{question}}}}\n{{% for choice in choices %}}{{{{ '{LETTERS}'[loop.index0] }}}}. {{{{ choice }}}}\n"
    "{% endfor %}Answer:"
)
_SOME_LETTERS = f"{{{{ '{LETTERS}'[:choices|length] | list }}}}"
_SUFFIXES = {
    "as asked": "as_asked", "continuation": "continuation", "letters": "letters", "question only": "question_only",
    "no question": "no_question",
}  # fmt: skip
REWRITTEN = tuple(style for style in _SUFFIXES if style != "as asked")


@dataclass(frozen=True)
class Form:
    """How lm-eval is to ask: its `doc_to_text` and `doc_to_choice` over the fields of a line of questions, and the
    `delimiter` before a choice.

    A template that is the name of a field stands for that field letter for letter. `choice` is such a name, a list of
    constants, or a template of a list.
    """

    text: str
    choice: str | tuple[str, ...]
    delimiter: str = " "


@dataclass(frozen=True)
class Prompted:
    """What a model reads: `context`, then each of `choices` after the `delimiter`."""

    context: str
    choices: tuple[str, ...]
    delimiter: str

    @property
    def continuations(self) -> tuple[str, ...]:
        return tuple(self.delimiter + choice for choice in self.choices)


def suffix(style: str) -> str:
    """A style's name as part of a task's name."""
    return _SUFFIXES[style]


def form(style: str, numbers: Sequence[int]) -> Form:
    """The form of a rewritten style, for questions with these `numbers` of choices."""
    if style in ("continuation", "no question"):
        return Form(_HEAD if style == "continuation" else "Answer:", "choices")
    if len(set(numbers)) == 1:
        labels: str | tuple[str, ...] = tuple(LETTERS[: numbers[0]])
    else:
        labels = _SOME_LETTERS
    return Form(LISTED if style == "letters" else _HEAD, labels)


def rewritten(style: str, line: Mapping[str, Any], examples: str) -> Prompted:
    """What a rewritten style asks of a line: its `description` ("" where it has none), the examples, its own part."""
    labels = tuple(LETTERS[: len(line["choices"])])
    asks_for_letters = style in ("letters", "question only")
    return Prompted(
        str(line.get("description", "")) + examples + _own_part(style, line),
        labels if asks_for_letters else tuple(line["choices"]),
        " ",
    )


def listed(line: Mapping[str, Any]) -> str:
    """The question, its choices under letters, and "Answer:"."""
    shown = "".join(f"{letter}. {text}\n" for letter, text in zip(LETTERS, line["choices"], strict=False))
    return f"Question: {line['question']}\n{shown}Answer:"


def _own_part(style: str, line: Mapping[str, Any]) -> str:
    if style == "no question":
        return "Answer:"
    return listed(line) if style == "letters" else f"Question: {line['question']}\nAnswer:"
