"""From raw logs through a filter to a candidate, out as task files, through lm-eval, and back: the same numbers.

One sweep asks a tiny model the whole source task, and what was exported from it in every prompt style.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from e2lm.candidates.candidate import STYLES, Candidate
from e2lm.conditions import chosen, parse
from e2lm.cube import Cube
from e2lm.doc_filter import doc_facts
from e2lm.export.agreement import agreement
from e2lm.export.check import built
from e2lm.export.folder import write_folder
from e2lm.export.lines import Lines, lines_of
from e2lm.export.loaded import approvals, checked
from e2lm.export.readme import with_readme
from e2lm.export.submission import submission
from e2lm.export.task_files import TaskFolder, task_files, task_name
from e2lm.harness import executors, jobs
from e2lm.harness.request import Request, Settings
from e2lm.harness.sources import local_checkpoints
from e2lm.metrics import METRICS
from e2lm.metrics.values import values_of
from results_store import Store, ingest, open_store, read
from tests.benchmarks.models import TINY, write_checkpoint
from tests.e2lm.export.test_patch import git
from tests.paths import SHARED_DATA, needs_shared_data

pytestmark = [pytest.mark.slow, needs_shared_data]
TASK = "local_mmlu_cloze_astronomy"
LOGS = SHARED_DATA / "question-level" / "sci-s"
QUESTIONS = SHARED_DATA / "questions" / "mmlu" / "astronomy"
OWN_METRIC = "minus_mean"
FILTER = "answer_chars >= 30 and difficulty >= 0.5"


@dataclass(frozen=True)
class Trip:
    """A store with everything that was measured, the candidates that were exported, and what their files hold."""

    store: Store
    accuracy: Candidate
    margin: Candidate
    shots: Candidate
    lines: Lines
    folder: TaskFolder
    place: Path


@pytest.fixture(scope="module")
def trip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trip]:
    root = tmp_path_factory.mktemp("trip")
    with open_store(root / "home") as store:
        for step in ("step0", "step1075"):
            assert ingest.import_path(store, LOGS / step).runs
        keys = _long_answers(read.cube(store, TASK, "none"))
        accuracy = Candidate("Long answers", TASK, keys, "acc_norm", definition=FILTER)
        asked, shots = read.questions(store, TASK)
        assert shots == 0
        by_key = {one.doc_key: one for one in asked}
        mine = [by_key[key] for key in accuracy.doc_keys]
        lines = lines_of(mine, shots, STYLES)
        folder = task_files(accuracy, lines, STYLES)
        place = write_folder(root / "tasks" / "all", with_readme(accuracy, lines, folder))
        margin = replace(accuracy, name="long answers contrast", metric=OWN_METRIC)
        contrast = task_files(margin, lines, ["as asked"])
        write_folder(root / "tasks" / "contrast", with_readme(margin, lines, contrast))
        shown = replace(accuracy, name="shown", style="letters", num_fewshot=2)
        others = [one for one in asked if one.doc_key not in set(accuracy.doc_keys)][:2]
        with_examples = lines_of(mine, shots, ["letters"], others)
        write_folder(root / "tasks" / "shown", task_files(shown, with_examples, ["letters"]).files)
        _source_task(root / "tasks")
        names = [TASK, *(one.name for made in (folder, contrast) for one in made.tasks), "shown"]
        _swept(root, names, approvals(contrast))
        report = ingest.import_path(store, root / "home" / "runs")
        assert not report.problems
        yield Trip(store, accuracy, margin, shown, lines, folder, place)


def _long_answers(cube: Cube) -> tuple[str, ...]:
    """The questions that the filter leaves, on what the logs tell of them."""
    facts = doc_facts(cube, values_of(cube, "acc")).set_index("doc_key")
    keys = facts.index[chosen(parse(FILTER), facts)]
    assert 20 < len(keys) < 140
    return tuple(keys)


def _source_task(folder: Path) -> None:
    """The task as the logs' own configuration has it, over the same questions."""
    logged = json.loads(next(LOGS.glob("step0/results_*.json")).read_text(encoding="utf-8"))["configs"][TASK]
    logged["dataset_kwargs"]["data_files"] = {name: str(QUESTIONS / f"{name}.jsonl") for name in ("dev", "test")}
    kept = {name: value for name, value in logged.items() if name not in ("fewshot_config", "unsafe_code")}
    (folder / "source.yaml").write_text(yaml.safe_dump(kept), encoding="utf-8")


def _swept(root: Path, names: list[str], approved: tuple[str, ...]) -> None:
    from e2lm.harness.worker import work

    checkpoint = write_checkpoint(root / "toy" / "step100", TINY)
    _words(checkpoint)
    targets = tuple(found.target for found in local_checkpoints([checkpoint.parent]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executors, "launch", lambda folder, _request: work(folder))
        settings = Settings(tuple(names), str(root / "tasks"), approved_code=approved)
        state = jobs.job(root / "home", jobs.start(root / "home", Request(targets, settings)))
    assert state.finished == len(names), [cell.message for cell in state.cells]


def _words(checkpoint: Path) -> None:
    """A tokenizer that knows the questions' words, so that the model tells answers apart."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordLevel(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.WordLevelTrainer(vocab_size=4000, special_tokens=["<unk>", "<s>", "</s>"], show_progress=False)
    tokenizer.train_from_iterator((QUESTIONS / "test.jsonl").read_text(encoding="utf-8").split("\n"), trainer)
    tokenizer.save(str(checkpoint / "tokenizer.json"))


def _value(trip: Trip, task: str, metric: str) -> float:
    """What lm-eval itself reports for a task."""
    table = read.curve_table(trip.store)
    return float(
        table[(table["model"] == "toy") & (table["task"] == task) & (table["metric"] == metric)]["value"].item()
    )


@pytest.mark.parametrize("which", ["accuracy", "margin"])
def test_the_exported_task_scores_what_the_candidate_scores_in_the_whole_run(trip: Trip, which: str) -> None:
    candidate: Candidate = getattr(trip, which)
    cube = read.cube(trip.store, TASK, "none", models=["toy"])
    mine = cube.docs["doc_key"].isin(candidate.doc_keys).to_numpy()
    shown = float(values_of(cube, candidate.metric)[mine].mean())
    everything = float(values_of(cube, candidate.metric).mean())
    assert _value(trip, task_name(candidate, "as asked"), candidate.metric) == pytest.approx(shown, abs=1e-5)
    assert abs(shown - everything) > 1e-3


def test_every_question_has_the_loglikelihoods_that_it_has_in_the_whole_run(trip: Trip) -> None:
    source = read.cube(trip.store, TASK, "none")
    exported = read.cube(trip.store, "long_answers", "none")
    table = agreement(source, exported, trip.accuracy.doc_keys, "gold_ll")
    assert table["checkpoint"].tolist() == ["step100"]
    row = table.iloc[0]
    assert row["questions"] == len(trip.accuracy.doc_keys)
    assert abs(row["difference"]) < 1e-4
    assert row["largest"] < 1e-3
    shuffled = agreement(source, exported, trip.accuracy.doc_keys[::-1], "gold_ll")
    assert shuffled["largest"].item() > 0.1


def test_lm_eval_asks_letter_for_letter_what_every_style_is_meant_to_ask(trip: Trip) -> None:
    names = [one.name for one in trip.folder.tasks]
    said = json.dumps({"tasks": {one.name: asdict(one)["asked"] for one in built(str(trip.place), names, [])}})
    assert {check.outcome for check in checked(said, "", trip.folder, trip.lines)} == {"passed"}
    other = replace(trip.lines, lines=trip.lines.lines[::-1])
    assert {check.outcome for check in checked(said, "", trip.folder, other)} == {"passed", "failed"}


def test_lm_eval_finds_the_submitted_task_in_a_checkout_that_took_the_patch(
    trip: Trip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = submission(trip.accuracy, trip.lines)
    git(tmp_path, "init", "-q")
    git(tmp_path, "apply", "--index", given=made.patch)
    monkeypatch.chdir(tmp_path)
    tasks = built(str(tmp_path / "lm_eval" / "tasks" / "long_answers"), ["long_answers"], [])
    own = replace(trip.folder, tasks=trip.folder.tasks[:1])
    said = json.dumps({"tasks": {one.name: one.asked for one in tasks}})
    assert [check.outcome for check in checked(said, "", own, trip.lines)] == ["passed"]


def test_all_styles_ask_the_same_docs_so_they_can_be_compared_question_by_question(trip: Trip) -> None:
    cubes = [read.cube(trip.store, one.name, "none") for one in trip.folder.tasks]
    assert len(cubes) == len(STYLES)
    assert {tuple(cube.docs["doc_key"]) for cube in cubes} == {tuple(cubes[0].docs["doc_key"])}
    continuation, controls = cubes[1].loglikelihoods, [cube.loglikelihoods for cube in cubes[2:]]
    assert np.array_equal(cubes[0].loglikelihoods, continuation)
    assert all(not np.allclose(control, continuation, atol=1e-3) for control in controls)


def test_the_control_without_the_question_is_the_run_that_pmi_divides_by(trip: Trip) -> None:
    from e2lm.metrics.unprompted import unprompted_of

    asked, control = (read.cube(trip.store, name, "none") for name in ("long_answers", "long_answers_no_question"))
    without = unprompted_of(asked, control)
    assert METRICS["pmi"].needs_unprompted
    assert np.isfinite(values_of(asked, "pmi", without)).all()


def test_examples_before_rewritten_questions_are_questions_that_the_candidate_leaves_out(trip: Trip) -> None:
    asked, _ = read.questions(trip.store, "shown")
    first = asked[0]
    assert first.before.count("Question: ") == 2
    assert first.before.count("\nA. ") == 2
    assert not any(one.prompt in first.before for one in asked)
    assert set(first.continuations) == {" A", " B", " C", " D"}


def test_the_command_runs_an_export_on_a_checkpoint_and_says_that_the_scores_agree(
    trip: Trip, monkeypatch: pytest.MonkeyPatch
) -> None:
    from e2lm.commands.exported import agreeing
    from e2lm.harness.worker import work

    monkeypatch.setattr(executors, "launch", lambda folder, _request: work(folder))
    own = replace(trip.folder, tasks=trip.folder.tasks[:1])
    home, checkpoints = trip.store.home, trip.place.parents[1] / "toy"
    ran, compared = agreeing(home, trip.accuracy, own, trip.place, [str(checkpoints)])
    assert (ran.outcome, compared.outcome) == ("passed", "passed")
    assert compared.rule == "it scores as the candidate at toy step100"
    first, second = compared.found.split(" over ")[0].split(" and ")
    assert first == second
