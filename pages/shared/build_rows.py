"""The filter builder's form: a row for each condition, and the line of text that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from e2lm.conditions import Condition, Test, parse
from e2lm.conditions.condition import COMPARISONS, Value
from e2lm.conditions.rows import Row, rows_of
from e2lm.errors import RequestError
from e2lm.views.build_rows import FIELDS, FITTING, WORDS, first_test, first_value, kind_of_field, meaning_of
from e2lm.views.words import escaped
from pages.shared import build_state, build_values

USUAL_FIELD = "difficulty"
MOST_ROWS = 25


def rows(condition: Condition, table: pd.DataFrame) -> None:
    """Draws the rows; each change writes the line anew. `table` has the condition's fields."""
    shown = rows_of(condition)
    if len(shown) > MOST_ROWS:
        st.caption(f"{len(shown):,} conditions are more than a form can show: edit them in the line below")
        return
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
        build_values.show(build_state.LINE, text)
    st.text_area(
        "the same in one line", key=build_state.LINE, height=68, on_change=_write_line,
        help="can be kept, sent and pasted; texts stand in quotes, patterns between slashes",
    )  # fmt: skip
    if problem is not None:
        st.error(f"{escaped(problem.problem)}. {escaped(problem.remedy)} :gray[({escaped(problem.field)})]")


def _row(place: int, row: Row, shown: Sequence[Row], table: pd.DataFrame) -> None:
    line = st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="xsmall")
    if place:
        build_values.select(line, f"join_{place}", ["and", "or"], row.join, 66, _joined, place, shown)
    else:
        line.markdown(":gray[where]", width=66)
    if isinstance(row.condition, Test) and row.condition.field in FIELDS:
        _test(line, place, row.condition, shown, table)
    else:
        key = f"build_text_{place}"
        build_values.show(key, str(row.condition))
        line.text_input("condition", key=key, on_change=_retyped, args=(place, shown, key), **build_values.QUIET)
    line.button(
        "", icon=":material/close:", key=f"build_drop_{place}", type="tertiary", on_click=_drop, args=(place, shown),
        help="take this condition out",
    )  # fmt: skip


def _test(line: DeltaGenerator, place: int, test: Test, shown: Sequence[Row], table: pd.DataFrame) -> None:
    field, comparison = test.field, test.comparison
    build_values.select(
        line, f"field_{place}", list(FIELDS), field, 146, _refielded, place, shown, table,
        format_func=lambda name: FIELDS.get(name, name), help=meaning_of(field) or None,
    )  # fmt: skip
    fitting = FITTING[kind_of_field(field)]
    build_values.select(
        line, f"comparison_{place}", list(dict.fromkeys((*fitting, comparison))), comparison, 116, _recompared, place,
        shown, table, format_func=lambda name: WORDS.get(name, name),
    )  # fmt: skip
    with line.container(horizontal=True, wrap=False, gap="xsmall"):
        build_values.value(place, test, table, partial(_changed_value, shown, place))


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


def _write_line() -> None:
    build_state.write(st.session_state[build_state.LINE] or "")
