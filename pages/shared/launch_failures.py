"""What goes wrong in a sweep's form or in an action on it, on the page with its remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from e2lm.errors import E2LMError
from e2lm.harness.words import markdown

T = TypeVar("T")


def tried(make: Callable[[], T]) -> T | None:
    """What `make` gives, or None with its error on the page."""
    try:
        return make()
    except E2LMError as error:
        st.error(markdown(str(error)), icon=":material/error:")
        return None


def act(action: Callable[[], object]) -> None:
    """For a button's on_click: does something to a sweep; an error is said in a corner, as the page is drawn anew."""
    try:
        action()
    except E2LMError as error:
        st.toast(markdown(str(error)), icon=":material/error:", duration="long")
