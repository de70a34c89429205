"""A sweep on the terminal: one line of progress while it is at work, and how it stands or what it would take."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from e2lm.commands.printing import print_table
from e2lm.harness import jobs
from e2lm.harness.control import PAUSE
from e2lm.harness.plan import Plan, read_plan
from e2lm.harness.state import JobState, Stage
from e2lm.harness.words import duration, progress_line
from e2lm.views.launch_plan import models_left, plan_line, plan_machine, plan_table

EXITS = {Stage.FAILED: 1, Stage.LOST: 1, Stage.CANCELLED: 130}
POLL_SECONDS = 0.5


def followed(home: Path, job_id: str) -> JobState:
    """Writes a line to stderr whenever something changes, until the job ends, pauses or is planned.

    Ctrl-C cancels the job and waits for its end.
    """
    print(f"job {job_id}, log {jobs.job_folder(home, job_id) / jobs.LOG}", file=sys.stderr)
    shown = ""
    while True:
        try:
            state = jobs.job(home, job_id)
            line = progress_line(state)
            if line != shown and sys.stderr.isatty():
                print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
            elif line != shown:
                print(line, file=sys.stderr, flush=True)
            shown = line
            if not (state.is_active or _wakes(home, state)):
                print(file=sys.stderr)
                return state
            time.sleep(POLL_SECONDS)
        except KeyboardInterrupt:
            jobs.cancel(home, job_id)


def _wakes(home: Path, state: JobState) -> bool:
    """Whether workers still call the job paused that nobody wants to be: they look every moment."""
    return state.stage == Stage.PAUSED and not (jobs.job_folder(home, state.id) / PAUSE).exists()


def told(home: Path, state: JobState, *, as_json: bool) -> int:
    """Prints how a job stands, or its plan where it is only planned, and gives back the exit status for that."""
    plan = read_plan(jobs.job_folder(home, state.id)) if state.stage == Stage.PLANNED else None
    if plan:
        _print_plan(state, plan, as_json=as_json)
    elif as_json:
        print(json.dumps(state.to_json(), indent=1))
    else:
        _print_state(home, state)
    return EXITS.get(state.stage, 0)


def _print_plan(state: JobState, plan: Plan, *, as_json: bool) -> None:
    """The plan task by task, what it comes to, and how it is started."""
    models = models_left(state.cells)
    if as_json:
        counts = {
            "id": state.id,
            "stage": state.stage,
            "cells": plan.cells,
            "done": state.finished,
            "seconds": plan.seconds(models),
        }
        print(json.dumps({**counts, **plan.to_json()}, indent=1))
        return
    print_table(plan_table(plan), as_json=False)
    print(plan_line(plan, models, state.finished))
    for text in filter(None, (plan_machine(plan), plan.note)):
        print(text)
    print(f"start it: python -m e2lm sweep --resume {state.id}")


def _print_state(home: Path, state: JobState) -> None:
    """How it ended or how far it is, the cells that are not done with the reason, and where the results are."""
    took = f" in {duration(state.ended - state.started)}" if state.ended > state.started > 0 else ""
    print(f"{state.stage}: {state.finished} of {len(state.cells)} cells{took}")
    for one in state.cells:
        if one.stage != Stage.DONE:
            print(f"{one.model} {one.checkpoint} {one.task}: {one.stage}{f', {one.message}' if one.message else ''}")
    for text in filter(None, (state.message, state.note)):
        print(text)
    if state.finished:
        asked = jobs.asked(home, state.id)
        print(f"results: {(asked.settings.output if asked else '') or home / 'runs' / state.id}")
