"""Recording a live demo: its lm-eval output packed into recorded.zip, and recorded.md, which says how it came about.

The archive is the same for the same run: sorted names, one time stamp. Three fields of lm-eval's results files are
taken out, because they describe the machine and lm-eval offers no way not to write them (NEUTRAL); everything else, all
samples included, is as lm-eval wrote it.
"""

from __future__ import annotations

import json
import os
import platform
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from e2lm.demo.lanes import LANES
from e2lm.demo.live import DemoPlan
from e2lm.demo.questions import questions
from e2lm.demo.train import BATCH, LENGTH
from e2lm.errors import SourceError

ARCHIVE = Path(__file__).with_name("recorded.zip")
STAMP = (2025, 1, 1, 0, 0, 0)
NEUTRAL = ("pretty_env_info", "git_hash", "upper_git_hash")
_PACKAGE = Path(__file__).parents[2]

_NOTE = """\
# recorded.zip

The lm-eval output of one live demo: {models} models x {checkpoints} checkpoints, {questions} questions each, results
and samples. No weights. The numbers are as measured.

| | |
|---|---|
| command | `python -m e2lm demo --record --seed {seed}` |
| seed | {seed} |
| date | {date} |
| duration | {minutes:.1f} minutes for training and evaluating all, {busy:.1f} minutes of processor time |
| machine | {machine} |
| versions | {versions} |
| training | {steps} steps of {tokens:,} tokens for every model, a checkpoint every {every} steps, step 0 included |

Taken out of each results file, because it describes the machine and lm-eval offers no way not to write it:
`pretty_env_info` (operating system, processor, installed packages), `git_hash` and `upper_git_hash`. The path of the
task's YAML in `configs.*.metadata.config_source` is given relative to the repository. Checkpoints are named by their
paths inside the home folder (`checkpoints/<model>/step-XXXX`), which is how they were evaluated.

Another machine, another number of threads or other versions give slightly different weights and so different answers to
some questions; the curves keep their shape.
"""


def neutral(results: dict[str, Any], package: Path = _PACKAGE) -> dict[str, Any]:
    """A results file's content without what describes the machine."""
    kept = {name: value for name, value in results.items() if name not in NEUTRAL}
    text = json.dumps(kept, ensure_ascii=False)
    return dict(json.loads(text.replace(json.dumps(package.as_posix() + "/")[1:-1], "")))


def recorded_files(runs: Path) -> Iterator[tuple[str, bytes]]:
    """Name inside the archive and content of every file under `runs`, in the order of names."""
    for file in sorted(path for path in runs.rglob("*") if path.is_file()):
        content = file.read_bytes()
        if file.name.startswith("results_"):
            content = (json.dumps(neutral(json.loads(content)), indent=2, ensure_ascii=False) + "\n").encode()
        yield f"demo/{file.relative_to(runs).as_posix()}", content


def pack(runs: Path, archive: Path = ARCHIVE) -> None:
    """Writes the archive of all files under `runs`. Raises SourceError where there are none."""
    files = list(recorded_files(runs))
    if not files:
        raise SourceError("there is no demo run to record", remedy="Run python -m e2lm demo first.", file=str(runs))
    with zipfile.ZipFile(archive, "w") as packed:
        for name, content in files:
            entry = zipfile.ZipInfo(name, STAMP)
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)


def note(plan: DemoPlan, seed: int, seconds: float, processor_seconds: float) -> str:
    """The text of recorded.md; how long the run took, by the clock and in processor time."""
    named = ("lm_eval", "torch", "transformers", "tokenizers", "datasets")
    versions = ", ".join(["Python " + platform.python_version(), *(f"{name} {version(name)}" for name in named)])
    return _NOTE.format(
        models=len(plan.models),
        checkpoints=len(plan.checkpoints),
        questions=len(questions()),
        seed=seed,
        date=datetime.now(UTC).date().isoformat(),
        minutes=seconds / 60,
        busy=processor_seconds / 60,
        machine=f"{platform.system()} on {platform.machine()}, {LANES} of {os.cpu_count()} cores used, no GPU",
        versions=versions,
        steps=plan.steps,
        tokens=BATCH * LENGTH,
        every=plan.every,
    )
