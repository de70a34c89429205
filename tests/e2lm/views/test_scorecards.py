"""Score cards and the table of scores: official or not, why undefined, in words."""

from __future__ import annotations

import pandas as pd

from e2lm.scoring.settings import ScoreSettings, default_settings
from e2lm.scoring.table import model_scores, task_scores
from e2lm.views.benchmarks import Benchmark, of_row
from e2lm.views.score_table import model_table, rests_on, score_table
from e2lm.views.scorecards import Card, models_in_words, score_cards
from e2lm.views.words import escaped
from tests.e2lm.tables import series, table

QUIZ = Benchmark("quiz", "acc", "none", 0)
RISING = [0.1 * step for step in range(1, 10)]


def _cards(curves: pd.DataFrame, settings: ScoreSettings | None = None) -> tuple[Card, Card, Card, Card]:
    settings = settings or default_settings(curves["model"].unique())
    row = of_row(task_scores(curves, settings), QUIZ)
    return score_cards(dict(zip(row.columns, row.iloc[0], strict=True)), model_scores(curves, settings), settings)


def test_other_models_have_the_official_formula_and_reasons_for_the_rest() -> None:
    signal, ranking, compliance, total = _cards(table(*series("pythia-70m", RISING)))
    assert signal.kind == "official formula"
    assert signal.value == 1.0
    assert signal.note == "70M, 9 points" or "9 points" in signal.note
    assert ranking.value is None
    assert ranking.note.startswith("because")
    assert compliance.value is None
    assert total.value is None
    assert "0.500 to 1.000 possible" in total.note


def test_the_competitions_models_in_its_window_are_official() -> None:
    rows = [row for size in ("500m", "1b", "3b") for row in series(f"dense-{size}-arch1", RISING, step=4000)]
    signal, *_ = _cards(table(*rows))
    assert signal.kind == "official"
    assert "0.5B 1.000" in signal.note


def test_a_short_curve_says_why_it_has_no_score() -> None:
    signal, *_ = _cards(table(*series("m", [0.1, 0.2])))
    assert signal.value is None
    assert signal.note.startswith("because")


def test_models_are_named_as_one_would_say() -> None:
    assert models_in_words([f"dense-{size}-arch1" for size in ("500m", "1b", "3b")]) == "the three arch1 models"
    assert models_in_words(["dense-1b-arch1"]) == "1B arch1"
    assert models_in_words([]) == "no models"


def test_the_table_has_a_row_per_benchmark_best_first() -> None:
    falling = series("m", RISING[::-1], task="worse")
    curves = table(*falling, *series("m", RISING))
    scores = task_scores(curves, default_settings(["m"]))
    rows = score_table(curves, scores, subtasks=True, metrics=True)
    assert rows["benchmark"].tolist() == ["quiz", "worse"]
    assert rows["curve"].iloc[0] == RISING
    assert "SQ by the official formula over all points, mean of m" in rests_on(scores)


def test_models_that_count_stand_first() -> None:
    rows = series("quiz-1b-wide", RISING) + series("quiz-1b-deep", RISING)
    parts = model_scores(table(*rows), default_settings(["quiz-1b-wide", "quiz-1b-deep"]))
    assert model_table(parts, ["quiz-1b-deep"])["model"].tolist() == ["1B deep", "1B wide"]


def test_markdown_from_files_is_shown_not_read() -> None:
    assert escaped("**a** :red[b] $x$\nc") == r"\*\*a\*\* \:red\[b\] \$x\$ c"
