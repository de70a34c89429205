"""`python -m e2lm evidence`: the scores and curves of a candidate or a task, as a meeting looks at them."""

from __future__ import annotations

import argparse
import json

import pandas as pd

from e2lm.commands.computed import evidence
from e2lm.commands.index import add_home, home_of, read_index
from e2lm.commands.printing import print_table
from e2lm.errors import RequestError
from e2lm.reviews.references import Reference
from e2lm.reviews.settings import REFERENCES

COLUMNS = ("component", "value", "low", "high", "kind", "why")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("subject", help="candidate:VERSION or task:NAME")
    add_settings(parser)
    add_home(parser)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """The options that say what scores rest on; without them what is usual for the family."""
    parser.add_argument("--family", help="whose models (default: the first that was measured on the task)")
    parser.add_argument("--window", metavar="WINDOW", help="official, all, or STEPS:BILLIONS such as 4000:206")
    parser.add_argument("--reference", choices=REFERENCES, help="what RC compares later checkpoints with")
    parser.add_argument("--proxy-at", type=int, metavar="STEP", help="checkpoint k of RC's proxy")
    parser.add_argument("--weights", type=float, nargs=3, metavar=("SQ", "RC", "CS"))
    for name, of in (("sq-models", "models that SQ is the mean of"), ("rc-pairs", "pairs of RC, two models each"),
                     ("cs-pairs", "pairs of CS, science and web, two models each")):  # fmt: skip
        parser.add_argument(f"--{name}", nargs="+", metavar="MODEL", help=of)


def main(args: argparse.Namespace) -> int:
    """Prints COLUMNS and what they rest on; with --json the whole evidence, curves included."""
    try:
        subject = Reference.read(args.subject)
    except ValueError as error:
        raise RequestError(str(error), remedy="Give candidate:VERSION or task:NAME", field="subject") from None
    with read_index(home_of(args)) as store:
        found = evidence(store, subject, vars(args))
    if args.json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return 0
    rows = [[getattr(one, name) for name in COLUMNS] for one in found.scores]
    print_table(pd.DataFrame(rows, columns=list(COLUMNS)), as_json=False)
    rest = {
        "questions": f"{found.questions:,} {found.questions_hash}",
        "runs": f"{found.runs:,} {found.runs_hash}", **found.settings, **found.versions,
    }  # fmt: skip
    print("\n".join(["", *(f"{name}: {words}" for name, words in rest.items())]))
    return 0
