"""Three numbers for a room, an undefined one with its reason."""

from __future__ import annotations

from dataclasses import replace

from e2lm.reviews.evidence import Score
from e2lm.views.presenter_words import Number, dashes_in_words, numbers
from tests.e2lm.reviews.toy_evidence import TOY, toy_curve


def test_the_total_is_shown_undefined_where_nothing_better_is_known() -> None:
    assert numbers(TOY) == [
        Number("0.971", "SQ 0.965 to 0.977, official"),
        Number("0.667", "RC 0.507 to 0.827, proxy"),
        Number("–", "total undefined, because CS is undefined"),
    ]


def test_a_known_compliance_stands_for_an_undefined_total() -> None:
    known = replace(TOY, scores=(TOY.scores[1], Score("CS", 0.5), Score("total", None, why="because SQ is")))
    assert numbers(known) == [Number("0.667", "RC 0.507 to 0.827, proxy"), Number("0.500", "CS, reconstruction")]


def test_a_total_is_never_official() -> None:
    known = replace(TOY, scores=(Score("total", 0.741, 0.712, 0.770, kind="official"),))
    assert numbers(known) == [Number("0.741", "total 0.712 to 0.770, not official")]


def test_a_long_reason_is_cut() -> None:
    long = replace(TOY, scores=(Score("SQ", None, why="because " + "x" * 80),))
    assert numbers(long)[0].says.endswith("…")


def test_dashes_are_named_where_both_architectures_are_drawn() -> None:
    assert dashes_in_words(TOY) == ""
    both = replace(TOY, curves=(*TOY.curves, toy_curve("dense-1b-arch2", 0.25, 0.018)))
    assert dashes_in_words(both) == "solid arch1, dashed arch2"
