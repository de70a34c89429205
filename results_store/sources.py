"""Keeping the index in step with the journal: its sources, the corrections that runs stand under, the exclusions."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import duckdb
import pyarrow as pa

from e2lm.records import Checkpoint
from results_store.assignments import corrected
from results_store.columns import RUNS as RUN_SCHEMA
from results_store.database import Store
from results_store.journal import RUNS, Journal, Source, short_hash
from results_store.rows import problem_table
from results_store.tables import add_rows, erase_orphans

JOURNAL = "journal"

_STORED = "SELECT source_id, place, path, label, rule, mapping, origin, added FROM sources ORDER BY place"
_STORED_PROBLEMS = "SELECT line FROM problems WHERE source_id = 'journal' ORDER BY line"
_RECORDED = """
SELECT run_id, read_model, read_checkpoint, read_step, read_tokens, read_tokens_from, read_provisional,
       model, checkpoint, step, tokens, tokens_from, provisional FROM runs ORDER BY run_id
"""
_RULES = """
SELECT run_id, min_by(rule, place) FROM unit_runs JOIN sources USING (source_id) WHERE rule <> '' GROUP BY run_id
"""
_CORRECT = """
UPDATE runs SET model = incoming.model, checkpoint = incoming.checkpoint, step = incoming.step,
       tokens = incoming.tokens, tokens_from = incoming.tokens_from, provisional = incoming.provisional
FROM incoming WHERE runs.run_id = incoming.run_id
"""
_PLACE_SOURCE = """
INSERT INTO sources (source_id, place, path, label, rule, mapping, origin, added, snapshot)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_EXCLUSIONS = "SELECT exclusion_id, place, run_id, task, reason, added FROM exclusions ORDER BY place"
_EXCLUDE = "INSERT INTO exclusions (exclusion_id, place, run_id, task, reason, added) VALUES (?, ?, ?, ?, ?, ?)"
_CORRECTED = ("model", "checkpoint", "step", "tokens", "tokens_from", "provisional")


def live_sources(store: Store, journal: Journal) -> list[Source]:
    """What is to be indexed: the watched runs/ folder first, where there is or was one, then the journal's sources."""
    watched = Source(RUNS, RUNS, "", {}, "", "", 0.0)
    known = (store.home / RUNS).is_dir() or store.rows("SELECT 1 FROM sources WHERE source_id = ?", [RUNS])
    return [*([watched] if known else []), *journal.sources]


def follow(store: Store, journal: Journal) -> bool:
    """Brings sources, their removal, the corrections of all runs and the exclusions in line with the journal; says
    whether anything had to change."""
    wanted = [_row(place, source) for place, source in enumerate(live_sources(store, journal))]
    said = short_hash(json.dumps([asdict(assignment) for assignment in journal.assignments]))
    lines = [(problem.line,) for problem in journal.problems]
    excluded = [
        (one.exclusion_id, place, one.run_id, one.task, one.reason, one.added)
        for place, one in enumerate(journal.exclusions)
    ]
    if (wanted, said, lines, excluded) == (
        store.rows(_STORED), store.rows("SELECT assignments FROM state")[0][0], store.rows(_STORED_PROBLEMS),
        store.rows(_EXCLUSIONS),
    ):  # fmt: skip
        return False
    with store.transaction() as cursor:
        _replace_sources(cursor, wanted)
        cursor.execute("DELETE FROM problems WHERE source_id = ?", [JOURNAL])
        add_rows(cursor, "problems", problem_table(store.home, JOURNAL, "", "", journal.problems))
        cursor.execute("UPDATE state SET assignments = ?", [said])
        cursor.execute("DELETE FROM exclusions")
        for row in excluded:
            cursor.execute(_EXCLUDE, row)
        _store_corrections(cursor, _corrections(cursor, journal))
    return True


def correct(store: Store, journal: Journal) -> int:
    """Applies the corrections to every run and says how many runs changed."""
    with store.writing:
        with store.cursor() as cursor:
            changes = _corrections(cursor, journal)
        if changes:
            with store.transaction() as cursor:
                _store_corrections(cursor, changes)
    return len(changes)


def _row(place: int, source: Source) -> tuple[Any, ...]:
    mapping = json.dumps(source.mapping, sort_keys=True) if source.mapping else ""
    return (source.source_id, place, source.path, source.label, source.rule, mapping, source.origin, source.added)


def _replace_sources(cursor: duckdb.DuckDBPyConnection, wanted: list[tuple[Any, ...]]) -> None:
    """Writes the list anew, keeping what is known of the files of sources that stay."""
    snapshots = dict(cursor.execute("SELECT source_id, snapshot FROM sources").fetchall())
    kept = [row[0] for row in wanted]
    gone = sorted(set(snapshots) - set(kept))
    cursor.execute("DELETE FROM sources")
    for row in wanted:
        cursor.execute(_PLACE_SOURCE, [*row, snapshots.get(row[0], "")])
    for source_id in gone:
        cursor.execute("DELETE FROM units WHERE source_id = ?", [source_id])
        cursor.execute("DELETE FROM unit_runs WHERE source_id = ?", [source_id])
        cursor.execute("DELETE FROM problems WHERE source_id = ?", [source_id])
    if gone:
        erase_orphans(cursor)


def _corrections(cursor: duckdb.DuckDBPyConnection, journal: Journal) -> list[dict[str, Any]]:
    """The runs that do not stand as they should, as they should."""
    rules = dict(cursor.execute(_RULES).fetchall())
    changes = []
    for run_id, *columns in cursor.execute(_RECORDED).fetchall():
        read, stands = Checkpoint(*columns[:6]), Checkpoint(*columns[6:])
        wanted = corrected(run_id, read, rules.get(run_id, ""), journal.assignments)
        if wanted != stands:
            changes.append({"run_id": run_id, **dict(zip(_CORRECTED, asdict(wanted).values(), strict=True))})
    return changes


def _store_corrections(cursor: duckdb.DuckDBPyConnection, changes: list[dict[str, Any]]) -> None:
    if changes:
        schema = pa.schema([RUN_SCHEMA.field(name) for name in ("run_id", *_CORRECTED)])
        cursor.register("incoming", pa.Table.from_pylist(changes, schema=schema))
        cursor.execute(_CORRECT)
        cursor.unregister("incoming")
