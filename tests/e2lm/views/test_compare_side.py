from __future__ import annotations

from typing import get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st

from e2lm.views.compare_side import Side, from_address, to_address

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
OR_NONE = st.one_of(st.just(""), NAMES)


@settings(max_examples=40)
@given(
    st.builds(
        Side, model=NAMES, at=NAMES, task=NAMES, metric=NAMES, candidate=OR_NONE, filter=NAMES,
        n_shot=st.one_of(st.none(), st.integers(0, 99)), run=OR_NONE, partial=st.booleans(),
    )
)  # fmt: skip
def test_every_side_survives_its_address(side: Side) -> None:
    assert from_address(to_address(side)) == side


def test_an_address_says_no_more_than_is_unusual() -> None:
    assert to_address(Side("org/m", "step1", "quiz")) == "model=org%2Fm&at=step1&task=quiz"
    assert len(get_type_hints(Side)) == 9, "a new field must be in the address"


def test_what_names_no_side_is_none() -> None:
    assert from_address("") is None
    assert from_address("model=m&task=quiz") is None
    side = from_address("model=m&at=1&task=quiz&shots=many")
    assert side is not None
    assert side.n_shot is None
