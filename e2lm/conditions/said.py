"""The fields of conditions that come from people: what they starred, flagged, voted and commented.

Like a list, they cannot be chosen anew without knowing what those people knew.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from e2lm.reviews.events import CHOICES, FLAGS


class SaidField(NamedTuple):
    """Its label on screen, what it says, and its kind."""

    label: str
    means: str
    kind: Literal["truth", "text", "number"]


# By the name that a condition uses.
SAID_FIELDS: dict[str, SaidField] = {
    "starred": SaidField("starred", "somebody starred it", "truth"),
    "flagged": SaidField("flagged", "somebody raised a flag on it", "truth"),
    "flags": SaidField("flags", f"the flags raised on it: {', '.join(FLAGS)}", "text"),
    **{
        f"votes_{choice}": SaidField(f"votes to {choice}", f"how many people vote to {choice} it", "number")
        for choice in CHOICES
    },
    "comments": SaidField("comments", "how many comments there are on it", "number"),
}
