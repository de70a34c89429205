"""What the installed lm-eval writes is read whole: choices, groups, filters, generation, perplexity, limits."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from e2lm.reading import read
from e2lm.records import Problem, Reading, Sample
from tests.e2lm.reading.samples import samples_of

pytestmark = pytest.mark.slow


def _reading(folder: Path) -> Reading:
    (reading,) = (item for item in read(folder) if not isinstance(item, Problem))
    return reading


@pytest.fixture(scope="module")
def full(toy_logs: Path) -> Reading:
    return _reading(toy_logs / "full")


@pytest.fixture(scope="module")
def samples(toy_logs: Path) -> dict[str, list[Sample]]:
    found: dict[str, list[Sample]] = defaultdict(list)
    for item in samples_of(_reading(toy_logs / "full")):
        assert isinstance(item, Sample), item
        found[item.task].append(item)
    return found


def test_the_checkpoint_comes_from_model_args(full: Reading) -> None:
    checkpoint = full.run.checkpoint
    assert (checkpoint.model, checkpoint.name, checkpoint.step) == ("dense-1b-arch1", "iter_0004000", 4000)
    assert (checkpoint.tokens, checkpoint.tokens_from) == (4_194_304_000, "E2LM batch ramp-up")
    assert full.run.lm_eval_version == "0.4.13"
    assert full.run.note == ""


def test_groups_know_their_members_and_sizes(full: Reading) -> None:
    groups = {value.task: value for value in full.values if value.is_group}
    assert {task: (value.n, value.n_original, value.parent) for task, value in groups.items()} == {
        "toy_science": (24, 24, "toy_all"),
        "toy_all": (32, 32, ""),
    }
    parents = {value.task: value.parent for value in full.values if value.parent}
    assert parents["toy_physics"] == parents["toy_biology"] == "toy_science"
    assert parents["toy_numbers"] == "toy_all"


def test_every_filter_and_metric_has_its_value(full: Reading) -> None:
    keys = {(value.task, value.metric, value.filter) for value in full.values}
    assert len(keys) == len(full.values) == 17
    assert {("toy_gen", "exact_match", name) for name in ("strict-match", "flexible-extract")} <= keys
    lower = {value.metric for value in full.values if not value.higher_is_better}
    assert lower == {"perplexity", "word_perplexity", "bits_per_byte", "brier_score"}
    assert all(value.stderr is None for value in full.values)


def test_the_samples_add_up_to_the_results(full: Reading, samples: dict[str, list[Sample]]) -> None:
    """acc of the read loglikelihoods and golds, by numpy's argmax, equals the logged score of every task."""
    scores = {value.task: value.value for value in full.values if value.metric == "acc" and not value.is_group}
    for task in ("toy_physics", "toy_biology", "toy_numbers", "toy_mutual", "toy_wino"):
        right = [int(np.argmax(sample.loglikelihoods)) in sample.golds for sample in samples[task]]
        assert np.mean(right) == pytest.approx(scores[task])
        assert all(len(sample.golds) == 1 for sample in samples[task])


def test_a_number_among_numbers_is_read_as_the_text_it_is(samples: dict[str, list[Sample]]) -> None:
    """The key "1" among the choices 1, 2, 3, 0 is the first choice, not the one of index 1."""
    for sample in samples["toy_numbers"]:
        assert [sample.continuations[gold].strip() for gold in sample.golds] == [sample.target]


def test_choices_inside_the_question_become_choices(samples: dict[str, list[Sample]]) -> None:
    first, second = samples["toy_wino"][:2]
    assert first.context == "The cat saw dog 0 as"
    assert first.continuations == (" cat was big.", " dog was big.")
    assert (first.golds, second.golds) == ((0,), (1,))


def test_mutual_information_leaves_the_conditional_choices(samples: dict[str, list[Sample]]) -> None:
    assert {len(sample.continuations) for sample in samples["toy_mutual"]} == {4}
    assert all(sample.context.endswith("Answer:") for sample in samples["toy_mutual"])


def test_generation_has_answers_per_filter_and_no_choices(samples: dict[str, list[Sample]]) -> None:
    by_filter = {sample.filter: sample for sample in samples["toy_gen"] if sample.doc_id == 0}
    assert by_filter["strict-match"].answers == ("lol",)
    assert by_filter["flexible-extract"].answers == ("[invalid]",)
    assert by_filter["strict-match"].context == "Q: 0 plus 0?\nA:"
    assert not by_filter["strict-match"].continuations
    assert len(samples["toy_gen"]) == 10


def test_a_single_continuation_is_no_choice(samples: dict[str, list[Sample]]) -> None:
    last, text = samples["toy_last"][0], samples["toy_text"][0]
    assert (last.context, last.continuations, last.golds) == ("0 plus 0?", (" 0",), ())
    assert (text.context, text.continuations, text.golds) == ("", ("0 plus 0?",), ())
    assert len(text.loglikelihoods) == 1


def test_prompts_keep_their_line_separators(samples: dict[str, list[Sample]]) -> None:
    assert [sample.doc_id for sample in samples["toy_physics"]] == list(range(12))
    assert "\u2028" in samples["toy_physics"][0].context


def test_a_limited_run_is_partial(toy_logs: Path) -> None:
    reading = _reading(toy_logs / "limited")
    sizes = {value.task: (value.n, value.n_original) for value in reading.values}
    assert sizes == {
        "toy_physics": (5, 12),
        "toy_biology": (5, 12),
        "toy_numbers": (5, 8),
        "toy_science": (10, 24),
        "toy_all": (15, 32),
    }
    assert all(value.partial for value in reading.values)
    assert reading.run.note == ""
