"""`python -m e2lm scores`: the signal quality of every curve, as the scores page shows it."""

from __future__ import annotations

import argparse

from e2lm.commands.index import add_home, hint_if_empty, home_of, read_index
from e2lm.commands.printing import print_table
from e2lm.scoring.settings import default_settings
from e2lm.scoring.table import model_scores
from results_store import read

COLUMNS = [
    "task", "metric", "filter", "model", "sq", "monotonicity", "monotonicity_min", "monotonicity_max",
    "autocorrelation", "points", "reason", "n_shot", "partial_n", "window", "lower_is_better",
]  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_home(parser)


def main(args: argparse.Namespace) -> int:
    """Prints COLUMNS of every curve's scores, with the default settings."""
    home = home_of(args)
    with read_index(home) as store:
        curves = read.curve_table(store)
    table = model_scores(curves, default_settings(sorted(curves["model"].unique())))[COLUMNS]
    hint_if_empty(table.empty, home)
    print_table(table, as_json=args.json)
    return 0
