"""What minutes say of evidence and of what was said, in words that both forms of them use."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from e2lm.counting import counted
from e2lm.figures.theme import count_label
from e2lm.metrics import METRICS
from e2lm.minutes.minutes import Entry, Minutes
from e2lm.reviews.evidence import Curve, Evidence, Score
from e2lm.reviews.said import Vote
from e2lm.views.model_labels import model_labels
from e2lm.views.names import metric_label

UNDEFINED = "undefined"
CURVE_COLUMNS = ("model", "points", "first", "last", "95 % interval", "at")


def moment(at: float) -> str:
    """A moment (seconds, epoch) as "22 Nov 2026, 12:13 UTC"; one that no calendar has is "at an unknown time"."""
    try:
        return f"{pd.Timestamp(at, unit='s'):%d %b %Y, %H:%M} UTC"
    except (ValueError, OverflowError):
        return "at an unknown time"


def metric_of(one: Evidence) -> str:
    """The metric's name as pages write it."""
    return METRICS[one.metric].label if one.metric in METRICS else metric_label(one.metric)


def asked_in_words(one: Evidence) -> str:
    """ "acc over 3,180 questions of 51 subjects of mmlu, letters, 5 examples"."""
    if not one.questions:
        what = "questions not known"
    else:
        what = counted(one.questions, "question") + (f" of {one.subjects} subjects" if one.subjects > 1 else "")
    style = "" if one.style == "as asked" else f", asked as {one.style}"
    shots = "" if one.n_shot is None else f", {counted(one.n_shot, 'example')}"
    return f"{metric_of(one)}, {what} of {one.task}{style}{shots}"


def value_of(score: Score) -> str:
    """A score to three places, "undefined" where it is."""
    return UNDEFINED if score.value is None else f"{score.value:.3f}"


def interval_of(low: float | None, high: float | None) -> str:
    """Both ends to three places, an en dash where there are none."""
    return "–" if low is None or high is None else f"{low:.3f} to {high:.3f}"


def curve_rows(one: Evidence) -> list[tuple[str, ...]]:
    """CURVE_COLUMNS of every curve that has a value."""
    names = model_labels(curve.model for curve in one.curves)
    return [row for curve in one.curves if (row := _ends(curve, names[curve.model], one.unit))]


def _ends(curve: Curve, name: str, unit: str) -> tuple[str, ...] | None:
    known = [place for place, value in enumerate(curve.values) if value is not None]
    if not known:
        return None
    values = [curve.values[place] or 0.0 for place in known]
    last = known[-1]
    at = f"{count_label(curve.tokens[last])} {'tokens' if unit == 'tokens' else 'steps'}"
    gaps = len(curve.values) - len(known)
    points = f"{len(known)}" + (f", {gaps} missing" if gaps else "")
    return name, points, f"{values[0]:.3f}", f"{values[-1]:.3f}", interval_of(curve.low[last], curve.high[last]), at


def rests_on(one: Evidence) -> list[tuple[str, str]]:
    """What the numbers rest on: pairs of a name and what it is, hashes and versions among them."""
    rows = [("questions", f"{one.questions:,}" + (f", hash {one.questions_hash}" if one.questions_hash else
             ", no answers to single questions are loaded"))] if one.questions else []  # fmt: skip
    rows += [("runs", f"{one.runs:,}, hash {one.runs_hash or 'none'}"), *one.versions.items(), *one.settings.items()]
    rows += [("chosen by", one.definition or "a list")] if one.subject.startswith("candidate:") else []
    rows += [("not drawn", f"{counted(one.left_out, 'point')} of limited runs")] if one.left_out else []
    rows += [("guessing gives", f"{one.chance:.3f}")] if one.chance is not None else []
    return rows


def votes_in_words(votes: Sequence[Vote]) -> str:
    """ "3 keep, 1 change", "no vote"."""
    counts = Counter(vote.choice for vote in votes)
    found = [f"{counts[choice]} {choice}" for choice in ("keep", "change", "drop") if counts[choice]]
    return ", ".join(found) or "no vote"


def decided_in_words(entry: Entry) -> str:
    """ "keep", or "open" where nothing was decided."""
    return entry.decision.choice if entry.decision else "open"


def heading(minutes: Minutes) -> str:
    """What kind of minutes they are, when the meeting was, and who said something."""
    meeting = minutes.meeting
    parts = [] if meeting is None else [meeting.date or moment(meeting.at)]
    parts += [] if meeting is None or meeting.closed else ["not closed"]
    decided = sum(entry.decision is not None for entry in minutes.entries)
    parts.append(f"{decided} of {counted(len(minutes.entries), 'point')} decided")
    parts += [f"said by {', '.join(minutes.people)}"] if minutes.people else []
    return " · ".join(parts)


def again(minutes: Minutes) -> str:
    """The command that writes these minutes again."""
    subjects = [entry.subject for entry in minutes.entries]
    what = ["--candidates", *subjects] if minutes.meeting is None else [minutes.meeting.meeting_id]
    return shlex.join(["python", "-m", "e2lm", "minutes", *what, *minutes.options])
