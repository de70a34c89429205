"""Facts of one doc, from a real item list."""

from __future__ import annotations

from e2lm.views.doc_facts import doc_facts
from e2lm.views.item_list import item_list
from tests.e2lm.question_level import cube
from tests.paths import needs_shared_data


@needs_shared_data
def test_a_doc_has_its_difficulty_and_flips_and_no_sq_over_seven_checkpoints() -> None:
    listed = item_list(cube(), "sci-s", ["sci-s"], "acc")
    hardest = listed.docs.sort_values("difficulty", ascending=False).iloc[0]
    assert doc_facts(listed, hardest["doc_key"]) == [("difficulty", "1.00"), ("flips", "0")]
    assert doc_facts(listed, "no such doc") == []
