"""The competition's zip: the same bytes each time, a patch that a real checkout takes, and its rules one by one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from e2lm.export.content_rules import Known
from e2lm.export.lines import Lines, lines_of
from e2lm.export.rules import checks
from e2lm.export.submission import METADATA, PATCH, Submission, packed, submission, unpacked
from tests.e2lm.export.asked import asked, candidate
from tests.e2lm.export.test_patch import git

QUESTIONS = [asked(number) for number in range(100)]
LONG = Known(longest_bytes=5000)


def _lines(count: int = 100) -> Lines:
    return lines_of(QUESTIONS[:count], 0, ["as asked"])


def _made(metric: str = "margin", count: int = 100, **settings: str) -> Submission:
    return submission(candidate(QUESTIONS[:count], metric), _lines(count), **settings)


def _outcomes(files: Mapping[str, str], known: Known | None = None) -> dict[str, str]:
    found = checks(packed(dict(files)), known or Known(longest_bytes=500))
    return {check.rule: check.outcome for check in found}


def _failed(files: Mapping[str, str], known: Known | None = None) -> list[str]:
    return [rule for rule, outcome in _outcomes(files, known).items() if outcome == "failed"]


def _files(made: Submission, **changed: str) -> dict[str, str]:
    return {PATCH: made.patch, METADATA: made.metadata} | changed


def test_building_it_twice_gives_the_same_bytes() -> None:
    assert _made().content == _made().content
    assert packed({"b": "2", "a": "1"}) == packed({"a": "1", "b": "2"})


def test_its_metadata_has_exactly_three_keys() -> None:
    stated = yaml.safe_load(unpacked(_made().content)[METADATA])
    assert stated == {"task_name": "toy_set", "task_metric": "margin", "hf_token": ""}
    assert list(stated) == ["task_name", "task_metric", "hf_token"]


def test_a_real_checkout_takes_the_patch_beside_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "lm_eval" / "tasks").mkdir(parents=True)
    (tmp_path / "lm_eval" / "tasks" / "README.md").write_text("# tasks\n", encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    who = ("-c", "user.name=tests", "-c", "user.email=tests@localhost", "-c", "commit.gpgsign=false")
    git(tmp_path, *who, "commit", "-q", "-m", "the fork")
    git(tmp_path, "apply", "--index", given=unpacked(_made().content)[PATCH])
    added = git(tmp_path, "diff", "--cached", "--name-status").split("\n")[:-1]
    names = ("README.md", "test.jsonl", "toy_set.yaml", "toy_set_metric.py")
    assert added == [f"A\tlm_eval/tasks/toy_set/{name}" for name in names]
    config = (tmp_path / "lm_eval/tasks/toy_set/toy_set.yaml").read_text(encoding="utf-8")
    assert "test: lm_eval/tasks/toy_set/test.jsonl" in config


def test_a_token_stands_in_metadata_alone_and_is_never_shown() -> None:
    made = _made(hf_token="hf_secret", dataset="someone/toys")
    assert "hf_secret" in made.metadata
    assert "hf_secret" not in made.patch
    assert "hf_secret" not in repr(made)
    assert all("hf_secret" not in check.found for check in checks(made.content, Known()))
    assert "test.jsonl b/" not in made.patch


def test_a_good_submission_breaks_no_rule_and_leaves_open_what_was_not_looked_at() -> None:
    outcomes = _outcomes(_files(_made()))
    assert set(outcomes.values()) == {"passed", "open"}
    assert [rule for rule, outcome in outcomes.items() if outcome == "open"] == [
        "no answer stands in its prompt", "questions of science, as a judge accepts them",
    ]  # fmt: skip
    known = Known(longest=600, tokenizer="a tokenizer", leaking=0, accepted=48, judged=50)
    assert _outcomes(_files(_made()), known)["no answer stands in its prompt"] == "passed"


STATED = {"task_name": "toy_set", "task_metric": "margin", "hf_token": ""}


@pytest.mark.parametrize(
    ("stated", "broken"),
    [
        ({**STATED, "team": "us"}, {"metadata.yaml has its three keys and no other"}),
        ({"task": "toy_set", "metric": "margin", "hf_token": ""}, {"metadata.yaml has its three keys and no other"}),
        ({**STATED, "task_name": "other"}, {"task_name is a task of the patch"}),
        ({**STATED, "task_metric": "acc"}, {"task_metric is one that the task reports"}),
        ({**STATED, "hf_token": "hf_x"}, {"hf_token is '' unless the data set is private"}),
        ({**STATED, "hf_token": None}, {"hf_token is '' unless the data set is private"}),
    ],
)
def test_metadata_that_breaks_a_rule_is_told(stated: dict[str, object], broken: set[str]) -> None:
    failed = _failed(_files(_made(), **{METADATA: yaml.safe_dump(stated, sort_keys=False)}))
    assert broken <= set(failed)
    if stated.get("task_name") == "toy_set":
        assert broken == set(failed)


def test_an_empty_patch_and_one_that_changes_files_are_told() -> None:
    assert "the patch adds files and changes none" in _failed(_files(_made(), **{PATCH: ""}))
    changes = _made().patch.replace("new file mode 100644\n", "", 1)
    assert "the patch adds files and changes none" in _failed(_files(_made(), **{PATCH: changes}))
    elsewhere = _made().patch.replace("lm_eval/tasks/toy_set/README.md", "README.md")
    assert "all of it lies in one folder of lm_eval/tasks" in _failed(_files(_made(), **{PATCH: elsewhere}))


def test_a_zip_with_a_folder_or_more_files_is_not_flat() -> None:
    made = _made()
    flat = "a flat zip of evaluation.patch and metadata.yaml"
    assert flat in _failed({f"mine/{PATCH}": made.patch, f"mine/{METADATA}": made.metadata})
    assert _failed({**_files(made), "notes.txt": "x"}) == [flat]
    assert [check.outcome for check in checks(b"no zip", Known())] == ["failed"]


def test_fewer_than_a_hundred_samples_are_too_few() -> None:
    assert _failed(_files(_made(count=99))) == ["100 to 15,000 samples"]


def test_prompts_are_measured_in_tokens_where_bytes_do_not_settle_it() -> None:
    rule = "at most 2048 tokens of prompt and completion"
    assert _outcomes(_files(_made()), LONG)[rule] == "open"
    assert _outcomes(_files(_made()), Known(longest_bytes=5000, longest=2048, tokenizer="t"))[rule] == "passed"
    assert _outcomes(_files(_made()), Known(longest_bytes=5000, longest=2049, tokenizer="t"))[rule] == "failed"


@pytest.mark.parametrize("text", ["Wie ist die Farbe und wo liegt der Ball im Schnee?", "これは何色ですか。赤か青か"])
def test_other_languages_are_told(text: str) -> None:
    questions = [asked(number, prompt=f"{text} {number}", question=f"{text} {number}") for number in range(100)]
    made = submission(candidate(questions), lines_of(questions, 0, ["as asked"]))
    assert _failed(_files(made)) == ["in English"]


def test_a_name_that_lm_eval_has_already_is_told() -> None:
    known = Known(longest_bytes=9, taken_names=frozenset({"toy_set"}))
    assert _failed(_files(_made()), known) == ["no task of lm-eval has its name"]


def test_answers_in_prompts_are_told() -> None:
    assert _failed(_files(_made()), Known(longest_bytes=9, leaking=3)) == ["no answer stands in its prompt"]


def test_questions_on_the_hub_cannot_be_looked_at() -> None:
    outcomes = _outcomes(_files(_made(dataset="someone/toys", hf_token="hf_x")))
    assert outcomes["100 to 15,000 samples"] == outcomes["in English"] == "open"
    assert "failed" not in outcomes.values()
