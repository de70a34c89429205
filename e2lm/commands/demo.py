"""`python -m e2lm demo`: trains the demo models here and evaluates every checkpoint, as the runs page's button does."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from e2lm.home import home_folder

if TYPE_CHECKING:
    from e2lm.demo.live import DemoPlan, DemoProgress

_CANCELLED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("--home", type=Path, metavar="DIR", help="home folder (default: $E2LM_HOME or ./data)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of weights and text (default: 0)")
    parser.add_argument("--models", nargs="+", metavar="NAME", help="only these of the demo's models")
    parser.add_argument("--steps", type=int, metavar="N", help="training steps per model (default: 600)")
    parser.add_argument("--every", type=int, metavar="N", help="steps between checkpoints (default: 50)")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first questions of each subject")
    parser.add_argument(
        "--record", action="store_true", help="run in a folder of its own and rebuild e2lm/demo/recorded.zip from it"
    )


def main(args: argparse.Namespace) -> int:
    """Runs the demo and gives back the exit status; 130 where it was cancelled on the runs page."""
    from e2lm.demo.live import DemoPlan, run_demo
    from e2lm.demo.models import named
    from e2lm.harness.record import Cancelled

    chosen = {name: getattr(args, name) for name in ("steps", "every", "limit") if getattr(args, name) is not None}
    plan = DemoPlan(models=named(args.models), **chosen)
    if args.record:
        return _record(plan, args.seed)
    home = args.home or home_folder()
    try:
        run_demo(home, args.seed, Lines(), plan)
    except Cancelled:
        print("cancelled; what is finished is kept", flush=True)
        return _CANCELLED
    print(f"done; the results are in {home / 'runs' / 'demo'}", flush=True)
    return 0


def _record(plan: DemoPlan, seed: int) -> int:
    from e2lm.demo.live import run_demo
    from e2lm.demo.record import ARCHIVE, note, pack

    with tempfile.TemporaryDirectory(prefix="e2lm-demo-") as home:
        begun = time.time()
        run_demo(Path(home), seed, Lines(), plan)
        seconds, busy = time.time() - begun, sum(os.times()[:4])
        pack(Path(home) / "runs" / "demo")
    ARCHIVE.with_suffix(".md").write_text(note(plan, seed, seconds, busy), encoding="utf-8")
    print(f"{ARCHIVE.name}: {ARCHIVE.stat().st_size / 1e6:.2f} MB", flush=True)
    return 0


class Lines:
    """Prints a line whenever a checkpoint is finished."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, at: DemoProgress) -> None:
        if at.done > self.done:
            self.done = at.done
            left = "" if at.seconds_left is None else f", about {at.seconds_left / 60:.1f} min left"
            print(f"{at.done:3d} of {at.total}  {at.model} {at.checkpoint}{left}", flush=True)
