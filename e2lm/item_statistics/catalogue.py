"""Every item statistic: its name, what it says, its unit and its range.

Unless it says otherwise, a statistic rests on all evaluated checkpoints of the chosen models. Sources: discrimination
as correlation with the rest score is classical test theory (Henrysson 1963, Psychometrika 28), the logistic model with
a guessing floor Birnbaum's (in Lord and Novick 1968), the forgotten count that of Toneva et al. 2019 (1812.05159).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# What is computed together; the first parts take milliseconds, "irt" and "influence" seconds for 14,042 questions.
Part = Literal["course", "slope", "picks", "wording", "unprompted", "signal", "irt", "influence"]


@dataclass(frozen=True)
class Statistic:
    """What a statistic is. `label` heads a column, `help` is its definition; `low` and `high` bound its values, None
    where nothing does; `format` is printf's; `unit` is "" for shares and scores, "training" for amounts of it (tokens
    where all are known, else steps). `needs`: without what it is undefined for every question, "" if nothing."""

    name: str
    label: str
    help: str
    part: Part
    low: float | None = None
    high: float | None = None
    format: str = "%.2f"
    unit: str = ""

    @property
    def needs(self) -> str:
        return _NEEDS.get(self.name, _NEEDS.get(self.part, ""))


# By name, or for all of a part.
_NEEDS = {
    "slope": "two checkpoints with tokens or steps above 0",
    "irt": "20 questions and 8 checkpoints that answer them",
    "signal": "8 checkpoints of a model among the points that scores rest on",
    "sq_influence": "8 checkpoints of a model at which all questions have the metric",
    "rc_influence": "a pair of models of the same size, at checkpoints early and late in training",
    "cs_influence": "a science and a web run",
    "answer_digits": "the texts of the choices",
    "unprompted": "a run of the same questions without their prompt",
}


def _share(name: str, label: str, part: Part, text: str) -> Statistic:
    return Statistic(name, label, text, part, 0.0, 1.0)


def _count(name: str, label: str, part: Part, text: str, low: float = 0.0, unit: str = "") -> Statistic:
    return Statistic(name, label, text, part, low, None, "%d", unit)


def _influence(name: str, label: str, score: str) -> Statistic:
    text = (
        f"{score} of all questions minus {score} without this one, in the metric that scores rest on: above zero, the "
        "question helps"
    )
    return Statistic(name, label, text, "influence", -1.0, 1.0, "%.2e")


_ALL = (
    _share("difficulty", "difficulty", "course", "share of the evaluated checkpoints at which it is answered wrongly"),
    _share("difficulty_early", "difficulty early", "course", "difficulty at the first third of each model's points"),
    _share("difficulty_middle", "difficulty middle", "course", "difficulty at the middle third of each model's points"),
    _share("difficulty_late", "difficulty late", "course", "difficulty at the last third of each model's points"),
    _count(
        "learned_at", "learned at", "course",
        "training after which at least half of the models know it to the end: the first of three right checkpoints in "
        "a row, never followed by three wrong ones in a row; undefined where fewer than half end up knowing it",
        unit="training",
    ),
    _count(
        "right_from", "right from", "course",
        "training from which at least half of the models answer it right at every later checkpoint, without a single "
        "slip; undefined where fewer than half are right at the end", unit="training",
    ),
    _share("known_by", "known by", "course", "share of the models that know it at the end, three in a row as above"),
    _count("forgotten", "forgotten", "course", "times that a right checkpoint is followed by a wrong one, all models"),
    _count("flips", "flips", "course", "changes between right and wrong from one checkpoint to the next, all models"),
    _count("evaluated", "evaluated", "course", "at how many checkpoints it was evaluated", unit="checkpoints"),
    Statistic(
        "discrimination", "discrimination",
        "correlation between this question and the mean of all others over checkpoints and models; undefined where it "
        "is always right or always wrong", "course", -1.0, 1.0,
    ),
    Statistic(
        "margin_slope", "margin slope",
        "growth of the right choice's lead over the likeliest wrong one for each tenfold of training, the same for all "
        "models: a least-squares slope with an intercept for each", "slope", unit="nats per tenfold",
    ),
    Statistic(
        "irt_discrimination", "IRT discrimination",
        "slope of a logistic curve of ability with a floor at guessing (c = right choices / choices), fitted to all "
        "questions together; a second opinion, which takes the checkpoints of one model for independent", "irt",
    ),
    Statistic(
        "irt_difficulty", "IRT difficulty",
        "ability, in standard deviations of the checkpoints', at which that curve is halfway between guessing and 1; "
        "undefined where ability does not help (discrimination under 0.1)", "irt", unit="sd of ability",
    ),
    _share("sq", "SQ", "signal", "SQ of this question's own P(correct), mean over the models that SQ rests on"),
    _share("sq_metric", "SQ by metric", "signal", "the same of the metric that scores rest on"),
    _influence("sq_influence", "SQ influence", "SQ"),
    _influence("rc_influence", "RC influence", "RC"),
    _influence("cs_influence", "CS influence", "CS"),
    _share("first_picked", "picks A", "picks", "share of the evaluated checkpoints that pick its first choice"),
    _share("usual_pick", "usual pick", "picks", "share of the evaluated checkpoints that make its most frequent pick"),
    _count("gold_position", "key at", "wording", "place of the right choice, 1 for the first", 1.0),
    _count("n_choices", "choices", "wording", "how many choices it offers", 1.0),
    _count("question_chars", "question length", "wording", "length of the question as asked", unit="characters"),
    _count("answer_chars", "answer length", "wording", "length of the right choice", unit="characters"),
    Statistic(
        "length_lead", "length lead",
        "length of the right choice minus the mean length of the wrong ones: a model that prefers long answers is "
        "right where it is large", "wording", None, None, "%.1f", "characters",
    ),
    _count("answer_digits", "digits in answer", "wording", "how many digits stand in the right choice"),
    _share(
        "without_question", "right unasked", "unprompted",
        "share of the checkpoints of the run without the question at which the right choice is picked all the same; "
        "undefined where there is no such run",
    ),
)  # fmt: skip

# In the order of showing.
STATISTICS: dict[str, Statistic] = {statistic.name: statistic for statistic in _ALL}
