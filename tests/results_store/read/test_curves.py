"""Curves and runs: the newest run counts, the others are listed, partial runs never mix with full ones."""

from __future__ import annotations

from pathlib import Path

from e2lm.curves import CURVE_COLUMNS
from results_store import Store, ingest, read
from tests.paths import SHARED_DATA, needs_shared_data
from tests.results_store.toys import write_run

DAY = 86_400.0
NOW = 1_790_000_000.0


def test_the_newest_run_of_a_checkpoint_counts_and_the_older_is_a_duplicate(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "new", acc=0.75, date=NOW + DAY)
    write_run(tmp_path / "old", acc=0.25, date=NOW)
    report = ingest.import_path(store, tmp_path)
    curve = read.curve_table(store)
    assert list(curve.columns) == list(CURVE_COLUMNS)
    assert curve["value"].tolist() == [0.75]
    assert report.duplicates == 1
    duplicate = read.duplicate_runs(store).iloc[0]
    assert (duplicate["date"], duplicate["counts_date"]) == (NOW, NOW + DAY)
    assert duplicate["counts_run_id"] == curve["run_id"][0]
    assert len(read.run_table(store)) == 2


def test_equal_steps_of_one_model_are_one_moment_except_in_training_by_stages(store: Store, tmp_path: Path) -> None:
    """write_run names the checkpoint by its folder; the names here are those of OLMo's revisions."""
    names = ("stage1-step100-tokens1B", "stage2-step100-tokens1B", "step100", "iter_0000100")
    for place, name in enumerate(names):
        results = write_run(tmp_path / name, acc=place / 10, date=NOW + place, samples=False)
        results.write_text(results.read_text().replace("toy/step100", f"toy/{name}"))
    report = ingest.import_path(store, tmp_path)
    assert (report.runs, report.checkpoints, report.duplicates) == (4, 3, 1)
    assert sorted(read.curve_table(store)["checkpoint"]) == ["iter_0000100", *names[:2]]


def test_a_limited_run_is_partial_and_replaces_no_full_one(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "full", acc=0.5, date=NOW)
    write_run(tmp_path / "smoke", acc=1.0, docs=2, size=4, date=NOW + DAY)
    ingest.import_path(store, tmp_path)
    curve = read.curve_table(store)
    assert curve[["value", "partial", "n"]].values.tolist() == [[0.5, False, 4], [1.0, True, 2]]
    assert read.duplicate_runs(store).empty
    assert read.run_table(store)["partial"].tolist() == [False, True]


def test_runs_with_other_shots_are_other_curves(store: Store, tmp_path: Path) -> None:
    for shots in (0, 5):
        write_run(tmp_path / f"{shots}", shots=shots, date=NOW + shots)
    ingest.import_path(store, tmp_path)
    assert read.curve_table(store)["n_shot"].tolist() == [0, 5]
    assert read.duplicate_runs(store).empty


def test_unknown_tokens_and_provisional_names_are_listed(store: Store, tmp_path: Path) -> None:
    for step in (10, 20):
        write_run(tmp_path / f"{step}", step=step)
    (tmp_path / "mystery.csv").write_text("step,acc\n1,0.5\n")
    ingest.import_path(store, tmp_path)
    unknown = read.unknown_tokens(store).set_index("model").loc["toy"]
    assert (unknown["checkpoints"], unknown["first_step"], unknown["last_step"]) == (2, 10, 20)
    assert read.provisional(store)["model"].tolist() == ["mystery"]


def test_labels_of_all_sources_of_a_run_are_joined(store: Store, tmp_path: Path) -> None:
    results = write_run(tmp_path / "a")
    ingest.import_path(store, tmp_path / "a", label="march")
    ingest.import_path(store, results, label="again")
    assert read.run_table(store)["labels"].tolist() == ["again, march"]


@needs_shared_data
def test_the_competition_s_curves_are_whole(store: Store) -> None:
    ingest.import_path(store, SHARED_DATA / "competition" / "plot-data-combined-all.json")
    curve = read.curve_table(store)
    assert curve["task"].nunique() == 24
    one = curve[(curve["model"] == "dense-1b-arch1") & (curve["task"] == "hellaswag")]
    assert one["step"].is_monotonic_increasing
    assert one["tokens"].notna().all()


@needs_shared_data
def test_real_pythia_runs_have_tokens_by_their_own_rule(store: Store) -> None:
    ingest.import_path(store, SHARED_DATA / "pythia" / "pythia-70m")
    curve = read.curve_table(store)
    assert curve["step"].nunique() == 27
    assert (curve["tokens"] == curve["step"] * 2_097_152).all()
