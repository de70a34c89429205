"""The filter builder's form: a row for each condition, and the line of text that says the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from e2lm.conditions import Condition, Share, Test, parse
from e2lm.conditions.condition import COMPARISONS, Value
from e2lm.conditions.rows import Row, rows_of
from e2lm.errors import RequestError
from e2lm.views.build_rows import FIELDS, FITTING, WORDS, first_test, first_value, kind_of_field, meaning_of, offered
from e2lm.views.words import escaped
from pages.shared import build_state

_QUIET: dict[str, Any] = {"label_visibility": "collapsed"}
_UNITS = ("%", "questions")
USUAL_FIELD = "difficulty"


def rows(condition: Condition, table: pd.DataFrame) -> None:
    """Draws the rows; each change writes the line anew. `table` has the condition's fields."""
    shown = rows_of(condition)
    for place, row in enumerate(shown):
        _row(place, row, shown, table)
    st.button(
        "add a condition", icon=":material/add:", type="tertiary", on_click=_add, args=(shown, table),
        help="every condition narrows the choice; the word before a row joins it to those above, “and” binds tighter",
    )  # fmt: skip


def line(condition: Condition) -> None:
    """Draws the line of text, and what is wrong with what was typed last."""
    problem, text = build_state.wrong(), str(condition)
    if problem is None:
        st.session_state[build_state.LINE] = text
    st.text_area(
        "the same in one line", key=build_state.LINE, height=68, on_change=_write_line,
        help="can be kept, sent and pasted; texts stand in quotes, patterns between slashes",
    )  # fmt: skip
    if problem is not None:
        st.error(f"{escaped(problem.problem)}. {escaped(problem.remedy)} :gray[({escaped(problem.field)})]")


def _row(place: int, row: Row, shown: Sequence[Row], table: pd.DataFrame) -> None:
    line = st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="xsmall")
    if place:
        _select(line, f"join_{place}", ["and", "or"], row.join, 72, _joined, place, shown)
    else:
        line.markdown(":gray[where]", width=72)
    if isinstance(row.condition, Test) and row.condition.field in FIELDS:
        _test(line, place, row.condition, shown, table)
    else:
        key = f"build_text_{place}"
        _set(key, str(row.condition))
        line.text_input("condition", key=key, on_change=_retyped, args=(place, shown, key), **_QUIET)
    line.button(
        "", icon=":material/close:", key=f"build_drop_{place}", type="tertiary", on_click=_drop, args=(place, shown),
        help="take this condition out",
    )  # fmt: skip


def _test(line: DeltaGenerator, place: int, test: Test, shown: Sequence[Row], table: pd.DataFrame) -> None:
    field, comparison = test.field, test.comparison
    _select(
        line, f"field_{place}", list(FIELDS), field, 150, _refielded, place, shown, table,
        format_func=lambda name: FIELDS.get(name, name), help=meaning_of(field) or None,
    )  # fmt: skip
    fitting = FITTING[kind_of_field(field)]
    _select(
        line, f"comparison_{place}", list(dict.fromkeys((*fitting, comparison))), comparison, 112, _recompared, place,
        shown, table, format_func=lambda name: WORDS.get(name, name),
    )  # fmt: skip
    with line.container(horizontal=True, wrap=False, gap="xsmall"):
        _value(place, test, shown, table)


def _value(place: int, test: Test, shown: Sequence[Row], table: pd.DataFrame) -> None:
    """The fields for a comparison's value, by what it needs."""
    needs = COMPARISONS[test.comparison]
    match test.value:
        case bool(truth):
            _select(st, f"truth_{place}", ["true", "false"], str(truth).lower(), 100, _retold, place, shown)
        case Share(amount, percent):
            keys = (f"build_share_{place}", f"build_unit_{place}")
            _set(keys[0], float(amount))
            _set(keys[1], _UNITS[not percent])
            then: dict[str, Any] = {"on_change": _reshared, "args": (place, shown, keys)}
            st.number_input("share", 0.0, key=keys[0], step=5.0, format="%g", **then, **_QUIET)
            st.selectbox("of", _UNITS, key=keys[1], width=104, **then, **_QUIET)
        case tuple(bounds) if needs == "two numbers":
            keys = (f"build_low_{place}", f"build_high_{place}")
            for key, bound in zip(keys, map(float, bounds), strict=True):
                _number(key, bound, _rebounded, place, shown, keys)
        case tuple(values):
            key = f"build_texts_{place}"
            options = list(dict.fromkeys((*offered(test.field, table), *map(str, values))))
            _set(key, [str(value) for value in values])
            st.multiselect(
                "texts", options, key=key, on_change=_retexted, args=(place, shown, key), accept_new_options=True,
                **_QUIET,
            )  # fmt: skip
        case str(text) if needs == "list":
            names = list(dict.fromkeys((*build_state.lists(), text)))
            _select(st, f"list_{place}", names, text, 200, _relisted, place, shown)
        case str(text):
            key = f"build_word_{place}"
            _set(key, text)
            st.text_input(
                "text", key=key, on_change=_reworded, args=(place, shown, key), **_QUIET,
                placeholder="a regular expression" if needs == "pattern" else "a text",
            )  # fmt: skip
        case float() | int() as number:
            key = f"build_number_{place}"
            _number(key, float(number), _renumbered, place, shown, key)


def _number(key: str, value: float, changed: Callable[..., None], *arguments: Any) -> None:  # noqa: ANN401
    """A field that shows a number and calls `changed` with the arguments."""
    _set(key, value)
    st.number_input("value", key=key, format="%g", step=_step(value), on_change=changed, args=arguments, **_QUIET)


def _select(
    place: Any,  # noqa: ANN401 - streamlit itself or a container
    name: str,
    options: list[str],
    value: str,
    width: int,
    changed: Callable[..., None],
    *arguments: Any,  # noqa: ANN401
    **settings: Any,  # noqa: ANN401
) -> None:
    """A selectbox that shows `value` and calls `changed` with the arguments and its own key."""
    key = f"build_{name}"
    _set(key, value)
    place.selectbox(
        name, options, key=key, width=width, on_change=changed, args=(*arguments, key), **_QUIET, **settings
    )  # fmt: skip


def _set(key: str, value: object) -> None:
    """The widget shows what the line says, also after a step back."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _step(value: float) -> float:
    """What an arrow of a number field adds: a hundredth of a small number, about a tenth of a large one."""
    size = abs(value)
    return 0.01 if size <= 2 else 1.0 if size <= 1000 else float(10 ** (len(f"{size:.0f}") - 2))


def _changed(shown: Sequence[Row], place: int, row: Row | None) -> None:
    """Writes the rows with another one, or none, at a place; a row that cannot be is said and changes nothing."""
    kept = list(shown)
    kept[place : place + 1] = [] if row is None else [row]
    build_state.write_rows(kept)


def _changed_value(shown: Sequence[Row], place: int, value: Value) -> None:
    row = shown[place]
    if isinstance(row.condition, Test):
        _changed(shown, place, Row(row.join, Test(row.condition.field, row.condition.comparison, value)))


def _add(shown: Sequence[Row], table: pd.DataFrame) -> None:
    build_state.write_rows([*shown, Row("and", first_test(USUAL_FIELD, table))])


def _drop(place: int, shown: Sequence[Row]) -> None:
    _changed(shown, place, None)


def _joined(place: int, shown: Sequence[Row], key: str) -> None:
    _changed(shown, place, Row(st.session_state[key], shown[place].condition))


def _refielded(place: int, shown: Sequence[Row], table: pd.DataFrame, key: str) -> None:
    test = first_test(st.session_state[key], table, build_state.lists())
    _changed(shown, place, Row(shown[place].join, test))


def _recompared(place: int, shown: Sequence[Row], table: pd.DataFrame, key: str) -> None:
    row, comparison = shown[place], st.session_state[key]
    if not isinstance(row.condition, Test):
        return
    same = COMPARISONS[comparison] == COMPARISONS[row.condition.comparison]
    value = row.condition.value if same else first_value(row.condition.field, comparison, table, build_state.lists())
    _changed(shown, place, Row(row.join, Test(row.condition.field, comparison, value)))


def _retyped(place: int, shown: Sequence[Row], key: str) -> None:
    """A part in brackets that was edited as text."""
    try:
        _changed(shown, place, Row(shown[place].join, parse(st.session_state[key])))
    except RequestError:
        build_state.write(st.session_state[key])  # says what is wrong with it


def _retold(place: int, shown: Sequence[Row], key: str) -> None:
    _changed_value(shown, place, st.session_state[key] == "true")


def _reshared(place: int, shown: Sequence[Row], keys: tuple[str, str]) -> None:
    amount, percent = float(st.session_state[keys[0]]), st.session_state[keys[1]] == _UNITS[0]
    _changed_value(shown, place, Share(min(amount, 100.0)) if percent else Share(float(round(amount)), percent=False))


def _rebounded(place: int, shown: Sequence[Row], keys: tuple[str, str]) -> None:
    _changed_value(shown, place, (float(st.session_state[keys[0]]), float(st.session_state[keys[1]])))


def _retexted(place: int, shown: Sequence[Row], key: str) -> None:
    _changed_value(shown, place, tuple(st.session_state[key]) or ("",))


def _relisted(place: int, shown: Sequence[Row], key: str) -> None:
    _changed_value(shown, place, st.session_state[key])


def _reworded(place: int, shown: Sequence[Row], key: str) -> None:
    _changed_value(shown, place, st.session_state[key] or "")


def _renumbered(place: int, shown: Sequence[Row], key: str) -> None:
    _changed_value(shown, place, float(st.session_state[key] or 0))


def _write_line() -> None:
    build_state.write(st.session_state[build_state.LINE] or "")
