"""A job's folder, home/jobs/<id>: what lies where in it, and the files through which people steer the job.

request.json        what is asked; written once
plan.json           what a worker found when it built the tasks
workers/<name>.json what each worker does; each file has one writer
claims/<n>          made by the worker that runs checkpoint n
log.txt             what local workers print
cancel, pause       while they are there, workers stop, or wait
priorities.json     which cells run first, which not at all, and when workers were last asked for
work/               what workers keep of cells that are not finished
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from e2lm.errors import RequestError

DEMO = "demo"
REQUEST, PLAN, LOG, CANCEL, PAUSE = "request.json", "plan.json", "log.txt", "cancel", "pause"
WORKERS, CLAIMS, WORK, PRIORITIES = "workers", "claims", "work", "priorities.json"

# model, checkpoint, task
Cell = tuple[str, str, str]


@dataclass(frozen=True)
class Priorities:
    """What people want of a job: cells to run first, the first of them foremost, and cells to leave out.

    `asked` is when somebody last asked for everything that is missing, `again` when for single cells: a cell that
    failed later than that is not tried again. Where `only_again`, nothing but those single cells runs. Times are
    seconds since the epoch.
    """

    first: tuple[Cell, ...] = ()
    skip: tuple[Cell, ...] = ()
    asked: float = 0.0
    again: tuple[tuple[Cell, float], ...] = ()
    only_again: bool = False

    def wants(self, cell: Cell, failed: float = 0.0) -> bool:
        """Whether a cell is to run that has no results, and that failed at that time (0: it did not)."""
        single = dict(self.again).get(cell, 0.0)
        asked = single if self.only_again else max(self.asked, single)
        return cell not in self.skip and (failed < asked if failed else not self.only_again or single > 0)


def job_folder(home: Path, job_id: str) -> Path:
    return home / "jobs" / job_id


def read_priorities(folder: Path) -> Priorities:
    """The priorities of the job in `folder`, none where nobody set any. Raises RequestError where they are damaged."""
    file = folder / PRIORITIES
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        again = tuple((_cell(cell), float(at)) for cell, at in data["again"])
        first, skip = (tuple(map(_cell, data[name])) for name in ("first", "skip"))
        return Priorities(first, skip, float(data["asked"]), again, bool(data["only_again"]))
    except FileNotFoundError:
        return Priorities()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RequestError(
            f"the job's priorities cannot be read ({error})", remedy="Remove the file.", file=str(file)
        ) from error


def save_priorities(folder: Path, priorities: Priorities) -> None:
    """Writes the priorities; workers read them between cells."""
    write_whole(folder / PRIORITIES, json.dumps(asdict(priorities), indent=1))


def write_whole(file: Path, text: str) -> None:
    """Writes a file so that a reader sees the old or the new one, whole; of several writers the last one's stays."""
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(file)
    except OSError:
        fresh.unlink(missing_ok=True)  # a part of it would take the room that a full disk does not have
        raise


def _cell(data: list[str]) -> Cell:
    model, checkpoint, task = data
    return str(model), str(checkpoint), str(task)
