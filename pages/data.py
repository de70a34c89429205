"""What was read, and what could not be: imports, and everything about them that needs a person."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm.views.problems import readable
from e2lm.views.words import escaped
from pages.shared import confirmations, frame, import_form, intake
from pages.shared.linked import linked_segments
from pages.shared.source_list import source_list

SAYS = {
    "problems": "what could not be used, where, and what to do about it; everything else in these files was read",
    "duplicates": "of several runs of one checkpoint and task the newest counts (counts_...); these others are kept",
}
NOTHING = {
    "problems": "Every file was read as it is.",
    "duplicates": "No checkpoint was evaluated twice on the same task.",
}

MOST = 200


def listing(name: str, table: pd.DataFrame) -> None:
    """A table under the line that says what it lists; problems with their whole text, as text."""
    more = f"; the first {MOST}" if name == "problems" and len(table) > MOST else ""
    st.markdown(f":gray[{NOTHING[name] if table.empty else SAYS[name] + more}]")
    if name == "problems" and not table.empty:
        st.table(readable(table.head(MOST)).map(escaped), border="horizontal", hide_index=True)
    elif not table.empty:
        st.dataframe(table, hide_index=True, height=min(480, 38 + 35 * len(table)), placeholder="–")


frame.page("data")
import_form.import_form()
known = intake.intake()
sizes = {
    "sources": len(known.sources), "names": len(known.provisional), "tokens": len(known.unknown),
    "problems": len(known.problems), "duplicates": len(known.duplicates),
}  # fmt: skip
words = {"names": "names to confirm", "tokens": "tokens to give"}
labels = {name: words.get(name, name) + (f" {size:,}" if size else "") for name, size in sizes.items()}
part = linked_segments("part", labels, "sources")
if part == "sources":
    source_list(known.sources)
elif part == "names":
    confirmations.ask_for_names(known.provisional)
elif part == "tokens":
    confirmations.ask_for_tokens(known.unknown)
else:
    listing(part, getattr(known, part).drop(columns="source_id", errors="ignore"))
