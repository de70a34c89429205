"""What was written before and taken back: a list of texts, and which of them counts."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 200  # steps that can be taken back


@dataclass(frozen=True)
class History:
    """Texts from the oldest to the newest; the one at `at` counts."""

    texts: tuple[str, ...] = ("",)
    at: int = 0

    @property
    def now(self) -> str:
        return self.texts[self.at]

    @property
    def can_undo(self) -> bool:
        return self.at > 0

    @property
    def can_redo(self) -> bool:
        return self.at < len(self.texts) - 1

    def written(self, text: str) -> History:
        """After another text was written: what was taken back before is gone, the same text again is no step."""
        if text == self.now:
            return self
        kept = (*self.texts[: self.at + 1], text)[-LONGEST:]
        return History(kept, len(kept) - 1)

    def undone(self) -> History:
        return History(self.texts, max(self.at - 1, 0))

    def redone(self) -> History:
        return History(self.texts, min(self.at + 1, len(self.texts) - 1))
