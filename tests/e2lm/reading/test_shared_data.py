"""Every folder of the shared real data reads with the counts its README states."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from e2lm.checkpoints.rules import e2lm_tokens
from e2lm.harness.outputs.hashes import hash_doc, hash_target, hash_text
from e2lm.reading import files, read, units
from e2lm.records import Problem, Reading, Sample, Value
from tests.e2lm.reading.samples import samples_of
from tests.paths import SHARED_DATA, needs_shared_data

pytestmark = needs_shared_data


class Found(NamedTuple):
    """What reading a folder gave, its samples consumed."""

    readings: list[Reading]
    samples: list[Sample]
    problems: list[Problem]

    @property
    def models(self) -> Counter[str]:
        return Counter(reading.run.checkpoint.model for reading in self.readings)

    @property
    def values(self) -> list[Value]:
        return [value for reading in self.readings for value in reading.values]


def _found(*parts: str) -> Found:
    found = Found([], [], [])
    for item in read(SHARED_DATA.joinpath(*parts)):
        if isinstance(item, Problem):
            found.problems.append(item)
            continue
        found.readings.append(item)
        for sample in samples_of(item):
            (found.samples if isinstance(sample, Sample) else found.problems).append(sample)  # type: ignore[arg-type]
    return found


def test_pythia_is_four_models_of_27_checkpoints() -> None:
    found = _found("pythia")
    assert found.models == {f"pythia-v1.1-{size}": 27 for size in ("70m", "160m", "410m", "1.4b")}
    assert not found.problems
    checkpoints = [reading.run.checkpoint for reading in found.readings]
    assert all(at.name == f"step{at.step}" and at.tokens == (at.step or 0) * 2_097_152 for at in checkpoints)
    assert len({(at.model, at.step) for at in checkpoints}) == 108
    assert len({value.task for value in found.values if value.task.startswith("hendrycksTest-")}) == 57
    assert {value.filter for value in found.values} == {"none"}
    assert {value.n_shot for value in found.values} == {0}


def test_cruise_is_25_checkpoints_that_only_their_configuration_tells_apart() -> None:
    found = _found("cruise-pythia-70m")
    steps = [reading.run.checkpoint.step or 0 for reading in found.readings]
    assert found.models == {"pythia-70m": 25}
    assert len(set(steps)) == 25
    assert (min(steps), max(steps)) == (1000, 143_000)
    assert {(value.task, value.metric, value.n, value.partial) for value in found.values} == {
        ("mmlu_hs", "acc", 380, False)
    }
    assert not found.problems


def test_bigscience_is_three_provisional_models() -> None:
    found = _found("bigscience")
    assert sorted(found.models.values()) == [34, 63, 63]
    assert all(reading.run.checkpoint.provisional for reading in found.readings)
    first = min((reading.run.checkpoint for reading in found.readings), key=lambda at: (at.model, at.tokens or 0))
    assert (first.step, first.tokens, first.tokens_from) == (19_500, 10_044_178_432, "column tokens")
    assert len({value.task for value in found.values}) == 28
    assert {value.metric for value in found.values} == {"acc", "acc_norm", "ppl", "em", "f1"}
    assert {value.higher_is_better for value in found.values if value.metric == "ppl"} == {False}
    assert any(value.stderr is not None for value in found.values)
    assert not found.problems


def test_the_olmo_ladder_is_four_provisional_models() -> None:
    found = _found("olmo-ladder")
    assert found.models == {"190M-10xC": 73, "370M-10xC": 95, "760M-10xC": 116, "1B-10xC": 163}
    checkpoints = [reading.run.checkpoint for reading in found.readings]
    assert all("file's name" in at.provisional for at in checkpoints)
    assert max(at.tokens or 0 for at in checkpoints) == 255_895_535_616
    hellaswag = {value.metric for value in found.values if value.task == "hellaswag_val_rc_5shot"}
    assert hellaswag == {"bpb", "len_norm", "soft", "soft_log"}
    assert {value.n_shot for value in found.values if value.task == "hellaswag_val_rc_5shot"} == {5}
    lower = {value.metric for value in found.values if not value.higher_is_better}
    assert lower == {"bpb", "CrossEntropyLoss"}
    assert len(found.values) == (73 + 95 + 116 + 163) * 91
    assert not found.problems


def test_question_level_is_two_models_of_unknown_tokens() -> None:
    found = _found("question-level")
    assert found.models == {"sci-s": 7, "web-s": 6}
    assert {reading.run.checkpoint.tokens for reading in found.readings} == {None}
    assert len(found.samples) == 13 * (152 + 100)
    assert not any(value.partial for value in found.values)
    assert {value.stderr for value in found.values} == {None}
    assert not found.problems


def test_the_question_level_samples_give_the_logged_scores() -> None:
    """acc from the read loglikelihoods and keys equals acc of the results file, run by run and task by task."""
    for path in sorted((SHARED_DATA / "question-level").glob("*/*")):
        (reading,) = (item for item in read(path) if isinstance(item, Reading))
        expected = {value.task: value.value for value in reading.values if value.metric == "acc"}
        right: dict[str, list[bool]] = {task: [] for task in expected}
        for sample in samples_of(reading):
            assert isinstance(sample, Sample)
            right[sample.task].append(int(np.argmax(sample.loglikelihoods)) in sample.golds)
        assert {task: np.mean(marks) for task, marks in right.items()} == pytest.approx(expected)


def test_the_competition_is_six_models_24_tasks_and_4224_values() -> None:
    found = _found("competition", "plot-data-combined-all.json")
    assert len(found.models) == 6
    assert sum(found.models.values()) == 176
    assert len({value.task for value in found.values}) == 24
    assert len(found.values) == 4224
    checkpoints = [reading.run.checkpoint for reading in found.readings]
    assert all(at.tokens == e2lm_tokens(at.step or 0) and not at.provisional for at in checkpoints)
    (first,) = (
        reading
        for reading in found.readings
        if (reading.run.checkpoint.model, reading.run.checkpoint.step) == ("dense-1b-arch1", 2000)
    )
    (arc,) = (value for value in first.values if value.task == "arc_challenge")
    assert (arc.metric, arc.filter, arc.value) == ("score", "none", 0.20563139931740615)


def test_the_front_page_is_four_panels_of_six_models_read_off_a_picture() -> None:
    found = _found("competition", "plot_final.json")
    assert set(found.models) == {f"dense-{size}-arch{at}" for size in ("500m", "1b", "3b") for at in (1, 2)}
    assert {reading.run.kind for reading in found.readings} == {"picture"}
    assert {value.task for value in found.values} == {"MMLU-Var", "MMLU", "GPQA", "MATH"}
    assert len(found.values) == 4 * 6 * 9
    points = {
        (reading.run.checkpoint.tokens, value.value)
        for reading in found.readings
        for value in reading.values
        if (reading.run.checkpoint.model, value.task) == ("dense-500m-arch2", "MMLU-Var")
    }
    assert (25_000_000_000, 0.295) in points
    assert all("published figure" in reading.run.note for reading in found.readings)


def test_a_file_about_results_is_kindly_not_one() -> None:
    found = _found("competition", "rc-figure.json")
    (problem,) = found.problems
    assert not found.readings
    assert problem.problem.startswith("this is not a result file (it holds what, cut_billion_tokens")
    assert "leave this file out" in problem.remedy


def test_generations_are_read_with_their_answers() -> None:
    found = _found("formats", "lm-eval-0.4.8-generate")
    (reading,) = found.readings
    assert (reading.run.kind, len(found.samples), len(reading.values)) == ("samples", 20, 12)
    assert reading.run.checkpoint.provisional
    assert found.samples[0].answers == ("\nA: I eat watermelon seeds.",)
    assert found.samples[0].metrics["bleu_acc"] == 1.0
    assert not found.samples[0].continuations


def test_a_math_run_has_its_results_and_the_samples_that_are_here() -> None:
    found = _found("formats", "lm-eval-0.4.9")
    (reading,) = found.readings
    assert {(value.task, value.value, value.n) for value in reading.values} == {
        ("math_perturbed_full", 0.0, 5000),
        ("math_rephrased_full", 0.0004, 5000),
    }
    assert reading.run.checkpoint.name == "main"
    assert len(found.samples) == 10
    assert [problem.problem for problem in found.problems] == ["the file holds 10 docs where the results rest on 5,000"]


def test_a_list_of_results_is_a_problem_naming_file_and_field() -> None:
    found = _found("formats", "not-results")
    (problem,) = found.problems
    assert Path(problem.file).name == "winobias_results_is_a_list.json"
    assert problem.field == "results"
    assert "a list" in problem.problem


def test_questions_are_no_samples_and_say_so_once_per_folder() -> None:
    found = _found("questions", "openbookqa")
    (problem,) = found.problems
    assert "not a samples file" in problem.problem


def test_stored_hashes_are_recomputed_exactly() -> None:
    """doc_hash, target_hash and prompt_hash of logs from 0.4.8, 0.4.9 and 0.4.13, computed as for logs without them."""
    for folder in ("question-level/sci-s/step0", "formats/lm-eval-0.4.9", "formats/lm-eval-0.4.8-generate"):
        for path in sorted((SHARED_DATA / folder).glob("samples_*.jsonl")):
            for line in path.read_bytes().split(b"\n"):
                if line:
                    record = json.loads(line)
                    assert hash_doc(record["doc"]) == record["doc_hash"]
                    assert hash_target(record["target"]) == record["target_hash"]
                    assert hash_text(record["arguments"]["gen_args_0"]["arg_0"]) == record["prompt_hash"]


def test_a_run_is_the_same_run_wherever_it_lies(tmp_path: Path) -> None:
    source = next((SHARED_DATA / "cruise-pythia-70m").glob("*.json"))
    copy = tmp_path / "elsewhere.json"
    copy.write_bytes(source.read_bytes())
    (first,), (second,) = read(source), read(copy)
    assert isinstance(first, Reading)
    assert isinstance(second, Reading)
    assert first.run.run_id == second.run.run_id


def test_run_ids_are_distinct() -> None:
    ids = Counter(reading.run.run_id for reading in _found(".").readings)
    assert ids.most_common(1)[0][1] == 1
    assert len(ids) == 108 + 25 + 160 + 447 + 13 + 176 + 54 + 2


def test_units_join_results_and_samples_without_opening_them() -> None:
    found = units(SHARED_DATA / "question-level")
    assert len(found) == 13
    assert {len(unit.samples) for unit in found} == {2}
    assert len(files(SHARED_DATA / "question-level")) == 13 * 3
