"""An import that is killed: every finished run is there, nothing is half, and the next refresh does the rest."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from results_store import Store, ingest, open_store, read
from tests.paths import REPOSITORY
from tests.results_store.toys import write_run

RUNS, DOCS = 60, 40
PROGRAM = """
import sys
from pathlib import Path
from results_store import ingest, open_store
store = open_store(Path(sys.argv[1]))
print("open", flush=True)
ingest.import_path(store, Path(sys.argv[2]))
"""


def _import(home: Path, results: Path, kill_after: float | None = None) -> float:
    """Imports in a process of its own, killed some seconds after it opened the index; returns its seconds."""
    command = [sys.executable, "-c", PROGRAM, str(home), str(results)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        start = time.monotonic()
        if kill_after is not None:
            time.sleep(kill_after)
            process.kill()
        process.wait()
        return time.monotonic() - start


def _halves(store: Store) -> list[tuple[object, ...]]:
    """Runs whose samples, values, summary or texts are not all there."""
    return store.rows(
        """
        SELECT run_id FROM runs
        WHERE (SELECT count(*) FROM samples JOIN docs USING (doc_key) JOIN prompts USING (doc_key, prompt_key)
               WHERE samples.run_id = runs.run_id) <> ?
           OR (SELECT count(*) FROM metrics WHERE metrics.run_id = runs.run_id) <> 1
           OR (SELECT count(*) FROM run_tasks WHERE run_tasks.run_id = runs.run_id) <> 1
           OR (SELECT count(*) FROM unit_runs WHERE unit_runs.run_id = runs.run_id) <> 1
        """,
        [DOCS],
    )


def test_kill_9_in_the_middle_of_an_import_leaves_whole_runs_and_the_rest_is_made_good(tmp_path: Path) -> None:
    for step in range(1, RUNS + 1):
        write_run(tmp_path / "results" / f"step{step}", step=step, docs=DOCS)
    chance = random.Random(0)
    kept = []
    whole = _import(tmp_path / "whole", tmp_path / "results")
    for attempt in range(4):
        home = tmp_path / f"home{attempt}"
        _import(home, tmp_path / "results", kill_after=whole * chance.uniform(0.1, 0.9))
        with open_store(home) as store:
            assert _halves(store) == []
            kept.append(read.counts(store).runs)
            if (home / "sources.jsonl").exists():
                ingest.refresh(store)
            else:
                ingest.import_path(store, tmp_path / "results")
            assert _halves(store) == []
            assert (read.counts(store).runs, read.counts(store).samples) == (RUNS, RUNS * DOCS)
    assert any(0 < runs < RUNS for runs in kept), f"no kill fell into the import: {kept}"


def test_a_killed_import_can_be_killed_again_and_again(tmp_path: Path) -> None:
    for step in range(1, RUNS + 1):
        write_run(tmp_path / "results" / f"step{step}", step=step, docs=DOCS)
    home, before = tmp_path / "home", 0
    for _ in range(4):
        _import(home, tmp_path / "results", kill_after=0.3)
        with open_store(home) as store:
            assert _halves(store) == []
            now = read.counts(store).runs
        assert now >= before
        before = now
