"""What can be compared with what: runs by task, tasks by their questions, exported docs by their source."""

from __future__ import annotations

from pathlib import Path

from results_store import Store, ingest, read
from results_store.read.comparable import ANSWERED_COLUMNS
from tests.results_store.toy_styles import STYLES, import_styles
from tests.results_store.toys import write_run


def test_every_run_of_a_task_is_listed_the_newest_of_a_checkpoint_first(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "old", date=1_790_000_000.0)
    write_run(tmp_path / "new", date=1_790_000_050.0)
    write_run(tmp_path / "later", step=200, docs=2, size=4)
    write_run(tmp_path / "other", task="other_task")
    ingest.import_path(store, tmp_path)
    found = read.answered(store, "toy_task")
    assert tuple(found.columns) == ANSWERED_COLUMNS
    assert found["step"].tolist() == [100, 100, 200]
    assert found["date"].tolist()[:2] == [1_790_000_050.0, 1_790_000_000.0]
    assert found["partial"].tolist() == [False, False, True]
    assert found["docs"].tolist() == [4, 4, 2]
    assert read.answered(store, "absent").empty


def test_one_run_alone_can_be_read_though_a_newer_one_counts(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "old", date=1_790_000_000.0, docs=3)
    write_run(tmp_path / "new", date=1_790_000_050.0, docs=4)
    ingest.import_path(store, tmp_path)
    newer, older = read.answered(store, "toy_task")["run_id"]
    assert len(read.cube(store, "toy_task", "none").docs) == 4
    alone = read.cube(store, "toy_task", "none", run_id=older)
    assert alone.checkpoints["run_id"].tolist() == [older]
    assert len(alone.docs) == 3
    assert read.cube(store, "toy_task", "none", run_id=newer).checkpoints["run_id"].tolist() == [newer]
    assert read.cube(store, "toy_task", "none", run_id="absent").checkpoints.empty


def test_styles_of_a_candidate_have_the_same_docs_which_name_their_source(store: Store, tmp_path: Path) -> None:
    import_styles(store, tmp_path)
    docs = read.task_docs(store)
    first, second = (set(docs[style]) for style in STYLES)
    assert first == second
    assert len(first) == 3
    sources = read.doc_sources(store)
    assert {sources[key][0] for key in first} < set(docs["toy_task"])
    assert {sources[key][1] for key in first} == {"numbers", "nothing"}
    assert not set(docs["toy_task"]) & set(sources)
