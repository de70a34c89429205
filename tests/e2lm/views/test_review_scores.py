"""Frozen scores as cards, beside those of the time before."""

from __future__ import annotations

from dataclasses import replace

from e2lm.reviews.changes import changed_since
from e2lm.reviews.evidence import Evidence, Score
from e2lm.views.review_scores import ScoreCard, score_cards, versions_in_words

BEFORE = Evidence(
    "candidate:1f", "sharp", "mmlu", "acc",
    scores=(
        Score("SQ", 0.9, 0.89, 0.91, "rests on six models", "official"),
        Score("RC", 0.6, 0.4, 0.8),
        Score("CS", None, why="because no web run is loaded"),
        Score("total", 0.7),
    ),
)  # fmt: skip


def test_a_card_says_value_kind_and_interval_or_why_there_is_none() -> None:
    assert score_cards(BEFORE) == [
        ScoreCard("SQ", "official", "0.900", "0.890 to 0.910", "", None),
        ScoreCard("RC", "reconstruction", "0.600", "0.400 to 0.800", "", None),
        ScoreCard("CS", "reconstruction", "undefined", "no web run is loaded", "", None),
        ScoreCard("total", "not official", "0.700", "no interval: no answers to resample", "", None),
    ]


def test_a_change_stands_beside_its_score_and_says_whether_it_leaves_the_intervals() -> None:
    scores = (
        Score("SQ", 0.95, 0.94, 0.96, "", "official"),
        Score("RC", 0.7, 0.5, 0.9),
        Score("CS", 0.4),
        Score("total", 0.7),
    )
    now = replace(BEFORE, scores=scores)
    cards = score_cards(now, changed_since(now, BEFORE))
    assert [(card.change, card.beyond) for card in cards] == [
        ("+0.050", True),
        ("+0.100", False),
        ("", None),
        ("", None),
    ]


def test_a_candidate_says_its_version_and_parent_and_a_task_neither() -> None:
    assert versions_in_words(BEFORE) == "version 1f"
    assert versions_in_words(replace(BEFORE, versions={"made from": "77"})) == "version 1f, made from 77"
    assert versions_in_words(replace(BEFORE, subject="task:mmlu")) == ""
