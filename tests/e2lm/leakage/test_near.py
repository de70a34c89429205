"""Texts that are nearly the same, against comparing each with each."""

from __future__ import annotations

import numpy as np
import pytest

from e2lm.leakage import near
from e2lm.leakage.items import plain
from e2lm.leakage.near import LEAST_SIMILARITY, overlap, repeats
from e2lm.leakage.shingles import Pieces, jaccard, pieces

STARTS, ENDS = ("ba", "ko", "lu", "mi", "te", "su", "ra"), ("nor", "vik", "dal", "pon")
WORDS = [start + end for start in STARTS for end in ENDS]


def similarity(one: str, other: str) -> float:
    return jaccard(pieces(plain(one)), pieces(plain(other)))


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """110 texts of 30 words; each third is an earlier one with 1 to 4 words replaced."""
    chance = np.random.default_rng(5)
    made: list[str] = []
    for place in range(110):
        words = list(chance.choice(WORDS, 30))
        if place % 3 == 2:
            words = made[int(chance.integers(len(made)))].split()
            for spot in chance.choice(30, int(chance.integers(1, 5)), replace=False):
                words[int(spot)] = str(chance.choice(WORDS))
        made.append(" ".join(words))
    return made


@pytest.fixture(scope="module")
def most_alike(texts: list[str]) -> dict[int, tuple[int, float]]:
    """For each text but the first the earlier one that is most like it, found by comparing it with each."""
    found = {}
    for place, text in enumerate(texts[1:], start=1):
        best, other = max((similarity(text, texts[one]), -one) for one in range(place))
        found[place] = (-other, best)
    return found


def test_the_similarity_by_hand() -> None:
    """abcdefg has the pieces abcde bcdef cdefg, abcdefx has abcde bcdef cdefx: 2 of 4."""
    assert similarity("abcdefg", "abcdefx") == 0.5


@pytest.mark.parametrize("least", [LEAST_SIMILARITY, 0.8])
def test_the_pairs_are_those_of_comparing_each_with_each(
    texts: list[str], most_alike: dict[int, tuple[int, float]], least: float
) -> None:
    known = {place: best for place, best in most_alike.items() if best[1] >= least}
    found = {one.place: (one.other, one.similarity) for one in repeats(texts, least)}
    assert len(known) > 25
    assert found.keys() <= known.keys()
    assert len(found) >= 0.97 * len(known)
    assert sum(found[place] == known[place] for place in found) >= 0.95 * len(found)


def test_equal_texts_are_found_at_any_length_and_point_to_the_first() -> None:
    found = repeats(["Why?", "x", "WHY ?", "", "why", "", "x."])
    assert [(one.place, one.other, one.similarity) for one in found] == [(2, 0, 1.0), (4, 0, 1.0), (6, 1, 1.0)]


def test_a_form_filled_in_many_times_is_not_compared_each_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    forms = [f"Which gas is it that fills the balloon number {place} at the fair of this town?" for place in range(400)]
    counted = 0

    def counting(one: Pieces, other: Pieces) -> float:
        nonlocal counted
        counted += 1
        return jaccard(one, other)

    monkeypatch.setattr(near, "jaccard", counting)
    found = near.repeats(forms, 0.7)
    assert len(found) == 399
    assert all(one.other < one.place for one in found)
    assert counted <= near.MOST_COMPARED * 400


def test_texts_are_held_against_others() -> None:
    long = "Plants turn light, water and carbon dioxide into sugar and oxygen in their green leaves"
    found = overlap(["Something else entirely, about stars", long + "."], ["Not this one", long.upper(), long])
    assert [(one.place, one.other, one.similarity) for one in found] == [(1, 1, 1.0)]


def test_nothing_is_like_nothing() -> None:
    assert repeats([]) == []
    assert overlap(["a text"], []) == []
