"""The layers: what may import what, and which file may hold SQL."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import REPOSITORY

PACKAGES = ("e2lm", "pages", "results_store")


def _sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (REPOSITORY / package).rglob("*.py"))


def test_every_import_contract_holds() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    command = [str(linter), "--config", "pyproject.toml", "--no-cache"]
    environment = dict(os.environ, PYTHONPATH=str(REPOSITORY))
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_forbidden_import_is_seen(tmp_path: Path) -> None:
    """The contracts can fail: a copy of the tree with one duckdb import in a page is refused."""
    for package in PACKAGES:
        for path in (REPOSITORY / package).rglob("*.py"):
            target = tmp_path / path.relative_to(REPOSITORY)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((REPOSITORY / "pyproject.toml").read_bytes())
    page = tmp_path / "pages" / "overview.py"
    page.write_text("import duckdb\n" + page.read_text(encoding="utf-8"), encoding="utf-8")
    linter = Path(sys.executable).parent / "lint-imports"
    command = [str(linter), "--config", "pyproject.toml", "--no-cache"]
    environment = dict(os.environ, PYTHONPATH=str(tmp_path))
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "only the store imports duckdb BROKEN" in done.stdout


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_sql_stands_only_in_the_store(path: Path) -> None:
    if path.is_relative_to(REPOSITORY / "results_store"):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    starts = ("select ", "insert into ", "create table ", "delete from ", "update ", "with ")
    sql = [text for text in texts if text.strip().lower().startswith(starts) and " from " in text.lower()]
    assert not sql, f"SQL outside results_store: {sql[0][:80]!r}"
