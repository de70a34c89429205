"""Evidence of a toy candidate: three models at ten checkpoints, one of which is missing."""

from __future__ import annotations

from e2lm.reviews.evidence import Curve, Evidence, Score, names_hash

KEYS = ("a1", "b2", "c3")
PLACES = tuple(range(1_000_000_000, 11_000_000_000, 1_000_000_000))


def toy_curve(model: str, first: float, step: float, gap: int | None = None) -> Curve:
    """A straight line with an interval of 0.02 to both sides; no value at checkpoint number `gap`."""
    values = tuple(None if place == gap else round(first + step * place, 6) for place in range(len(PLACES)))
    low = tuple(None if value is None else round(value - 0.02, 6) for value in values)
    high = tuple(None if value is None else round(value + 0.02, 6) for value in values)
    return Curve(model, PLACES, values, low, high)


TOY = Evidence(
    subject="candidate:1f3a5b7c9d0e", name="sharp", task="mmlu_var", metric="acc", questions=3,
    questions_hash=names_hash(KEYS), subjects=2,
    scores=(
        Score("SQ", 0.971, 0.965, 0.977, "mean of 3 models, 10 points each", "official"),
        Score("RC", 0.667, 0.507, 0.827, "order kept in 6 of 9 comparisons after the reference", "proxy"),
        Score("CS", None, why="because no web-only run is loaded"),
        Score("total", None, why="because CS is undefined; 0.552 to 0.952 possible"),
    ),
    curves=(
        toy_curve("dense-500m-arch1", 0.25, 0.010),
        toy_curve("dense-1b-arch1", 0.25, 0.020),
        toy_curve("dense-3b-arch1", 0.26, 0.035, gap=4),
    ),
    chance=0.25, settings={"points": "all points", "weights": "SQ 0.5, RC 0.1, CS 0.4"}, runs=29, runs_hash="00ff" * 4,
    versions={"candidate": "1f3a5b7c9d0e", "lm-eval": "0.4.9"}, definition="difficulty <= 0.8",
    command="python -m e2lm evidence candidate:1f3a5b7c9d0e --family E2LM",
)  # fmt: skip
