"""What a process that loaded an export said, as checks; and whether two runs of the same questions agree."""

from __future__ import annotations

import json

import numpy as np
import pytest

from e2lm.export.agreement import agreement
from e2lm.export.fingerprints import fingerprint
from e2lm.export.lines import lines_of
from e2lm.export.loaded import approvals, checked
from e2lm.export.task_files import task_files
from e2lm.harness.approvals import sha256
from tests.e2lm.export.asked import asked, candidate
from tests.e2lm.typed_cube import typed_cube

QUESTIONS = [asked(number) for number in range(3)]
LINES = lines_of(QUESTIONS, 0, ["as asked"])
FOLDER = task_files(candidate(QUESTIONS), LINES, ["as asked"])
MEANT = [fingerprint(one.context, one.continuations) for one in LINES.prompted("as asked")]


def _said(asked: list[str]) -> str:
    return "a line of lm-eval's own\n" + json.dumps({"tasks": {"toy_set": asked}}) + "\n"


@pytest.mark.parametrize(
    ("output", "errors", "outcome", "found"),
    [
        (_said(MEANT), "", "passed", "3 prompts, letter for letter"),
        (_said(MEANT[:2]), "", "failed", "2 questions instead of 3"),
        (_said([MEANT[0], MEANT[2], MEANT[1]]), "", "failed", "line 2 is another"),
        (json.dumps({"error": "no data. Check it."}), "", "failed", "no data. Check it."),
        ("", "Traceback\nMemoryError: all of it\n", "failed", "MemoryError: all of it"),
        ("", "", "failed", "the process said nothing"),
    ],
)
def test_what_the_process_said_is_held_against_what_was_meant(
    output: str, errors: str, outcome: str, found: str
) -> None:
    (check,) = checked(output, errors, FOLDER, LINES)
    assert (check.outcome, check.found) == (outcome, found)


def test_only_the_code_that_was_written_here_is_approved() -> None:
    assert approvals(FOLDER) == ()
    scripted = task_files(candidate(QUESTIONS, "margin"), LINES, ["as asked"])
    texts = {name: text for name, text in scripted.files.items() if not name.endswith(".jsonl")}
    assert set(approvals(scripted)) == {sha256(text.encode()) for text in texts.values()}


def test_agreement_is_over_the_questions_that_both_answered_at_the_same_checkpoint() -> None:
    nothing = [float("nan")] * 2
    source = typed_cube([[[-1, -2], nothing], [[-3, -1], [-1, -1.5]], [[-1, -4], [-2, -1]]], [[0], [0], [0]])
    exported = typed_cube([[[-1, -4], [-2, -1]], [[-1.5, -2], [-1, -3]]], [[0], [0]])
    table = agreement(source, exported, ["d2", "d0"], "gold_ll")
    assert table["checkpoint"].tolist() == ["step1000", "step2000"]
    assert table["questions"].tolist() == [2, 1]
    assert table["shown"].tolist() == [-1.0, -2.0]
    assert table["exported"].tolist() == [-1.25, -2.0]
    assert table["difference"].tolist() == [-0.25, 0.0]
    assert table["largest"].tolist() == [0.5, 0.0]
    other = typed_cube([[[-1, -4]], [[-1, -2]]], [[0], [0]], models=["another"])
    assert agreement(source, other, ["d2", "d0"], "gold_ll").empty
    unanswered = typed_cube([[nothing], [nothing]], [[0], [0]])
    assert np.isnan(agreement(source, unanswered, ["d2", "d0"], "gold_ll")["shown"].item())
    with pytest.raises(ValueError, match="2 docs of 3 questions"):
        agreement(source, exported, ["d0", "d1", "d2"], "gold_ll")
