"""The questions on which two sides differ: a table beside the answers to one of them, walked with the arrow keys."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from e2lm.comparison.differing import ORDERS, WHICH, differing_table, ordered, where
from e2lm.views.compare_rows import marks
from e2lm.views.compare_side import LETTERS
from e2lm.views.words import escaped
from pages.shared import compare_answers
from pages.shared.compare_common import Common, Sides
from pages.shared.linked import linked_choice

SHOWN, HEIGHT, ROW = "doc", 314, 28
EVERY = "every subject"
Integers = npt.NDArray[np.int64]


@st.fragment
def draw(sides: Sides, found: Common, place: int) -> None:
    """The list of what differs between the first side and that at `place`, and one of its questions."""
    left, right = st.columns([1.12, 1], gap="medium")
    with left:
        rows = _choice(found, place)
        if not len(rows):
            st.info("No question fits: the sides agree there. Look at all of them.", icon=":material/search_off:")
            return
        now = compare_answers.shown_row(found, st.query_params.get(SHOWN, ""), rows)
        _table(found, place, rows)
    with right:
        _walk(found, rows, now)
        compare_answers.draw(sides, found, int(rows[now]))


def _choice(found: Common, place: int) -> Integers:
    """Draws which questions are listed, in which order, of which subject; their rows."""
    other = LETTERS[place]
    which: dict[str, str] = {name: name.replace("B", other) for name in WHICH}
    orders: dict[str, str] = {name: name.replace("B", other) for name in ORDERS}
    subjects = sorted(map(str, found.paired.docs["subject"].unique()))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        wanted = linked_choice("which", which, WHICH[0], label="which questions", width=170, drops=SHOWN)
        order = linked_choice("order", orders, ORDERS[0], label="order", width=170, drops=SHOWN)
        subject = EVERY
        if len(subjects) > 1:
            names = {EVERY: EVERY, **{name: name for name in subjects}}
            subject = linked_choice("subject", names, EVERY, label="subject", width=170, drops=SHOWN)
        chosen = where(found.paired, place, next(name for name in WHICH if name == wanted), found.alike[:, place])
        if subject != EVERY:
            chosen &= (found.paired.docs["subject"] == subject).to_numpy(bool)
        rows = ordered(found.paired, place, chosen, next(name for name in ORDERS if name == order))
        st.markdown(f":gray[{len(rows):,} of {len(chosen):,}]", width="content")
    return rows


def _table(found: Common, place: int, rows: Integers) -> None:
    table = differing_table(found.paired, place, rows)
    other = LETTERS[place]
    shown = table.assign(right_first=marks(table["right_first"]), right_other=marks(table["right_other"]))
    st.session_state["compare_keys"] = table["doc_key"].tolist()
    several = table["subject"].nunique() > 1
    st.dataframe(
        shown, hide_index=True, height=HEIGHT, row_height=ROW, placeholder="–", key="compare_rows",
        on_select=_pick, selection_mode="single-cell",
        column_order=["right_first", "right_other", "difference", "p_first", "p_other", "question"]
        + (["subject"] if several else []),
        column_config={
            "right_first": st.column_config.TextColumn("A", width=34, help="✓ right, ✗ wrong"),
            "right_other": st.column_config.TextColumn(other, width=34, help="✓ right, ✗ wrong"),
            "difference": st.column_config.NumberColumn(
                f"P {other} − A", format="%+.3f", width=76, help="difference of the right choice's probability"
            ),
            "p_first": st.column_config.NumberColumn("P in A", format="%.3f", width=60),
            "p_other": st.column_config.NumberColumn(f"P in {other}", format="%.3f", width=60),
            "question": st.column_config.TextColumn("question", width=250),
            "subject": st.column_config.TextColumn("subject", width=120),
        },
    )  # fmt: skip


def _pick() -> None:
    """A click on a row shows its question beside the table; what is shown is in the address."""
    for row, _ in st.session_state["compare_rows"]["selection"]["cells"][:1]:
        _show(st.session_state["compare_keys"][row])


def _show(doc_key: str) -> None:
    st.query_params[SHOWN] = doc_key


def _walk(found: Common, rows: Integers, now: int) -> None:
    """Where the shown question stands in the list, and the way to the next one, also by the arrow keys."""
    keys = found.paired.docs["doc_key"]
    line = st.container(horizontal=True, vertical_alignment="center", gap="small")
    subject = str(found.paired.docs["subject"].iloc[rows[now]])
    line.markdown(f":gray[{now + 1:,} of {len(rows):,} · {escaped(subject)}]", width="stretch")
    for label, at, key in (("previous", now - 1, "Left"), ("next", now + 1, "Right")):
        inside = 0 <= at < len(rows)
        line.button(
            label, on_click=_show, args=(str(keys.iloc[rows[at if inside else now]]),), disabled=not inside,
            shortcut=key, key=f"compare_{label}",
        )  # fmt: skip


def rows_of(found: Common, place: int) -> pd.DataFrame:
    """All common questions with both sides' answers, for a download."""
    return differing_table(found.paired, place, np.arange(len(found.paired.docs)))
