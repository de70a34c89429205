"""Questions as the store keeps them, and as an exported file holds them: question, texts of the choices, key.

A source asks in its own way: with letters after choices that stand in the prompt, or with the choices' texts. Other
styles need question and texts apart from that, so they are looked for in the doc's own fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from e2lm.errors import RequestError
from e2lm.prompts import choice_text, question_text

_LETTERS, _NUMBERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "123456789"
_USUAL = ("choices", "options", "endings", "answers", "text")


@dataclass(frozen=True)
class Asked:
    """A question as its source asks it.

    The model reads `before` (description and examples, "" if none), then `prompt`, then one of `continuations` (with
    their delimiter). `golds` are the indices of the right ones, `fields` the doc's own.
    """

    doc_key: str
    task: str
    before: str
    prompt: str
    continuations: tuple[str, ...]
    golds: tuple[int, ...]
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """A question apart from the way it was asked; `text` is "" and `choices` () where the doc does not say them."""

    asked: Asked
    text: str
    choices: tuple[str, ...]
    subject: str


def questions_of(asked: Iterable[Asked]) -> list[Question]:
    """Each question taken apart. Raises RequestError for one that has no choices or no key: it cannot be scored."""
    return [_question(one) for one in asked]


def require_parts(questions: Sequence[Question], style: str) -> None:
    """Raises RequestError naming the first question whose text or choices do not stand in its doc."""
    for one in questions:
        missing = "" if one.text and one.choices else "text" if not one.text else "choices"
        if missing:
            raise RequestError(
                f"question {one.asked.doc_key} of {one.asked.task} has no field with its {missing}, which "
                f'"{style}" asks for',
                remedy='Export it "as asked", or leave the question out.',
                field=missing,
            )


def _question(asked: Asked) -> Question:
    for what, there in (("choices", len(asked.continuations) > 1), ("key", asked.golds)):
        if not there:
            raise RequestError(
                f"question {asked.doc_key} of {asked.task} has no {what}",
                remedy="Leave it out: only multiple choice with a known key can be exported.",
                field=what,
            )
    subject = asked.fields.get("subject")
    return Question(
        asked,
        _text(asked),
        choice_texts(asked.continuations, asked.fields),
        subject if isinstance(subject, str) and subject else asked.task,
    )


def _text(asked: Asked) -> str:
    """The doc's field that the prompt quotes as its question, "" where none is."""
    found = question_text(asked.prompt, asked.fields)
    return found if any(isinstance(value, str) and value.strip() == found for value in asked.fields.values()) else ""


def choice_texts(continuations: Sequence[str], fields: Mapping[str, Any]) -> tuple[str, ...]:
    """What the choices say: the continuations themselves, or where those are labels (A, B, C or 1, 2, 3) the doc's own
    list of as many texts, or its fields of those letters; () where it has none.

    Choices can say "1", "2", "3" themselves: then the doc has no other list.
    """
    texts = tuple(choice_text(one) for one in continuations)
    if not _are_labels(texts):
        return texts
    lists = [(name, found) for name, found in _lists(fields) if len(found) == len(texts)]
    others = [(name, found) for name, found in lists if found != texts]
    telling = [found for _, found in others if not _are_labels(found)] + [
        found for name, found in others if name in _USUAL
    ]
    if telling:
        return telling[0]
    return texts if len(others) < len(lists) else _lettered(texts, fields)


def _are_labels(texts: Sequence[str]) -> bool:
    """Whether texts count through letters or numbers, in brackets or not."""
    bare = "".join(text.strip().strip("().").upper() for text in texts)
    return len(bare) == len(texts) and bare in (_LETTERS[: len(bare)], _NUMBERS[: len(bare)])


def _lists(fields: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Lists of texts with the names of their fields, those under the usual names first, fields of fields too."""
    for name, value in sorted(fields.items(), key=lambda item: item[0] not in _USUAL):
        if isinstance(value, Mapping):
            yield from _lists(value)
        elif isinstance(value, list) and all(isinstance(text, str) for text in value):
            yield name, tuple(value)


def _lettered(labels: Sequence[str], fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields A, B, C ... or option_a, option_b ...; () where one is missing."""
    letters = [label.strip().strip("().").lower() for label in labels]
    by_letter = {name.lower().removeprefix("option").lstrip("_ "): value for name, value in fields.items()}
    found = [by_letter.get(letter) for letter in letters]
    return tuple(text for text in found if isinstance(text, str)) if all(isinstance(t, str) for t in found) else ()
