"""What can be looked at under a comparison: the subjects, training, and the questions that are not compared."""

from __future__ import annotations

from functools import partial

import streamlit as st

from e2lm.counting import counted
from e2lm.figures.compare_subjects import subjects_figure
from e2lm.figures.compare_through import through_figure
from e2lm.figures.saving import Figure
from e2lm.figures.theme import theme_of
from e2lm.views.compare_rows import rest_table
from e2lm.views.compare_side import LETTERS
from pages.shared import compare_common, compare_sides, frame
from pages.shared.compare_common import Common, Sides

HEIGHT, ROW, HEADER, MOST = 372, 26, 37, 2000


def by_subject(sides: Sides, place: int) -> Figure | None:
    """The difference in each subject as a picture and as numbers; None where there is one subject only."""
    table, other = compare_common.subjects(sides, place), LETTERS[place]
    if len(table) < 2:
        st.info("All common questions are of one subject.", icon=":material/info:")
        return None
    figure = subjects_figure(table, "A", other, theme_of(frame.dark()))
    left, right = st.columns([1, 1.3], gap="medium")
    with left.container(height=HEIGHT, border=False):
        st.plotly_chart(
            figure, theme=None, key="compare_subjects", config={"displayModeBar": False},
            alt=f"difference of {other} from A in {len(table)} subjects",
        )  # fmt: skip
    with right:
        number = st.column_config.NumberColumn
        st.dataframe(
            table, hide_index=True, height=min(HEIGHT - 30, ROW * len(table) + HEADER), row_height=ROW, placeholder="–",
            column_config={
                "subject": st.column_config.TextColumn("subject", width=140),
                "questions": number("n", width=44, format="localized"),
                "first": number("A", format="%.3f", width=52),
                "other": number(other, format="%.3f", width=52),
                "difference": number(f"{other} − A", format="%+.3f", width=62),
                "low": number("from", format="%+.3f", width=56, help="95 % interval of the difference"),
                "high": number("to", format="%+.3f", width=56),
                "only_first": number("only A", width=50), "only_other": number(f"only {other}", width=50),
                "p": number("p", format="%.2g", width=56, help="McNemar's exact test of the two counts before"),
                "p_all": number(
                    "p of all", format="%.2g", width=62, help=f"corrected for looking at {len(table)} subjects (Holm)"
                ),
            },
        )  # fmt: skip
        few = int((table["p_all"] < 0.05).sum())
        st.caption(
            f"{few} of {len(table)} subjects differ beyond chance at 5 %, corrected for looking at all (Holm). Single "
            "intervals are not corrected: about one in twenty misses."
        )
    return figure


def through(sides: Sides, place: int) -> Figure | None:
    """The difference at each amount of training that both models have; a click takes both sides there."""
    count = compare_common.moments(sides, place)
    if count < 2:
        alike = "are one model asked the same" if not count else "have one checkpoint in common"
        st.info(
            f"A and {LETTERS[place]} {alike}: choose two models, or two ways to ask one, that were evaluated at the "
            "same tokens or steps.",
            icon=":material/info:",
        )
        return None
    table = compare_common.through_training(sides, place)
    figure = through_figure(table, ("A", LETTERS[place]), theme_of(frame.dark()))
    st.plotly_chart(
        figure, theme=None, key="compare_through", config={"displayModeBar": False},
        on_select=partial(_compare_there, place),
        selection_mode="points", alt="the difference through training",
    )  # fmt: skip
    st.caption(
        f"The difference at {count} checkpoints that both have, over the questions compared above; pale: 95 % by "
        "resampled questions, the same draws at all of them. A click on a point compares there."
    )
    return figure


def _compare_there(place: int) -> None:
    """Takes both sides to the checkpoints of the clicked point; once, as other checkpoints may be chosen after it."""
    for point in st.session_state["compare_through"]["selection"]["points"][:1]:
        compare_sides.go_to(place, tuple(map(str, point["customdata"])))


def not_compared(found: Common) -> None:
    """The questions that not all sides have, by side."""
    table = rest_table(found.columns, found.matched)
    if table.empty:
        st.info("All sides answered the same questions: none is left out.", icon=":material/check:")
        return
    st.caption(
        f"{counted(len(table), 'question')} not in all sides" + (f", the first {MOST:,}" if len(table) > MOST else "")
    )
    st.dataframe(
        table.head(MOST), hide_index=True, height=HEIGHT - 30, row_height=26,
        column_config={
            "side": st.column_config.TextColumn("in", width=40),
            "doc_key": st.column_config.TextColumn("doc key", width=130),
            "task": st.column_config.TextColumn("task", width=220),
            "question": st.column_config.TextColumn("question", width=760),
        },
    )  # fmt: skip
