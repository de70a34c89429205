"""A check's findings on the alignment page: the list, two questions side by side, what it means, what can be done."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from e2lm.conditions import Test
from e2lm.counting import counted
from e2lm.errors import E2LMError
from e2lm.leakage.items import Item
from e2lm.views.leakage import CHECKS, OTHERS, listed, places, table_of
from e2lm.views.words import escaped, escaped_lines
from pages.shared import alignment_reads, frame, questions
from pages.shared.alignment_reads import Subject
from pages.shared.alignment_waiting import shown_until_done
from pages.shared.explore_controls import task_names
from pages.shared.export_parts import save_button
from pages.shared.linked import linked_choice

MOST_PROBLEMS = 3
LONGEST = 2500  # letters of a text that is shown beside another
COLUMNS = {
    "question": st.column_config.TextColumn(width=300),
    "other_question": st.column_config.TextColumn("is nearly", width=260),
    "answer": st.column_config.TextColumn("right answer", width=150),
    "other_answer": st.column_config.TextColumn("right elsewhere", width=130),
    "similarity": st.column_config.ProgressColumn(format="%.2f", min_value=0.0, max_value=1.0, width=90),
    "contained": st.column_config.ProgressColumn(format="%.2f", min_value=0.0, max_value=1.0, width=90),
    "answers": st.column_config.TextColumn("answer", width=70),
    "stands_in": st.column_config.TextColumn("stands in", width=90),
    "beside": st.column_config.TextColumn("beside it", width=140),
    "example_in": st.column_config.TextColumn("example in", width=100),
    "found": st.column_config.TextColumn(width=250),
    "task": st.column_config.TextColumn(width=120),
    "other_task": st.column_config.TextColumn("of", width=120),
}


def check(subject: Subject, name: str) -> None:
    """One check: its findings at the left, what they mean at the right."""
    table = pd.DataFrame()
    others: Sequence[Item] = ()
    if name != OTHERS:
        found = shown_until_done(alignment_reads.looking(subject), len(alignment_reads.items(subject)))
        if found is None:
            return
        table = table_of(found, name)
    left, right = st.columns([2.7, 1], gap="medium")
    with right:
        if name == OTHERS:
            compared = _others(subject)
            if compared is None:
                return
            table, others = compared
        _explained(subject, name, table)
    with left:
        if table.empty:
            st.markdown(f":green[:material/check:] {CHECKS[name].nothing}")
            return
        _side_by_side(table.iloc[_picked(table, name)], [*alignment_reads.items(subject), *others])


def _others(subject: Subject) -> tuple[pd.DataFrame, Sequence[Item]] | None:
    """Questions that are nearly one of another task or of a file, and the questions of that; None without either."""
    with st.expander("compare with a file", icon=":material/upload_file:"):
        file = st.file_uploader("JSON lines, CSV or TSV", key="split_file")
        st.caption("another split of the data: a row for each question, with question, choices and answer")
    total = len(alignment_reads.items(subject))
    if file is not None:
        split = shown_until_done(alignment_reads.split(subject, file.name, file.getvalue()), total)
        if split is None:
            return None
        for problem in split.problems[:MOST_PROBLEMS]:
            st.caption(f":orange[:material/warning:] {escaped(str(E2LMError(**problem.__dict__)))}")
        st.caption(f"{counted(len(split.items), 'question')} of {escaped(file.name)}")
        return split.shared, split.items
    names = [name for name in questions.browsable(questions.with_choices()) if name != subject.task]
    if not names:
        st.caption("There is no other task to compare with: give a file.")
        return None
    other = linked_choice("other", task_names(names), names[0], label="compared with", width=260)
    others = alignment_reads.items(Subject(other))
    shared = shown_until_done(alignment_reads.comparing(subject, other), total + len(others))
    return None if shared is None else (shared, others)


def _explained(subject: Subject, name: str, table: pd.DataFrame) -> None:
    one = CHECKS[name]
    number, total = int(table["doc_key"].nunique()), len(alignment_reads.items(subject))
    share = number / total if total else 0.0
    st.markdown(f"**{counted(number, 'question')}** of {total:,} :gray[({share:.1%})]")
    st.markdown(f":small[:gray[{one.means}]]")
    st.markdown(f":small[**what helps** :gray[{one.helps}]]")
    keyless = sum(not item.rights for item in alignment_reads.items(subject)) if name == "answers" else 0
    if keyless:
        st.caption(f":orange[:material/warning:] not looked at: {counted(keyless, 'question')} without a known key")
    with st.container(horizontal=True, vertical_alignment="center"):
        if one.flag and number:
            frame.link("build", "build without them", task=subject.task, where=str(Test(one.flag, "is not", True)))
        save_button(tables={f"{subject.task} {one.label}": lambda: table})


def _picked(table: pd.DataFrame, name: str) -> int:
    """Draws the list; the place of the row that is picked in it, the first where none is."""
    event = st.dataframe(
        listed(table, name), hide_index=True, height=min(300, 36 + 28 * len(table)), row_height=28,
        column_config=COLUMNS, on_select="rerun", selection_mode="single-row", placeholder="–", key=f"leaks_{name}",
    )  # fmt: skip
    rows = event["selection"]["rows"]
    return int(rows[0]) if rows and rows[0] < len(table) else 0


def _side_by_side(row: pd.Series, items: Sequence[Item]) -> None:
    """The question of a finding, and beside it what it was found with."""
    known = places(items)
    left, right = st.columns(2, gap="small")
    with left.container(border=True, height=290):
        _question(known[row["doc_key"]], "this question")
    with right.container(border=True, height=290):
        if row.get("other_key"):
            _question(known[row["other_key"]], "the other")
        elif "example" in row:
            st.caption("the example")
            st.markdown(escaped_lines(str(row["example"])[:LONGEST]))
        else:
            item = known[row["doc_key"]]
            st.caption("what the model reads")
            st.code((item.before + item.prompt)[-LONGEST:], language=None, wrap_lines=True)


def _question(item: Item, role: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(escaped(f"{role}, of {item.task}"), width="content")
        if item.before or item.prompt != item.text:
            frame.link("question", "open", doc=item.doc_key, of=item.task)
    st.markdown(escaped_lines(item.text[:LONGEST]))
    choices(item)


def choices(item: Item) -> None:
    """The choices as lines, the right ones marked."""
    st.markdown(
        "\n".join(
            f"- {':green[:material/check:] **' + escaped(text) + '**' if place in item.golds else escaped(text)}"
            for place, text in enumerate(item.choices)
        )
    )
