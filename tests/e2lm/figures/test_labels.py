"""Labels at the ends of lines stay apart, in order and in the plot."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from e2lm.figures.labels import EndLabel, room_for, spread


def test_labels_that_do_not_touch_stay_where_they_are() -> None:
    assert spread([0.2, 0.5, 0.9], 0.1, 0, 1) == [0.2, 0.5, 0.9]


def test_two_that_touch_part_evenly_around_their_middle() -> None:
    assert spread([0.5, 0.52], 0.1, 0, 1) == pytest.approx([0.46, 0.56])


@given(st.lists(st.floats(-0.2, 1.2), min_size=1, max_size=9))
def test_any_labels_keep_their_distance_and_order(wanted: list[float]) -> None:
    placed = spread(wanted, 0.1, 0, 1)
    order = sorted(range(len(wanted)), key=lambda place: (wanted[place], place))
    ordered = [placed[place] for place in order]
    assert all(later - earlier >= 0.1 - 1e-9 for earlier, later in pairwise(ordered))
    assert min(ordered) >= -1e-9
    assert max(ordered) <= 1 + 1e-9


def test_too_many_labels_are_spaced_evenly() -> None:
    assert spread([0.5] * 3, 0.9, 0, 1) == [0.0, 0.5, 1.0]


def test_bold_takes_no_room() -> None:
    assert room_for([EndLabel("ab <b>1</b>", 0, "#000000")]) == room_for([EndLabel("ab 1", 0, "#000000")])
    assert room_for([]) == 8
