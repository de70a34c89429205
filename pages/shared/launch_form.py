"""The two parts of the launch form that hold many controls: the list of checkpoints and the row of settings."""

from __future__ import annotations

from typing import Any

import streamlit as st

from e2lm.harness.request import DTYPES, Target
from e2lm.harness.sources import Found
from e2lm.harness.tables import found_table

LISTS, TEXTS = ("checkpoints", "tasks"), ("revisions", "subfolders", "folder")
CHOICES = ("shots", "dtype")
FILLED = "launch_filled"
BATCH_SIZES = ("auto", 1, 2, 4, 8, 16, 32, 64, 128, 256)


def fill() -> None:
    """Fills the form from the address, once for each address: a link names checkpoints, revisions, subfolders, tasks
    (each any number of times), folder, shots and dtype. What it does not name is as usual."""
    query = {name: st.query_params.get_all(name) for name in (*LISTS, *TEXTS, *CHOICES)}
    state = st.session_state
    if not query["checkpoints"] + query["tasks"] or (state.get(FILLED) == query and LISTS[0] in state):
        return
    state[FILLED] = query
    state.update({name: query[name] for name in LISTS})
    for name in TEXTS:
        state.pop(name, None)
    state.update({name: ", ".join(query[name]) for name in TEXTS if query[name]})
    shots, dtype = (next(iter(query[name]), "") for name in CHOICES)
    state["shots"] = int(shots) if shots.isdecimal() else None
    state["dtype"] = dtype if dtype in DTYPES else ""


def settings() -> dict[str, Any]:
    """The row of settings; the fields of Settings but the tasks."""
    shots, limit, batch, device, dtype, more = st.columns(6, vertical_alignment="bottom")
    with more.popover("more", width="stretch"):
        allowed = {
            field: tuple(st.text_input(label).split())
            for field, label in (
                ("approved_code", "task files that may run their authors' code, by sha256"),
                ("allow_remote_code", "models that may run their authors' code, by name"),
                ("allow_pickled_weights", "models whose weights may be pickled, by name"),
            )
        }
    return allowed | {
        "num_fewshot": shots.number_input("few-shot", 0, value=None, placeholder="task's", key="shots"),
        "limit": limit.number_input("limit", 1, value=None, placeholder="all docs"),
        "batch_size": batch.selectbox("batch size", BATCH_SIZES, index=BATCH_SIZES.index("auto")),
        "device": device.selectbox("device", ("", "cpu", "cuda", "mps"), format_func=lambda name: name or "auto"),
        "dtype": dtype.selectbox("dtype", ("", *DTYPES), format_func=lambda name: name or "auto", key="dtype"),
    }


def ticked(found: list[Found]) -> tuple[Target, ...]:
    """The list of what was found; gives back what is ticked in it."""
    if not found:
        st.caption("the checkpoints found under these names are listed here with their tokens, to be ticked")
        return ()
    table = st.data_editor(
        found_table(found),
        hide_index=True,
        height=min(212, 36 * len(found) + 38),
        disabled=["model", "checkpoint", "tokens", "problem"],
        column_config={"run": st.column_config.CheckboxColumn("run", width="small")},
        key=f"ticked {hash(tuple(one.target for one in found))}",
    )
    return tuple(one.target for one, tick in zip(found, table["run"], strict=True) if tick)
