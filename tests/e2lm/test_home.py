"""The home folder: what the environment names, else ./data; always absolute."""

from __future__ import annotations

from pathlib import Path

import pytest

from e2lm.home import home_folder


def test_the_environment_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("E2LM_HOME", str(tmp_path / "mine"))
    assert home_folder() == tmp_path / "mine"


@pytest.mark.parametrize("value", [None, ""])
def test_it_is_data_below_the_working_directory_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("E2LM_HOME", raising=False)
    if value is not None:
        monkeypatch.setenv("E2LM_HOME", value)
    assert home_folder() == tmp_path / "data"
