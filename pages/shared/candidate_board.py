"""The board of saved candidates: a picture and a table of their scores, and what can be done with one of them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm.candidates.saved import Saved
from e2lm.errors import E2LMError
from e2lm.figures.board import board_figure
from e2lm.figures.theme import theme_of
from e2lm.scoring.settings import ScoreSettings
from e2lm.views.candidate_board import Entry, board, front_in_words
from e2lm.views.words import escaped
from pages.shared import build_saving, candidate_reads, frame, queries
from pages.shared.export_candidate import export_button
from pages.shared.export_parts import save_button
from pages.shared.subsets import Models
from results_store.candidates import drop_candidate

ROW, HEADER, MOST = 28, 35, 12
LONGEST = 60  # letters of a name beside the buttons
_SAID = "candidate_said"


def draw(versions: list[Saved], models: Models, settings: ScoreSettings) -> None:
    """The board; optimism is filled in last, candidate by candidate."""
    weights = settings.weights
    top = weights.sq + weights.rc + weights.cs
    entries = [candidate_reads.entry(one, models, settings) for one in versions]
    table = board(entries, top)
    figure = board_figure(table, theme_of(frame.dark()))
    st.plotly_chart(
        figure, theme=None, key="board", config={"displayModeBar": False},
        alt=f"SQ, RC and CS of {len(table)} candidates with their intervals",
    )  # fmt: skip
    st.caption(f"{front_in_words(table)} · bars: 95 % over resampled questions · RC and CS are reconstructions")
    row = st.container(horizontal=True, vertical_alignment="center", wrap=False)
    chosen = _table(table)
    _actions(row, next(one for one in versions if one.version == table["version"].iloc[chosen]))
    with row:
        save_button({"board of candidates": figure}, {"candidates": lambda: table})
    _owed(st.empty(), entries, models, settings)


def _table(table: pd.DataFrame) -> int:
    owed: dict[str, float] = st.session_state.get("candidate_owed", {})
    shown = table.assign(owed=[owed.get(version, float("nan")) for version in table["version"]])
    event = st.dataframe(
        shown, hide_index=True, row_height=ROW, height=min(len(shown), MOST) * ROW + HEADER + 2, placeholder="–",
        column_order=[
            "name", "version", "questions", "metric", "sq", "owed", "rc", "cs", "total", "tokens", "shared_tokens",
            "definition", "note",
        ],
        column_config={
            "name": st.column_config.TextColumn("candidate", width=140, pinned=True),
            "version": st.column_config.TextColumn("version", width=98),
            "questions": st.column_config.NumberColumn("questions", format="localized", width=72),
            "metric": st.column_config.TextColumn("metric", width=90),
            "sq": st.column_config.ProgressColumn(
                "SQ", format="%.3f", min_value=0, max_value=1, width=110, color="violet"
            ),
            "owed": st.column_config.NumberColumn(
                "owed to the choice", format="%+.3f", width=120,
                help="optimism of SQ: what it gains where the questions were chosen beyond what it gains elsewhere",
            ),
            **{
                name: st.column_config.NumberColumn(label, format="%.3f", width=56)
                for name, label in (("rc", "RC"), ("cs", "CS"), ("total", "total"))
            },
            "tokens": st.column_config.NumberColumn(
                "tokens to run", format="compact", width=92,
                help="estimated at 4 letters a token, one checkpoint, each choice with its whole prompt",
            ),
            "shared_tokens": st.column_config.NumberColumn(
                "by shared prefix", format="compact", width=100, help="the same where a prompt is read once"
            ),
            "definition": st.column_config.TextColumn("chosen by", width=260),
        },
        key="board_rows", on_select="rerun", selection_mode="single-row-required",
        selection_default={"selection": {"rows": [0]}},
    )  # fmt: skip
    rows = event["selection"]["rows"]
    return rows[0] if rows and rows[0] < len(shown) else 0


def _actions(row: st.delta_generator.DeltaGenerator, one: Saved) -> None:
    with row:
        name = one.name if len(one.name) <= LONGEST else one.name[: LONGEST - 1] + "…"
        st.markdown(f"**{escaped(name)}** :gray[{one.version}]", width="content", wrap=False)
        frame.link("build", "edit", task=one.task, metric=one.metric, **{build_saving.ASKED: one.version})
        export_button(one.candidate)
        with st.popover("drop", icon=":material/delete:", type="tertiary"):
            st.markdown("takes it off the list; its line stays in the journal")
            st.button("drop this version", on_click=_drop, args=(one.version,), key="candidate_drop")
        if said := st.session_state.pop(_SAID, ""):
            st.markdown(f":red[{said}]")


def _drop(version: str) -> None:
    try:
        drop_candidate(queries.store(), version)
    except E2LMError as error:
        st.session_state[_SAID] = f"{escaped(error.problem)}. {escaped(error.remedy)}"


def _owed(
    place: st.delta_generator.DeltaGenerator, entries: list[Entry], models: Models, settings: ScoreSettings
) -> None:
    """Computes what is not known yet, then draws the table anew with it."""
    key = (queries.version(), models, settings)
    kept: dict[str, float] = st.session_state.get("candidate_owed", {})
    if st.session_state.get("candidate_owed_of") != key:
        kept = {}
    missing = [one for one in entries if one.saved.version not in kept]
    for one in missing:
        place.caption(f"choosing {escaped(one.saved.name)} anew without parts of the answers")
        kept = {**kept, one.saved.version: candidate_reads.owed(one.saved, models, settings)}
    st.session_state["candidate_owed"], st.session_state["candidate_owed_of"] = kept, key
    if missing:
        st.rerun()
    place.empty()
