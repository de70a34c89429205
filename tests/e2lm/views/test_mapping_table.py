"""A table's columns as rows to edit, and which files ask for them."""

from __future__ import annotations

from pathlib import Path

from e2lm.reading import tables
from e2lm.reading.tables import asks_for_columns
from e2lm.views.mapping_table import edited_mapping, factor_name, mapping_table
from tests.paths import SHARED_DATA, needs_shared_data


def table(folder: Path) -> Path:
    path = folder / "run.csv"
    path.write_text("step,tokens,acc_a,loss\n1,1000000,0.5,2\n2,2000000,0.6,1\n", encoding="utf-8")
    return path


def test_every_score_column_is_a_row_that_can_be_left_out_or_renamed(tmp_path: Path) -> None:
    path = table(tmp_path)
    suggested = tables.suggest(path)
    rows = mapping_table(suggested, tables.columns(path))
    assert sorted(rows["column"]) == ["acc_a", "loss"]
    rows.loc[rows["column"] == "loss", "read"] = False
    rows.loc[rows["column"] == "acc_a", ["task", "metric"]] = ["my task", "acc"]
    edited = edited_mapping(suggested, rows)
    assert [(score.column, score.task, score.metric) for score in edited.scores] == [("acc_a", "my task", "acc")]
    assert (edited.step, edited.tokens) == ("step", "tokens")


def test_units_of_tokens_have_names() -> None:
    assert factor_name(1e9) == "billions of tokens"
    assert factor_name(1.0) == "tokens"


def test_a_csv_asks_for_its_columns_and_other_files_do_not(tmp_path: Path) -> None:
    assert asks_for_columns(table(tmp_path))
    garbage = tmp_path / "x.json"
    garbage.write_text("{", encoding="utf-8")
    assert not asks_for_columns(garbage)
    assert not asks_for_columns(tmp_path / "samples_x.jsonl")


@needs_shared_data
def test_json_asks_only_where_no_column_names_the_model() -> None:
    assert asks_for_columns(SHARED_DATA / "bigscience" / "tr3d-1B3-oscar-checkpoints_agg.json")
    assert not asks_for_columns(SHARED_DATA / "competition" / "plot-data-combined-all.json")
    assert not asks_for_columns(next((SHARED_DATA / "question-level").rglob("results_*.json")))
