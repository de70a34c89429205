"""Places that are watched before anything lies there: where a sweep that was just started will write."""

from __future__ import annotations

from pathlib import Path

from e2lm.harness.remote import is_url
from results_store import journal, mirror
from results_store.corrections import check_rule
from results_store.journal import RUNS, Source
from results_store.places import to_text
from results_store.report import ImportReport


def watch(home: Path, place: str, *, rule: str = "", label: str = "") -> ImportReport:
    """Journals a folder, or a folder of an object store by its address; the next refresh takes in what lies there.

    home/runs is always watched, and so never journalled. Raises RequestError for an address that is none.
    """
    check_rule(rule)
    if is_url(place):
        source = mirror.source_of(place, rule.strip(), label.strip())
    else:
        path = Path(place or home / RUNS).expanduser().resolve()
        if path.is_relative_to((home / RUNS).resolve()):
            return ImportReport(source_id=RUNS, pending=True)
        source = Source.of(to_text(home.resolve(), path), rule.strip(), {}, label.strip(), "")
    journal.record(home, source)
    return ImportReport(source_id=source.source_id, pending=True)
