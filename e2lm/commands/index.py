"""The index as a command opens it: the home's own, or one in memory while the app holds that."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from e2lm.home import home_folder
from results_store import Store, StoreBusyError, ingest, open_memory, open_store


def add_home(parser: argparse.ArgumentParser) -> None:
    """The options that every command on the index has."""
    parser.add_argument("--home", metavar="DIR", help="the dashboard's folder (default: $E2LM_HOME, else ./data)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def home_of(args: argparse.Namespace) -> Path:
    """The home folder that a command was given, absolute and free of links."""
    return (Path(args.home).expanduser() if args.home else home_folder()).resolve()


@contextmanager
def read_index(home: Path) -> Iterator[Store]:
    """The up-to-date index for reading; rebuilt in memory from the same files, and said so, while the app holds it.

    Watched object stores are looked at too, unless the app does that already. A home that does not exist is not made:
    it reads as empty.
    """
    try:
        store = open_store(home) if home.is_dir() else open_memory(home)
    except StoreBusyError:
        print("the running app holds the index: it is rebuilt in memory from the same files", file=sys.stderr)
        store = open_memory(home)
    with store:
        if not store.in_memory:
            ingest.fetch_new(store)
        ingest.refresh(store)
        yield store


def hint_if_empty(empty: bool, home: Path) -> None:
    """Says on stderr why nothing is printed."""
    if empty:
        print(f"nothing is loaded in {home}: python -m e2lm import PATH", file=sys.stderr)
