"""Questions chosen anew from a part of the checkpoints use nothing of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from e2lm.candidates.choosing import chosen_from, how_chosen, scored_fields, seen_from
from e2lm.candidates.splits import Split, splits_of
from e2lm.conditions import Condition, chosen, parse
from e2lm.conditions.condition import fields_in
from e2lm.item_statistics import Evidence, statistics_of
from e2lm.scoring.settings import default_settings
from e2lm.subsets import Mask
from tests.e2lm.toy_cube import toy_cube

MODELS = ("demo-100k-deep", "demo-200k-deep")
SETTINGS = default_settings(MODELS)


def evidence(seed: int = 1) -> Evidence:
    cube = toy_cube(20, MODELS, 10)
    values = np.random.default_rng(seed).normal(size=cube.loglikelihoods.shape).astype(np.float32)
    return Evidence(replace(cube, loglikelihoods=values), SETTINGS)


def choose(split: Split, condition: Condition, one: Evidence, lists: Mapping[str, Sequence[str]]) -> Mask:
    """The choice from one side, as a page makes it."""
    table = statistics_of(one, fields_in(condition))
    part = statistics_of(seen_from(split, one), scored_fields(condition))
    statistics = {name: part[name].to_numpy(float) for name in scored_fields(condition)}
    return chosen_from(condition, one.cube.docs["doc_key"].tolist(), table, statistics, lists)


@pytest.mark.parametrize("place", range(4))
def test_answers_on_the_judging_side_change_nothing(place: int) -> None:
    one = evidence()
    split = splits_of(one.cube.checkpoints, SETTINGS)[place]
    other = one.cube.loglikelihoods.copy()
    other[:, split.judging] = evidence(2).cube.loglikelihoods[:, split.judging]
    changed = Evidence(replace(one.cube, loglikelihoods=other), SETTINGS)
    condition = parse("difficulty in top 40% and sq is known or margin_slope > 0")
    found, again = (choose(split, condition, e, {}) for e in (one, changed))
    assert (found == again).all()
    assert 0 < found.sum() < 20


def test_from_every_checkpoint_the_choice_is_the_condition_itself() -> None:
    one = evidence()
    everything = np.ones(len(one.cube.checkpoints), dtype=bool)
    table = statistics_of(one, ["difficulty", "question_chars"])
    condition = parse('difficulty in top 40% and question_chars > 12 or doc_key in list "mine"')
    split = Split("models", "", everything, ~everything, SETTINGS)
    lists = {"mine": ("key0",)}
    assert (choose(split, condition, one, lists) == chosen(condition, table, lists)).all()


def test_texts_and_lengths_are_chosen_alike_everywhere() -> None:
    one = evidence()
    condition = parse("question_chars > 15")
    masks = [choose(split, condition, one, {}) for split in splits_of(one.cube.checkpoints, SETTINGS)]
    assert all((mask == masks[0]).all() for mask in masks)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sq in top 10% and question_chars < 50", "by scores"),
        ("question_chars < 50 or subject is law", "without scores"),
        ('doc_key in list "mine"', "by a list"),
        ('doc_key in list "mine" and difficulty < 1', "by scores and a list"),
        ('starred is true or flags contains "leaks" or votes_drop > 1', "by a list"),
        ("", "without scores"),
    ],
)
def test_how_questions_were_chosen_is_said(text: str, words: str) -> None:
    assert how_chosen(parse(text)) == words


def test_fields_that_rest_on_answers_are_named() -> None:
    assert scored_fields(parse("sq > 0 and question_chars < 5 and task is a and flips < 3")) == ("sq", "flips")
