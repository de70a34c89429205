"""The compare page's controls: a row of choices for each side, and what adds sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from e2lm.counting import counted
from e2lm.figures.theme import count_label
from e2lm.views.compare_fit import counting, models_in, moments_of
from e2lm.views.compare_side import LETTERS, Side
from e2lm.views.model_labels import model_labels
from pages.shared import compare_reads, compare_sides
from pages.shared.compare_sides import CANDIDATE, METRIC_NAMES, TASK

WIDTHS = {"model": 160, "at": 150, "subject": 270, "metric": 210}  # of choices in a row, in pixels


def draw(shown: Sequence[Side]) -> None:
    """A row for each side."""
    with st.container(gap="xsmall"):
        rows = [_row(place, side, len(shown)) for place, side in enumerate(shown)]
    with rows[-1]:
        more_sides(shown)


def _row(place: int, side: Side, count: int) -> DeltaGenerator:
    answered = compare_reads.answered(side.task)
    rows = counting(answered, side)
    row = st.container(horizontal=True, vertical_alignment="center", gap="xsmall")
    row.markdown(f"**{LETTERS[place]}**", width=14)
    _select(row, place, "model", model_labels({*models_in(rows), side.model}), side.model)
    _select(row, place, "at", _moments(rows, side), side.at)
    subject = CANDIDATE + side.candidate if side.candidate else TASK + side.task
    _select(row, place, "subject", compare_sides.offered().subjects, subject)
    _select(row, place, "metric", METRIC_NAMES, side.metric)
    with row.popover(
        "answers",
        icon=":material/tune:",
        type="tertiary",
        width="content",
        key=f"compare_{place}_answers",
        help="which stored answers count: filter, examples, one run",
    ):
        _rarely(place, side, answered)
    with row.container(horizontal=True, width="content", gap="small"):
        if place == 0 and count > 1:
            st.button(
                "swap",
                icon=":material/swap_vert:",
                type="tertiary",
                on_click=compare_sides.rotate,
                help="the next side comes first",
            )
        if place > 0 and count > 2:
            st.button(
                "", icon=":material/close:", type="tertiary", key=f"compare_drop_{place}", on_click=compare_sides.drop,
                args=(place,), help=f"take {LETTERS[place]} away",
            )  # fmt: skip
    return row


def _select(row: DeltaGenerator, place: int, field: str, options: Mapping[str, str], now: str) -> None:
    """One choice of a side; the address says what is chosen, also where that is not there any more."""
    narrow = field in WIDTHS
    key = f"compare_{place}_{field}"
    labels = dict(options) if now in options else {now: f"{now.partition(':')[2] or now} (not loaded)", **options}
    st.session_state[key] = now
    row.selectbox(
        f"{field} of {LETTERS[place]}" if narrow else field, list(labels), key=key,
        format_func=lambda value: labels.get(value, value), label_visibility="collapsed" if narrow else "visible",
        width=WIDTHS.get(field, "stretch"), on_change=compare_sides.choose, args=(place, field),
    )  # fmt: skip


def _moments(rows: pd.DataFrame, side: Side) -> dict[str, str]:
    """Checkpoints by name with their tokens where these are known."""
    found = moments_of(rows, side.model)
    return {
        str(name): str(name) if pd.isna(tokens) else f"{count_label(float(tokens))} · {name}"
        for name, tokens in zip(found["checkpoint"], found["tokens"], strict=True)
    }


def _rarely(place: int, side: Side, answered: pd.DataFrame) -> None:
    """Which of the stored answers count: lm-eval's filter, the number of examples, limited runs, one run alone."""
    st.markdown(f"**which answers of {LETTERS[place]} count**")
    filters = {str(name): str(name) for name in answered["filter"].unique()}
    _select(st.container(), place, "filter", filters, side.filter)
    shots = {"": "usual number of examples"}
    for number in sorted({int(one) for one in answered["n_shot"].dropna()}):
        shots[str(number)] = counted(number, "example")
    _select(st.container(), place, "shots", shots, "" if side.n_shot is None else str(side.n_shot))
    mine = counting(answered, side)
    mine = mine[(mine["model"] == side.model) & (mine["checkpoint"] == side.at)]
    runs = {"": f"the newest of {counted(len(mine), 'run')}"}
    for one in mine.itertuples():
        day = pd.Timestamp(one.date, unit="s").strftime("%Y-%m-%d %H:%M") if pd.notna(one.date) else "no date"  # type: ignore[arg-type]
        limited = ", limited" if one.partial else ""
        runs[str(one.run_id)] = f"{str(one.run_id)[:8]} of {day}, {one.docs:,} questions{limited}"
    _select(st.container(), place, "run", runs, side.run)
    key = f"compare_{place}_partial"
    st.session_state[key] = side.partial
    st.toggle("limited runs too", key=key, on_change=compare_sides.choose, args=(place, "partial"))


def more_sides(shown: Sequence[Side]) -> None:
    """The buttons that add a side, and that ask the same questions in other ways."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        st.button(
            "add a side",
            icon=":material/add:",
            type="tertiary",
            on_click=compare_sides.add,
            disabled=len(shown) == len(LETTERS),
        )
        with st.popover("asked otherwise", icon=":material/forum:", type="tertiary"):
            _styles(shown[0])


def _styles(first: Side) -> None:
    """Tasks that ask questions of the first side's, such as the prompt styles of an exported candidate."""
    found = compare_reads.same_questions(first.task)
    if not found:
        st.caption(
            "No other loaded task asks these questions. Export a candidate in several prompt styles and evaluate the "
            "folder; tasks that ask the same in other files can be chosen above and are matched by their text."
        )
        return
    names = compare_sides.offered().subjects
    chosen = st.multiselect(
        f"tasks with questions of {first.task}", list(found), list(found)[: len(LETTERS) - 1], key="compare_styles",
        max_selections=len(LETTERS) - 1, width=420,
        format_func=lambda task: f"{names.get(TASK + task, task)} · {counted(found.get(task, 0), 'question')}",
    )  # fmt: skip
    st.button(
        "compare these with A",
        type="primary",
        on_click=compare_sides.in_styles,
        args=(tuple(chosen),),
        disabled=not chosen,
    )
