"""The command line: `python -m e2lm COMMAND`, each a file of e2lm/commands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from e2lm.errors import E2LMError

# Name, module and what it does. A command's module is imported only where it is called, since some are slow to load.
COMMANDS = (
    ("import", "e2lm.commands.import_", "take in result files, folders and zips"),
    ("curves", "e2lm.commands.curves", "print every point of every curve"),
    ("scores", "e2lm.commands.scores", "print the signal quality of every curve"),
    ("evidence", "e2lm.commands.evidence", "print what a candidate or a task scores, and what that rests on"),
    ("minutes", "e2lm.commands.minutes", "write a meeting, or any candidates, down as Markdown and HTML"),
    ("demo", "e2lm.commands.demo", "train tiny models and evaluate their checkpoints, from nothing"),
    ("sweep", "e2lm.commands.sweep", "evaluate checkpoints on tasks, as the runs page does"),
    ("export", "e2lm.commands.export", "write a candidate as task files or as a submission, and tables as files"),
    ("judge", "e2lm.commands.judge", "have questions judged as scientific or not, by a model or from a file"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 2 after one line on stderr where something outside is wrong."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="python -m e2lm", description="The dashboard's functions on the command line."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, module, summary in COMMANDS:
        command = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        if given[:1] == [name]:
            chosen = import_module(module)
            chosen.add_arguments(command)
            command.set_defaults(main=chosen.main)
    parsed = parser.parse_args(given)
    try:
        return int(parsed.main(parsed))
    except E2LMError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of a pipe, such as `head`, has seen enough.
        sys.stderr.close()
        return 0


if __name__ == "__main__":
    sys.exit(main())
