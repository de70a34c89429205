"""`python -m e2lm sweep`: evaluates checkpoints as the runs page does, with progress on the terminal until it ends."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from e2lm.commands.watching import followed, told
from e2lm.errors import RequestError
from e2lm.harness import jobs
from e2lm.harness.request import Request, Target
from e2lm.harness.sources import PRESETS, checkpoints
from e2lm.harness.tasks import close_matches
from e2lm.harness.typed_path import typed_path
from e2lm.home import home_folder
from e2lm.views.launch_options import OPTIONS, Option, request
from e2lm.views.launch_presets import families, with_families
from results_store import ingest


class Verb(NamedTuple):
    """What is done with a sweep that is there already, whether its end is waited for, and whether the exit status
    tells how it stands."""

    name: str
    act: Callable[[Path, str], object]
    waits: bool
    tells: bool
    about: str


VERBS = (
    Verb("resume", jobs.resume, True, True, "do what is missing, be it planned, paused, cancelled or lost"),
    Verb("retry", jobs.retry, True, True, "do what failed again, and nothing else"),
    Verb("pause", jobs.pause, False, False, "let it wait where it is; --resume goes on"),
    Verb("cancel", jobs.cancel, False, False, "stop it; what is done stays"),
    Verb("status", jobs.job, False, True, "say how it stands, or what it would take where it is only planned"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the command's arguments."""
    known = ", ".join(preset.pretrained.rpartition("/")[2] for preset in PRESETS)
    parser.add_argument(
        "checkpoints", nargs="*", metavar="CHECKPOINT",
        help="folder of a checkpoint or of several, hub id, or what is known with all its checkpoints: "
        f"{', '.join(families())} (all models of each), {known}",
    )  # fmt: skip
    parser.add_argument(
        "--tasks", nargs="+", default=[], metavar="TASK", help="tasks or groups: shipped, of lm-eval or --task-folder"
    )
    parser.add_argument("--task-folder", default="", metavar="DIR", help="folder of your own lm-eval task YAML files")
    parser.add_argument("--revisions", nargs="+", default=[], metavar="REVISION", help="which revisions of a hub id")
    parser.add_argument("--subfolders", nargs="+", default=[], metavar="FOLDER", help="which subfolders of a hub id")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="NAME", help="of what was found only these checkpoints"
    )
    for option in OPTIONS:
        _add(parser, option)
    parser.add_argument("--label", default="", help="a name for this sweep in the list")
    parser.add_argument("--plan", action="store_true", help="only build the tasks and say what it would take")
    parser.add_argument("--detach", action="store_true", help="do not wait for the end; --status says how it stands")
    for verb in VERBS:
        about = f"instead of a new sweep, of one that is there: {verb.about}"
        parser.add_argument(f"--{verb.name}", default="", metavar="JOB", help=about)
    parser.add_argument("--home", default=None, metavar="DIR", help="home folder (default: $E2LM_HOME or ./data)")
    parser.add_argument("--json", action="store_true", help="print the plan, or the state, as JSON")


def main(args: argparse.Namespace) -> int:
    """Runs the sweep. 0 is done, planned, paused or still at work, 1 failed, 130 cancelled.

    Raises RequestError for what cannot run.
    """
    home = Path(args.home).expanduser().absolute() if args.home else home_folder()
    verb = next((verb for verb in VERBS if getattr(args, verb.name)), None)
    if verb:
        job_id = getattr(args, verb.name)
        verb.act(home, job_id)
    else:
        asked = asked_for(args)
        print(asked.plan, file=sys.stderr)
        job_id = (jobs.plan if args.plan else jobs.start)(home, asked)
        ingest.watch(home, asked.settings.output)  # only where the job was taken
    waits = not args.detach and (verb is None or verb.waits)
    status = told(home, followed(home, job_id) if waits else jobs.job(home, job_id), as_json=args.json)
    return status if verb is None or verb.tells else 0


def _add(parser: argparse.ArgumentParser, option: Option) -> None:
    """One of the options that the page has, too. Choices are spelled with hyphens for their spaces."""
    usual = option.usual or next(iter(option.choices), "")
    settings: dict[str, Any] = {"dest": option.name, "help": f"{option.about} (default: {usual})"}
    if option.kind == "count":
        settings |= {"type": int, "metavar": "N"}
    elif option.kind == "choice":
        spelled = {choice.replace(" ", "-"): choice for choice in option.choices if choice}
        settings |= {"metavar": "|".join(spelled), "type": lambda text: spelled.get(text, text)}
    elif option.kind in ("names", "pairs"):
        settings |= {"nargs": "+", "metavar": "NAME=VALUE" if option.kind == "pairs" else "NAME"}
    else:
        settings |= {"metavar": "TEXT"}
    parser.add_argument(option.flag, **settings)


def _only(targets: list[Target], names: Sequence[str]) -> list[Target]:
    """The targets of these checkpoints, all where none is named. Raises RequestError for one that was not found."""
    known = {target.checkpoint for target in targets}
    for name in names:
        if name not in known:
            close = ", ".join(close_matches(name, known) or sorted(known)[:3])
            raise RequestError(f"no checkpoint {name} was found", remedy=f"There is {close}.", field="only")
    return [target for target in targets if not names or target.checkpoint in names]


def asked_for(args: argparse.Namespace) -> Request:
    """The request that the arguments make. Raises RequestError naming what is wrong."""
    tasks = [task for given in args.tasks for task in given.split(",") if task]
    folder = str(typed_path(args.task_folder, "task_folder")) if args.task_folder else ""
    found = checkpoints(with_families(args.checkpoints), args.revisions, args.subfolders)
    targets = _only([one.target for one in found], args.only)
    return request(targets, tasks, folder, {option.name: getattr(args, option.name) for option in OPTIONS}, args.label)
