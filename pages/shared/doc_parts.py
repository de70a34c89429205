"""What the question page shows of a doc with and without choices: where it stands, its text, what was written."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm.views.tracks import answer_table
from e2lm.views.words import escaped
from pages.shared import doc_dialogs, questions
from pages.shared.presses import press, pressed
from results_store.read import Doc

SHORT, LONGEST = 340, 20_000


def head(doc: Doc, position: str, answer: pd.Series) -> int:
    """Draws where the doc stands, what stands behind it, and its text; about how many pixels that takes."""
    line = st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False)
    line.markdown(f":gray[{escaped(position)}]", width="stretch", wrap=False)
    line.button("prompt", type="tertiary", icon=":material/notes:", on_click=press, args=("prompt",))
    line.button("raw record", type="tertiary", icon=":material/data_object:", on_click=press, args=("raw",))
    if pressed("prompt"):
        doc_dialogs.prompt_dialog(doc)
    if pressed("raw"):
        doc_dialogs.raw_dialog(answer, doc.doc_key)
    title = questions.title(doc, LONGEST)
    length = len(title.replace("\\", ""))
    if length <= SHORT:
        st.subheader(title, anchor=False)
        return 40 + 22 * (1 + length // 88)
    st.container(height=92, border=False).markdown(title)
    return 40 + 106


def generation(doc: Doc, position: str, answers: pd.DataFrame) -> None:
    """What each checkpoint wrote, with its metrics; the whole text of the one that was clicked, else of the last."""
    left, right = st.columns([1, 1.4], gap="medium")
    table = answer_table(answers).dropna(axis=1, how="all")
    event = right.dataframe(
        table, hide_index=True, height=600, row_height=44, key="written", on_select="rerun", placeholder="–",
        selection_mode="single-cell", column_config={"answer": st.column_config.Column(width=320)},
    )  # fmt: skip
    row = event.selection.cells[0][0] if event.selection.cells else len(answers) - 1
    with left:
        head(doc, position, answers.iloc[row])
        st.caption(escaped(f"{table['model'].iloc[row]} at {table['checkpoint'].iloc[row]} wrote"))
        st.code(table["answer"].iloc[row].strip(), language=None, wrap_lines=True)
        if doc.target.strip():
            st.caption("expected")
            st.code(doc.target, language=None, wrap_lines=True)
