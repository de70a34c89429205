"""Two versions beside one another: scores, the questions that went in and out, and what each did to the score."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm.candidates.difference import difference
from e2lm.candidates.saved import Saved
from e2lm.counting import counted
from e2lm.doc_filter import chosen_docs
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.words import escaped
from pages.shared import build_scores, candidate_reads, export_parts, queries, subsets
from pages.shared.linked import linked_choice
from pages.shared.subsets import Models

HELP = (
    "Effect: of a question that went in, the new version's score minus that without it; of one that went out, the old "
    "version's score without it minus that with it. Above zero the change helped. They do not add up to the change."
)


def draw(versions: list[Saved], models: Models, settings: ScoreSettings) -> None:
    """The choice of two versions of one task, and what became of one in the other."""
    labels = {one.version: f"{one.name} {one.version[:4]}" for one in versions}
    known = {one.version: one for one in versions}
    row = st.container(horizontal=True, vertical_alignment="center", wrap=False)
    with row.container(width=260):
        new = known[linked_choice("new", labels, versions[-1].version, label="new version", width=260)]
    others = {version: label for version, label in labels.items() if known[version].task == new.task}
    row.markdown(":gray[against]", width="content")
    usual = new.parent if new.parent in others else next(iter(others))
    with row.container(width=260):
        old = known[linked_choice("old", others, usual, label="old version", width=260)]
    before, after = candidate_reads.looked_at(old), candidate_reads.looked_at(new)
    if not len(subsets.cube(after, models).docs):
        st.info("These models have no answers to this task.", icon=":material/info:")
        return
    lines = build_scores.first(after, before, models, settings)
    lines = build_scores.resampled(lines, after, before, models, settings, by_subject=False)
    left, right = st.columns([1, 1.25], gap="medium")
    with left:
        build_scores.draw(st.empty(), lines, luck=False)
        for name, one in (("old", old), ("new", new)):
            st.caption(f"{name}: {escaped(one.definition or 'a list of questions')}")
    with right:
        _questions(_moved(queries.version(), old.version, new.version, models, settings, old, new))


@st.cache_resource(show_spinner="leaving out each question that moved", max_entries=8, hash_funcs=queries.EXACT)
def _moved(
    at: int,  # noqa: ARG001 - the version is the cache's key
    old: str,  # noqa: ARG001
    new: str,  # noqa: ARG001
    models: Models,
    settings: ScoreSettings,
    _old: Saved,
    _new: Saved,
) -> pd.DataFrame:
    both = [candidate_reads.looked_at(one) for one in (_old, _new)]
    (before, was), (after, now) = (
        (subsets.per_question(one, models), chosen_docs(subsets.facts(one, models), one.docs)) for one in both
    )
    return difference(before, was, after, now, settings)


def _questions(table: pd.DataFrame) -> None:
    went = table["went"].value_counts()
    into, out = int(went.get("in", 0)), int(went.get("out", 0))
    row = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False)
    row.markdown(f"**{counted(into, 'question')} in, {out:,} out**", help=HELP)
    if table.empty:
        st.caption("the same questions")
        return
    with row.container(width="content"):
        export_parts.save_button(tables={"difference": lambda: table})
    st.dataframe(
        table, hide_index=True, height=420, row_height=28, placeholder="–",
        column_order=["went", "sq", "rc", "cs", "question", "task", "doc_key"],
        column_config={
            "went": st.column_config.TextColumn("went", width=50),
            **{
                name: st.column_config.NumberColumn(f"effect on {label}", format="%.5f", width=100)
                for name, label in (("sq", "SQ"), ("rc", "RC"), ("cs", "CS"))
            },
            "question": st.column_config.TextColumn("question", width=360),
        },
    )  # fmt: skip
