"""What an address names and is not here, in words: what is missing, and how it comes back."""

from __future__ import annotations

from typing import NamedTuple

from e2lm.views.words import escaped

_RESULTS = "Import the results that have it"
_JOURNAL = "Bring in the journal of the team that has it"
_TASK = ("the task", _RESULTS, "data")
_MODEL = ("the model", _RESULTS, "data")
_CANDIDATE = ("the candidate", _JOURNAL, "review")
# By parameter: what its value is, what helps, and the page where that is done.
_KINDS = {
    **dict.fromkeys(("task", "of", "other", "compare", "benchmark", "group"), _TASK),
    **dict.fromkeys(("model", "by", "by_model", "also", "without", "sq", "science", "web"), _MODEL),
    **dict.fromkeys(("candidate", "before", "new", "old", "staged"), _CANDIDATE),
    "family": ("the family of models", _RESULTS, "data"),
    "at": ("the checkpoint", "Import its results, or choose another one", "data"),
    "doc": ("the question", "Import the results that asked it", "data"),
    "on": ("the point", "Put it on the agenda again", "review"),
    "job": ("the sweep", "Its folder is gone from jobs: put it back, or start a new sweep", "runs"),
    "metric": ("the metric", "Import runs that have it, or choose another one", "data"),
    "meeting": ("the meeting", _JOURNAL, "review"),
    "link": ("the link", _JOURNAL, "review"),
}
_LONGEST = 60


class Absence(NamedTuple):
    """Markdown of what is missing and of what helps; `page` is where that is done, "" for nowhere in particular."""

    problem: str
    remedy: str
    page: str


def absence(name: str, value: str, instead: str = "") -> Absence:
    """Why the value of a parameter is not shown; `instead` is what is."""
    kind, remedy, page = _KINDS.get(name, (f"the {name.replace('_', ' ')}", "Choose another one", ""))
    short = value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
    shown = f"; shown is **{escaped(instead)}**" if instead else ""
    return Absence(f"{kind} **{escaped(short)}** of this address is not here{shown}", remedy, page)
