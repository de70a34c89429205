"""What judges said of questions, and the value that the journal keeps of it.

A judgement is what one judge said: a model asked about a sample, a person, or a file. Its verdicts come in one or
several events; of several on one question the last one stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, get_args

Word = Literal["accept", "reject", "error"]
Kind = Literal["model", "person", "file"]

WORDS: tuple[Word, ...] = get_args(Word)
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Verdict:
    """What was said of one question: `error` where no usable answer came; `reason` in the judge's words, "" if none.

    `word` None takes back what was said before.
    """

    doc_key: str
    word: Word | None
    reason: str = ""

    def __post_init__(self) -> None:
        """A line that someone edited must not reach a rate half understood. Raises TypeError."""
        texts = isinstance(self.doc_key, str) and isinstance(self.reason, str)
        if not texts or (self.word is not None and self.word not in WORDS):
            raise TypeError(self)


@dataclass(frozen=True)
class Judgement:
    """What one judge said: `judge` is the model's, person's or file's name, `task` what the questions are of.

    `settings` are plain facts of how a model was asked (seed, sample, temperature, criteria, calls, tokens), {} for
    others. `added` is in seconds (epoch), of the first event.
    """

    judgement_id: str
    kind: Kind
    judge: str
    task: str
    verdicts: tuple[Verdict, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    added: float = 0.0

    def __post_init__(self) -> None:
        """Raises TypeError for what cannot be a judgement."""
        texts = (self.judgement_id, self.judge, self.task)
        facts = isinstance(self.settings, Mapping) and isinstance(self.added, int | float)
        if not all(isinstance(text, str) for text in texts) or self.kind not in KINDS or not facts:
            raise TypeError(self)

    def fields(self) -> dict[str, Any]:
        """As JSON holds it; `judgement_of` reads it back, with "?" for what UTF-8 cannot spell."""
        said = [[one.doc_key, one.word, one.reason.encode("utf-8", "replace").decode()] for one in self.verdicts]
        return {**asdict(replace(self, verdicts=())), "verdicts": said}


def judgement_of(fields: Mapping[str, Any]) -> Judgement:
    """The judgement that `Judgement.fields` wrote. Raises TypeError, ValueError or KeyError for anything else."""
    said = tuple(Verdict(doc_key, word, reason) for doc_key, word, reason in fields["verdicts"])
    return Judgement(**{**fields, "verdicts": said})


def joined(events: Sequence[Judgement]) -> Judgement:
    """One judgement of the events of it, in their order: later verdicts stand, and are gone where they were taken back.

    Its other fields are the last event's, but `added` is the first one's. Raises ValueError for no event.
    """
    if not events:
        raise ValueError("no event")
    said = {one.doc_key: one for event in events for one in event.verdicts}
    kept = tuple(one for one in said.values() if one.word is not None)
    return replace(events[-1], verdicts=kept, added=events[0].added)
