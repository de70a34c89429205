"""What the question page shows of a doc with and without choices: where it stands, its text, what was written."""

from __future__ import annotations

import math

import streamlit as st

from e2lm.views.tracks import answer_table
from e2lm.views.words import escaped
from pages.shared import doc_dialogs, questions
from pages.shared.doc_reads import Opened
from pages.shared.presses import press, pressed
from results_store.read import Doc

SHORT, LONGEST = 340, 20_000
LINE, LETTERS, LEAST = 21, 115, 92  # pixels of a line of a long question, letters in it, and pixels of its box at least


def sources(opened: Opened, model: str, checkpoint: str) -> None:
    """Draws the buttons to what stands behind the question, and what they open."""
    st.button("prompt", type="tertiary", icon=":material/notes:", on_click=press, args=("prompt",))
    st.button("raw", type="tertiary", icon=":material/data_object:", on_click=press, args=("raw",),
              help="the record of this answer as its file holds it")  # fmt: skip
    if pressed("prompt"):
        doc_dialogs.prompt_dialog(opened.doc.doc_key)
    if pressed("raw"):
        doc_dialogs.raw_dialog(opened.doc, model, checkpoint)


def heading(doc: Doc, most: int) -> int:
    """Draws the question's text; about how many pixels that takes. One that would take more than `most` scrolls."""
    title = questions.title(doc, LONGEST)
    length = len(title.replace("\\", ""))
    if length <= SHORT:
        st.subheader(title, anchor=False)
        return 22 * (1 + length // 88)
    height = max(LEAST, min(most, 8 + LINE * math.ceil(length / LETTERS)))
    st.container(height=height, border=False).markdown(title)
    return height + 14


def generation(opened: Opened) -> None:
    """What each checkpoint wrote, with its metrics; the whole text of the one that was clicked, else of the last."""
    answers, doc = opened.answers, opened.doc
    if answers is None:
        return
    left, right = st.columns([1, 1.4], gap="medium")
    table = answer_table(answers).dropna(axis=1, how="all")
    event = right.dataframe(
        table, hide_index=True, height=560, row_height=44, key="written", on_select="rerun", placeholder="–",
        selection_mode="single-cell", column_config={"answer": st.column_config.Column(width=320)},
    )  # fmt: skip
    row = event.selection.cells[0][0] if event.selection.cells else len(answers) - 1
    with left:
        heading(doc, 240)
        st.caption(escaped(f"{table['model'].iloc[row]} at {table['checkpoint'].iloc[row]} wrote"))
        st.code(table["answer"].iloc[row].strip(), language=None, wrap_lines=True)
        if doc.target.strip():
            st.caption("expected")
            st.code(doc.target, language=None, wrap_lines=True)
