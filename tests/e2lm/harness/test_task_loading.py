"""Tasks as lm-eval loads them: templates in the sandbox, unapproved code refused where it would run, mmlu_var."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from e2lm.errors import RequestError
from e2lm.harness.approvals import code_files
from e2lm.harness.offered import SHIPPED, offered_tasks
from e2lm.harness.question_files import SHIPPED as SHIPPED_FOLDER
from e2lm.harness.request import Settings
from e2lm.harness.task_code import OWN_METRICS
from e2lm.harness.task_guard import guarded
from e2lm.harness.task_loading import LoadedTasks, load_tasks
from e2lm.harness.tasks import local_tasks
from tests.paths import REPOSITORY
from tests.tiny import tiny_task

pytestmark = pytest.mark.slow

SHARED = REPOSITORY.parent / "shared" / "data"
QUESTIONS = [
    {"question": " Which is red? ", "subject": "s", "choices": ["blood", "snow", "coal"], "answer": 0},
    {"question": "Which is white?", "subject": "s", "choices": ["blood", "snow", "coal"], "answer": 1},
]


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No data set is asked for over the network, and lm-eval's environment of templates is put back."""
    from datasets import config
    from huggingface_hub import constants
    from lm_eval import utils

    monkeypatch.setattr(config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    before = utils.env
    yield
    utils.env = before


def _write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def _tasks(loaded: LoadedTasks) -> dict[str, Any]:
    return dict(loaded.manager.load([one for objects in loaded.by_name.values() for one in objects])["tasks"])


def _prompts(task: Any, shots: int = 0, limit: int | None = None) -> list[tuple[str, str]]:  # noqa: ANN401
    """Context and continuation of every request."""
    task.set_config("num_fewshot", shots)
    task.build_all_requests(limit=limit)
    return [instance.args for instance in task.instances]


def _task_with(folder: Path, more: str) -> Settings:
    """A task of two docs with more settings in its YAML, evaluated and shown by its own docs."""
    lines = "".join(json.dumps(doc) + "\n" for doc in QUESTIONS)
    _write(folder, "docs.jsonl", lines)
    yaml = {
        "task": "t",
        "dataset_path": "json",
        "dataset_kwargs": {"data_files": {"test": "docs.jsonl"}},
        "test_split": "test",
        "fewshot_split": "test",
        "output_type": "multiple_choice",
        "doc_to_text": "{{question}}",
        "doc_to_choice": "{{choices}}",
        "doc_to_target": "answer",
    }
    _write(folder, "t.yaml", json.dumps(yaml | json.loads(more)))
    return Settings(("t",), str(folder))


ATTACK = "{{ lipsum.__globals__['os'].system('touch MARK') }}"


@pytest.mark.parametrize(
    "where",
    [
        *("doc_to_text", "doc_to_target", "doc_to_choice", "description", "gen_prefix"),
        *("fewshot_config.doc_to_text", "fewshot_config.doc_to_choice", "fewshot_config.doc_to_target"),
        *("fewshot_config.gen_prefix", "doc_to_image", "doc_to_audio"),
    ],
)
def test_a_template_cannot_leave_the_sandbox(tmp_path: Path, where: str) -> None:
    mark = tmp_path / "ran"
    attack = ATTACK.replace("MARK", str(mark))
    first, _, second = where.partition(".")
    settings = _task_with(tmp_path, json.dumps({first: {second: attack} if second else attack}))
    with pytest.raises(Exception, match=r"lipsum|__globals__|unsafe"):
        _prompts(_tasks(load_tasks(settings))["t"], shots=1)
    assert not mark.exists()


def test_a_prompt_of_another_file_cannot_leave_it_either(tmp_path: Path) -> None:
    attack = ATTACK.replace("MARK", str(tmp_path / "ran"))
    _write(tmp_path, "prompts.yaml", json.dumps({"prompts": {"mine": {"doc_to_text": attack, "doc_to_target": "x"}}}))
    settings = _task_with(tmp_path, json.dumps({"use_prompt": f"{tmp_path / 'prompts.yaml'}:mine"}))
    with pytest.raises(RequestError, match="unsafe"):
        load_tasks(settings)
    assert not (tmp_path / "ran").exists()


def test_the_same_template_would_run_in_lm_evals_own_environment(tmp_path: Path) -> None:
    """Read anew: in this process another test may have replaced it."""
    spec = importlib.util.find_spec("lm_eval.utils")
    assert spec
    assert spec.loader
    utils = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(utils)
    mark = tmp_path / "ran"
    utils.env.from_string(ATTACK.replace("MARK", str(mark))).render()
    assert mark.exists()


def test_ordinary_templates_come_out_unchanged(tmp_path: Path) -> None:
    template = "{{question.strip()|regex_replace('W', 'w')}} {% for c in choices %}{{loop.index}}{{c[0]}} {% endfor %}"
    task = _tasks(load_tasks(_task_with(tmp_path, json.dumps({"doc_to_text": template}))))["t"]
    assert _prompts(task)[0] == ("which is red? 1b 2s 3c ", " blood")


def test_approved_code_runs_and_edited_code_does_not(tmp_path: Path) -> None:
    settings = _task_with(tmp_path, '{"description": "d"}')
    _write(tmp_path, "t.yaml", _yaml_text(tmp_path) + "process_docs: !function utils.last\n")
    script = _write(tmp_path, "utils.py", "def last(docs): return docs.select([1])\n")
    with pytest.raises(RequestError, match="would run code"):
        load_tasks(settings)
    approved = tuple(file.sha256 for file in code_files(["t"], local_tasks(tmp_path)[0]))
    allowed = Settings(("t",), str(tmp_path), approved_code=approved)
    assert [doc["answer"] for doc in _tasks(load_tasks(allowed))["t"].test_docs()] == [1]
    script.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n" + script.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(RequestError, match="would run code"):
        load_tasks(allowed)
    assert not (tmp_path / "ran").exists()


def _yaml_text(folder: Path) -> str:
    import yaml

    return str(yaml.safe_dump(json.loads((folder / "t.yaml").read_text(encoding="utf-8"))))


def test_code_that_a_bundled_group_draws_in_is_refused_where_it_would_run(tmp_path: Path) -> None:
    tiny_task(tmp_path, "mmlu_abstract_algebra_continuation")
    file = tmp_path / "mmlu_abstract_algebra_continuation.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "tag: mmlu_stem_continuation\nprocess_docs: !function utils.run\n", encoding="utf-8")
    _write(tmp_path, "utils.py", f"open({str(tmp_path / 'ran')!r}, 'w')\ndef run(docs): return docs\n")
    with pytest.raises(RequestError, match=r"utils\.run, which is not approved"):
        load_tasks(Settings(("mmlu_continuation",), str(tmp_path)))
    assert not (tmp_path / "ran").exists()


def test_lm_evals_own_code_loads_as_ever() -> None:
    with pytest.raises(RequestError, match="does not load: Couldn't reach 'giovanivaldrighi/mmlu'"):
        load_tasks(Settings(("mmlu_early_training",)))


def test_a_file_that_changes_between_the_check_and_the_load_does_not_run(tmp_path: Path) -> None:
    from lm_eval.tasks import _yaml_loader

    _write(tmp_path, "t.yaml", "task: t\nprocess_docs: !function utils.run\n")
    script = _write(tmp_path, "utils.py", "def run(docs): return docs\n")
    tasks = local_tasks(tmp_path)[0]
    approved = [file.sha256 for file in code_files(["t"], tasks)]
    before = _yaml_loader._import_func_in_yml
    with guarded(tasks, approved):
        assert _yaml_loader.load_yaml(tmp_path / "t.yaml")["process_docs"]([1]) == [1]
        script.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\ndef run(docs): return docs\n", encoding="utf-8")
        with pytest.raises(RequestError, match="not approved"):
            _yaml_loader.load_yaml(tmp_path / "t.yaml")
    assert not (tmp_path / "ran").exists()
    assert _yaml_loader._import_func_in_yml is before


def test_a_metric_script_is_refused_where_it_would_be_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lm_eval.api import task as task_module

    monkeypatch.chdir(tmp_path)
    _write(tmp_path, "mine/mine.py", f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    with guarded([], ()):
        for name in ("mine", "./mine/mine.py", "someone/metric"):
            with pytest.raises(RequestError, match="not approved"):
                task_module.get_metric(name)
        assert task_module.get_metric("acc")
    assert not (tmp_path / "ran").exists()


def test_a_yaml_that_names_python_objects_is_no_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml
    from lm_eval.tasks import _yaml_loader

    _write(tmp_path, "bad.yaml", "task: bad\nprocess_docs: !!python/name:os.system\n")
    tasks, problems = local_tasks(tmp_path)
    assert not tasks
    assert "could not determine a constructor" in problems[0].problem
    monkeypatch.setattr(_yaml_loader, "_Base", yaml.FullLoader)  # which lm-eval takes on a machine without libyaml
    assert _yaml_loader.load_yaml(tmp_path / "bad.yaml")["process_docs"]
    with guarded([], ()), pytest.raises(yaml.YAMLError):
        _yaml_loader.load_yaml(tmp_path / "bad.yaml")


def test_the_metrics_taken_for_lm_evals_own_are() -> None:
    import lm_eval.api.metrics  # noqa: F401 it registers them
    from lm_eval.api.registry import metric_registry

    assert set(OWN_METRICS) == set(metric_registry)


def test_what_the_picker_offers_exists_and_indexing_it_needs_no_other_folder() -> None:
    import lm_eval.tasks

    own = Path(lm_eval.tasks.__file__).parent
    offered = offered_tasks()
    folders = sorted({str(own / task.folder) for task in offered if task.folder})
    manager = lm_eval.tasks.TaskManager(include_path=[*folders, str(SHIPPED_FOLDER)], include_defaults=False)
    assert {task.name for task in offered} <= set(manager.all_tasks)
    assert all(Path(folder).is_dir() for folder in folders)
    for task in offered:
        entry = manager.task_index[task.name]
        members = [name for name in (entry.cfg or {}).get("task", ()) if isinstance(name, str) and len(name) > 1]
        assert task.source == SHIPPED or entry.yaml_path.is_relative_to(own / task.folder)
        assert isinstance((entry.cfg or {}).get("task"), str) or set(members) <= set(manager.all_tasks)


def test_shipped_mmlu_var_is_57_subjects_in_four_groups_without_code() -> None:
    tasks, problems = local_tasks(SHIPPED_FOLDER)
    by_name = {task.name: task for task in tasks}
    assert not problems
    assert not any(task.code for task in tasks)
    groups = by_name["mmlu_var"].members
    assert [len(by_name[group].members) for group in groups] == [19, 13, 12, 13]
    leaves = {member for group in groups for member in by_name[group].members}
    assert leaves == {task.name for task in tasks if not task.is_group}
    assert len(leaves) == 57


def test_question_files_are_mmlu_var_with_first_examples_of_dev_and_groups_by_size(tmp_path: Path) -> None:
    for subject, docs in (("college_physics", QUESTIONS), ("high_school_us_history", QUESTIONS[:1])):
        _write(tmp_path, f"{subject}/test.jsonl", "".join(json.dumps(doc) + "\n" for doc in docs))
        _write(tmp_path, f"{subject}/dev.jsonl", "".join(json.dumps(doc) + "\n" for doc in reversed(QUESTIONS)))
    loaded = load_tasks(Settings(("mmlu_var",), str(tmp_path), num_fewshot=1))
    tasks = _tasks(loaded)
    assert sorted(tasks) == ["mmlu_var_college_physics", "mmlu_var_high_school_us_history"]
    task = tasks["mmlu_var_high_school_us_history"]
    about = "The following are multiple choice questions (with answers) about high school us history.\n\n"
    assert _prompts(task, 0)[0] == (f"{about}Question: Which is red?\nAnswer:", " blood")
    shot = "Question: Which is white?\nAnswer: snow\n\n"
    assert _prompts(task, 1)[2] == (f"{about}{shot}Question: Which is red?\nAnswer:", " coal")
    assert task.VERSION == 1.0
    assert [metric["metric"] for metric in task.config.metric_list] == ["acc", "acc_norm"]
    (group,) = loaded.by_name["mmlu_var"]
    assert group.child_names == ["mmlu_var_stem", "mmlu_var_humanities"]
    assert group.aggregate_metric_list[0].weight_by_size
    with pytest.raises(RequestError, match="has 2 examples, 3 were asked for"):
        load_tasks(Settings(("mmlu_var",), str(tmp_path), num_fewshot=3))


def test_a_question_file_that_is_none_is_named_with_line_and_column(tmp_path: Path) -> None:
    lines = [QUESTIONS[0], {"question": "x", "choices": ["a", "b"]}]
    file = _write(tmp_path, "physics/test.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(RequestError, match="index of no choice") as error:
        load_tasks(Settings(("mmlu_var_physics",), str(tmp_path)))
    assert (error.value.file, error.value.line, error.value.field) == (str(file), 2, "answer")


def test_without_a_network_the_remedy_is_question_files() -> None:
    with pytest.raises(RequestError, match=r"Give|give a folder of question files"):
        load_tasks(Settings(("mmlu_var_anatomy",)))


@pytest.mark.skipif(not (SHARED / "question-level").is_dir(), reason="the real logs are not part of the repository")
def test_the_prompts_are_those_of_real_logs() -> None:
    loaded = load_tasks(Settings(("mmlu_var_astronomy", "mmlu_var_global_facts"), str(SHARED / "questions" / "mmlu")))
    for name, task in _tasks(loaded).items():
        subject = name.removeprefix("mmlu_var_")
        log = next((SHARED / "question-level").glob(f"*/step0/samples_local_mmlu_cloze_{subject}_*.jsonl"))
        logged = [json.loads(line) for line in log.read_text(encoding="utf-8").split("\n") if line]
        asked = _prompts(task, 0, len(logged))
        requests = [
            (one["arg_0"], one["arg_1"])
            for sample in sorted(logged, key=lambda sample: int(sample["doc_id"]))
            for one in (sample["arguments"][f"gen_args_{at}"] for at in range(4))
        ]
        assert asked == requests
        assert len(asked) == 4 * len(logged) > 0
        golds = [doc["answer"] for doc in task.test_docs()][: len(logged)]
        assert golds == [sample["doc"]["answer"] for sample in sorted(logged, key=lambda one: int(one["doc_id"]))]
