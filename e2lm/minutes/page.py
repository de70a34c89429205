"""Minutes as one HTML page that stands alone: its style, its figures and their code are inside, so it opens offline.

It asks nothing of any network, and its policy forbids it to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from e2lm.minutes.minutes import Entry, Looked, Minutes
from e2lm.minutes.style import STYLE
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
from e2lm.reviews.evidence import Evidence, Score
from e2lm.reviews.said import Ask, Assignment, Comment

POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"


def as_page(minutes: Minutes, figures: Mapping[str, str], script: str) -> str:
    """The page; `figures` are a figure's HTML by its point's subject, `script` the code that draws them.

    Equal minutes, figures and script give equal bytes.
    """
    body = [f"<h1>{escape(minutes.title)}</h1>", _quiet(heading(minutes)), _overview(minutes)]
    body += [_entry(number, entry, figures.get(entry.subject, "")) for number, entry in enumerate(minutes.entries, 1)]
    if minutes.comments or minutes.assignments:
        body.append(_section("on the meeting", [*_comments(minutes.comments), *_assignments(minutes.assignments)]))
    body.append(_section("written by", [_code(again(minutes))]))
    code = f"<script>{script}</script>\n" if figures else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(minutes.title)}</title>\n<style>\n{STYLE}\n</style>\n{code}</head>\n<body>\n<main>\n"
        + "\n".join(part for part in body if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def _overview(minutes: Minutes) -> str:
    rows = [
        (f'<a href="#point-{number}">{number}. {escape(entry.name)}</a>', escape(entry.owner),
         escape(votes_in_words(entry.votes)), _is(decided_in_words(entry)))
        for number, entry in enumerate(minutes.entries, 1)
    ]  # fmt: skip
    return _table(("point", "owner", "votes", "decision"), rows) if rows else _quiet("no point was on the agenda")


def _entry(number: int, entry: Entry, figure: str) -> str:
    facts = [f"<code>{escape(entry.subject)}</code>", *([f"owner {escape(entry.owner)}"] if entry.owner else [])]
    facts += [f"{entry.minutes:g} minutes"] if entry.minutes else []
    title = f'<h2 id="point-{number}">{number}. {escape(entry.name)} {_is(decided_in_words(entry))}</h2>'
    parts = [title, f'<p class="quiet">{" · ".join(facts)}</p>', *_said(entry.note)]
    for one in entry.decisions:
        rested = f" on evidence <code>{escape(one.evidence)}</code>" if one.evidence else ""
        replaced = "" if one is entry.decision else " (replaced below)"
        parts.append(
            f"<p>{_is(one.choice)} {_lines(one.reason)} "
            f'<span class="quiet">{escape(one.by)}, {moment(one.at)}{rested}{replaced}</span></p>'
        )
    parts += [_quiet(f"no evidence: {entry.missing}")] if entry.looked is None else _looked(entry.looked, figure)
    parts += [] if entry.looked is None else _changed(entry.looked)
    votes = [f"{_is(one.choice)} <b>{escape(one.by)}</b> {_lines(one.reason)}" for one in entry.votes]
    parts += [*_listed("votes", votes), *_comments(entry.comments), *_asked(entry.asked)]
    parts += _assignments(entry.assignments)
    past = [f'{_is(one.choice)} {_lines(one.reason)} <span class="quiet">{moment(one.at)}</span>' for one in entry.past]
    parts += _listed("decided before", past)
    parts += [] if entry.looked is None else _resting(entry.looked.evidence)
    return f"<section>{''.join(parts)}</section>"


def _looked(looked: Looked, figure: str) -> list[str]:
    one, frozen = looked.evidence, looked.frozen
    when = f"frozen {moment(frozen.at)} by {frozen.by}" if frozen else "as it is now, not frozen"
    cards = f'<div class="cards">{"".join(map(_card, one.scores))}</div>'
    return [_quiet(f"{asked_in_words(one)} · {when}"), *_said(one.note), cards, figure]


def _changed(looked: Looked) -> list[str]:
    if looked.before is None:
        return []
    rows = [
        (escape(change.what), escape(change.before), escape(change.now),
         escape(change.change) + (" <b>beyond its interval</b>" if change.beyond else ""))
        for change in looked.changes
    ]  # fmt: skip
    found = _table(("what", "then", "now", "change"), rows) if rows else _quiet("nothing")
    return [f"<h3>changed since {moment(looked.before.at)}</h3>", found]


def _resting(one: Evidence) -> list[str]:
    rows = [tuple(map(escape, row)) for row in curve_rows(one)]
    parts = ["<h3>curves</h3>", _table(CURVE_COLUMNS, rows, numbers=(1, 2, 3, 4)) if rows else _quiet("no curve")]
    facts = [(escape(name), f"<code>{escape(words)}</code>") for name, words in rests_on(one)]
    parts += ["<h3>rests on</h3>", _table((), facts)]
    return [*parts, *(["<h3>each number again</h3>", _code(one.command)] if one.command else [])]


def _card(score: Score) -> str:
    ends = "" if score.low is None else f"{interval_of(score.low, score.high)} (95 %)<br>"
    return (
        f'<div class="card">{escape(score.component)}, <span class="quiet">{escape(score.kind)}</span>'
        f"<b>{value_of(score)}</b><small>{ends}{escape(score.why)}</small></div>"
    )


def _comments(comments: Sequence[Comment]) -> list[str]:
    return _listed("comments", [f"<b>{escape(one.by)}</b> {_when(one.at)} {_lines(one.text)}" for one in comments])


def _asked(asked: Sequence[Ask]) -> list[str]:
    said = []
    for one in asked:
        answers = "; ".join(f"{_lines(answer.text)} ({escape(answer.by)})" for answer in one.answers)
        said.append(f"{_lines(one.text)} ({escape(one.by)}): {answers or _is('open')}")
    return _listed("questions", said)


def _assignments(assignments: Sequence[Assignment]) -> list[str]:
    said = [f"<b>{escape(one.to)}</b> {_lines(one.text)}{f', by {escape(one.due)}' if one.due else ''} "
            f"{'done' if one.done else _is('open')}" for one in assignments]  # fmt: skip
    return _listed("to do", said)


def _listed(title: str, items: Iterable[str]) -> list[str]:
    lines = "".join(f"<li>{item}</li>" for item in items)
    return [f"<h3>{title}</h3><ul>{lines}</ul>"] if lines else []


def _section(title: str, parts: Iterable[str]) -> str:
    return f"<section><h2>{title}</h2>{''.join(parts)}</section>"


def _table(names: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """Cells are HTML."""
    marks = [' class="n"' if place in numbers else "" for place in range(20)]
    head = "".join(f"<th{mark}>{name}</th>" for name, mark in zip(names, marks, strict=False))
    lines = [
        "<tr>" + "".join(f"<td{mark}>{cell}</td>" for cell, mark in zip(row, marks, strict=False)) + "</tr>"
        for row in rows
    ]
    top = f"<thead><tr>{head}</tr></thead>" if names else ""
    return f'<div class="wide"><table>{top}<tbody>{"".join(lines)}</tbody></table></div>'


def _is(choice: str) -> str:
    known = choice if choice in ("keep", "change", "drop") else "open"
    return f'<span class="is {known}">{escape(choice)}</span>'


def _said(text: str) -> list[str]:
    return [f"<p>{_lines(text)}</p>"] if text.strip() else []


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())


def _when(at: float) -> str:
    return f'<span class="quiet">{moment(at)}</span>'


def _quiet(text: str) -> str:
    return f'<p class="quiet">{escape(text)}</p>'


def _code(text: str) -> str:
    return f"<pre>{escape(text)}</pre>"
