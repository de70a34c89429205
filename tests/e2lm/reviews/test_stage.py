"""One screen leads, the others follow until they leave."""

from __future__ import annotations

from e2lm.reviews.stage import PRESENCE, heard, led, may_lead, shown, stepped

POINTS = ("task:a", "task:b", "task:c")


def test_all_screens_show_the_first_point_until_one_leads() -> None:
    assert shown(None, POINTS, None) == "task:a"
    assert shown(led("task:b", "one", 0.0), POINTS, None) == "task:b"


def test_a_screen_that_left_shows_its_own_point() -> None:
    assert shown(led("task:b", "one", 0.0), POINTS, "task:c") == "task:c"


def test_a_point_that_was_struck_gives_way_to_the_first() -> None:
    assert shown(led("task:gone", "one", 0.0), POINTS, None) == "task:a"
    assert shown(led("task:b", "one", 0.0), POINTS, "task:gone") == "task:a"
    assert shown(None, (), None) == ""


def test_only_the_leading_screen_moves_all_while_it_lives() -> None:
    stage = led("task:a", "one", 100.0)
    assert may_lead(None, "two", 0.0)
    assert may_lead(stage, "one", 500.0)
    assert not may_lead(stage, "two", 100.0 + PRESENCE)
    assert may_lead(stage, "two", 100.1 + PRESENCE)


def test_a_sign_of_life_keeps_the_lead_of_the_one_that_gives_it() -> None:
    stage = led("task:a", "one", 100.0)
    assert heard(stage, "one", 110.0) == led("task:a", "one", 110.0)
    assert heard(stage, "two", 110.0) == stage
    assert heard(None, "one", 110.0) is None


def test_steps_stop_at_both_ends() -> None:
    assert [stepped(POINTS, "task:b", by) for by in (-9, -1, 1, 9)] == ["task:a", "task:a", "task:c", "task:c"]
    assert (stepped(POINTS, "task:gone", 1), stepped((), "task:a", 1)) == ("task:b", "")
