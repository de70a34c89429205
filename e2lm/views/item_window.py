"""The rows of an item list that the table beside the picture shows, and where they begin and end."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from e2lm.item_statistics import STATISTICS
from e2lm.views.item_list import Integers, ItemList

USUAL_ROWS, MOST_ROWS = 100, 500
# Then the statistics that were chosen, then the last two. marks is what people said, in a few words; learned and forgot
# are amounts of training, p_correct a list; these three and no others are of the shown model.
FIRST_COLUMNS = ("question", "marks", "p_correct", "learned", "forgot")
LAST_COLUMNS = ("task", "doc_key")


def window_of(text: str, docs: int) -> tuple[int, int]:
    """The rows that "293-340" names (first, one past the last; at most MOST_ROWS), the first USUAL_ROWS otherwise."""
    first, _, last = text.partition("-")
    if not (first.isdecimal() and last.isdecimal()) or not 1 <= int(first) <= min(int(last), docs):
        return 0, min(docs, USUAL_ROWS)
    return int(first) - 1, min(int(last), docs, int(first) - 1 + MOST_ROWS)


def undefined_ones(statistics: pd.DataFrame) -> str:
    """Which of the statistics are undefined for every question, and what each would need; "" where none is."""
    empty = [STATISTICS[str(name)] for name in statistics.columns if len(statistics) and statistics[name].isna().all()]
    needs = [f"{one.label} needs {one.needs}" if one.needs else one.label for one in empty]
    return f"Undefined for every question: {'; '.join(needs)}." if needs else ""


def window_table(
    listed: ItemList, places: Integers, statistics: pd.DataFrame, marks: Sequence[str] | None = None
) -> pd.DataFrame:
    """FIRST_COLUMNS, the columns of `statistics` (a row for each doc of the list) and LAST_COLUMNS of the given rows;
    learned and forgot NA where they do not apply. `marks`: one text for each of these rows, None where nothing was said
    of any."""
    docs, p = listed.docs.iloc[places], listed.values["P(correct)"][places]
    amount = pd.Series(listed.amounts)
    return pd.DataFrame(
        {
            "question": docs["question"].to_list(),
            "marks": [""] * len(docs) if marks is None else list(marks),
            "p_correct": [row[~pd.isna(row)].round(3).tolist() for row in p],
            "learned": docs["learned_at"].map(amount, na_action="ignore").astype("Float64").to_list(),
            "forgot": docs["forgotten_at"].map(amount, na_action="ignore").astype("Float64").to_list(),
            **{name: statistics[name].to_numpy()[places] for name in statistics.columns},
            "task": docs["task"].to_list(),
            "doc_key": docs["doc_key"].to_list(),
        }
    )
