"""`python -m e2lm minutes`: a meeting, or any candidates and tasks, as Markdown and as a page that needs no server."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from e2lm.commands.computed import evidence
from e2lm.commands.evidence import add_settings
from e2lm.commands.index import add_home, home_of, read_index
from e2lm.errors import RequestError
from e2lm.figures.minutes import report
from e2lm.minutes.markdown import as_markdown
from e2lm.minutes.minutes import Minutes, Now, of_meeting, of_subjects, unfrozen
from e2lm.reviews.evidence import Evidence
from e2lm.reviews.references import Reference
from e2lm.reviews.said import Meeting
from e2lm.reviews.settings import given_options
from e2lm.reviews.state import Reviews
from results_store import Store
from results_store.candidates import candidates
from results_store.reviews import reviews


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("meeting", nargs="?", help="a meeting's id or title")
    parser.add_argument(
        "--candidates",
        nargs="+",
        metavar="NAME",
        help="instead of a meeting: names or versions of candidates, task:NAME",
    )
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write Markdown (printed where nothing is written)"
    )
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page that needs neither server nor network")
    add_settings(parser)
    add_home(parser)


def main(args: argparse.Namespace) -> int:
    """Writes the minutes; without a file it prints the Markdown. With --json it prints what was written."""
    if bool(args.meeting) == bool(args.candidates):
        raise RequestError("minutes of what", remedy="Name a meeting, or --candidates", field="meeting")
    minutes = _minutes(args)
    texts = {args.markdown: as_markdown, args.html: report}
    written = [path for path in texts if path is not None]
    for path in written:
        _write(path, texts[path](minutes))
    if args.json:
        decided = sum(one.decision is not None for one in minutes.entries)
        said = {"title": minutes.title, "points": len(minutes.entries), "decided": decided}
        print(json.dumps({**said, "files": [str(path) for path in written]}, ensure_ascii=False, indent=1))
    elif not written:
        print(as_markdown(minutes), end="")
    return 0


def _minutes(args: argparse.Namespace) -> Minutes:
    home = home_of(args)
    said, given = reviews(home), vars(args)
    options = given_options(given)
    with read_index(home) as store:
        if args.meeting:
            meeting = _meeting(said, args.meeting)
            return of_meeting(said, meeting, _now(store, unfrozen(said, meeting), args), options)
        subjects = [_subject(store, name) for name in args.candidates]
        found = {subject: evidence(store, Reference.read(subject), given) for subject in subjects}
        return of_subjects(said, subjects, found, "candidates", options)


def _now(store: Store, subjects: Sequence[str], args: argparse.Namespace) -> Now:
    """The evidence as it is now; of a candidate that was dropped since, why there is none."""
    found: dict[str, Evidence | str] = {}
    for subject in subjects:
        try:
            found[subject] = evidence(store, Reference.read(subject), vars(args))
        except RequestError as error:
            found[subject] = error.problem
    return found


def _meeting(said: Reviews, name: str) -> Meeting:
    found = [one for one in said.meetings if name in (one.meeting_id, one.title)]
    if not found:
        known = "; ".join(f"{one.title} ({one.meeting_id})" for one in said.meetings) or "none yet"
        raise RequestError(f"there is no meeting {name}", remedy=f"Those held are {known}", field="meeting")
    return found[-1]


def _subject(store: Store, name: str) -> str:
    """A reference's text for a candidate's name (the last of several) or version, or a reference as it is."""
    if name.startswith(("candidate:", "task:")):
        return name
    saved = candidates(store)
    found = [one for one in saved if one.name == name] or [one for one in saved if one.version.startswith(name)]
    if not found:
        known = ", ".join(f"{one.name} ({one.version})" for one in saved) or "none: save one on the build page"
        raise RequestError(f"there is no candidate {name}", remedy=f"Those saved are {known}", field="candidates")
    return Reference("candidate", found[-1].version).text


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise RequestError(
            f"{path} cannot be written: {error.strerror or error}", remedy="Choose another place", file=str(path)
        ) from error
