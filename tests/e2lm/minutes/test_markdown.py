"""Minutes as Markdown: everything is in them, people's text stays text, equal minutes give equal bytes."""

from __future__ import annotations

import re

from e2lm.minutes.markdown import as_markdown
from tests.e2lm.minutes.toy_meeting import toy_minutes
from tests.e2lm.reviews.toy_evidence import TOY

TEXT = as_markdown(toy_minutes())


def test_it_says_what_was_decided_and_why_and_on_which_evidence() -> None:
    assert "# weekly review\n\n2026-11-21 · not closed · 1 of 2 points decided · said by ada, ben, cy" in TEXT
    assert re.search(r"\*\*Decision: keep\*\*: order is stable \(ada, .*, on evidence `[0-9a-f]{16}`\)", TEXT)
    assert "| 1. sharp | ada | 1 keep, 1 drop | keep |" in TEXT
    assert "(replaced below)" in TEXT


def test_every_score_has_its_interval_its_kind_and_its_reason() -> None:
    assert "| SQ | 0.971 | 0.965 to 0.977 | official | mean of 3 models, 10 points each |" in TEXT
    assert "| CS | undefined | – | reconstruction | because no web-only run is loaded |" in TEXT


def test_curves_say_how_many_points_they_have_and_how_many_are_missing() -> None:
    assert "| 3B arch1 | 9, 1 missing | 0.260 | 0.575 | 0.555 to 0.595 | 10B tokens |" in TEXT


def test_hashes_versions_settings_and_the_command_are_there_letter_for_letter() -> None:
    for words in (TOY.questions_hash, TOY.runs_hash, "0.4.9", "difficulty <= 0.8", "SQ 0.5, RC 0.1, CS 0.4"):
        assert words in TEXT
    assert f"```sh\n{TOY.command}\n```" in TEXT
    assert "```sh\npython -m e2lm minutes m1\n```" in TEXT


def test_what_people_wrote_is_never_markdown() -> None:
    assert "<script>" not in TEXT
    assert "**bold**" not in TEXT
    assert "\\*\\*bold\\*\\*" in TEXT


def test_questions_are_open_until_they_are_answered() -> None:
    assert "how many subjects? (cy): two (ada)" in TEXT
    assert "and examples? (cy): **open**" in TEXT


def test_a_point_without_evidence_says_so() -> None:
    assert "No evidence: there is no candidate dropped" in TEXT


def test_equal_minutes_give_equal_bytes() -> None:
    assert as_markdown(toy_minutes()) == TEXT
