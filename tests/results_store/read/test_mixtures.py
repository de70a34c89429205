"""Settings that are not those of the rest of a curve are found, run by run."""

from __future__ import annotations

from pathlib import Path

from results_store import Store, ingest, read
from tests.results_store.toys import write_run

NOW = 1_790_000_000.0


def test_versions_dtypes_and_shots_are_compared_along_each_curve(store: Store, tmp_path: Path) -> None:
    dtypes = {100: "float32", 200: "bfloat16", 300: "bfloat16", 400: "float16"}
    for step, dtype in dtypes.items():
        file = write_run(tmp_path / "in" / str(step), step=step, shots=5 if step == 400 else 0)
        text = file.read_text().replace('"model": "hf"', f'"model": "hf", "model_dtype": "torch.{dtype}"')
        file.write_text(text.replace("0.4.13", "0.4.9") if step == 100 else text)
    ingest.import_path(store, tmp_path / "in")
    found = read.mixed_settings(store)
    assert found[["step", "setting", "value", "usual", "others"]].values.tolist() == [
        [100, "dtype", "float32", "bfloat16", 2],
        [400, "few-shot", "5", "0", 3],
        [100, "lm-eval version", "0.4.9", "0.4.13", 2],
    ]
    assert list(found["tasks"][0]) == ["toy_task"]


def test_a_second_number_of_shots_beside_the_usual_one_leaves_no_hole(store: Store, tmp_path: Path) -> None:
    for step in (100, 200):
        write_run(tmp_path / "in" / str(step), step=step)
    write_run(tmp_path / "in" / "more", step=200, shots=5)
    ingest.import_path(store, tmp_path / "in")
    assert read.mixed_settings(store).empty
