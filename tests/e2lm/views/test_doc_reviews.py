"""What people said of questions, as columns that conditions can use, and in a few words."""

from __future__ import annotations

import pytest

from e2lm.conditions import chosen, parse
from e2lm.conditions.said import SAID_FIELDS
from e2lm.views.build_rows import FIELDS, kind_of_field, meaning_of
from e2lm.views.doc_reviews import marks, review_table
from tests.e2lm.views.test_doc_walk import said

REVIEWS = said(
    ("ada", "star", "k1", {"starred": True}), ("ben", "flag", "k1", {"flag": "wrong key", "raised": True}),
    ("ada", "flag", "k1", {"flag": "leaks", "raised": True}), ("ben", "vote", "k1", {"choice": "drop"}),
    ("ada", "vote", "k1", {"choice": "keep"}), ("ben", "vote", "k1", {"choice": "keep"}),
    ("ben", "comment", "k2", {"text": "see k1"}),
)  # fmt: skip
KEYS = ["k0", "k1", "k2", "k1"]


def test_every_row_says_what_stands_now() -> None:
    table = review_table(REVIEWS, KEYS)
    assert table.columns.tolist() == list(SAID_FIELDS)
    assert table.index.tolist() == KEYS
    assert table.to_numpy()[0].tolist() == [False, False, "", 0.0, 0.0, 0.0, 0.0]
    assert table.loc["k2", "comments"] == 1.0
    once = table.reset_index().to_dict("records")[1]
    assert (once["flags"], once["votes_keep"], once["votes_drop"]) == ("wrong key, leaks", 2.0, 0.0)


@pytest.mark.parametrize(
    ("condition", "keys"),
    [
        ("starred is true", ["k1", "k1"]),
        ("flagged is false", ["k0", "k2"]),
        ('flags contains "leaks" and votes_keep >= 2', ["k1", "k1"]),
        ('not flags contains "leaks" and comments < 1', ["k0"]),
        ('flags does not contain "leaks"', ["k0", "k2"]),
    ],
)
def test_conditions_choose_by_what_was_said(condition: str, keys: list[str]) -> None:
    table = review_table(REVIEWS, KEYS)
    assert table.index[chosen(parse(condition), table)].tolist() == keys


def test_the_builder_offers_the_fields_and_says_what_they_mean() -> None:
    assert SAID_FIELDS.keys() <= FIELDS.keys()
    table = review_table(REVIEWS, KEYS)
    kinds = {"truth": "b", "number": "f", "text": "O"}
    assert all(kinds[kind_of_field(name)] == table[name].to_numpy().dtype.kind for name in SAID_FIELDS)
    assert "wrong key" in meaning_of("flags")


def test_marks_are_short() -> None:
    assert marks(REVIEWS, ["k0", "k1", "k2"]) == ["", "★ wrong key, leaks, 2 keep", "1 comment"]
