"""Object stores as sources: new cells are fetched, half ones wait, and a store that does not answer costs nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from e2lm.__main__ import main
from e2lm.errors import RequestError
from e2lm.harness.remote import RemoteFolder, opened
from e2lm.harness.remote_cells import UNFINISHED, upload
from results_store import Store, ingest, open_store, read
from tests import object_store
from tests.results_store.contents import contents
from tests.results_store.toys import write_run


@pytest.fixture
def place(bucket: str) -> RemoteFolder:
    return opened(f"{bucket}/runs")


def _upload(place: RemoteFolder, folder: Path, step: int, acc: float = 0.5) -> str:
    """One cell of the model toy; gives its name there."""
    cell = folder / f"{step}-{acc}"
    write_run(cell, step=step, acc=acc, date=1_790_000_000.0 + 100 * acc)
    (cell / "e2lm.json").write_text(json.dumps({"model": "toy", "checkpoint": f"step{step}", "step": step}), "utf-8")
    upload(cell, place, f"job/toy/step{step}/toy_task")
    return f"job/toy/step{step}/toy_task"


def _steps(store: Store) -> list[int]:
    return sorted(int(step) for step in read.curve_table(store)["step"].unique())


def _news(store: Store) -> None:
    ingest.fetch_new(store)
    ingest.refresh(store)


def test_cells_are_read_from_an_address_and_new_ones_are_found(
    store: Store, place: RemoteFolder, tmp_path: Path
) -> None:
    _upload(place, tmp_path, 100)
    report = ingest.import_path(store, f"{place.url}/")
    assert (report.runs, report.models, report.samples, report.problems) == (1, 1, 4, ())
    _upload(place, tmp_path, 200)
    _news(store)
    assert _steps(store) == [100, 200]
    assert read.source_table(store)["origin"].tolist() == [place.url]
    version, before = store.version, contents(store)
    assert ingest.fetch_new(store) == 0
    ingest.refresh(store)
    assert (store.version, contents(store)) == (version, before)


def test_a_cell_that_is_being_written_waits_until_it_is_whole(
    store: Store, place: RemoteFolder, tmp_path: Path
) -> None:
    _upload(place, tmp_path, 100)
    ingest.import_path(store, place.url)
    half = _upload(place, tmp_path, 200)
    record = place.read([f"{half}/e2lm.json"])[f"{half}/e2lm.json"]
    place.write(f"{half}/{UNFINISHED}", b"\n")
    place.remove([f"{half}/e2lm.json"])
    _news(store)
    assert _steps(store) == [100]
    place.write(f"{half}/e2lm.json", record)
    _news(store)
    assert _steps(store) == [100, 200]


def test_a_cell_evaluated_anew_takes_the_place_of_the_old_one(
    store: Store, place: RemoteFolder, tmp_path: Path
) -> None:
    _upload(place, tmp_path, 100, acc=0.25)
    ingest.import_path(store, place.url)
    _upload(place, tmp_path, 100, acc=0.75)
    _news(store)
    assert read.curve_table(store)["value"].tolist() == [0.75]
    assert read.counts(store).runs == 1


def test_what_lm_eval_itself_wrote_to_a_store_is_read_too(store: Store, place: RemoteFolder, tmp_path: Path) -> None:
    write_run(tmp_path / "run", step=300)
    place.put({f"models__toy/{file.name}": file for file in (tmp_path / "run").iterdir()})
    place.write("models__toy/model.safetensors", b"large")
    place.write("models__toy/tokenizer.json", b"{}")
    report = ingest.import_path(store, place.url)
    assert (report.runs, report.samples, report.problems) == (1, 4, ())
    copied = {file.name for file in (store.home / "imports").rglob("*") if file.is_file()}
    assert not copied & {"model.safetensors", "tokenizer.json"}


def test_what_is_removed_there_goes_but_an_emptied_folder_takes_nothing_away(
    store: Store, place: RemoteFolder, tmp_path: Path
) -> None:
    first, second = (_upload(place, tmp_path, step) for step in (100, 200))
    ingest.import_path(store, place.url)
    place.remove([name for name in place.files() if name.startswith(first)])
    _news(store)
    assert _steps(store) == [200]
    place.remove([name for name in place.files() if name.startswith(second)])
    _news(store)
    assert _steps(store) == [200]


def test_a_store_that_does_not_answer_is_said_and_its_data_stays(
    store: Store, place: RemoteFolder, tmp_path: Path, s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _upload(place, tmp_path, 100)
    ingest.import_path(store, place.url)
    object_store.use(monkeypatch, "http://127.0.0.1:9")
    _news(store)
    assert _steps(store) == [100]
    problems = read.problem_table(store)
    assert problems["file"].tolist() == [place.url]
    assert "the store cannot be reached" in problems["problem"][0]
    assert object_store.SECRET not in problems.to_json()
    assert read.source_table(store)["unreachable"].tolist() == [True]

    object_store.use(monkeypatch, s3)
    _news(store)
    assert read.problem_table(store).empty
    assert read.source_table(store)["unreachable"].tolist() == [False]


def test_a_deleted_index_is_built_again_without_the_store(
    home: Path, place: RemoteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _upload(place, tmp_path, 100)
    with open_store(home) as store:
        ingest.import_path(store, place.url)
        before = read.curve_table(store)
    (home / "e2lm.duckdb").unlink()
    object_store.use(monkeypatch, "http://127.0.0.1:9")
    with open_store(home) as store:
        ingest.refresh(store)
        assert read.curve_table(store).equals(before)


def test_an_address_that_gives_nothing_is_reported_and_not_kept(store: Store, place: RemoteFolder) -> None:
    for url, problem in (
        (place.url, "no results were found here"),
        ("s3://no-such-bucket-here/x", "there is no such bucket"),
        ("https://example.com/x", "no object store has such an address"),
    ):
        report = ingest.import_path(store, url)
        assert problem in report.problems[0].problem
        assert report.problems[0].file == url
    assert read.source_table(store).empty
    assert read.problem_table(store).empty


def test_names_that_would_leave_the_folder_are_passed_over(store: Store, place: RemoteFolder, tmp_path: Path) -> None:
    _upload(place, tmp_path, 100)
    for name in ("../../../evil.json", "/evil.json", "a//evil.json", ".hidden/evil.json"):
        place.store.pipe_file(f"{place.root}/{name}", b"{}")
    assert sum("evil" in name for name in place.files()) >= 2
    report = ingest.import_path(store, place.url)
    assert report.runs == 1
    assert not list(tmp_path.rglob("evil.json"))


def test_a_place_is_watched_before_anything_lies_there(store: Store, place: RemoteFolder, tmp_path: Path) -> None:
    place.write("../keep.txt", b"the bucket exists")
    ingest.watch(store.home, place.url)
    ingest.watch(store.home, str(tmp_path / "shared"))
    assert ingest.watch(store.home, str(store.home / "runs" / "x")).source_id == "runs"
    _news(store)
    assert read.counts(store).runs == 0
    _upload(place, tmp_path, 100)
    write_run(tmp_path / "shared" / "job", step=200)
    _news(store)
    assert _steps(store) == [100, 200]
    with pytest.raises(RequestError, match="holds a name or password"):
        ingest.watch(store.home, "s3://me:secret@bucket/x")


def test_the_command_line_imports_an_address_and_follows_it(
    place: RemoteFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _upload(place, tmp_path, 100)
    assert main(["import", place.url, "--home", str(tmp_path / "home"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["samples"] == 4
    _upload(place, tmp_path, 200)
    assert main(["curves", "--home", str(tmp_path / "home"), "--json"]) == 0
    assert [point["step"] for point in json.loads(capsys.readouterr().out)] == [100, 200]
