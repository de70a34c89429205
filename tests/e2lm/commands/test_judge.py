"""`python -m e2lm judge`: a model at an endpoint, verdicts from a file, and the list of rates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from e2lm.__main__ import main
from e2lm.candidates.candidate import Candidate
from e2lm.judging import kept
from e2lm.metrics import METRICS
from results_store import ingest, open_store, read
from results_store.candidates import save_candidate
from results_store.verdicts import judgements
from tests.judge_server import Answer, Script, judging, said
from tests.results_store.toys import write_run

SECRET = "sk-never-written"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a task of 12 questions, and an environment without an endpoint."""
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    write_run(tmp_path / "in", docs=12)
    with open_store(tmp_path / "home") as store:
        ingest.import_path(store, tmp_path / "in")
    return tmp_path / "home"


def run(home: Path, monkeypatch: pytest.MonkeyPatch, script: Script, *arguments: str) -> int:
    with judging(script) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.address)
        monkeypatch.setenv("OPENAI_API_KEY", SECRET)
        return main(["judge", *arguments, "--home", str(home), "--json"])


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


def test_a_model_judges_a_sample_and_its_rate_is_printed_and_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def strict(question: str, _: int) -> Answer:
        return said("Reject" if "three" in question else "Accept")

    assert run(home, monkeypatch, strict, "toy_task", "--model", "judge-1", "--sample", "8", "--seed", "3") == 0
    row = printed(capsys)[0]
    assert (row["judge"], row["of"], row["asked"]) == ("judge-1", 12, 8)
    assert row["accepted"] + row["rejected"] == 8
    assert row["rate"] == row["accepted"] / 8
    assert row["low"] < row["rate"] <= row["high"]
    assert (row["prompt_tokens"], row["completion_tokens"]) == (800, 160)
    assert judgements(home)[0].settings["seed"] == 3
    assert not any(SECRET.encode() in file.read_bytes() for file in home.rglob("*") if file.is_file())


def test_without_an_endpoint_nothing_is_started_and_the_remedy_is_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["judge", "toy_task", "--model", "judge-1", "--home", str(home)]) == 2
    assert "OPENAI_BASE_URL" in capsys.readouterr().err
    assert not kept.ids(home)


def test_a_judging_that_broke_off_goes_on_where_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def without_one(question: str, _: int) -> Answer:
        return Answer(400, "too long") if "case 7?" in question else said("Accept")

    assert run(home, monkeypatch, lambda *_: Answer(401, f"bad key {SECRET}"), "toy_task", "--model", "judge-1") == 2
    told = capsys.readouterr().err
    assert "bad key [key]" in told
    assert "OPENAI_API_KEY" in told
    judgement_id = kept.ids(home)[0]
    assert run(home, monkeypatch, without_one, "--resume", judgement_id) == 0
    assert printed(capsys)[0]["asked"] == 12
    assert run(home, monkeypatch, lambda *_: said("Reject"), "--resume", judgement_id) == 0
    row = printed(capsys)[0]
    assert (row["accepted"], row["rejected"], row["errors"]) == (11, 1, 0)


def test_a_candidates_questions_alone_are_judged(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(home) as store:
        keys = [one.doc_key for one in read.questions(store, "toy_task")[0]][:5]
        save_candidate(store, Candidate("five", "toy_task", tuple(keys), next(iter(METRICS))))
    assert run(home, monkeypatch, lambda *_: said("Accept"), "--candidate", "five", "--model", "judge-1") == 0
    assert printed(capsys)[0]["of"] == 5
    assert {one.doc_key for one in judgements(home)[0].verdicts} == set(keys)
    assert judgements(home)[0].settings["label"] == "five"


def test_verdicts_of_a_file_count_and_bad_rows_are_named(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "expert.csv"
    file.write_text('question,verdict\n"Which number is one, case 0?",accept\nWho?,reject\n')
    assert main(["judge", "toy_task", "--verdicts", str(file), "--home", str(home), "--json"]) == 1
    told = capsys.readouterr()
    assert "expert.csv:3 [question]" in told.err
    assert json.loads(told.out)[0]["accepted"] == 1
    assert judgements(home)[0].judge == "expert.csv"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nothing_here", "--model", "m"], "no question of nothing_here"),
        (["--resume", "nobody"], "request.json"),
        (["--candidate", "nobody", "--model", "m"], "no candidate nobody"),
        (["toy_task", "--verdicts", "missing.csv"], "missing.csv"),
    ],
)
def test_what_is_not_there_is_named(
    home: Path, arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["judge", *arguments, "--home", str(home)]) == 2
    assert named in capsys.readouterr().err
