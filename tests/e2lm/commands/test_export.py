"""`python -m e2lm export`: a saved candidate as files, the rules as its exit status, tables in two formats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from e2lm.__main__ import main
from e2lm.candidates.candidate import Candidate
from results_store import ingest, open_store, read
from results_store.candidates import candidates, save_candidate
from tests.results_store.toys import write_run

TASK = "toy_task"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one run of 120 questions and two versions of a candidate."""
    root = tmp_path_factory.mktemp("export")
    folder = root / "home"
    write_run(root / "run", docs=120)
    with open_store(folder) as store:
        ingest.import_path(store, root / "run")
        keys = tuple(one.doc_key for one in read.questions(store, TASK)[0])
        save_candidate(store, Candidate("mine", TASK, keys[:60], "acc"))
        save_candidate(store, Candidate("mine", TASK, keys[:110], "minus_mean"))
        save_candidate(store, Candidate("few", TASK, keys[:50], "acc"))
    return folder


def _export(home: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    status = main(["export", *arguments, "--home", str(home), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_task_folder_has_a_task_for_each_style(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    status, told = _export(home, capsys, "task", "mine", out, "--styles", "as-asked", "letters", "--plain-names")
    assert (status, [one["outcome"] for one in told]) == (0, ["passed"])
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [
        "README.md", "mine.yaml", "mine_letters.yaml", "mine_letters_metric.py", "mine_metric.py", "test.jsonl",
    ]  # fmt: skip
    assert (tmp_path / "out" / "test.jsonl").read_text(encoding="utf-8").count("\n") == 110


def test_versions_have_tasks_of_their_own_unless_plain_names_are_wanted(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _export(home, capsys, "task", "few", str(tmp_path / "few"))
    (file,) = (tmp_path / "few").glob("*.yaml")
    with open_store(home) as store:
        version = next(one.version for one in candidates(store) if one.name == "few")
    assert file.stem == f"few_{version[:6]}"


def test_the_exit_status_tells_whether_a_rule_is_broken(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = _export(home, capsys, "submission", "few", str(tmp_path / "few.zip"))
    assert status == 1
    assert [one["rule"] for one in told if one["outcome"] == "failed"][:1] == ["100 to 15,000 samples"]
    assert (tmp_path / "few.zip").read_bytes()[:2] == b"PK"


def test_a_version_names_a_candidate_too_and_an_unknown_one_names_those_there_are(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(home) as store:
        version = Candidate(
            "few", TASK, tuple(one.doc_key for one in read.questions(store, TASK)[0][:50]), "acc"
        ).version
    assert main(["export", "task", version[:6], str(tmp_path / "out"), "--home", str(home)]) == 0
    assert main(["export", "task", "other", str(tmp_path / "out2"), "--home", str(home)]) == 2
    assert f"({version})" in capsys.readouterr().err


def test_a_token_comes_from_the_environment_and_must_be_there(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    zipped = str(tmp_path / "a.zip")
    assert main(["export", "submission", "mine", zipped, "--token-from", "NO_SUCH", "--home", str(home)]) == 2
    monkeypatch.setenv("MY_TOKEN", "hf_secret")
    main(["export", "submission", "mine", zipped, "--token-from", "MY_TOKEN", "--dataset", "a/b", "--home", str(home)])
    printed = capsys.readouterr()
    assert "hf_secret" not in printed.out + printed.err
    from e2lm.export.submission import unpacked

    assert "hf_token: hf_secret" in unpacked(Path(zipped).read_bytes())["metadata.yaml"]


@pytest.mark.parametrize("end", [".csv", ".parquet"])
def test_tables_are_written_with_every_digit(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], end: str
) -> None:
    file = tmp_path / f"curves{end}"
    status, _ = _export(home, capsys, "table", "curves", str(file))
    assert status == 0
    frame = pd.read_csv(file) if end == ".csv" else pd.read_parquet(file)
    with open_store(home) as store:
        table = read.curve_table(store)
    assert list(frame.columns) == list(table.columns)
    assert frame["value"].tolist() == table["value"].tolist()
    assert main(["export", "table", "curves", str(tmp_path / "curves.xls"), "--home", str(home)]) == 2
    assert ".csv or .parquet" in capsys.readouterr().err
