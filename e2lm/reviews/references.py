"""What an event is about: a kind and a key, written `kind:key`."""

from __future__ import annotations

from typing import NamedTuple

KINDS = ("candidate", "task", "question", "meeting", "link", "event", "comparison")
LONGEST = 500


class Reference(NamedTuple):
    """A thing that can be spoken of.

    `key` is the version of a candidate, the name of a task, the doc_key of a question, the id of a meeting or an event,
    or the code of a link or a comparison.
    """

    kind: str
    key: str

    @property
    def text(self) -> str:
        """As events hold it: `kind:key`."""
        return f"{self.kind}:{self.key}"

    def __str__(self) -> str:
        return self.text

    @classmethod
    def read(cls, text: str) -> Reference:
        """The reference that a text names; a key may hold colons. Raises ValueError where it names none."""
        kind, colon, key = text.partition(":")
        if kind not in KINDS or not colon or not key.strip() or len(key) > LONGEST or not key.isprintable():
            raise ValueError(f"{text[:80]!r} is no reference: one of {', '.join(KINDS)}, a colon and a key")
        return cls(kind, key)
