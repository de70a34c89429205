"""The widgets of one row of the filter builder: what they show follows from the line, and a change writes it anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from e2lm.conditions import Share, Test
from e2lm.conditions.condition import COMPARISONS, Value
from e2lm.views.build_rows import offered
from pages.shared import build_state

QUIET: dict[str, Any] = {"label_visibility": "collapsed"}
_UNITS = ("%", "docs")
MOST_TEXTS = 100  # that a field can show; a browser stands still over thousands

Then = Callable[[Value], None]


def value(place: int, test: Test, table: pd.DataFrame, then: Then) -> None:
    """Draws the fields for a comparison's value, by what it needs; `then` takes another value."""
    needs = COMPARISONS[test.comparison]
    match test.value:
        case bool(truth):
            select(st, f"truth_{place}", ["true", "false"], str(truth).lower(), 100, _told, then)
        case Share(amount, percent):
            _share(place, amount, _UNITS[not percent], then)
        case tuple(bounds) if needs == "two numbers":
            keys = (f"build_low_{place}", f"build_high_{place}")
            for key, bound in zip(keys, map(float, bounds), strict=True):
                _number(key, bound, _bounded, then, keys)
        case tuple(texts) if len(texts) > MOST_TEXTS:
            st.markdown(f":gray[{len(texts):,} texts: edit them in the line]")
        case tuple(texts):
            key = f"build_texts_{place}"
            options = list(dict.fromkeys((*offered(test.field, table), *map(str, texts))))
            show(key, [str(text) for text in texts])
            st.multiselect(
                "texts", options, key=key, on_change=_listed, args=(then, key), accept_new_options=True, **QUIET
            )
        case str(text) if needs == "list":
            select(st, f"list_{place}", list(dict.fromkeys((*build_state.lists(), text))), text, 200, _picked, then)
        case str(text):
            key = f"build_word_{place}"
            show(key, text)
            hint = "a regular expression" if needs == "pattern" else "a text"
            st.text_input("text", key=key, on_change=_written, args=(then, key), placeholder=hint, **QUIET)
        case float() | int() as number:
            key = f"build_number_{place}"
            _number(key, float(number), _counted, then, key)


def select(
    place: Any,  # noqa: ANN401 - streamlit itself or a container
    name: str,
    options: list[str],
    shown: str,
    width: int,
    changed: Callable[..., None],
    *arguments: Any,  # noqa: ANN401
    **settings: Any,  # noqa: ANN401
) -> None:
    """A selectbox that shows `shown` and calls `changed` with the arguments and its own key."""
    key = f"build_{name}"
    show(key, shown)
    place.selectbox(
        name, options, key=key, width=width, on_change=changed, args=(*arguments, key), **QUIET, **settings
    )  # fmt: skip


def show(key: str, value: object) -> None:
    """The widget shows what the line says, also after a step back."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _share(place: int, amount: float, unit: str, then: Then) -> None:
    keys = (f"build_share_{place}", f"build_unit_{place}")
    show(keys[0], float(amount))
    show(keys[1], unit)
    changed: dict[str, Any] = {"on_change": _shared, "args": (then, keys)}
    st.number_input("share", 0.0, key=keys[0], step=5.0, format="%g", width=98, **changed, **QUIET)
    st.selectbox("of", _UNITS, key=keys[1], width=84, **changed, **QUIET)


def _number(key: str, shown: float, changed: Callable[..., None], *arguments: Any) -> None:  # noqa: ANN401
    """A field that shows a number and calls `changed` with the arguments."""
    show(key, shown)
    st.number_input("value", key=key, format="%g", step=_step(shown), on_change=changed, args=arguments, **QUIET)


def _step(value: float) -> float:
    """What an arrow of a number field adds: a hundredth of a small number, about a tenth of a large one."""
    size = abs(value)
    return 0.01 if size <= 2 else 1.0 if size <= 1000 else float(10 ** (len(f"{size:.0f}") - 2))


def _told(then: Then, key: str) -> None:
    then(st.session_state[key] == "true")


def _shared(then: Then, keys: tuple[str, str]) -> None:
    amount, percent = float(st.session_state[keys[0]] or 0), st.session_state[keys[1]] == _UNITS[0]
    then(Share(min(amount, 100.0)) if percent else Share(float(round(amount)), percent=False))


def _bounded(then: Then, keys: tuple[str, str]) -> None:
    low, high = (float(st.session_state[key] or 0) for key in keys)
    then((low, high))


def _listed(then: Then, key: str) -> None:
    then(tuple(st.session_state[key]) or ("",))


def _picked(then: Then, key: str) -> None:
    then(st.session_state[key])


def _written(then: Then, key: str) -> None:
    then(st.session_state[key] or "")


def _counted(then: Then, key: str) -> None:
    then(float(st.session_state[key] or 0))
