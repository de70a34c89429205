"""What the export command asks of the store and of a sweep: a candidate, its questions, its score elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from e2lm.candidates.candidate import Candidate
from e2lm.commands.index import read_index
from e2lm.commands.watching import followed
from e2lm.errors import RequestError
from e2lm.export.agreement import agreement
from e2lm.export.assembled import assembled, source_shots
from e2lm.export.content_rules import Check, held
from e2lm.export.lines import AS_ASKED, Lines
from e2lm.export.loaded import approvals
from e2lm.export.task_files import TaskFolder
from e2lm.harness import jobs
from e2lm.harness.request import Request, Settings
from e2lm.harness.sources import checkpoints
from e2lm.harness.state import Stage
from results_store import Store, read
from results_store.candidates import candidates

TOLERANCE = 1e-4  # between two runs on one machine: sums of other batches differ by less


def found(store: Store, name: str) -> Candidate:
    """The saved candidate of that name, the last of several; or the one whose version begins so.

    Raises RequestError naming those that there are.
    """
    saved = candidates(store)
    named = [one for one in saved if one.name == name] or [one for one in saved if one.version.startswith(name)]
    if not named or not name:
        known = ", ".join(f"{one.name} ({one.version})" for one in saved) or "none: save one on the build page"
        raise RequestError(f"there is no candidate {name}", remedy=f"Those saved are {known}.", field="candidate")
    return named[-1].candidate


def prepared(store: Store, candidate: Candidate, styles: Sequence[str]) -> Lines:
    """The candidate's questions out of the store. Raises RequestError where one is missing or cannot be asked so."""
    asked, shots = read.questions(store, candidate.task, source_shots(candidate))
    return assembled(candidate, asked, shots, styles)


def agreeing(home: Path, candidate: Candidate, folder: TaskFolder, place: Path, given: Sequence[str]) -> list[Check]:
    """Runs an exported folder's task in the source's own style on checkpoints and compares with what the candidate
    scores there; a checkpoint that was not asked the source's questions leaves that open. Without such a task all run.
    """
    own = next((one.name for one in folder.tasks if one.style == AS_ASKED), "")
    targets = tuple(one.target for one in checkpoints(list(given)))
    names = (own,) if own else tuple(one.name for one in folder.tasks)
    settings = Settings(names, str(place), approved_code=approvals(folder))
    job_id = jobs.start(home, Request(targets, settings, f"check of {candidate.name}"))
    state = followed(home, job_id)
    if state.stage != Stage.DONE:
        return [Check("it runs", "failed", f"{state.stage}: {state.message or 'see the log'}, job {job_id}")]
    ran = Check("it runs", "passed", f"{state.finished} cells, job {job_id}")
    if not own:
        return [
            ran,
            Check("it scores as the candidate", "open", "only a task in the source's own style can be compared"),
        ]
    with read_index(home) as store:
        source = read.cube(store, candidate.task, "none", candidate.num_fewshot)
        exported = read.cube(store, own, "none")
    if len(exported.docs) != len(candidate.doc_keys):
        mixed = f"{len(exported.docs):,} questions have been asked as {own}: results of several versions mix"
        return [ran, Check("it scores as the candidate", "open", mixed)]
    table = agreement(source, exported, candidate.doc_keys, candidate.metric)
    return [ran, *_compared(table, {(one.model, one.checkpoint) for one in targets}, candidate.task)]


def _compared(table: pd.DataFrame, asked: Collection[tuple[str, str]], task: str) -> list[Check]:
    rule = "it scores as the candidate at "
    rows: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    found = {
        (row["model"], row["checkpoint"]): held(
            f"{rule}{row['model']} {row['checkpoint']}",
            abs(row["difference"]) <= TOLERANCE,
            f"{row['shown']:.6f} and {row['exported']:.6f} over {row['questions']:,} questions",
        )
        for row in rows
    }
    lack = f"no run of {task} is loaded there"
    return [found.get(one) or Check(rule + " ".join(one), "open", lack) for one in sorted(asked)]
