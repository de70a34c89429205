"""Ways through the questions: queues, and what is next."""

from __future__ import annotations

import numpy as np

from e2lm.reviews.events import Event
from e2lm.reviews.state import Reviews, replay
from e2lm.views.doc_walk import QUEUES, hurting, marked, neighbours, steps_from

KEYS = ("k0", "k1", "k2", "k3", "k4")


def said(*events: tuple[str, str, str, dict[str, object]]) -> Reviews:
    """What stands after events (by, kind, doc_key, fields), a second apart."""
    return replay(
        [
            Event(f"{at:016x}", float(at), by, kind, f"question:{key}", fields)
            for at, (by, kind, key, fields) in enumerate(events)
        ]
    )


def test_those_that_hurt_most_come_first_and_helpful_or_unknown_ones_not_at_all() -> None:
    influence = np.array([0.2, -0.1, np.nan, -0.4, 0.0])
    assert hurting(KEYS, influence) == ("k3", "k1")
    assert hurting(KEYS, influence, most=1) == ("k3",)
    assert hurting((), np.array([])) == ()


def test_people_make_queues_in_the_order_of_the_task() -> None:
    reviews = said(
        ("ada", "star", "k3", {"starred": True}), ("ada", "star", "k1", {"starred": True}),
        ("ben", "flag", "k4", {"flag": "leaks", "raised": True}),
        ("ben", "flag", "k0", {"flag": "wrong key", "raised": True}),
        ("ben", "vote", "k2", {"choice": "drop"}), ("ada", "comment", "elsewhere", {"text": "no"}),
    )  # fmt: skip
    assert marked(KEYS, "starred", reviews) == ("k1", "k3")
    assert marked(KEYS, "flagged", reviews) == ("k0", "k4")
    assert marked(KEYS, "leaks", reviews) == ("k4",)
    assert marked(KEYS, "voted", reviews) == ("k2",)
    assert marked(KEYS, "commented", reviews) == ()
    assert {"starred", "flagged", "leaks", "voted", "commented"} <= QUEUES.keys()


def test_a_star_that_was_taken_back_leads_nowhere() -> None:
    reviews = said(("ada", "star", "k1", {"starred": True}), ("ada", "star", "k1", {"starred": False}))
    assert marked(KEYS, "starred", reviews) == ()


def test_steps_lead_to_the_nearest_one_after_the_shown() -> None:
    right = np.array([1.0, 0.0, np.nan, 1.0, 0.0])
    differs = np.array([True, False, False, False, True])
    starred = np.array([True, False, True, False, False])
    steps = steps_from(0, 2, right, differs, starred)
    assert steps == (0, 2, 4, 3, 4, 2)
    assert steps_from(3, 5, right, differs, starred) == (3, None, None, None, None, None)
    assert steps_from(-1, 1, right, differs, starred).previous is None


def test_from_outside_of_a_queue_one_enters_it_where_the_doc_would_stand() -> None:
    assert neighbours(2, 40, []) == (1, 3)
    assert neighbours(None, 40, [10, 30, 50]) == (1, 2)
    assert neighbours(None, 5, [10, 30]) == (-1, 0)
    assert neighbours(None, 99, [10, 30]) == (1, 2)
