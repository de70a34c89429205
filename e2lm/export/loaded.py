"""Whether lm-eval builds from an exported folder what was meant: loaded in a process of its own, prompt by prompt."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from e2lm.counting import counted
from e2lm.export.content_rules import Check, held
from e2lm.export.fingerprints import fingerprint
from e2lm.export.lines import Lines
from e2lm.export.task_files import TaskFolder
from e2lm.harness.approvals import sha256
from e2lm.harness.spawning import worker_environment

SECONDS = 600  # for loading lm-eval and the prompts of 15,000 questions on a slow machine


def approvals(folder: TaskFolder) -> tuple[str, ...]:
    """The hashes under which the code of an export is approved: that which was written here, and nothing else."""
    if not any(name.endswith(".py") for name in folder.files):
        return ()
    return tuple(sha256(text.encode()) for name, text in folder.files.items() if name.endswith((".py", ".yaml")))


def loading_checks(place: Path, folder: TaskFolder, lines: Lines) -> list[Check]:
    """One check a task: that lm-eval asks each question as meant. `place` is where the folder was written."""
    names = [one.name for one in folder.tasks]
    command = [sys.executable, "-m", "e2lm.export.check", str(place), *names, "--approve", *approvals(folder)]
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, env=worker_environment(), check=False
        )
    except subprocess.TimeoutExpired:
        return [Check("lm-eval loads the tasks", "failed", f"it took more than {SECONDS} seconds")]
    return checked(ended.stdout, ended.stderr, folder, lines)


def checked(output: str, errors: str, folder: TaskFolder, lines: Lines) -> list[Check]:
    """The checks for what the process printed."""
    try:
        said = json.loads(output.strip().split("\n")[-1])
    except ValueError:
        said = {"error": (errors.strip().split("\n") or [""])[-1] or "the process said nothing"}
    if "error" in said:
        return [Check("lm-eval loads the tasks", "failed", str(said["error"]))]
    return [_agrees(one.name, said["tasks"], one.style, lines) for one in folder.tasks]


def _agrees(name: str, tasks: Mapping[str, Sequence[str]], style: str, lines: Lines) -> Check:
    meant = [fingerprint(one.context, one.continuations) for one in lines.prompted(style)]
    asked = list(tasks.get(name, ()))
    rule = f"lm-eval asks what {name} is meant to ask"
    if len(asked) != len(meant):
        return Check(rule, "failed", f"{counted(len(asked), 'question')} instead of {len(meant):,}")
    other = next((at for at, pair in enumerate(zip(asked, meant, strict=True)) if pair[0] != pair[1]), None)
    found = f"{counted(len(meant), 'prompt')}, letter for letter" if other is None else f"line {other + 1} is another"
    return held(rule, other is None, found)
