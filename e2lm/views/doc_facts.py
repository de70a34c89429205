"""What is said in a line about one doc: how hard it is, how well it tells models apart, how steadily it was learned."""

from __future__ import annotations

import pandas as pd

from e2lm.views.item_list import ItemList


def doc_facts(listed: ItemList, doc_key: str) -> list[tuple[str, str]]:
    """(name, value) pairs for a doc of an item list; what is undefined is left out."""
    rows = listed.docs[listed.docs["doc_key"] == doc_key]
    if rows.empty:
        return []
    row = rows.iloc[0]
    named = (
        ("difficulty", "difficulty", ".2f"),
        ("discrimination", "discrimination", ".2f"),
        ("SQ of item", "sq", ".3f"),
    )
    facts = [(name, f"{row[column]:{form}}") for name, column, form in named if pd.notna(row[column])]
    return [*facts, ("flips", str(row["flips"]))]
