"""How long the prompts of a task are, each doc once."""

from __future__ import annotations

from pathlib import Path

from e2lm.candidates.sizes import PROMPT_COLUMNS
from results_store import Store, ingest, read
from tests.results_store.toys import write_run


def test_every_question_has_the_letters_of_its_prompt_and_choices(store: Store, tmp_path: Path) -> None:
    for step in (100, 200):
        write_run(tmp_path / f"step{step}", step=step)
    ingest.import_path(store, tmp_path)
    sizes = read.prompt_sizes(store, "toy_task", "none")
    assert tuple(sizes.columns) == PROMPT_COLUMNS
    assert sorted(sizes["doc_key"]) == sorted(read.cube(store, "toy_task", "none").docs["doc_key"])
    for doc_key, prompt, choices, count in sizes.itertuples(index=False):
        doc = read.doc(store, str(doc_key))
        assert doc is not None
        assert prompt == len(doc.context)
        assert choices == sum(map(len, doc.continuations))
        assert count == len(doc.continuations)


def test_a_task_that_nobody_ran_has_none(store: Store) -> None:
    assert read.prompt_sizes(store, "absent", "none").empty
