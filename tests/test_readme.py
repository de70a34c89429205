"""The README stays true: its two commands, and its tree names every source file."""

from __future__ import annotations

import re

import pytest

from tests.paths import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
COMMANDS = (
    "pip install -r requirements.txt && streamlit run app.py",
    "pip install -r requirements-dev.txt && pytest",
)
# The demo maps itself in its own README; the store's reads are named without their suffix.
MAPPED_ELSEWHERE = {"e2lm/demo": "e2lm/demo/README.md", "results_store/read": "README.md"}


def _sources() -> list[str]:
    found = [REPOSITORY / "app.py"]
    for package in ("pages", "e2lm", "results_store"):
        found += sorted((REPOSITORY / package).rglob("*.py"))
    return [str(path.relative_to(REPOSITORY)) for path in found if path.name != "__init__.py"]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_quick_start_is_two_commands_of_one_line(command: str) -> None:
    assert f"\n    {command}\n" in README


@pytest.mark.parametrize("source", _sources())
def test_the_tree_names_every_file(source: str) -> None:
    folder, _, name = source.rpartition("/")
    mapped = next((place for place in MAPPED_ELSEWHERE if folder == place or folder.startswith(place + "/")), "")
    text = (REPOSITORY / MAPPED_ELSEWHERE.get(mapped, "README.md")).read_text(encoding="utf-8")
    if folder == "e2lm/demo/facts" and name != "composed.py":
        assert "facts/" in text
    elif mapped == "results_store/read":
        assert re.search(rf"read/ .*\b{name.removesuffix('.py')}\b", text)
    else:
        assert re.search(rf"(?<![\w/]){re.escape(name)}\b", text), f"{source} is not in the tree"


@pytest.mark.parametrize(
    "named", sorted(set(re.findall(r"(?<![\w/.])[a-z_]+\.py\b", README.split("## Where things are")[1])))
)
def test_every_file_in_the_tree_exists(named: str) -> None:
    assert list(REPOSITORY.glob(f"**/{named}")), f"the README names {named}, which is gone"
