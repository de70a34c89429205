"""Measures the speed that the dashboard promises and prints a table: `python -m tests.benchmarks [--full] [--readme]`.

Every measurement runs in a process of its own. A share of the competition is measured within about ten minutes; with
`--full` it is the whole competition at 0 shots (6.6 GB) and one of six models at 5 shots (6.3 GB), which takes about
an hour. The files are made up (tests/benchmarks/generated.py), and deleted at the end unless `--folder` keeps them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.rows import FULL, MODERATE, PARTS, ROWS, Bench
from tests.benchmarks.table import Row, machine, markdown, replaced
from tests.paths import REPOSITORY

README = REPOSITORY / "README.md"


def main() -> int:
    options = _options()
    if find_spec("simdjson") is None:
        print("pysimdjson is not installed: pip install -r requirements-bench.txt", file=sys.stderr)
        return 2
    size = FULL if options.full else MODERATE
    begun = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {text}", file=sys.stderr, flush=True)

    measured: dict[str, list[Row]] = {}
    failed = False
    with nullcontext(options.folder) if options.folder else tempfile.TemporaryDirectory() as folder:
        bench = Bench(size, Path(folder), say)
        for name in options.rows:
            say(name)
            try:
                measured[name] = list(ROWS[name](bench))
            except RuntimeError as error:
                failed = True
                measured[name] = [Row(name, "could not be measured")]
                say(f"{name} could not be measured: {error}")
    rows = [row for some in measured.values() for row in some]
    print(f"{machine()}\nSize: {size.name}\n\n{markdown(rows)}")
    if options.readme:
        text = README.read_text(encoding="utf-8")
        for part, names in PARTS.items():
            if measured.keys() >= names.keys():
                text = replaced(text, part, [row for name in names for row in measured[name]], size.name)
        README.write_text(text, encoding="utf-8")
    missed = [row.what for row in rows if row.bar and row.held is False]
    say(f"{len(missed)} missed" if missed else "every bar is held")
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the whole competition instead of a share of it")
    parser.add_argument("--rows", nargs="+", choices=list(ROWS), default=list(ROWS), help="only these")
    parser.add_argument(
        "--readme",
        action="store_true",
        help="put the parts of which every row was measured into the README",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        help="where files are written, kept, and found the next time; otherwise none stay",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
