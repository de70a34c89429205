"""Can these curves be trusted? What speaks against them, what it means, and what to do about it."""

from __future__ import annotations

import streamlit as st

from pages.shared import export_parts, frame, integrity_actions, integrity_lists, queries

frame.page("integrity")
if queries.runs().empty:
    frame.empty()
    st.stop()
found = integrity_lists.findings()
check = integrity_lists.chosen_check(found.tables)
table = found.tables[check.name]
listed, beside = st.columns([2.7, 1], gap="medium")
picked = table.iloc[:0]
with listed:
    if check.name == "excluded" and not table.empty:
        integrity_actions.exclusion_list(table)
    elif not table.empty:
        picked = integrity_lists.listing(check, table)
        if check.name == "prompts":
            integrity_actions.compared_prompts(picked)
    else:
        st.markdown(f":green[:material/check:] {check.nothing}")
with beside:
    integrity_actions.explained(check)
    if check.name == "excluded":
        integrity_actions.exclude_any()
    elif check.name == "missing":
        integrity_actions.launch_missing(found.launches)
    elif not table.empty:
        if check.reason:
            integrity_actions.exclude_picked(check, picked)
        integrity_actions.look_closer(picked)
if not table.empty:
    with frame.corner():
        export_parts.save_button(tables={f"integrity, {check.name}": lambda: table})
