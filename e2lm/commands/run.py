"""`python -m e2lm run`: evaluates checkpoints as the runs page does, with progress on the terminal until it ends."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from e2lm.harness import jobs
from e2lm.harness.request import DTYPES, Request, Settings
from e2lm.harness.sources import PRESETS, checkpoints
from e2lm.harness.state import JobState, Stage
from e2lm.harness.words import duration, progress_line
from e2lm.home import home_folder

SUMMARY = "evaluate checkpoints with lm-eval and wait for the results"
_EXITS = {Stage.DONE: 0, Stage.FAILED: 1, Stage.LOST: 1, Stage.CANCELLED: 130}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the command's arguments."""
    known = ", ".join(preset.pretrained.split("/")[1] for preset in PRESETS)
    parser.add_argument(
        "checkpoints",
        nargs="*",
        metavar="CHECKPOINT",
        help=f"folder of a checkpoint or of several, hub id, or preset with all its checkpoints ({known})",
    )
    parser.add_argument(
        "--tasks", nargs="+", default=[], metavar="TASK", help="tasks or groups of lm-eval or --task-folder"
    )
    parser.add_argument("--task-folder", default="", metavar="DIR", help="folder of your own lm-eval task YAML files")
    parser.add_argument("--revisions", nargs="+", default=[], metavar="REVISION", help="which revisions of a hub id")
    parser.add_argument("--subfolders", nargs="+", default=[], metavar="FOLDER", help="which subfolders of a hub id")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="NAME", help="of what was found only these checkpoints"
    )
    parser.add_argument("--shots", type=int, metavar="N", help="few-shot examples (default: as the task says)")
    parser.add_argument("--limit", type=int, metavar="N", help="smoke run: only the first N docs of each task")
    parser.add_argument("--batch-size", default="auto", metavar="N", help='rows at once, or "auto" (default)')
    parser.add_argument("--device", default="", help='such as "cpu" or "cuda:0" (default: the best there is)')
    parser.add_argument("--dtype", default="", choices=("", *DTYPES), help="default: float32 on the CPU, else 16 bits")
    for option, metavar, text in (
        ("--approved-code", "SHA256", "task files that may run their authors' code, by the hash of their contents"),
        ("--allow-remote-code", "MODEL", "models that may run their authors' code"),
        ("--allow-pickled-weights", "MODEL", "models whose weights may be other than safetensors"),
    ):
        parser.add_argument(option, nargs="+", default=[], metavar=metavar, help=text)
    parser.add_argument("--label", default="", help="a name for this job in the list of jobs")
    parser.add_argument(
        "--resume", default="", metavar="JOB", help="instead of a new job: do what is missing of this one"
    )
    parser.add_argument("--home", default=None, metavar="DIR", help="home folder (default: $E2LM_HOME or ./data)")
    parser.add_argument("--json", action="store_true", help="print the job's final state as JSON")


def main(args: argparse.Namespace) -> int:
    """Runs the job; 0 done, 1 failed, 130 cancelled. Raises RequestError for a request that cannot run."""
    home = Path(args.home).expanduser().absolute() if args.home else home_folder()
    if args.resume:
        job_id = args.resume
        jobs.resume(home, job_id)
    else:
        request = _request(args)
        print(request.plan, file=sys.stderr)
        job_id = jobs.start(home, request)
    print(f"job {job_id}, log {jobs.job_folder(home, job_id) / jobs.LOG}", file=sys.stderr)
    state = _wait(home, job_id)
    if args.json:
        print(json.dumps(state.to_json(), indent=1))
    else:
        _print_outcome(home, state)
    return _EXITS.get(state.stage, 1)


def _request(args: argparse.Namespace) -> Request:
    batch = int(args.batch_size) if args.batch_size.isdecimal() else args.batch_size
    settings = Settings(
        tasks=tuple(task for given in args.tasks for task in given.split(",") if task),
        task_folder=str(Path(args.task_folder).expanduser().absolute()) if args.task_folder else "",
        num_fewshot=args.shots,
        limit=args.limit,
        batch_size=batch,
        device=args.device,
        dtype=args.dtype,
        approved_code=tuple(args.approved_code),
        allow_remote_code=tuple(args.allow_remote_code),
        allow_pickled_weights=tuple(args.allow_pickled_weights),
    )
    found = checkpoints(args.checkpoints, args.revisions, args.subfolders, settings)
    chosen = [one.target for one in found if not args.only or one.target.checkpoint in args.only]
    return Request(tuple(chosen), settings, args.label)


def _wait(home: Path, job_id: str) -> JobState:
    """Follows the job until it ends; Ctrl-C cancels it and waits for its end."""
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
            if not state.is_active:
                print(file=sys.stderr)
                return state
            time.sleep(0.5)
        except KeyboardInterrupt:
            jobs.cancel(home, job_id)


def _print_outcome(home: Path, state: JobState) -> None:
    took = duration(state.ended - state.started)
    print(f"{state.stage}: {state.finished} of {len(state.cells)} cells in {took}")
    for one in state.cells:
        if one.stage != Stage.DONE:
            print(f"{one.model} {one.checkpoint} {one.task}: {one.stage}{f', {one.message}' if one.message else ''}")
    for text in filter(None, (state.message, state.note)):
        print(text)
    if state.finished:
        print(f"results: {home / 'runs' / state.id}")
