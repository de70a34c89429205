"""Tables of scores: the suggested mapping, the mapping people choose, and odd cells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from e2lm.errors import SourceError
from e2lm.reading import ColumnMapping, ReadOptions, ScoreColumn, read
from e2lm.reading.tables import columns, read_table, suggest
from e2lm.records import Problem, Reading
from tests.paths import SHARED_DATA, needs_shared_data

MAPPING = ColumnMapping(step="step", scores=(ScoreColumn("acc", "boolq", "acc"),))


def _readings(path: Path, mapping: ColumnMapping | None = None) -> list[Reading]:
    return [item for item in read_table(path, mapping) if isinstance(item, Reading)]


def _problems(path: Path, mapping: ColumnMapping | None = None) -> list[Problem]:
    return [item for item in read_table(path, mapping) if isinstance(item, Problem)]


def _csv(tmp_path: Path, text: str, name: str = "my-model.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@needs_shared_data
def test_the_columns_of_real_tables_are_recognised() -> None:
    competition = suggest(SHARED_DATA / "competition" / "plot-data-combined-all.json")
    assert (competition.step, competition.tokens, competition.tokens_factor) == ("iteration", "gtokens", 1e9)
    assert (competition.model, len(competition.scores)) == ("model", 24)
    bigscience = suggest(SHARED_DATA / "bigscience" / "tr3e-1B3-c4-checkpoints_agg.json")
    assert (bigscience.step, bigscience.tokens, bigscience.tokens_factor, bigscience.model) == (
        "checkpoints",
        "tokens",
        1.0,
        "",
    )
    assert ScoreColumn("results/boolq/acc", "boolq", "acc", "results/boolq/acc_stderr") in bigscience.scores
    olmo = suggest(SHARED_DATA / "olmo-ladder" / "1B-10xC.csv")
    assert (olmo.step, olmo.tokens, olmo.tokens_factor) == ("_step", "throughput/total_tokens", 1.0)
    assert not [score for score in olmo.scores if "learning_rate" in score.column or "Gflops" in score.column]
    assert ScoreColumn("eval/pile-validation/CrossEntropyLoss", "pile-validation", "CrossEntropyLoss") in olmo.scores


def test_a_small_table_reads_as_suggested(tmp_path: Path) -> None:
    path = _csv(tmp_path, "model,step,tokens_b,boolq_acc,boolq_acc_stderr\nm1,100,0.5,0.6,0.01\nm2,100,0.5,0.7,0.02\n")
    first, second = _readings(path)
    assert (first.run.checkpoint.model, first.run.checkpoint.name) == ("m1", "step100")
    assert first.run.checkpoint.tokens == 500_000_000
    assert first.run.checkpoint.provisional == ""
    assert [(value.task, value.metric, value.value, value.stderr) for value in second.values] == [
        ("boolq", "acc", 0.7, 0.02)
    ]


def test_billions_are_rounded_to_the_nearest_token(tmp_path: Path) -> None:
    (reading,) = _readings(_csv(tmp_path, "gtokens,acc\n21.442762069333337,0.5\n"))
    assert reading.run.checkpoint.tokens == 21_442_762_069
    assert reading.run.checkpoint.name == "21.44BT"


def test_the_users_mapping_beats_the_suggestion(tmp_path: Path) -> None:
    path = _csv(tmp_path, "a,b,c\n1000,2.5,0.4\n")
    mapping = ColumnMapping(
        step="a", tokens="b", tokens_factor=1e6, model_name="mine", scores=(ScoreColumn("c", "boolq", "acc", n_shot=5),)
    )
    (reading,) = (item for item in read(path, ReadOptions(mapping)) if isinstance(item, Reading))
    checkpoint = reading.run.checkpoint
    assert (checkpoint.model, checkpoint.step, checkpoint.tokens) == ("mine", 1000, 2_500_000)
    assert not checkpoint.provisional
    assert (reading.values[0].task, reading.values[0].n_shot) == ("boolq", 5)


def test_a_known_model_without_a_token_column_uses_its_rule(tmp_path: Path) -> None:
    (reading,) = _readings(_csv(tmp_path, "model,iteration,mmlu\ndense-1b-arch1,4000,0.3\n"))
    assert (reading.run.checkpoint.tokens, reading.run.checkpoint.tokens_from) == (4_194_304_000, "E2LM batch ramp-up")


def test_an_unknown_model_without_tokens_has_none(tmp_path: Path) -> None:
    (reading,) = _readings(_csv(tmp_path, "step,mmlu\n4000,0.3\n"))
    assert (reading.run.checkpoint.tokens, reading.run.checkpoint.model) == (None, "my-model")
    assert "file's name" in reading.run.checkpoint.provisional


def test_a_mapping_survives_its_journal() -> None:
    assert ColumnMapping.from_json(json.loads(json.dumps(MAPPING.to_json()))) == MAPPING
    with pytest.raises(SourceError, match="Map the columns again"):
        ColumnMapping.from_json({"colour": "red"})


def test_odd_cells_are_problems_with_line_and_column(tmp_path: Path) -> None:
    path = _csv(tmp_path, "step,acc\n1,0.5\n2,abc\n3,\nx,0.5\n5,nan\n6,0.6\n")
    mapping = ColumnMapping(step="step", model_name="m", scores=(ScoreColumn("acc", "t", "acc"),))
    problems = _problems(path, mapping)
    assert [(problem.line, problem.field) for problem in problems] == [(3, "acc"), (5, "step"), (6, "acc")]
    values = {
        reading.run.checkpoint.step: [value.value for value in reading.values] for reading in _readings(path, mapping)
    }
    assert values == {1: [0.5], 2: [], 3: [], 5: [None], 6: [0.6]}


def test_a_cut_last_row_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    path = _csv(tmp_path, "step,acc,f1\n1,0.5,0.1\n2,0.")
    assert len(_readings(path)) == 1
    assert [(problem.line, "2 cells" in problem.problem) for problem in _problems(path)] == [(3, True)]


def test_two_columns_of_one_name_are_said(tmp_path: Path) -> None:
    path = _csv(tmp_path, "step,acc,acc\n1,0.5,0.1\n")
    assert [value.value for value in _readings(path)[0].values] == [0.5]
    assert [problem.field for problem in _problems(path)] == ["acc"]


def test_a_checkpoint_that_stands_twice_is_said_and_kept(tmp_path: Path) -> None:
    path = _csv(tmp_path, "step,acc\n1,0.5\n1,0.6\n")
    readings = _readings(path)
    assert len({reading.run.run_id for reading in readings}) == 2
    assert "a second time" in _problems(path)[0].problem


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        _readings(_csv(tmp_path, "step,f1\n1,0.5\n"), MAPPING)
    assert caught.value.field == "acc"


@pytest.mark.parametrize("text", ["a,b\nx,y\n", "step\n1\n", "acc,f1\n0.5,0.5\n", "step,acc\n"])
def test_a_table_without_steps_scores_or_rows_says_what_is_missing(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match="the table has"):
        _readings(_csv(tmp_path, text))


def test_semicolons_tabs_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    assert len(_readings(_csv(tmp_path, "\ufeffstep;acc\r\n1;0.5\r\n"))) == 1
    assert len(_readings(_csv(tmp_path, "step\tacc\n1\t0.5\n", "t.tsv"))) == 1


def test_rows_and_columns_of_json_are_tables(tmp_path: Path) -> None:
    rows = tmp_path / "rows.json"
    rows.write_text(json.dumps([{"step": 1, "acc": 0.5}, {"step": 2, "acc": None}]))
    assert [len(reading.values) for reading in _readings(rows)] == [1, 0]
    wide = tmp_path / "wide.json"
    wide.write_text(json.dumps({"step": [1, 2], "boolq": {"acc": [0.5, 0.6]}}))
    assert [reading.values[0].task for reading in _readings(wide)] == ["boolq", "boolq"]
    assert columns(wide) == ["step", "boolq/acc"]


def test_ragged_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "ragged.json"
    path.write_text(json.dumps({"tokens": [1, 2, 3], "results": {"boolq": {"acc": [0.1, 0.2], "f1": [0.1, 0.2, 0.3]}}}))
    (problem,) = read(path)
    assert isinstance(problem, Problem)
    assert (problem.field, "2 values" in problem.problem) == ("results/boolq/acc", True)


def test_a_spoilt_cell_is_said_and_its_column_is_read(tmp_path: Path) -> None:
    path = _csv(tmp_path, "step,acc,f1\n1,0.5,0.1\n2,oops,0.2\n3,0.7,0.3\nfour,0.8,0.4\n")
    assert [[value.value for value in reading.values] for reading in _readings(path)] == [[0.5, 0.1], [0.2], [0.7, 0.3]]
    assert [(problem.line, problem.field) for problem in _problems(path)] == [(3, "acc"), (5, "step")]


def test_a_unit_of_tokens_that_is_only_guessed_is_said(tmp_path: Path) -> None:
    path = _csv(tmp_path, "tokens,acc\n100,0.5\n")
    assert _readings(path)[0].run.checkpoint.tokens_from == "column tokens times 1,000,000,000"
    assert [("billions" in problem.problem, problem.field) for problem in _problems(path)] == [(True, "tokens")]
    chosen = ColumnMapping(tokens="tokens", scores=(ScoreColumn("acc", "boolq", "acc"),))
    assert (_readings(path, chosen)[0].run.checkpoint.tokens, _problems(path, chosen)) == (100, [])
    assert _problems(_csv(tmp_path, "tokens (B),acc\n100,0.5\n")) == []


@pytest.mark.parametrize("name", ["loss", "val_loss", "Validation Loss", "ppl"])
def test_a_loss_falls_when_it_gets_better(tmp_path: Path, name: str) -> None:
    (reading,) = _readings(_csv(tmp_path, f"step,{name}\n1,3.5\n"))
    assert not reading.values[0].higher_is_better


@pytest.mark.parametrize(
    ("text", "tokens", "score"),
    [
        ('step,tokens,acc\n"1,000","2,097,152,000",0.5\n', 2_097_152_000, 0.5),
        ("step;tokens;acc\n1000;2097152000;0,25\n", 2_097_152_000, 0.25),
        ("step;tokens;acc\n1000;2,097,152,000;0.25\n", 2_097_152_000, 0.25),
        ("step;tokens;acc\n1000;1,000,000;1,000\n", 1_000_000, 1000.0),
    ],
)
def test_numbers_are_read_as_spreadsheets_spell_them(tmp_path: Path, text: str, tokens: int, score: float) -> None:
    (reading,) = _readings(_csv(tmp_path, text))
    assert (reading.run.checkpoint.step, reading.run.checkpoint.tokens) == (1000, tokens)
    assert reading.values[0].value == score
