"""What the curves page lets one choose, and the words over its picture; what is loaded, in numbers."""

from __future__ import annotations

from e2lm.curves import gaps
from e2lm.views.points import drawn_points
from e2lm.views.selection import drawn_in_words, measures_of, models_like, of_benchmark, sizes_of, variants_of
from e2lm.views.summary import loaded, missing_in_words
from tests.e2lm.tables import series, table

MODELS = ["dense-3b-arch1", "dense-1b-arch2", "dense-500m-arch1"]
RISING = [0.1 * step for step in range(1, 10)]


def test_sizes_and_variants_come_from_names() -> None:
    assert sizes_of(MODELS) == ["0.5B", "1B", "3B"]
    assert variants_of(MODELS) == ["arch1", "arch2"]
    assert models_like(MODELS, ["1B", "3B"], ["arch1"]) == ["dense-3b-arch1"]
    assert models_like(["gpt"], [], []) == ["gpt"]


def test_measures_are_told_apart_by_what_differs() -> None:
    rows = series("m", [0.1]) + series("m", [0.1], metric="acc_norm")
    assert list(measures_of(table(*rows), "quiz")) == ["acc", "acc_norm"]
    rows += series("m", [0.1], n_shot=5) + series("m", [0.1], n_shot=None)
    assert set(measures_of(table(*rows), "quiz")) == {
        "acc, 0-shot", "acc, 5-shot", "acc, shots unknown", "acc_norm, 0-shot",
    }  # fmt: skip


def test_only_the_chosen_benchmarks_rows_are_drawn() -> None:
    curves = table(*series("m", [0.1, 0.2]), *series("m", [0.3], n_shot=None), *series("n", [0.4]))
    measures = measures_of(curves, "quiz")
    assert of_benchmark(curves, measures["acc, 0-shot"], ["m"])["value"].tolist() == [0.1, 0.2]
    assert of_benchmark(curves, measures["acc, shots unknown"], ["m"])["value"].tolist() == [0.3]


def test_the_words_say_what_is_drawn() -> None:
    rows = series("dense-1b-arch1", RISING)[::2] + series("dense-1b-arch2", RISING, stderr=0.1)
    curves = table(*rows)
    words = drawn_in_words(drawn_points(curves, gaps(curves), "tokens", 3), 3)
    for part in ("solid arch1", "dots:", "band: 1.96 stderr", "mean of 3 neighbours"):
        assert part in words


def test_what_is_loaded_is_counted_and_what_is_missing_named() -> None:
    rows = series("dense-1b-arch1", RISING)[::2] + series("dense-1b-arch2", RISING)
    curves = table(*rows)
    counts = loaded(curves)
    assert (counts.models, counts.benchmarks, counts.checkpoints, counts.scores) == (2, 1, 14, 14)
    assert (counts.fewest_tokens, counts.most_tokens) == (10**9, 9 * 10**9)
    assert missing_in_words(gaps(curves), curves) == "4 checkpoints missing: 1B arch1 has 5 of 9"
    assert missing_in_words(gaps(table(*series("m", [0.1]))), table(*series("m", [0.1]))) == ""
