"""Facts of one doc, from real logs."""

from __future__ import annotations

import pandas as pd

from e2lm.scoring.settings import ScoreSettings
from e2lm.views.doc_facts import doc_facts, windows_of
from e2lm.views.doc_sheet import sheet_of
from e2lm.views.item_list import item_list
from tests.e2lm.question_level import cube
from tests.paths import needs_shared_data

NONE_MISSING = pd.DataFrame({"model": [], "step": pd.array([], dtype="Int64"), "tokens": pd.array([], dtype="Int64")})


@needs_shared_data
def test_a_doc_has_the_numbers_of_the_item_list_and_no_sq_over_seven_checkpoints() -> None:
    listed = item_list(cube(), "sci-s", ["sci-s", "web-s"], "acc")
    sheet = sheet_of(cube(), NONE_MISSING)
    windows = windows_of(sheet, ScoreSettings())
    for row in (0, 17, 200):
        doc = listed.docs.iloc[row]
        track = sheet.tracks(row, [" "] * 4, doc["golds"])[0]
        assert doc_facts(sheet, row, track, tuple(doc["golds"]), windows["sci-s"]) == [
            ("difficulty", f"{doc['difficulty']:.2f}"),
            *([("discrimination", f"{doc['discrimination']:.2f}")] if pd.notna(doc["discrimination"]) else []),
            ("flips", str(doc["flips"])),
        ]
