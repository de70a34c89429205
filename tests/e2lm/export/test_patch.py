"""The patch is git's own, byte for byte, and reads back as the files that it adds."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from e2lm.errors import SourceError
from e2lm.export.patch import added_files, patch_of

FILES = {
    "lm_eval/tasks/toy/one.yaml": "task: one\n",
    "lm_eval/tasks/toy/README.md": "# toy\n\n+ not added\n- not removed\n\\ no remark\n",
    "lm_eval/tasks/toy/no_end.txt": "first\nlast without an end",
    "lm_eval/tasks/toy/empty.py": "",
    "lm_eval/tasks/toy/test.jsonl": '{"a": "ü 日本 \u2028 \x85 \x0b"}\n{"tab": "\t", "return": "\r"}\n',
    "lm_eval/tasks/toy/blank.txt": "\n\n",
}


def git(folder: Path, *arguments: str, given: str = "") -> str:
    """What git prints; its errors fail the test."""
    done = subprocess.run(["git", *arguments], cwd=folder, input=given.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_git_applies_it_and_would_have_written_the_same(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    patch = patch_of(FILES)
    git(tmp_path, "apply", "--check", given=patch)
    git(tmp_path, "apply", "--index", given=patch)
    for path, text in FILES.items():
        assert (tmp_path / path).read_bytes() == text.encode()
    assert git(tmp_path, "diff", "--cached", "--full-index", "--no-color", "--no-renames") == patch


def test_the_order_of_files_does_not_matter() -> None:
    assert patch_of(dict(reversed(FILES.items()))) == patch_of(FILES)


def test_it_reads_back_as_what_it_adds() -> None:
    assert added_files(patch_of(FILES)) == FILES


@pytest.mark.parametrize(
    ("damage", "line", "problem"),
    [
        (lambda patch: patch[:-1], 7, "no end"),
        (lambda patch: patch.replace("new file mode 100644", "old mode 100755"), 2, "not added but changed"),
        (lambda patch: patch.replace("--- /dev/null", "--- a/one.yaml"), 4, "not added as a whole"),
        (lambda patch: patch.replace("+1 @@", "+1,3 @@"), 7, "fewer than its 3 lines"),
        (lambda patch: "hello\n" + patch, 1, "no file begins"),
    ],
)
def test_a_damaged_patch_names_its_line(damage: object, line: int, problem: str) -> None:
    assert callable(damage)
    with pytest.raises(SourceError, match=problem) as error:
        added_files(damage(patch_of({"one.yaml": "task: one\n"})))
    assert error.value.line == line
    assert error.value.file == "evaluation.patch"
