"""Local tasks, read from their YAML without lm-eval: names, groups, and what would run code."""

from __future__ import annotations

from pathlib import Path

import pytest

from e2lm.errors import RequestError
from e2lm.harness.approvals import refuse_code
from e2lm.harness.tasks import bundled_names, close_matches, local_tasks, task_names
from tests.tiny import tiny_task


def _write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_tasks_and_groups_of_a_folder_by_name(tmp_path: Path) -> None:
    tiny_task(tmp_path / "sub", "physics")
    tiny_task(tmp_path, "biology")
    _write(tmp_path, "science.yaml", "group: science\ntask: [physics, {task: biology}]\n")
    tasks, problems = local_tasks(tmp_path)
    assert [(task.name, task.is_group, task.members) for task in tasks] == [
        ("biology", False, ()),
        ("physics", False, ()),
        ("science", True, ("physics", "biology")),
    ]
    assert not problems
    assert not bundled_names(["science"], tasks)
    assert bundled_names(["science", "hellaswag"], tasks) == {"hellaswag"}
    refuse_code(["science"], tasks)


def test_a_file_that_is_no_yaml_is_a_problem_with_its_line(tmp_path: Path) -> None:
    tiny_task(tmp_path, "good")
    _write(tmp_path, "bad.yaml", "task: bad\n  output: [\n")
    _write(tmp_path, "list.yaml", "- 1\n")
    tasks, problems = local_tasks(tmp_path)
    assert [task.name for task in tasks] == ["good"]
    assert [(Path(one.file).name, one.line > 0) for one in problems] == [("bad.yaml", True), ("list.yaml", False)]
    assert len(task_names(str(tmp_path)).problems) == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("task: t\nprocess_docs: !function utils.docs\n", "process_docs"),
        ("task: t\nmetric_list:\n  - metric: !function utils.mine\n", "metric_list.metric"),
        ("task: t\nmetric_list:\n  - metric: ./mine.py\n", "loaded as a script"),
        ("task: t\nmetric_list:\n  - metric: someone/metric\n", "loaded as a script"),
        ("task: t\nmetric_list:\n  - metric: f1\n    hf_evaluate: true\n", "loaded as a script"),
        ("task: t\nclass: !function task.Mine\n", "class"),
        ("task: t\ndataset_path: pandas\n", "pickled files"),
        ("task: t\ndataset_path: sql\n", "an SQL query"),
        ("include: base.txt\ntask: t\n", "process_results"),
    ],
)
def test_a_task_that_would_run_code_is_refused_with_the_reason(tmp_path: Path, text: str, why: str) -> None:
    _write(tmp_path, "base.txt", "process_results: !function utils.results\n")
    _write(tmp_path, "t.yaml", text)
    _write(tmp_path, "group.yaml", "group: g\ntask: [t]\n")
    tasks, _ = local_tasks(tmp_path)
    for wanted in ("t", "g"):
        with pytest.raises(RequestError, match=why) as error:
            refuse_code([wanted], tasks)
        assert error.value.file == str(tmp_path / "t.yaml")
        assert "approve" in error.value.remedy
    refuse_code(["other"], tasks)


def test_reading_tasks_runs_none_of_their_code(tmp_path: Path) -> None:
    _write(tmp_path, "utils.py", f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    _write(tmp_path, "t.yaml", "task: t\nprocess_docs: !function utils.docs\n")
    assert local_tasks(tmp_path)[0][0].code
    assert not (tmp_path / "ran").exists()


def test_an_include_that_loops_is_a_problem(tmp_path: Path) -> None:
    _write(tmp_path, "t.yaml", "include: t.yaml\ntask: t\n")
    tasks, problems = local_tasks(tmp_path)
    assert not tasks
    assert "includes itself" in problems[0].problem


def test_a_folder_that_is_missing_or_empty_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="does not exist"):
        local_tasks(tmp_path / "none")
    with pytest.raises(RequestError, match=r"no \.yaml"):
        local_tasks(tmp_path)
    assert task_names("") == ((), ())


def test_close_matches_find_what_was_meant() -> None:
    known = ["arc_easy", "arc_challenge", "hellaswag", "mmlu", "mmlu_anatomy"]
    assert close_matches("helaswag", known) == ["hellaswag"]
    assert close_matches("mmlu_anatomi", known)[0] == "mmlu_anatomy"
    assert close_matches("arc", known)[:2] == ["arc_easy", "arc_challenge"]
    assert close_matches("zzz", known) == []


@pytest.mark.parametrize(
    "text",
    [
        "task: t\nx: &a [*a]\n",
        "group: t\ntask: &a [u, {task: *a}]\n",
        "task: t\n" + "".join(f"x{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9) if at else 1}]\n" for at in range(40)),
    ],
)
def test_aliases_that_repeat_or_hold_themselves_end(tmp_path: Path, text: str) -> None:
    _write(tmp_path, "t.yaml", text)
    assert [task.name for task in local_tasks(tmp_path)[0]] == ["t"]


def test_a_yaml_nested_too_deep_is_a_problem(tmp_path: Path) -> None:
    _write(tmp_path, "t.yaml", "task: " + "[" * 900)
    assert local_tasks(tmp_path)[1][0].file == str(tmp_path / "t.yaml")
