"""`python -m e2lm curves`: every point of every curve, as the curves page draws them."""

from __future__ import annotations

import argparse

from e2lm.commands.index import add_home, hint_if_empty, home_of, read_index
from e2lm.commands.printing import print_table
from results_store import read

COLUMNS = [
    "model", "checkpoint", "step", "tokens", "task", "metric", "filter", "value", "stderr", "partial", "n_shot", "n",
    "kind", "note",
]  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_home(parser)


def main(args: argparse.Namespace) -> int:
    """Prints COLUMNS of the curve table."""
    home = home_of(args)
    with read_index(home) as store:
        table = read.curve_table(store)[COLUMNS]
    hint_if_empty(table.empty, home)
    print_table(table, as_json=args.json)
    return 0
