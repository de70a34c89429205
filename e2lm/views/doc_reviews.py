"""What people said of single questions, as columns of a table and in a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from e2lm.conditions.said import SAID_FIELDS
from e2lm.reviews.events import CHOICES
from e2lm.reviews.references import Reference
from e2lm.reviews.state import Reviews

STAR = "★"


def about(doc_key: str) -> Reference:
    """How events name a question."""
    return Reference("question", doc_key)


def review_table(reviews: Reviews, keys: Sequence[str]) -> pd.DataFrame:
    """SAID_FIELDS of docs, under their keys and in the order given: bool, text ("" without a flag), and float."""
    starred, flags = reviews.starred(), reviews.flags()
    spoken = {one.key for one in map(Reference.read, reviews.subjects()) if one.kind == "question"}
    votes = {key: Counter(vote.choice for vote in reviews.votes(about(key))) for key in spoken}
    comments = {key: len(reviews.comments(about(key))) for key in spoken}
    none: Counter[str] = Counter()
    columns = {
        "starred": [key in starred for key in keys],
        "flagged": [key in flags for key in keys],
        "flags": [", ".join(flags[key]) if key in flags else "" for key in keys],
        **{f"votes_{choice}": [float(votes.get(key, none)[choice]) for key in keys] for choice in CHOICES},
        "comments": [float(comments.get(key, 0)) for key in keys],
    }
    return pd.DataFrame(columns, index=pd.Index(list(keys), name="doc_key"), columns=list(SAID_FIELDS))


def marks(reviews: Reviews, keys: Sequence[str]) -> list[str]:
    """What was said of each doc in a few words: "★ wrong key, 2 drop, 1 keep, 3 comments"; "" where nothing was."""
    starred, flags = reviews.starred(), reviews.flags()
    return [_marks(reviews, key, key in starred, tuple(flags.get(key, ()))) for key in keys]


def _marks(reviews: Reviews, doc_key: str, starred: bool, flags: tuple[str, ...]) -> str:
    on = about(doc_key)
    votes = Counter(vote.choice for vote in reviews.votes(on))
    comments = len(reviews.comments(on))
    parts = [*flags, *(f"{count} {choice}" for choice, count in votes.most_common())]
    if comments:
        parts.append(f"{comments} comment{'s' * (comments != 1)}")
    return f"{STAR * starred} {', '.join(parts)}".strip()
