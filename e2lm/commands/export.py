"""`python -m e2lm export`: a candidate as a task folder or as the competition's submission; tables as files."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from e2lm.candidates.candidate import STYLES
from e2lm.commands.exported import agreeing, found, prepared
from e2lm.commands.index import add_home, hint_if_empty, home_of, read_index
from e2lm.commands.printing import print_table
from e2lm.errors import RequestError
from e2lm.export.content_rules import Check
from e2lm.export.folder import write_folder
from e2lm.export.known import known_of
from e2lm.export.loaded import loading_checks
from e2lm.export.readme import with_readme
from e2lm.export.rules import checks
from e2lm.export.submission import submission
from e2lm.export.tables import as_named
from e2lm.export.task_files import task_files
from e2lm.scoring.settings import default_settings
from e2lm.scoring.table import task_scores
from results_store import Store, read
from results_store.verdicts import judgements

TABLES: dict[str, Callable[[Store], pd.DataFrame]] = {
    "curves": lambda store: read.curve_table(store),
    "scores": lambda store: _scores(read.curve_table(store)),
    "runs": lambda store: read.run_table(store),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what can be exported, each with its own arguments."""
    kinds = parser.add_subparsers(dest="what", required=True, metavar="task|submission|table")
    task = kinds.add_parser("task", help="a folder of lm-eval task files for a saved candidate")
    _add_candidate(task)
    task.add_argument("folder", metavar="FOLDER", help="where to write it: new or empty")
    spelled = [style.replace(" ", "-") for style in STYLES]
    task.add_argument(
        "--styles", nargs="+", default=[], choices=[*spelled, "all"], metavar="STYLE",
        help=f"prompt styles, a task each: {', '.join(spelled)} or all (default: the candidate's own)",
    )  # fmt: skip
    task.add_argument(
        "--plain-names",
        action="store_true",
        help="tasks without the version in their names: its results mix with others'",
    )
    task.add_argument("--replace", action="store_true", help="an earlier export in FOLDER makes room")
    task.add_argument("--check", action="store_true", help="load it in lm-eval and compare every prompt")
    task.add_argument(
        "--on", nargs="+", default=[], metavar="CHECKPOINT",
        help="run it on checkpoints, folders or hub ids, and compare with what the candidate scores there",
    )  # fmt: skip
    zipped = kinds.add_parser("submission", help="the competition's zip for a saved candidate, and its rules as checks")
    _add_candidate(zipped)
    zipped.add_argument("file", metavar="FILE.zip", help="where to write it")
    zipped.add_argument(
        "--token-from", default="", metavar="VARIABLE",
        help="environment variable whose token goes into this file, for a private data set (default: none)",
    )  # fmt: skip
    zipped.add_argument("--tokenizer", default="", metavar="DIR", help="tokenizer.json, or a folder with one, to count")
    table = kinds.add_parser("table", help="a table as a file")
    table.add_argument("name", choices=sorted(TABLES), help="which table")
    table.add_argument("file", metavar="FILE", help="ends in .csv or .parquet")
    for kind in (task, zipped, table):
        add_home(kind)
    parser.epilog = "All take --home DIR and --json; `export task --help` and the like say the rest."


def _add_candidate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("candidate", metavar="CANDIDATE", help="its name, or its version's first digits")
    parser.add_argument("--dataset", default="", metavar="ID", help="hub id that the questions will be at")


def main(args: argparse.Namespace) -> int:
    """0 where everything was written and no check failed, else 1. Raises E2LMError where nothing could be written."""
    return {"task": _task, "submission": _submission, "table": _table}[args.what](args)


def _task(args: argparse.Namespace) -> int:
    home = home_of(args)
    asked_for = [style.replace("-", " ") for style in args.styles]
    with read_index(home) as store:
        candidate = found(store, args.candidate)
        styles = list(STYLES) if "all" in asked_for else asked_for or [candidate.style]
        lines = prepared(store, candidate, styles)
    folder = task_files(candidate, lines, styles, args.dataset, versioned=not args.plain_names)
    place = write_folder(Path(args.folder), with_readme(candidate, lines, folder), replace=args.replace)
    found_out = [Check("written", "passed", str(place))]
    if args.check or args.on:
        found_out += loading_checks(place, folder, lines)
    if args.on and all(one.outcome == "passed" for one in found_out):
        found_out += agreeing(home, candidate, folder, place, args.on)
    return _told(found_out, as_json=args.json)


def _submission(args: argparse.Namespace) -> int:
    if args.token_from and args.token_from not in os.environ:
        raise RequestError(f"{args.token_from} is not set", remedy="Set it, or leave it out.", field="token-from")
    with read_index(home_of(args)) as store:
        candidate = found(store, args.candidate)
        lines = prepared(store, candidate, [candidate.style])
    made = submission(candidate, lines, args.dataset, os.environ.get(args.token_from, "") if args.token_from else "")
    _write(Path(args.file), made.content)
    known = known_of(candidate, lines, args.tokenizer, judgements(home_of(args)))
    return _told(checks(made.content, known), as_json=args.json)


def _table(args: argparse.Namespace) -> int:
    home = home_of(args)
    with read_index(home) as store:
        table = TABLES[args.name](store)
    hint_if_empty(table.empty, home)
    _write(Path(args.file), as_named(table, args.file))
    return _told([Check("written", "passed", f"{args.file}, {len(table):,} rows")], as_json=args.json)


def _scores(curves: pd.DataFrame) -> pd.DataFrame:
    return task_scores(curves, default_settings(sorted(curves["model"].unique())))


def _write(file: Path, content: bytes) -> None:
    try:
        file.expanduser().write_bytes(content)
    except OSError as error:
        remedy = "Free space, or give a place that can be written."
        raise RequestError(f"it cannot be written: {error.strerror}", remedy=remedy, file=str(file)) from error


def _told(told: list[Check], *, as_json: bool) -> int:
    print_table(pd.DataFrame([vars(one) for one in told])[["outcome", "rule", "found"]], as_json=as_json)
    return 1 if any(one.outcome == "failed" for one in told) else 0
