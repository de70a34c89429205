"""The judges on the alignment page: each one's rate with its interval, what one of them said, how far they agree."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from e2lm.alignment.rate import rate_among
from e2lm.alignment.verdicts import Judgement
from e2lm.errors import E2LMError
from e2lm.leakage.items import Item
from e2lm.views.alignment import agreements, interval_words, judge_table, rate_words, verdict_table
from e2lm.views.words import escaped
from pages.shared import alignment_reads, frame, queries
from pages.shared.alignment_reads import Subject
from pages.shared.export_parts import save_button
from results_store import verdicts

JUDGES = {
    "judge": st.column_config.TextColumn(width=150),
    "kind": st.column_config.TextColumn(width=60),
    "of": st.column_config.TextColumn("asked about", width=170),
    "asked": st.column_config.NumberColumn("judged", width=60),
    "accepted": st.column_config.NumberColumn(width=70),
    "rejected": st.column_config.NumberColumn(width=70),
    "errors": st.column_config.NumberColumn(width=60),
    "rate": st.column_config.ProgressColumn(
        "accepted / judged", format="%.2f", min_value=0.0, max_value=1.0, width=120
    ),
    "interval": st.column_config.TextColumn("95 % interval", width=100),
    "tokens": st.column_config.NumberColumn("tokens spent", format="compact", width=80),
    "said": st.column_config.DatetimeColumn("since", format="D MMM YYYY, HH:mm", width=130),
}
VERDICTS = {
    "verdict": st.column_config.TextColumn(width=60),
    "question": st.column_config.TextColumn(width="large"),
    "answer": st.column_config.TextColumn("right answer", width=150),
    "reason": st.column_config.TextColumn(width="large"),
    "task": st.column_config.TextColumn(width=120),
}


def judges(subject: Subject) -> None:
    """The list of judges, the verdicts of the one that is picked (the last where none is), and their agreement."""
    items = alignment_reads.items(subject)
    keys = frozenset(item.doc_key for item in items)
    table = judge_table(alignment_reads.judged(), keys)
    if table.empty:
        with st.container(border=True):
            st.markdown("**nobody has judged these questions yet**")
            st.markdown(
                ":gray[Ask a model about a sample of them, take verdicts from a file, or judge them by hand. The "
                "competition asks a model about 50 questions and takes the share that it accepts.]"
            )
        return
    by_id = {one.judgement_id: one for one in alignment_reads.judged()}
    shown = table.assign(said=pd.to_datetime(table["added"], unit="s")).drop(columns=["added", "judgement_id"])
    event = st.dataframe(
        shown, hide_index=True, row_height=30, height=min(220, 38 + 30 * len(table)), column_config=JUDGES,
        placeholder="–", on_select="rerun", selection_mode="single-row", key="judges",
    )  # fmt: skip
    rows = event["selection"]["rows"]
    picked = by_id[table["judgement_id"].iloc[rows[0] if rows and rows[0] < len(table) else -1]]
    for words in agreements([by_id[one] for one in table["judgement_id"]]):
        st.caption(escaped(words))
    _said(picked, items, keys)


def _said(picked: Judgement, items: Sequence[Item], keys: frozenset[str]) -> None:
    found = rate_among(picked, keys)
    said = verdict_table(picked, items)
    line = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False)
    line.markdown(f"**{escaped(picked.judge)}** :gray[{escaped(rate_words(found))}]")
    with line.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right", width="content"):
        save_button(tables={f"verdicts of {picked.judge} {interval_words(found)}": lambda: said})
        if picked.settings.get("criteria"):
            with st.popover("criteria", type="tertiary", icon=":material/rule:"):
                st.code(picked.settings["criteria"], language=None, wrap_lines=True)
        st.button(
            "forget", type="tertiary", icon=":material/delete:", on_click=_forget, args=(picked.judgement_id,),
            help="takes these verdicts back; a model's raw answers stay in home/judgements",
        )  # fmt: skip
    event = st.dataframe(
        said.drop(columns="doc_key"), hide_index=True, row_height=30, height=340, column_config=VERDICTS,
        placeholder="–", on_select="rerun", selection_mode="single-cell", key=f"said_{picked.judgement_id}",
    )  # fmt: skip
    if event["selection"]["cells"]:
        row = said.iloc[event["selection"]["cells"][0][0]]
        st.switch_page(frame.path("question"), query_params={"doc": row["doc_key"], "of": row["task"]})


def _forget(judgement_id: str) -> None:
    try:
        verdicts.forget(queries.store().home, judgement_id)
    except E2LMError as error:
        st.toast(escaped(str(error)), icon=":material/error:")
