"""What was read, and what could not be: imports, and everything about them that needs a person."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.shared import confirmations, frame, import_form, intake
from pages.shared.source_list import source_list

SAYS = {
    "problems": "what could not be used, where, and what to do about it; everything else in these files was read",
    "duplicates": "of several runs of one checkpoint and task the newest counts (counts_...); these others are kept",
    "missing": "checkpoints that other tasks or other models of the family have; between: a line would cross the gap",
    "identical": "different checkpoints with exactly the same loglikelihoods, the signature of a stale cache",
}
NOTHING = {
    "problems": "Every file was read as it is.",
    "duplicates": "No checkpoint was evaluated twice on the same task.",
    "missing": "No checkpoint is missing.",
    "identical": "No two checkpoints gave identical answers.",
}


def listing(name: str, table: pd.DataFrame) -> None:
    """A table under the line that says what it lists."""
    st.markdown(f":gray[{NOTHING[name] if table.empty else SAYS[name]}]")
    if not table.empty:
        st.dataframe(table, hide_index=True, height=min(460, 38 + 35 * len(table)), placeholder="–")


frame.page("data")
import_form.import_form()
known = intake.intake()
parts = {
    "sources": len(known.sources), "to confirm": len(known.unknown) + len(known.provisional),
    "problems": len(known.problems), "duplicates": len(known.duplicates), "missing": len(known.missing),
    "identical": len(known.identical),
}  # fmt: skip
part = st.segmented_control(
    "show", list(parts), default="sources", required=True, key="part", bind="query-params",
    label_visibility="collapsed", format_func=lambda name: name,
)  # fmt: skip
if part == "sources":
    source_list(known.sources)
elif part == "to confirm":
    confirmations.draw(known.unknown, known.provisional)
else:
    listing(part, getattr(known, part).drop(columns="source_id", errors="ignore"))
