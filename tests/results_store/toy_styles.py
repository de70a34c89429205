"""One source task and two prompt styles of its first questions, as an export writes and lm-eval logs them."""

from __future__ import annotations

import json
from pathlib import Path

from results_store import Store, ingest, read
from tests.results_store.toys import sample_record, write_run

STYLES = ("toy_task_continuation", "toy_task_letters")
QUESTIONS = 3  # of the source's four, turned round


def import_styles(store: Store, folder: Path) -> None:
    """Takes in the source `toy_task` and both styles at step 100; in letters the model picks D everywhere."""
    write_run(folder / "source")
    ingest.import_path(store, folder / "source")
    keys = [one.doc_key for one in read.questions(store, "toy_task")[0]]
    for style in STYLES:
        results = write_run(folder / style, task=style, docs=QUESTIONS)
        samples = next((folder / style).glob("samples_*"))
        places = reversed(range(QUESTIONS))
        lines = [json.dumps(_line(place, row, keys, style)) + "\n" for row, place in enumerate(places)]
        samples.write_text("".join(lines), encoding="utf-8")
        assert results.is_file()
    for style in STYLES:
        report = ingest.import_path(store, folder / style)
        assert report.runs, report.problems


def _line(place: int, row: int, keys: list[str], style: str) -> dict[str, object]:
    record = sample_record(place, 100)
    doc = {
        "question": record["doc"]["question"], "choices": record["doc"]["choices"], "answer": place % 4,
        "subject": "numbers" if place else "nothing", "source": keys[place],
    }  # fmt: skip
    del record["doc_hash"]
    record |= {"doc_id": row, "doc": doc}
    if style.endswith("letters"):
        letters = {
            f"gen_args_{at}": {**one, "arg_1": f" {'ABCD'[at]}"} for at, one in enumerate(record["arguments"].values())
        }
        likelihoods = [[str(-4.0 + at), "False"] for at in range(4)]
        record |= {"arguments": letters, "resps": [[one] for one in likelihoods], "filtered_resps": likelihoods}
        record["acc"] = float(place % 4 == 3)
    return record
