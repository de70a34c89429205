"""The command line: the same functions as the pages, in JSON for programs and in words for people."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from e2lm.__main__ import COMMANDS, main
from results_store import ingest, open_store, read
from tests.paths import REPOSITORY, SHARED_DATA, needs_shared_data
from tests.results_store.toys import write_run

PROBLEM_FIELDS = {"file", "line", "field", "problem", "remedy"}


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:  # noqa: ANN401 - whatever the command prints
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", [name for name, _, _ in COMMANDS])
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([name, "--help"])
    assert caught.value.code == 0
    assert "--home" in capsys.readouterr().out


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["celebrate"])
    assert caught.value.code == 2
    assert "choose from" in capsys.readouterr().err


def test_import_prints_counts_and_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(tmp_path / "good")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "results_x.json").write_text("{")
    paths = [str(tmp_path / name) for name in ("good", "bad", "missing")]
    printed = _json(capsys, "import", *paths, "--home", str(tmp_path / "home"))
    assert {name: printed[name] for name in ("runs", "models", "checkpoints", "samples")} == {
        "runs": 1, "models": 1, "checkpoints": 1, "samples": 4,
    }  # fmt: skip
    assert [set(problem) for problem in printed["problems"]] == [PROBLEM_FIELDS] * 2
    assert {Path(problem["file"]).name for problem in printed["problems"]} == {"missing", "results_x.json"}


def test_import_in_words_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(tmp_path / "good")
    assert main(["import", str(tmp_path / "good"), "/no/such/place", "--home", str(tmp_path / "home")]) == 0
    printed = capsys.readouterr()
    assert "runs         1 (1 new)" in printed.out
    assert "problems     1" in printed.out
    assert printed.err.startswith("/no/such/place: there is no such file or folder.")


def test_an_import_that_gave_nothing_exits_with_2(tmp_path: Path) -> None:
    assert main(["import", str(tmp_path / "missing"), "--home", str(tmp_path / "home")]) == 2


def test_a_wrong_rule_is_one_line_on_stderr_and_exits_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(tmp_path / "good")
    assert main(["import", str(tmp_path / "good"), "--rule", "steps!", "--home", str(tmp_path / "home")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_curves_have_the_columns_that_programs_rely_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(tmp_path / "good", step=10, acc=0.25)
    home = str(tmp_path / "home")
    _json(capsys, "import", str(tmp_path / "good"), "--rule", "step * 5", "--home", home)
    rows = _json(capsys, "curves", "--home", home)
    expected = {
        "model": "toy", "checkpoint": "step10", "step": 10, "tokens": 50, "task": "toy_task", "metric": "acc",
        "filter": "none", "value": 0.25, "stderr": 0.1, "partial": False,
    }  # fmt: skip
    assert [{name: row[name] for name in expected} for row in rows] == [expected]


def test_curves_in_words_are_aligned_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(tmp_path / "home" / "runs" / "a", step=10, acc=0.25)
    assert main(["curves", "--home", str(tmp_path / "home")]) == 0
    head, row = capsys.readouterr().out.splitlines()
    assert head.split()[:4] == ["model", "checkpoint", "step", "tokens"]
    assert row.split()[:4] == ["toy", "step10", "10", "-"]
    assert head.index("task") == row.index("toy_task")


@needs_shared_data
def test_scores_are_the_published_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """SQ of mmluvar as the competition's site gives it; every number is JSON, an undefined one null with a reason."""
    home = str(tmp_path / "home")
    _json(capsys, "import", str(SHARED_DATA / "competition" / "plot-data-combined-all.json"), "--home", home)
    rows = {(row["task"], row["model"]): row for row in _json(capsys, "scores", "--home", home)}
    published = {"dense-500m-arch1": 0.9354, "dense-1b-arch1": 0.9814, "dense-3b-arch1": 0.9601}
    found = {model: round(rows["mmluvar", model]["sq"], 4) for model in published}
    assert found == published
    arc = rows["arc_challenge", "dense-1b-arch1"]
    assert round(arc["monotonicity"], 4) == 0.8198
    assert arc["monotonicity_min"] <= 0.7934 <= arc["monotonicity_max"]
    assert all(row["sq"] is not None or row["reason"] for row in rows.values())


def test_a_short_curve_has_a_reason_in_place_of_a_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(tmp_path / "home" / "runs" / "a")
    row = _json(capsys, "scores", "--home", str(tmp_path / "home"))[0]
    assert row["sq"] is None
    assert "undefined, because" in row["reason"]


def test_reading_an_absent_home_prints_nothing_and_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["curves", "--home", str(tmp_path / "home"), "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == []
    assert "nothing is loaded" in printed.err
    assert not (tmp_path / "home").exists()


def test_while_the_app_holds_the_index_imports_are_noted_and_curves_are_read_from_the_files(tmp_path: Path) -> None:
    """The app is this process; the commands are processes of their own, as a terminal starts them."""
    write_run(tmp_path / "given", step=20)
    home = tmp_path / "home"
    write_run(home / "runs" / "a", step=10)

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "e2lm", *arguments, "--home", str(home), "--json"]
        return subprocess.run(line, cwd=REPOSITORY, capture_output=True, text=True, check=True)

    with open_store(home) as app:
        ingest.refresh(app)
        noted = command("import", str(tmp_path / "given"))
        assert json.loads(noted.stdout)["pending"] is True
        curves = command("curves")
        assert [row["step"] for row in json.loads(curves.stdout)] == [10, 20]
        assert "rebuilt in memory" in curves.stderr
        assert ingest.refresh(app).new_runs == 1
        assert read.counts(app).runs == 2


def test_importing_needs_nothing_of_the_evaluation_stack() -> None:
    program = (
        "import sys; import e2lm.commands.import_, e2lm.commands.curves, e2lm.commands.scores\n"
        "sys.exit(bool({'torch', 'transformers', 'lm_eval', 'streamlit', 'plotly'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, check=False).returncode == 0
