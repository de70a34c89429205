"""Minutes as Markdown: readable as text, in a repository, and as a page of any viewer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from e2lm.minutes.minutes import Entry, Looked, Minutes
from e2lm.minutes.words import (
    CURVE_COLUMNS,
    again,
    asked_in_words,
    curve_rows,
    decided_in_words,
    heading,
    interval_of,
    moment,
    rests_on,
    value_of,
    votes_in_words,
)
from e2lm.reviews.said import Ask, Assignment, Comment
from e2lm.views.words import escaped

SCORES = ("score", "value", "95 % interval", "kind", "rests on")


def as_markdown(minutes: Minutes) -> str:
    """The whole of it, with one newline at the end; equal minutes give equal bytes."""
    parts = [f"# {escaped(minutes.title)}", _line(heading(minutes))]
    if minutes.entries:
        rows = [(f"{number}. {entry.name}", entry.owner, votes_in_words(entry.votes), decided_in_words(entry))
                for number, entry in enumerate(minutes.entries, 1)]  # fmt: skip
        parts.append(_table(("point", "owner", "votes", "decision"), rows))
    for number, entry in enumerate(minutes.entries, 1):
        parts += _entry(number, entry)
    if minutes.comments or minutes.assignments:
        parts += ["## On the meeting", *_comments(minutes.comments), *_assignments(minutes.assignments)]
    parts += ["## Written by", _code(again(minutes))]
    return "\n\n".join(parts) + "\n"


def _entry(number: int, entry: Entry) -> list[str]:
    parts = [f"## {number}. {escaped(entry.name)}"]
    facts = [_span(entry.subject)]
    facts += [f"owner {escaped(entry.owner)}"] if entry.owner else []
    facts += [f"{entry.minutes:g} minutes"] if entry.minutes else []
    parts += [" · ".join(facts), *([escaped(entry.note)] if entry.note else [])]
    for one in entry.decisions:
        beside = "" if one is entry.decision else " (replaced below)"
        because = f": {escaped(one.reason)}" if one.reason else ""
        rested = f", on evidence {_span(one.evidence)}" if one.evidence else ""
        parts.append(f"**Decision: {one.choice}**{because} ({escaped(one.by)}, {moment(one.at)}{rested}){beside}")
    parts += [f"No evidence: {escaped(entry.missing)}"] if entry.looked is None else _looked(entry.looked)
    if entry.votes:
        said = [f"{vote.choice}, {escaped(vote.by)}{': ' + escaped(vote.reason) if vote.reason else ''}"
                for vote in entry.votes]  # fmt: skip
        parts += ["### Votes", _list(said)]
    parts += [*_comments(entry.comments), *_asked(entry.asked), *_assignments(entry.assignments)]
    if entry.past:
        said = [f"{one.choice}, {moment(one.at)}{': ' + escaped(one.reason) if one.reason else ''}"
                for one in entry.past]  # fmt: skip
        parts += ["### Decided before", _list(said)]
    return parts


def _looked(looked: Looked) -> list[str]:
    one = looked.evidence
    when = (
        f"Frozen {moment(looked.frozen.at)} by {escaped(looked.frozen.by)}."
        if looked.frozen
        else "As it is now, not frozen."
    )
    scores = [(score.component, value_of(score), interval_of(score.low, score.high), score.kind, score.why)
              for score in one.scores]  # fmt: skip
    parts = [
        "### Evidence",
        f"{_line(asked_in_words(one))}. {when}",
        *([escaped(one.note)] if one.note else []),
        _table(SCORES, scores, numbers=(1, 2)),
    ]
    rows = curve_rows(one)
    parts += [_table(CURVE_COLUMNS, rows, numbers=(1, 2, 3, 4))] if rows else ["No curve."]
    parts.append(_list(f"{_own(name)}: {_span(words)}" for name, words in rests_on(one)))
    parts += ["Each number again:", _code(one.command)] if one.command else []
    if looked.before is not None:
        rows = [(one.what, one.before, one.now, one.change + (" beyond its interval" if one.beyond else ""))
                for one in looked.changes]  # fmt: skip
        parts.append(f"### Changed since {moment(looked.before.at)}")
        parts.append(_table(("what", "then", "now", "change"), rows) if rows else "Nothing.")
    return parts


def _comments(comments: Sequence[Comment]) -> list[str]:
    said = [f"{escaped(one.by)}, {moment(one.at)}: {escaped(one.text)}" for one in comments]
    return ["### Comments", _list(said)] if said else []


def _asked(asked: Sequence[Ask]) -> list[str]:
    said = []
    for one in asked:
        answers = [f"{escaped(answer.text)} ({escaped(answer.by)})" for answer in one.answers]
        said.append(f"{escaped(one.text)} ({escaped(one.by)}): {'; '.join(answers) or '**open**'}")
    return ["### Questions", _list(said)] if said else []


def _assignments(assignments: Sequence[Assignment]) -> list[str]:
    said = [f"[{'x' if one.done else ' '}] {escaped(one.to)}: {escaped(one.text)}"
            + (f", by {escaped(one.due)}" if one.due else "") for one in assignments]  # fmt: skip
    return ["### To do", _list(said)] if said else []


def _own(text: str) -> str:
    """A cell or a line that cannot be read as a sign stays as it is, so that the text can be read unrendered, too."""
    return text if re.fullmatch(r"[\w ,;%()–·+-][\w .,;%()/–·+-]*", text) and "_" not in text else escaped(text)


def _line(text: str) -> str:
    """The same for the beginning of a paragraph, where "1." and "-" begin a list."""
    return _own(text) if text[:1].isalnum() and not re.match(r"\d+[.)]\s", text) else escaped(text)


def _table(names: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    line = [" --: " if place in numbers else " --- " for place in range(len(names))]
    body = ["| " + " | ".join(_own(cell) or " " for cell in row) + " |" for row in rows]
    return "\n".join(["| " + " | ".join(map(_own, names)) + " |", f"|{'|'.join(line)}|", *body])


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _span(text: str) -> str:
    """Code, letter for letter, on one line."""
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if len(ticks) > 1 else ""
    return f"{ticks}{pad}{' '.join(text.split()) or '–'}{pad}{ticks}"


def _code(text: str) -> str:
    """Lines of code, letter for letter."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}sh\n{text}\n{fence}"
