"""`python -m e2lm minutes` and `evidence`: what is written down is what the commands in it print again."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from e2lm.__main__ import main
from e2lm.candidates.candidate import Candidate
from e2lm.commands.computed import evidence
from e2lm.reviews.evidence import Evidence
from e2lm.reviews.recorded import recorded
from e2lm.reviews.references import Reference
from results_store import ingest, open_store, read
from results_store.candidates import save_candidate
from results_store.reviews import say


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recorded demo with a candidate, and a meeting on it and its task, of which the task's evidence is frozen."""
    folder = tmp_path_factory.mktemp("minutes") / "home"
    with open_store(folder) as store:
        ingest.first_start(store)
        tasks = read.sample_tasks(store)
        task = str(tasks[tasks["is_group"]]["task"].iloc[0])
        keys = read.cube(store, task, "none").docs["doc_key"].tolist()
        saved = save_candidate(store, Candidate("first half", task, tuple(keys[: len(keys) // 2]), "p_correct"))
        given = {"family": "demo", "weights": [1.0, 0.0, 0.0]}
        kept = evidence(store, Reference("task", task), given)
    subjects = (f"candidate:{saved.version}", f"task:{task}")
    say(folder, "ada", "meeting", "meeting:m1", title="weekly review")
    for place, subject in enumerate(subjects):
        say(folder, "ada", "agenda", "meeting:m1", subject=subject, place=float(place))
    frozen = say(folder, "ada", "evidence", subjects[1], evidence=kept.as_json(), meeting="m1")
    say(folder, "ada", "decide", subjects[1], choice="keep", reason="it grows", evidence=frozen.event_id, meeting="m1")
    return folder


def _printed(home: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words, "--home", str(home)]) == 0
    return capsys.readouterr().out


def _evidence(home: Path, capsys: pytest.CaptureFixture[str], command: str) -> Evidence:
    words = shlex.split(command)
    assert words[:3] == ["python", "-m", "e2lm"]
    return recorded(json.loads(_printed(home, capsys, *words[3:], "--json")))


def test_the_commands_in_minutes_print_their_numbers_again(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = _printed(home, capsys, "minutes", "weekly review")
    parts = text.split("\n## ")[1:3]
    for part in parts:
        command = re.findall(r"```sh\n(python -m e2lm evidence .*)\n```", part)[0]
        found = _evidence(home, capsys, command)
        assert found.command == command
        rows = re.findall(r"^\| (SQ|RC|CS|total) \| (\S+) \| (.*?) \| ", part, re.MULTILINE)
        assert [row[0] for row in rows] == ["SQ", "RC", "CS", "total"]
        for name, value, ends in rows:
            score = found.score(name)
            assert score is not None
            assert value == ("undefined" if score.value is None else f"{score.value:.3f}")
            assert ends == ("–" if score.low is None else f"{score.low:.3f} to {score.high:.3f}")
        assert found.questions_hash in part
        assert found.runs_hash in part
    assert any(row != "undefined" for row in re.findall(r"^\| SQ \| (\S+) \|", text, re.MULTILINE))


def test_frozen_evidence_is_printed_again_in_full(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = _printed(home, capsys, "minutes", "m1")
    command = re.findall(r"python -m e2lm evidence task:.*", text)[0]
    assert "--weights 1 0 0" in command
    found = _evidence(home, capsys, command)
    line = next(one for one in (home / "reviews.jsonl").read_text("utf-8").splitlines() if '"evidence": {' in one)
    assert recorded(json.loads(line)["evidence"]) == found
    assert all(curve.low[-1] is not None for curve in found.curves)


def test_files_are_written_and_are_the_same_twice(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [tmp_path / name for name in ("a.md", "a.html", "b.md", "b.html")]
    for markdown, page in (files[:2], files[2:]):
        words = ("minutes", "m1", "--markdown", str(markdown), "--html", str(page), "--json")
        told: dict[str, Any] = json.loads(_printed(home, capsys, *words))
        assert (told["points"], told["decided"], told["files"]) == (2, 1, [str(markdown), str(page)])
    contents = [file.read_bytes() for file in files]
    assert contents[:2] == contents[2:]
    assert b"it grows" in contents[0]
    assert b"it grows" in contents[1]


def test_candidates_are_named_by_name_or_version(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = _printed(home, capsys, "minutes", "--candidates", "first half")
    assert text.startswith("# candidates\n")
    assert "## 1. first half" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("minutes",), "Name a meeting"),
        (("minutes", "m9"), "weekly review (m1)"),
        (("minutes", "--candidates", "nobody"), "first half ("),
        (("evidence", "candidate:nobody"), "first half candidate:"),
        (("evidence", "task:nothing"), "no results of nothing"),
        (("evidence", "somewhere"), "is no reference"),
    ],
)
def test_what_is_not_there_is_named_with_what_is(
    home: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--home", str(home)]) == 2
    assert said in capsys.readouterr().err
