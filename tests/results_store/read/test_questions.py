"""The questions of a task as its runs asked them, each once and in the source's order."""

from __future__ import annotations

from pathlib import Path

from results_store import Store, ingest, read
from tests.paths import SHARED_DATA, needs_shared_data
from tests.results_store.toys import write_run


def test_every_question_comes_once_in_order_with_what_was_asked(store: Store, tmp_path: Path) -> None:
    for step in (100, 200):
        write_run(tmp_path / f"step{step}", step=step)
    ingest.import_path(store, tmp_path)
    asked, shots = read.questions(store, "toy_task")
    assert shots == 0
    cube = read.cube(store, "toy_task", "none")
    assert [one.doc_key for one in asked] == cube.docs["doc_key"].tolist()
    assert [list(one.golds) for one in asked] == cube.docs["golds"].tolist()
    one = asked[1]
    shown = read.doc(store, one.doc_key)
    assert shown is not None
    assert (one.before, one.prompt, one.continuations) == (shown.few_shot, shown.question, shown.continuations)
    assert one.fields == shown.fields


def test_the_number_of_examples_is_the_usual_one_unless_it_is_given(store: Store, tmp_path: Path) -> None:
    for step in (100, 200):
        write_run(tmp_path / f"five{step}", step=step, shots=5)
    write_run(tmp_path / "zero", step=100, shots=0, date=1_790_000_007.0)
    ingest.import_path(store, tmp_path)
    assert read.questions(store, "toy_task")[1] == 5
    assert read.questions(store, "toy_task", 0)[1] == 0
    assert read.questions(store, "toy_task", 3) == ([], 3)


def test_a_task_that_nobody_ran_has_none(store: Store) -> None:
    assert read.questions(store, "absent") == ([], None)


@needs_shared_data
def test_real_logs_give_the_prompt_in_its_parts(store: Store) -> None:
    ingest.import_path(store, SHARED_DATA / "question-level" / "web-s" / "step0")
    asked, shots = read.questions(store, "local_mmlu_cloze_global_facts")
    assert (len(asked), shots) == (100, 0)
    assert all(one.before.endswith("about global facts.\n\n") for one in asked)
    assert all(one.prompt == f"Question: {one.fields['question'].strip()}\nAnswer:" for one in asked)
