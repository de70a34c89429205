"""`python -m e2lm import PATH...`: takes in what the data page would, and prints what was read."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from e2lm.commands.index import add_home, home_of
from e2lm.errors import E2LMError
from e2lm.records import Problem
from results_store import StoreBusyError, ingest, open_store
from results_store.report import ImportReport, report_on


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="a results file, a folder, a zip, a table, or s3://..."
    )
    parser.add_argument("--rule", default="", help='tokens of checkpoints that nothing says, such as "step * 2097152"')
    parser.add_argument("--label", default="", help="a name for what is imported")
    add_home(parser)


def main(args: argparse.Namespace) -> int:
    """Imports every path; 0 unless nothing at all could be taken in."""
    report = _imported(home_of(args), args.paths, args.rule, args.label)
    if args.json:
        print(json.dumps(_as_json(report), ensure_ascii=False, indent=1))
    else:
        _print(report)
    return 0 if report.runs or report.pending or not report.problems else 2


def _imported(home: Path, paths: Sequence[str], rule: str, label: str) -> ImportReport:
    try:
        store = open_store(home)
    except StoreBusyError:
        reports = [ingest.journal_path(home, path, rule=rule, label=label) for path in paths]
        problems = tuple(problem for report in reports for problem in report.problems)
        return ImportReport(problems=problems, pending=any(report.pending for report in reports))
    with store:
        reports = [ingest.import_path(store, path, rule=rule, label=label) for path in paths]
        refused = tuple(problem for report in reports if not report.source_id for problem in report.problems)
        ids = [report.source_id for report in reports if report.source_id]
        whole = report_on(store, ids, sum(report.new_runs for report in reports))
    return replace(whole, problems=(*refused, *whole.problems))


def _as_json(report: ImportReport) -> dict[str, object]:
    """Counts and problems, each with file, line, field, problem and remedy, under the names that programs rely on."""
    return {
        "runs": report.runs, "models": report.models, "checkpoints": report.checkpoints, "samples": report.samples,
        "problems": [asdict(problem) for problem in report.problems], "new_runs": report.new_runs,
        "duplicates": report.duplicates, "pending": report.pending,
    }  # fmt: skip


def _print(report: ImportReport) -> None:
    if report.pending:
        print("the running app holds the index: what was given is noted, and the app will pick it up")
    else:
        print(f"runs         {report.runs} ({report.new_runs} new)")
        print(f"models       {report.models}")
        print(f"checkpoints  {report.checkpoints}")
        print(f"samples      {report.samples}")
        if report.duplicates:
            print(f"duplicates   {report.duplicates} (a newer run of the same checkpoint and task counts)")
    print(f"problems     {len(report.problems)}", flush=True)
    for problem in report.problems:
        print(_line(problem), file=sys.stderr)


def _line(problem: Problem) -> str:
    """A problem in one line: where, what, remedy."""
    return str(E2LMError(**asdict(problem)))
