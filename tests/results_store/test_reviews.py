"""The journal of reviews: appended by several at once, read by its new end, merged by the ids of its events."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from e2lm.errors import RequestError, SourceError, StoreError
from e2lm.reviews.events import Event
from results_store.followed import Followed
from results_store.reviews import FILE, bring_in, reviews, say, stamp
from tests.paths import REPOSITORY

TASK = "task:mmlu"


def _file(home: Path) -> Path:
    return home / FILE


def _texts(home: Path) -> list[str]:
    return [one.text for one in reviews(home).comments(TASK)]


def test_nothing_was_said_in_a_new_home_and_looking_makes_no_file(home: Path) -> None:
    assert reviews(home).said == ()
    assert stamp(home) == (0, 0, 0)
    assert not home.exists()


def test_what_is_said_stands_at_once_as_one_line_of_json(home: Path) -> None:
    event = say(home, "  ada   b ", "comment", TASK, text="zwei\nZeilen")
    assert event.by == "ada b"
    assert _file(home).read_text(encoding="utf-8") == event.line() + "\n"
    assert _texts(home) == ["zwei\nZeilen"]


def test_what_cannot_be_said_changes_nothing(home: Path) -> None:
    say(home, "ada", "comment", TASK, text="before")
    before = _file(home).read_bytes()
    with pytest.raises(RequestError, match="Give your name"):
        say(home, " ", "comment", TASK, text="x")
    with pytest.raises(RequestError, match="choice of vote is one of"):
        say(home, "ada", "vote", TASK, choice="maybe")
    with pytest.raises(RequestError, match="this cannot be kept"):
        say(home, "ada", "evidence", TASK, evidence={"sq": float("nan")})
    with pytest.raises(RequestError, match="this cannot be kept"):
        say(home, "ada", "evidence", TASK, evidence={"sq": object()})
    assert _file(home).read_bytes() == before


def test_only_the_new_end_of_the_journal_is_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    whole = Followed._read.__globals__["read_lines"]

    def counting(lines: list[bytes], file: str, first: int) -> object:
        read.append(len(lines))
        return whole(lines, file, first)

    monkeypatch.setitem(Followed._read.__globals__, "read_lines", counting)
    for number in range(3):
        say(home, "ada", "comment", TASK, text=str(number))
    assert len(_texts(home)) == 3
    say(home, "ben", "comment", TASK, text="3")
    assert len(_texts(home)) == 4
    assert len(_texts(home)) == 4
    assert read == [3, 1]


def test_the_same_value_is_given_while_nothing_is_said(home: Path) -> None:
    say(home, "ada", "comment", TASK, text="x")
    assert reviews(home) is reviews(home)


def test_an_edit_of_what_was_read_is_seen(home: Path) -> None:
    for text in ("aaa", "bbb"):
        say(home, "ada", "comment", TASK, text=text)
    assert _texts(home) == ["aaa", "bbb"]
    content = _file(home).read_bytes()
    _file(home).write_bytes(content.replace(b"bbb", b"ccc"))
    os.utime(_file(home), ns=(1, 1))
    assert _texts(home) == ["aaa", "ccc"]
    _file(home).write_bytes(content.replace(b"bbb", b"longer") + content.split(b"\n")[0] + b"\n")
    assert _texts(home) == ["aaa", "longer"]
    _file(home).unlink()
    assert _texts(home) == []


def test_a_torn_last_line_waits_and_then_is_told(home: Path) -> None:
    say(home, "ada", "comment", TASK, text="first")
    with _file(home).open("ab") as file:
        file.write(b'{"schema": 1, "id"')
    assert (_texts(home), reviews(home).problems) == (["first"], ())
    say(home, "ada", "comment", TASK, text="second")
    assert _texts(home) == ["first", "second"]
    assert [(one.line, one.remedy) for one in reviews(home).problems] == [(2, "Correct or delete the line.")]


def test_lines_that_say_nothing_are_told_with_their_numbers(home: Path) -> None:
    say(home, "ada", "comment", TASK, text="first")
    assert _texts(home) == ["first"]
    with _file(home).open("ab") as file:
        file.write(b'<<<<<<< ours\n\n{"schema": 1}\n{"schema": 9, "id": "x"}\n' + b"[" * 100_000 + b"\n\xff\n")
    problems = reviews(home).problems
    assert [one.line for one in problems] == [2, 4, 5, 6, 7]
    assert "merge of git" in problems[0].problem
    assert "kept" in problems[2].remedy


def test_a_journal_that_cannot_be_read_says_so(home: Path) -> None:
    _file(home).mkdir(parents=True)
    with pytest.raises(StoreError, match="Check the folder"):
        reviews(home)


def test_processes_that_speak_at_once_are_all_heard(home: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from results_store.reviews import say\n"
        "for number in range(15): say(Path(sys.argv[1]), sys.argv[2], 'vote', f'task:{number}', choice='keep')"
    )
    command = [sys.executable, "-c", program, str(home)]
    running = [subprocess.Popen([*command, name], cwd=REPOSITORY) for name in ("ada", "ben")]
    assert [process.wait() for process in running] == [0, 0]
    found = reviews(home)
    assert found.problems == ()
    assert all({vote.by for vote in found.votes(f"task:{number}")} == {"ada", "ben"} for number in range(15))


def test_another_journal_is_merged_without_doubles(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "theirs"
    say(home, "ada", "comment", TASK, text="ours")
    say(other, "ben", "comment", TASK, text="theirs")
    theirs = _file(other).read_bytes()
    assert bring_in(home, theirs, "theirs.jsonl") == (1, 0, ())
    assert bring_in(home, theirs + theirs, "theirs.jsonl") == (0, 2, ())
    assert sorted(_texts(home)) == ["ours", "theirs"]
    assert theirs in _file(home).read_bytes()


def test_journals_merged_either_way_say_the_same(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "theirs"
    for place, by in ((home, "ada"), (other, "ben"), (home, "ben"), (other, "ada")):
        say(place, by, "vote", TASK, choice="keep" if place == home else "drop", reason=f"{by} in {place.name}")
    ours, theirs = _file(home).read_bytes(), _file(other).read_bytes()
    bring_in(home, theirs, "theirs")
    bring_in(other, ours, "ours")
    assert reviews(home).events == reviews(other).events
    assert reviews(home).votes(TASK) == reviews(other).votes(TASK)


def test_what_is_of_a_later_version_is_kept_and_told(home: Path) -> None:
    later = b'{"schema": 2, "id": "00000000000000ff", "event": "applaud"}\n'
    brought = bring_in(home, later, "theirs")
    assert (brought.added, len(brought.problems)) == (1, 1)
    assert _file(home).read_bytes() == later
    assert "later version" in reviews(home).problems[0].problem
    assert bring_in(home, later, "theirs").known == 1


def test_of_one_id_that_says_two_things_ours_stays(home: Path) -> None:
    event = say(home, "ada", "comment", TASK, text="ours")
    forged = Event(event.event_id, event.at, "eve", "comment", TASK, {"text": "forged"})
    brought = bring_in(home, forged.line().encode(), "theirs")
    assert (brought.added, brought.known) == (0, 1)
    assert brought.problems[0].field == event.event_id
    assert _texts(home) == ["ours"]


def test_lines_that_are_no_events_are_not_brought_in(home: Path, tmp_path: Path) -> None:
    say(tmp_path, "ben", "comment", TASK, text="good")
    good = _file(tmp_path).read_bytes()
    brought = bring_in(home, b"\xef\xbb\xbf" + good.replace(b"\n", b"\r\n") + b"nonsense\n\n" + b"{}", "theirs")
    assert (brought.added, [one.line for one in brought.problems]) == (1, [2, 4])
    assert _file(home).read_bytes() == good


@pytest.mark.parametrize("content", [b"", b"\n\n", b"PK\x03\x04", "ä".encode("utf-16"), b'{"schema": 1}'])
def test_a_file_without_any_event_is_refused(home: Path, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"Give the file reviews\.jsonl"):
        bring_in(home, content, "theirs")
    assert not _file(home).exists()
