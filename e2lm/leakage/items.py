"""A question as the checks compare it, and its words in a form in which small differences of writing vanish."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from e2lm.export.questions import Asked, choice_texts
from e2lm.prompts import choice_text, question_text

# A word, a number, or one sign: signs stay, so that 3 and -3 are two answers.
_TOKENS = re.compile(r"[^\W_]+|[^\w\s]|_+")


@dataclass(frozen=True)
class Item:
    """A question: its text, its choices in words (letters are looked up), the right ones' indices, and what the model
    reads: `before` (description and examples) and `prompt`."""

    doc_key: str
    task: str
    text: str
    choices: tuple[str, ...]
    golds: tuple[int, ...]
    prompt: str
    before: str

    @property
    def rights(self) -> tuple[str, ...]:
        """The right choices."""
        return tuple(self.choices[gold] for gold in self.golds if 0 <= gold < len(self.choices))

    @property
    def wrongs(self) -> tuple[str, ...]:
        """The other choices."""
        return tuple(text for place, text in enumerate(self.choices) if place not in self.golds)


def items_of(asked: Iterable[Asked]) -> list[Item]:
    """Each question as a source asks it, in that order."""
    return [_item(one) for one in asked]


def tokens(text: str) -> list[str]:
    """Words, numbers and signs of a text, letter case and forms of the same character aside."""
    return _TOKENS.findall(unicodedata.normalize("NFKC", text).casefold())


def plain(text: str) -> str:
    """The tokens with a blank between them, less the full stop or colon at the end: equal for texts that say the same
    in another letter case, spacing or final sign."""
    found = tokens(text)
    while found and found[-1] in (".", ":", "?", "!"):
        found.pop()
    return " ".join(found)


def exact(text: str) -> str:
    """A text with its spacing and final sign evened out: letter case and all other signs count (BB is not Bb)."""
    return " ".join(unicodedata.normalize("NFC", text).split()).rstrip(" .:")


def _item(asked: Asked) -> Item:
    choices = choice_texts(asked.continuations, asked.fields) or tuple(map(choice_text, asked.continuations))
    text = question_text(asked.prompt, asked.fields)
    return Item(asked.doc_key, asked.task, text, choices, asked.golds, asked.prompt, asked.before)
