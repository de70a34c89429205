"""Judges and verdicts as the alignment page lists them, and the findings of its checks in words."""

from __future__ import annotations

import pandas as pd
import pytest

from e2lm.alignment.rate import rate
from e2lm.alignment.verdicts import Judgement, Verdict, Word
from e2lm.leakage.checks import findings
from e2lm.views.alignment import agreements, judge_table, rate_words, verdict_table
from e2lm.views.leakage import CHECKS, OTHERS, count, listed, table_of
from tests.e2lm.leakage.questions import item

SETTINGS = {
    "sample": 2, "population": 14_042, "seed": 7, "label": "hard ones", "calls": 3, "prompt_tokens": 300,
    "completion_tokens": 40, "calls_without_tokens": 1,
}  # fmt: skip


def judged(name: str, settings: dict[str, object] | None = None, **said: Word) -> Judgement:
    verdicts = tuple(Verdict(key, word, f"why {key}") for key, word in said.items())
    return Judgement(name, "model" if settings else "person", name, "quiz", verdicts, settings or {}, added=5.0)


def test_a_judge_is_listed_with_its_rate_over_the_shown_questions_alone() -> None:
    model = judged("judge-1", SETTINGS, a="accept", b="error", z="reject")
    table = judge_table([model, judged("Ada", z="accept")], ["a", "b", "c"])
    assert len(table) == 1
    row = table.iloc[0]
    assert (row["asked"], row["accepted"], row["errors"], row["rate"]) == (2, 1, 1, 0.5)
    assert row["of"] == "hard ones: 2 of 14,042, seed 7"
    assert row["tokens"] == 340


@pytest.mark.parametrize("settings", [{}, {**SETTINGS, "calls_without_tokens": 3}])
def test_tokens_that_nobody_counted_are_unknown_and_not_zero(settings: dict[str, object]) -> None:
    table = judge_table([judged("judge-1", settings, a="accept")], ["a"])
    assert table["tokens"].isna().all()


def test_errors_and_rejections_stand_first_and_questions_of_others_not_at_all() -> None:
    said = judged("Ada", a="accept", b="reject", c="error", z="accept")
    table = verdict_table(said, [item("a"), item("b"), item("c"), item("d")])
    assert table["verdict"].tolist() == ["error", "reject", "accept"]
    assert table["reason"].tolist() == ["why c", "why b", "why a"]
    assert set(table["answer"]) == {"lemon juice"}


def test_agreement_is_said_where_two_share_enough_questions() -> None:
    one = judged("Ada", a="accept", b="accept", c="reject", d="reject", e="accept")
    other = judged("Bob", a="accept", b="accept", c="reject", d="reject", e="reject")
    assert list(agreements([one, other])) == ["Ada and Bob agree on 80% of 5 questions (kappa 0.62)"]
    assert list(agreements([one, judged("Eve", a="accept")])) == []


def test_a_rate_says_what_it_is_made_of() -> None:
    assert rate_words(rate([])) == "undefined, because no question was judged"
    assert rate_words(rate(["accept", "error"])).startswith("1 of 2 accepted, 1 error counted against; 95 % interval")


def test_every_check_lists_its_findings_row_by_row() -> None:
    before = "Question: Which of these is an acid?\nAnswer: lemon juice\n\n"
    found = findings([item("a", "Lemon juice is sour. What is sour?"), item("b", before=before), item("c", golds=(1,))])
    for name in CHECKS:
        if name != OTHERS:
            table = table_of(found, name)
            assert len(listed(table, name)) == len(table) > 0, name
    answers = listed(found.answers, "answers")
    assert answers["stands_in"].tolist() == ["its question", "the examples"]
    assert answers["beside"].tolist() == ["no wrong one", "no wrong one"]
    assert listed(found.copies, "copies")["answers"].tolist() == ["differs"]
    assert count(found, "keys") == 2


def test_nothing_found_is_an_empty_list() -> None:
    found = findings([item("a")])
    assert all(listed(table_of(found, name), name).empty for name in CHECKS if name != OTHERS)
    assert isinstance(listed(found.copies, "copies"), pd.DataFrame)
