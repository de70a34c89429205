"""`python -m e2lm judge`: verdicts on questions, by a model at an endpoint or from a file, and the rates of all judges.

The endpoint is OPENAI_BASE_URL, its key OPENAI_API_KEY: both from the environment, neither written anywhere.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from uuid import uuid4

import pandas as pd

from e2lm.alignment.asking import USUAL_CRITERIA, question_in
from e2lm.alignment.rate import rate
from e2lm.alignment.sample import USUAL_SEED, USUAL_SIZE
from e2lm.alignment.verdict_file import verdicts_in
from e2lm.alignment.verdicts import Judgement
from e2lm.commands.exported import found
from e2lm.commands.index import add_home, home_of, read_index
from e2lm.commands.printing import print_table
from e2lm.errors import E2LMError, RequestError, SourceError
from e2lm.export.assembled import source_shots
from e2lm.judging import asking, kept, steering
from e2lm.judging.endpoint import ADDRESS, WITHOUT, Endpoint, endpoint_of
from e2lm.judging.request import request_of
from e2lm.judging.result import judgement
from e2lm.leakage.items import Item, items_of
from results_store import Store, read, verdicts

COLUMNS = [
    "id", "kind", "judge", "task", "of", "asked", "accepted", "rejected", "errors", "rate", "low", "high",
    "prompt_tokens", "completion_tokens",
]  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", nargs="?", metavar="TASK", help="a task or group whose questions are loaded")
    parser.add_argument("--candidate", metavar="NAME", help="judge a saved candidate: its name, or its version")
    parser.add_argument("--model", default="", metavar="NAME", help="the model, as the endpoint calls it")
    parser.add_argument("--sample", type=int, default=USUAL_SIZE, metavar="N", help="how many questions (default: 50)")
    parser.add_argument("--seed", type=int, default=USUAL_SEED, metavar="N", help="draws the sample (default: 1)")
    parser.add_argument("--criteria", metavar="FILE", help="what is to be accepted, as text (default: scientific)")
    parser.add_argument("--parallel", type=int, default=4, metavar="N", help="questions at a time (default: 4)")
    parser.add_argument("--shots", type=int, metavar="N", help="as asked with so many examples (default: most runs')")
    parser.add_argument("--resume", metavar="ID", help="go on with a judging that was stopped, or that failed")
    parser.add_argument("--verdicts", metavar="FILE", help="take verdicts from a file instead of asking a model")
    add_home(parser)


def main(args: argparse.Namespace) -> int:
    """Judges, or without a task lists every judge's rate; 0 done, 1 stopped or in part unusable."""
    home = home_of(args)
    whole = True
    if args.resume:
        whole = _ask(home, args.resume)
    elif args.task or args.candidate:
        with read_index(home) as store:
            task, items, label = _subject(store, args)
        if args.verdicts:
            whole = _import(home, task, items, Path(args.verdicts))
        else:
            _endpoint()
            criteria = _text(Path(args.criteria)) if args.criteria else USUAL_CRITERIA
            request = request_of(
                task, items, args.model, label=label, size=args.sample, seed=args.seed, criteria=criteria,
                parallel=args.parallel,
            )  # fmt: skip
            whole = _ask(home, kept.keep_request(home, request))
    print_table(_rates(verdicts.judgements(home)), as_json=args.json)
    return 0 if whole else 1


def _subject(store: Store, args: argparse.Namespace) -> tuple[str, list[Item], str]:
    """The task, its questions (a candidate's only), and the candidate's name."""
    candidate = found(store, args.candidate) if args.candidate else None
    task = candidate.task if candidate else args.task
    asked, _ = read.questions(store, task, source_shots(candidate) if candidate else args.shots)
    if not asked:
        raise RequestError(f"no question of {task} is loaded", remedy="Import runs with their samples.", field="task")
    items = items_of(asked)
    if not candidate:
        return task, items, ""
    chosen = frozenset(candidate.doc_keys)
    return task, [item for item in items if item.doc_key in chosen], candidate.name


def _endpoint() -> Endpoint:
    found_there = endpoint_of(os.environ)
    if found_there is None:
        raise RequestError("no endpoint is set up that could judge", remedy=WITHOUT, field=ADDRESS)
    return found_there


def _ask(home: Path, judgement_id: str) -> bool:
    """Asks what is left of a judging; what was answered is journalled, also where it ends early."""
    folder = kept.folder_of(home, judgement_id)
    request = kept.read_request(folder)
    try:
        endpoint = _endpoint()
    except E2LMError as error:
        steering.note_failure(folder, str(error))
        raise
    print(f"judging {judgement_id}: {len(request.questions)} of {request.population} questions", file=sys.stderr)
    whole = False
    try:
        whole = asking.judge(folder, request, endpoint, said=_progress)
    except KeyboardInterrupt:
        print(f"stopped; go on with --resume {judgement_id}", file=sys.stderr)
    finally:
        verdicts.record(home, judgement(folder, request, whole=whole))
    return whole


def _progress(call: kept.Kept) -> None:
    print(f"{call.doc_key}  {call.word}  {call.reason[:100]}", file=sys.stderr, flush=True)


def _import(home: Path, task: str, items: list[Item], file: Path) -> bool:
    said, problems = verdicts_in(_text(file), str(file), [question_in(item) for item in items])
    for problem in problems:
        print(E2LMError(**problem.__dict__), file=sys.stderr)
    verdicts.record(home, Judgement(uuid4().hex[:12], "file", file.name, task, tuple(said), added=time.time()))
    return bool(said) and not problems


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"the file cannot be read ({error})", remedy="Give a text file.", file=str(file)) from error


def _rates(judged: list[Judgement]) -> pd.DataFrame:
    rows = []
    for one in judged:
        found = rate(said.word for said in one.verdicts)
        tokens = [one.settings.get(name) for name in ("prompt_tokens", "completion_tokens")]
        rows.append(
            [
                one.judgement_id, one.kind, one.judge, one.task, one.settings.get("population"), found.asked,
                found.accepted, found.rejected, found.errors, found.value, found.low, found.high, *tokens,
            ]
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)
