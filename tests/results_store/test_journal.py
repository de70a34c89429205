"""The journal of sources: appended, replayed, and readable after a crash in the middle of a line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from results_store.journal import Source, append, read_journal, record
from tests.paths import REPOSITORY


def _source(path: str, **said: str) -> Source:
    return Source.of(path, said.get("rule", ""), {}, said.get("label", ""), "")


def test_sources_keep_their_order_and_what_was_said(home: Path) -> None:
    record(home, _source("b", label="second"))
    record(home, _source("a"))
    assert [(source.path, source.label) for source in read_journal(home).sources] == [("b", "second"), ("a", "")]


def test_saying_the_same_again_adds_no_line(home: Path) -> None:
    assert record(home, _source("a"))
    assert not record(home, _source("a"))
    assert record(home, _source("a", rule="step * 2"))
    assert len((home / "sources.jsonl").read_bytes().splitlines()) == 2
    assert [source.rule for source in read_journal(home).sources] == ["step * 2"]


def test_a_forgotten_source_is_gone_until_it_is_given_again(home: Path) -> None:
    source = _source("a")
    record(home, source)
    append(home, {"event": "forget", "source_id": source.source_id})
    assert read_journal(home).sources == ()
    assert record(home, _source("a"))
    assert len(read_journal(home).sources) == 1


def test_a_torn_last_line_is_passed_over_and_the_next_event_stands(home: Path) -> None:
    record(home, _source("a"))
    with (home / "sources.jsonl").open("ab") as file:
        file.write(b'{"event": "import", "path": "b", "so')
    assert [source.path for source in read_journal(home).sources] == ["a"]
    assert read_journal(home).problems == ()
    record(home, _source("c"))
    journal = read_journal(home)
    assert [source.path for source in journal.sources] == ["a", "c"]
    assert [(problem.line, problem.remedy) for problem in journal.problems] == [(2, "Correct or delete the line.")]


def test_events_of_a_later_version_are_named_and_the_others_apply(home: Path) -> None:
    append(home, {"event": "celebrate"})
    record(home, _source("a"))
    journal = read_journal(home)
    assert [source.path for source in journal.sources] == ["a"]
    assert journal.problems[0].line == 1


def test_a_missing_journal_is_untouched_and_one_that_forgot_everything_is_not(home: Path) -> None:
    assert read_journal(home).untouched
    append(home, {"event": "forget", "source_id": "demo"})
    assert not read_journal(home).untouched


def test_processes_that_append_at_once_lose_no_line(home: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from results_store.journal import append\n"
        "for count in range(20): append(Path(sys.argv[1]), {'event': 'forget', 'source_id': sys.argv[2] * 500})"
    )
    command = [sys.executable, "-c", program, str(home)]
    running = [subprocess.Popen([*command, name], cwd=REPOSITORY) for name in "ab"]
    assert [process.wait() for process in running] == [0, 0]
    lines = (home / "sources.jsonl").read_bytes().splitlines()
    assert len(lines) == 40
    assert read_journal(home).problems == ()
