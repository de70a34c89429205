"""Importing: what the files say is stored once, changes are followed, and a rebuild gives the same."""

from __future__ import annotations

import io
import json
import os
import shutil
import threading
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from e2lm.errors import RequestError
from e2lm.reading import ColumnMapping, ScoreColumn, samples_in
from e2lm.records import Problem, Sample, SamplesFile
from results_store import Store, answers, ingest, intake, open_store, read
from results_store.write import Finished, Saved, finish_units
from tests.paths import SHARED_DATA, needs_shared_data
from tests.results_store.contents import contents
from tests.results_store.toys import write_run

# Runs, models, checkpoints and samples of the shared folders, as their README describes them.
SHARED = {
    "competition/plot-data-combined-all.json": (176, 6, 176, 0),
    "pythia": (108, 4, 108, 0),
    "cruise-pythia-70m": (25, 1, 25, 0),
    "bigscience": (160, 3, 160, 0),
    "olmo-ladder": (447, 4, 447, 0),
}


@needs_shared_data
@pytest.mark.parametrize(("name", "counts"), SHARED.items(), ids=SHARED)
def test_real_results_are_stored_with_their_counts(store: Store, name: str, counts: tuple[int, ...]) -> None:
    report = ingest.import_path(store, SHARED_DATA / name)
    assert (report.runs, report.models, report.checkpoints, report.samples) == counts
    assert report.new_runs == report.runs


@needs_shared_data
@pytest.mark.parametrize("name", ["pythia", "question-level", "formats", "competition"])
def test_importing_twice_changes_nothing(store: Store, name: str) -> None:
    first = ingest.import_path(store, SHARED_DATA / name)
    version, before, journal = store.version, contents(store), (store.home / "sources.jsonl").read_bytes()
    second = ingest.import_path(store, SHARED_DATA / name)
    assert store.version == version
    assert contents(store) == before
    assert (store.home / "sources.jsonl").read_bytes() == journal
    assert (second.runs, second.new_runs, second.problems) == (first.runs, 0, first.problems)


@needs_shared_data
def test_a_deleted_database_is_rebuilt_with_the_same_curves(home: Path) -> None:
    with open_store(home) as store:
        for name in ("question-level", "pythia/pythia-70m", "formats"):
            ingest.import_path(store, SHARED_DATA / name)
        ingest.assign(store, model="sci-s", rule="step * 4096")
        curves, samples = read.curve_table(store), contents(store)["samples"]
    (home / "e2lm.duckdb").unlink()
    with open_store(home) as store:
        ingest.refresh(store)
        assert read.curve_table(store).equals(curves)
        assert sorted(contents(store)["samples"]) == sorted(samples)


def test_a_copy_of_a_run_elsewhere_is_the_same_run(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    ingest.import_path(store, tmp_path / "a")
    report = ingest.import_path(store, tmp_path / "b")
    assert (report.runs, report.new_runs, read.counts(store).samples) == (1, 0, 4)


def test_results_get_their_samples_when_those_arrive_later(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a")
    samples = next((tmp_path / "a").glob("samples_*"))
    samples.rename(tmp_path / samples.name)
    assert ingest.import_path(store, tmp_path / "a").samples == 0
    (tmp_path / samples.name).rename(samples)
    report = ingest.refresh(store)
    assert (report.runs, report.new_runs, report.samples) == (1, 0, 4)


def test_a_copy_without_samples_takes_none_away(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b", ignore=shutil.ignore_patterns("samples_*"))
    ingest.import_path(store, tmp_path / "a")
    ingest.import_path(store, tmp_path / "b")
    assert read.counts(store).samples == 4


def test_a_rewritten_file_gives_its_new_run_only(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a", acc=0.25)
    ingest.import_path(store, tmp_path / "a")
    write_run(tmp_path / "a", acc=0.75)
    ingest.refresh(store)
    assert read.curve_table(store)["value"].tolist() == [0.75]
    assert read.counts(store).runs == 1


def test_a_file_that_got_damaged_keeps_its_data_and_is_named(store: Store, tmp_path: Path) -> None:
    results = write_run(tmp_path / "a")
    ingest.import_path(store, tmp_path / "a")
    before = read.curve_table(store)
    results.write_text(results.read_text()[:50])
    report = ingest.refresh(store)
    assert read.curve_table(store).equals(before)
    assert [problem.file for problem in report.problems] == [str(results)]
    assert ingest.refresh(store).problems == ()
    assert read.problem_table(store)["remedy"].str.len().min() > 0


def test_a_source_that_vanished_is_listed_and_its_data_stays(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a")
    ingest.import_path(store, tmp_path / "a")
    shutil.rmtree(tmp_path / "a")
    ingest.refresh(store)
    assert read.source_table(store)["vanished"].tolist() == [True]
    assert read.counts(store).runs == 1


def test_runs_whose_files_were_deleted_go_and_those_of_an_emptied_folder_stay(store: Store) -> None:
    """One folder less is somebody's decision; nothing at all looks like a disk that is not mounted."""
    for step in (1, 2):
        write_run(store.home / "runs" / f"{step}", step=step)
    ingest.refresh(store)
    shutil.rmtree(store.home / "runs" / "1")
    ingest.refresh(store)
    assert read.run_table(store)["step"].tolist() == [2]
    shutil.rmtree(store.home / "runs")
    ingest.refresh(store)
    (store.home / "runs").mkdir()
    ingest.refresh(store)
    assert read.counts(store).runs == 1


def test_one_bad_file_among_good_ones_is_named_and_the_rest_is_stored(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a", step=1)
    write_run(tmp_path / "b", step=2)
    (tmp_path / "a" / "results_2026-01-01T00-00-59.000000.json").write_text('{"results": ')
    samples = next((tmp_path / "b").glob("samples_*"))
    samples.write_bytes(samples.read_bytes().replace(b'{"doc_id": 2', b'{"doc_id" 2'))
    report = ingest.import_path(store, tmp_path)
    assert (report.runs, report.samples) == (2, 7)
    assert {(Path(problem.file).parent.name, problem.line) for problem in report.problems} >= {("b", 3)}
    assert {Path(problem.file).parent.name for problem in report.problems} == {"a", "b"}


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_what_gives_nothing_is_a_problem_and_no_source(store: Store, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    report = ingest.import_path(store, tmp_path / name)
    assert [problem.file for problem in report.problems] == [str(tmp_path / name)]
    assert report.problems[0].remedy
    assert read.source_table(store).empty
    assert store.version == 0


def test_the_runs_folder_is_watched_without_an_import(store: Store) -> None:
    write_run(store.home / "runs" / "job" / "toy" / "step1", step=1)
    assert ingest.refresh(store).new_runs == 1
    version = store.version
    assert ingest.refresh(store).runs == 0
    assert store.version == version
    write_run(store.home / "runs" / "job" / "toy" / "step2", step=2)
    assert ingest.refresh(store).new_runs == 1


def test_unchanged_files_are_told_by_size_and_time_without_opening_them(store: Store) -> None:
    """Rewritten with other content, but the same size and time, a file is not read again."""
    results = write_run(store.home / "runs" / "a", acc=0.25)
    ingest.refresh(store)
    stamp = results.stat()
    results.write_text(results.read_text().replace("0.25", "0.75"))
    os.utime(results, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    ingest.refresh(store)
    assert read.curve_table(store)["value"].tolist() == [0.25]


def test_a_refresh_of_thousands_of_unchanged_files_is_cheap(store: Store) -> None:
    """2,000 runs of one file each: a walk over 4,000 entries, far below the second in which a page is drawn."""
    template = write_run(store.home / "template", samples=False).read_text()
    shutil.rmtree(store.home / "template")
    for step in range(2000):
        folder = store.home / "runs" / f"step{step}"
        folder.mkdir(parents=True)
        (folder / "results_2026-01-01T00-00-20.000000.json").write_text(template.replace("step100", f"step{step}"))
    assert ingest.refresh(store).new_runs == 2000
    took = []
    for _ in range(3):
        start = time.perf_counter()
        ingest.refresh(store)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.5


def test_two_sessions_that_import_at_once_store_each_run_once(store: Store, tmp_path: Path) -> None:
    for step in range(1, 21):
        write_run(tmp_path / "results" / f"step{step}", step=step)
    reports: list[ingest.ImportReport] = []
    threads = [
        threading.Thread(target=lambda: reports.append(ingest.import_path(store, tmp_path / "results"))) for _ in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(report.new_runs for report in reports) == [0, 20]
    assert [report.runs for report in reports] == [20, 20]
    assert read.counts(store).samples == 80
    assert len(read.source_table(store)) == 1


def test_a_forgotten_source_takes_its_runs_with_it_and_stays_forgotten(home: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_run(tmp_path / name, model=name)
    with open_store(home) as store:
        forgotten = ingest.import_path(store, tmp_path / "a").source_id
        ingest.import_path(store, tmp_path / "b")
        ingest.forget_source(store, forgotten)
        assert read.run_table(store)["model"].tolist() == ["b"]
        assert read.counts(store).samples == 4
    (home / "e2lm.duckdb").unlink()
    with open_store(home) as store:
        ingest.refresh(store)
        assert read.run_table(store)["model"].tolist() == ["b"]
        assert ingest.import_path(store, tmp_path / "a").new_runs == 1


def test_forgetting_keeps_docs_and_runs_that_others_share(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a", step=1)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    write_run(tmp_path / "b" / "more", step=2)
    first = ingest.import_path(store, tmp_path / "a").source_id
    ingest.import_path(store, tmp_path / "b")
    ingest.forget_source(store, first)
    assert (read.counts(store).runs, read.counts(store).docs) == (2, 4)


def test_the_runs_folder_and_unknown_sources_cannot_be_forgotten(store: Store) -> None:
    for source_id in ("runs", "nothing"):
        with pytest.raises(RequestError):
            ingest.forget_source(store, source_id)


def test_a_rule_gives_tokens_only_where_nothing_else_does(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a", model="toy", step=1000)
    write_run(tmp_path / "a", model="pythia-70m", step=1000, date=1_790_000_001.0)
    ingest.import_path(store, tmp_path / "a", rule="step * 10")
    tokens = read.run_table(store).set_index("model")["tokens"]
    assert tokens["toy"] == 10_000


def test_a_rule_that_is_no_arithmetic_is_refused_before_anything_is_taken_in(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a")
    with pytest.raises(RequestError):
        ingest.import_path(store, tmp_path / "a", rule="__import__('os')")
    assert not (store.home / "sources.jsonl").exists()


def test_what_was_typed_holds_for_runs_imported_later_and_after_a_rebuild(home: Path, tmp_path: Path) -> None:
    write_run(tmp_path / "a", step=10)
    write_run(tmp_path / "b", step=20)
    with open_store(home) as store:
        ingest.import_path(store, tmp_path / "a")
        assert ingest.assign(store, model="toy", to_model="Toy 1B") == 1
        assert ingest.assign(store, model="Toy 1B", rule="step * 2097152") == 1
        ingest.import_path(store, tmp_path / "b")
        table = read.run_table(store)
        assert table["model"].tolist() == ["Toy 1B", "Toy 1B"]
        assert table["tokens"].tolist() == [20_971_520, 41_943_040]
        assert table["tokens_from"].unique().tolist() == ["typed rule: step * 2097152"]
    (home / "e2lm.duckdb").unlink()
    with open_store(home) as store:
        ingest.refresh(store)
        assert read.run_table(store).equals(table)


def test_a_correction_can_be_withdrawn(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "a", step=10)
    ingest.import_path(store, tmp_path / "a")
    ingest.assign(store, model="toy", checkpoint="step10", step=11, tokens=5)
    assert read.run_table(store)[["step", "tokens"]].values.tolist() == [[11, 5]]
    ingest.withdraw(store, ingest.assignments(store)[0].assignment_id)
    assert read.run_table(store)["step"].tolist() == [10]
    assert read.unknown_tokens(store)["model"].tolist() == ["toy"]


def test_a_correction_must_name_runs_and_say_something(store: Store) -> None:
    with pytest.raises(RequestError, match="names no run"):
        ingest.assign(store, to_model="x")
    with pytest.raises(RequestError, match="says nothing"):
        ingest.assign(store, model="x")
    assert ingest.assign(store, model="unknown", to_model="y") == 0
    assert ingest.assignments(store) == ()


def test_an_uploaded_zip_is_kept_and_read(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "inside")
    content = _zip({f"deep/{file.name}": file.read_bytes() for file in (tmp_path / "inside").iterdir()})
    report = ingest.import_upload(store, "results.zip", content)
    assert (report.runs, report.samples, report.problems) == (1, 4, ())
    assert read.source_table(store)["origin"].tolist() == ["results.zip"]
    assert ingest.import_upload(store, "results.zip", content).new_runs == 0


def test_results_and_samples_uploaded_together_belong_together(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "inside")
    files = {file.name: file.read_bytes() for file in (tmp_path / "inside").iterdir()}
    assert ingest.import_uploads(store, files).samples == 4


def test_zips_uploaded_beside_files_are_unpacked_each_by_itself(store: Store, tmp_path: Path) -> None:
    for name in "abc":
        write_run(tmp_path / name, model=name)
    packed = {
        f"{name}.zip": _zip({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()}) for name in "ab"
    }
    plain = {file.name: file.read_bytes() for file in (tmp_path / "c").iterdir()}
    report = ingest.import_uploads(store, {**packed, **plain, "broken.zip": b"PK"})
    assert (report.runs, report.models, report.samples) == (3, 3, 12)
    assert [Path(problem.file).name for problem in report.problems] == ["broken.zip"]


@pytest.mark.parametrize("name", ["../escaped.json", "/escaped.json", "a/../../escaped.json", "C:\\escaped.json"])
def test_a_zip_that_leaves_its_folder_is_refused(store: Store, name: str) -> None:
    report = ingest.import_upload(store, "bad.zip", _zip({name: b"{}"}))
    assert report.problems[0].field == name
    assert not list(store.home.rglob("escaped.json"))
    assert read.source_table(store).empty


def test_a_zip_that_is_cut_off_is_refused_and_leaves_nothing(store: Store) -> None:
    content = _zip({"results.json": json.dumps({"results": {}}).encode() * 50})
    report = ingest.import_upload(store, "cut.zip", content[: len(content) // 2])
    assert "cannot be unpacked" in report.problems[0].problem
    assert not list((store.home / "imports").glob(".new*"))


def test_a_table_is_read_with_the_mapping_that_was_given(store: Store, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("iteration,billions,score of task\n10,0.5,0.1\n20,1.0,0.2\n")
    score = ScoreColumn("score of task", "my_task", "acc")
    mapping = ColumnMapping(step="iteration", tokens="billions", tokens_factor=1e9, model_name="mine", scores=(score,))
    ingest.import_path(store, tmp_path / "table.csv", mapping=mapping)
    curve = read.curve_table(store)
    assert curve[["model", "task", "step", "tokens"]].values.tolist() == [
        ["mine", "my_task", 10, 500_000_000],
        ["mine", "my_task", 20, 1_000_000_000],
    ]
    other = ColumnMapping(step="iteration", model_name="yours", scores=(score,))
    ingest.import_path(store, tmp_path / "table.csv", mapping=other)
    assert read.run_table(store)["model"].unique().tolist() == ["yours"]


def test_home_can_be_moved(home: Path, tmp_path: Path) -> None:
    write_run(home / "runs" / "a")
    with open_store(home) as store:
        ingest.refresh(store)
        before = contents(store)
    home.rename(tmp_path / "elsewhere")
    with open_store(tmp_path / "elsewhere") as store:
        assert ingest.refresh(store).runs == 0
        assert contents(store) == before


def test_a_zip_with_damaged_data_is_refused_and_the_others_are_read(store: Store, tmp_path: Path) -> None:
    inside = write_run(tmp_path / "inside")
    with zipfile.ZipFile(tmp_path / "damaged.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inside, "results.json")
    content = bytearray((tmp_path / "damaged.zip").read_bytes())
    content[60:80] = b"\xff" * 20
    whole = _zip({inside.name: inside.read_bytes()})
    report = ingest.import_uploads(store, {"damaged.zip": bytes(content), "whole.zip": whole})
    assert (report.runs, len(report.problems)) == (1, 1)
    assert "cannot be unpacked" in report.problems[0].problem


@pytest.mark.parametrize("names", [["a", "a/results.json"], ["x" * 300 + ".json"]])
def test_a_zip_whose_names_no_folder_can_hold_is_refused(store: Store, names: list[str]) -> None:
    report = ingest.import_upload(store, "names.zip", _zip(dict.fromkeys(names, b"{}")))
    assert "cannot be unpacked" in report.problems[0].problem


def test_a_file_that_the_reader_fails_on_keeps_no_other_from_being_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        write_run(tmp_path / "runs" / name, model=f"toy-{name}")

    def failing(file: SamplesFile) -> Iterator[Sample | Problem]:
        for item in samples_in(file):
            if isinstance(item, Sample) and Path(file.path).parent.name == "a":
                item = replace(item, doc_id=2**70)
            yield item

    monkeypatch.setattr(answers, "samples_in", failing)
    report = ingest.import_path(store, tmp_path / "runs")
    assert (report.runs, report.models) == (2, 2)
    assert [Path(problem.file).parent.name for problem in report.problems] == ["a"]
    assert "OverflowError" in report.problems[0].problem
    cube = read.cube(store, "toy_task", "none")
    assert len(cube.docs) == 4


def test_of_units_that_are_stored_together_one_that_fails_takes_no_other_with_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(tmp_path / "runs" / "a", model="toy-a")
    ingest.import_path(store, tmp_path / "runs")
    write_run(tmp_path / "runs" / "b", model="toy-b")  # asks what is known, so it waits for the next
    write_run(tmp_path / "runs" / "c", model="toy-c", docs=6)
    together: list[int] = []

    def failing(file: SamplesFile) -> Iterator[Sample | Problem]:
        for item in samples_in(file):
            yield replace(item, doc_id=2**70) if isinstance(item, Sample) else item

    def counted(to: Store, finished: Sequence[Finished]) -> Saved:
        together.append(len(finished))
        return finish_units(to, finished)

    monkeypatch.setattr(answers, "samples_in", failing)
    monkeypatch.setattr(intake, "_TOGETHER", 600)
    monkeypatch.setattr(intake, "finish_units", counted)
    report = ingest.refresh(store)
    assert together == [2, 1, 1, 1]
    assert [Path(problem.file).parent.name for problem in report.problems] == ["c"]
    assert set(read.cube(store, "toy_task", "none").checkpoints["model"]) == {"toy-a", "toy-b"}


def test_no_more_bytes_are_stored_together_than_memory_is_meant_to_hold(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for model in "abcd":
        write_run(tmp_path / "runs" / model, model=f"toy-{model}")
    together: list[int] = []

    def counted(to: Store, finished: Sequence[Finished]) -> Saved:
        together.append(len(finished))
        return finish_units(to, finished)

    monkeypatch.setattr(intake, "_TOGETHER", 600)
    monkeypatch.setattr(intake, "_MOST_BYTES", 0)
    monkeypatch.setattr(intake, "finish_units", counted)
    ingest.import_path(store, tmp_path / "runs")
    assert together == [1, 1, 1, 1]


def test_runs_of_two_publishers_under_one_name_are_said(store: Store, tmp_path: Path) -> None:
    for publisher in ("here", "there"):
        file = write_run(tmp_path / publisher, acc=0.1 if publisher == "here" else 0.2)
        file.write_text(file.read_text().replace("models/toy/step100", f"{publisher}/llama-1b"))
    assert ingest.import_path(store, tmp_path / "here").problems == ()
    (problem,) = ingest.import_path(store, tmp_path / "there").problems
    assert (problem.problem, problem.field) == ("runs of here/llama-1b, there/llama-1b are one model here", "llama-1b")
    assert read.mixed_settings(store)["setting"].tolist() == ["publisher"]


def test_checkpoints_in_several_dtypes_are_said(store: Store, tmp_path: Path) -> None:
    for step, dtype in ((100, "float32"), (200, "float32"), (300, "bfloat16")):
        file = write_run(tmp_path / "runs" / str(step), step=step)
        file.write_text(file.read_text().replace('"model": "hf"', f'"model": "hf", "model_dtype": "torch.{dtype}"'))
    (problem,) = ingest.import_path(store, tmp_path / "runs").problems
    assert problem.problem == "checkpoints were evaluated in several dtypes: bfloat16, float32"
    assert problem.field == "toy"


def test_settings_that_are_no_number_stop_nothing(store: Store, tmp_path: Path) -> None:
    for at, spoilt in enumerate(('"model_args": {"x": NaN, ', '"limit_": Infinity, "model_args": {')):
        file = write_run(tmp_path / "runs" / str(at), step=at)
        file.write_text(file.read_text().replace('"model_args": {', spoilt))
    assert ingest.import_path(store, tmp_path / "runs").runs == 2
    assert read.problem_table(store).empty


def test_a_run_at_an_impossible_step_is_stored_without_it(store: Store, tmp_path: Path) -> None:
    write_run(tmp_path / "run", step=10**30)
    assert ingest.import_path(store, tmp_path / "run").runs == 1
    assert read.curve_table(store)["step"].isna().all()


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
