"""`python -m e2lm.export.check FOLDER TASK... [--approve SHA256...]`: what lm-eval makes of an exported folder.

Worker side: imports lm-eval. Prints one line of JSON: of each task the fingerprints of what it asks, question by
question; or the error that stopped it. Only code whose hash is given runs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from e2lm.errors import E2LMError
from e2lm.export.fingerprints import fingerprint


@dataclass(frozen=True)
class Built:
    """A task as lm-eval built it: the fingerprint of each question in the order of its docs."""

    name: str
    asked: tuple[str, ...]


def built(folder: str, tasks: Sequence[str], approved: Sequence[str]) -> list[Built]:
    """Loads the tasks and builds their requests. Raises RequestError as a sweep would."""
    from e2lm.harness.prompts import built_tasks
    from e2lm.harness.request import Settings
    from e2lm.harness.task_loading import load_tasks

    settings = Settings(tuple(tasks), folder, approved_code=tuple(approved))
    found = []
    for task in built_tasks(load_tasks(settings), settings):
        asked: dict[int, list[tuple[str, str]]] = {}
        for request in task.requests:
            asked.setdefault(request.doc_id, []).append((request.args[0], request.args[1]))
        prints = (fingerprint(pairs[0][0], [choice for _, choice in pairs]) for _, pairs in sorted(asked.items()))
        found.append(Built(task.name, tuple(prints)))
    return found


def main(arguments: Sequence[str]) -> int:
    """Prints what was built, or the error; 2 after an error."""
    parser = argparse.ArgumentParser(prog="python -m e2lm.export.check")
    parser.add_argument("folder")
    parser.add_argument("tasks", nargs="+")
    parser.add_argument("--approve", nargs="*", default=[])
    given = parser.parse_args(arguments)
    try:
        tasks = built(given.folder, given.tasks, given.approve)
    except E2LMError as error:
        print(json.dumps({"error": str(error)}))
        return 2
    print(json.dumps({"tasks": {one.name: one.asked for one in tasks}}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
