"""Code of task files runs only after a person approved exactly these contents; an edit of any of them voids it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from e2lm.errors import RequestError
from e2lm.harness.approvals import code_files, refuse_code
from e2lm.harness.tasks import local_tasks


def _write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def _names(folder: Path, wanted: str) -> list[str]:
    return sorted(file.file.name for file in code_files([wanted], local_tasks(folder)[0]))


def _approved(folder: Path, wanted: str) -> tuple[str, ...]:
    return tuple(file.sha256 for file in code_files([wanted], local_tasks(folder)[0]))


def _is_refused(folder: Path, wanted: str, approved: tuple[str, ...]) -> bool:
    try:
        refuse_code([wanted], local_tasks(folder)[0], approved)
    except RequestError:
        return True
    return False


def _paths(folder: Path, task: str) -> list[Path]:
    return [file.file for file in code_files([task], local_tasks(folder)[0])]


def test_the_yaml_the_script_and_what_it_imports_are_shown_with_their_hashes(tmp_path: Path) -> None:
    yaml = _write(tmp_path, "t.yaml", "task: t\nprocess_docs: !function code.docs.clean\ndoc_to_text: x\n")
    script = _write(tmp_path, "code/docs.py", "import words\nfrom words import more\ndef clean(docs): return docs\n")
    _write(tmp_path, "code/words.py", "import docs\n")
    _write(tmp_path, "code/unused.py", "")
    files = {file.file.name: file for file in code_files(["t"], local_tasks(tmp_path)[0])}
    assert sorted(files) == ["docs.py", "t.yaml", "words.py"]
    assert files["docs.py"].sha256 == hashlib.sha256(script.read_bytes()).hexdigest()
    assert files["docs.py"].text == script.read_text(encoding="utf-8")
    assert files["t.yaml"].file == yaml.resolve()
    assert all("process_docs: !function code.docs.clean" in file.why[0] for file in files.values())


def test_packages_that_a_script_imports_are_shown_too(tmp_path: Path) -> None:
    _write(tmp_path, "t.yaml", "task: t\nprocess_docs: !function utils.clean\n")
    _write(tmp_path, "utils.py", "from words.parts import first, second\n")
    _write(tmp_path, "words/__init__.py", "from . import more\n")
    _write(tmp_path, "words/parts/__init__.py", "from ..other import third\n")
    for name in ("more", "other", "parts/first", "unused"):
        _write(tmp_path, f"words/{name}.py", "")
    assert sorted(file.relative_to(tmp_path).as_posix() for file in _paths(tmp_path, "t")) == [
        "t.yaml", "utils.py", "words/__init__.py", "words/more.py", "words/other.py", "words/parts/__init__.py",
        "words/parts/first.py",
    ]  # fmt: skip


def test_an_approved_task_passes_until_any_of_its_files_changes(tmp_path: Path) -> None:
    _write(tmp_path, "base_yaml", "process_docs: !function utils.docs\n")
    leaf = _write(tmp_path, "t.yaml", "include: base_yaml\ntask: t\n")
    script = _write(tmp_path, "utils.py", "def docs(docs): return docs\n")
    assert _names(tmp_path, "t") == ["base_yaml", "utils.py"]
    approved = _approved(tmp_path, "t")
    assert not _is_refused(tmp_path, "t", approved)
    assert _is_refused(tmp_path, "t", approved[:1])
    _write(tmp_path, "utils.py", script.read_text(encoding="utf-8") + "\n")
    with pytest.raises(RequestError, match="would run code") as error:
        refuse_code(["t"], local_tasks(tmp_path)[0], approved)
    assert f"utils.py (sha256 {_approved(tmp_path, 't')[1]})" in error.value.remedy
    assert "base_yaml" not in error.value.remedy
    assert error.value.file == str(leaf)
    _write(tmp_path, "utils.py", "def docs(docs): return docs\n")
    assert not _is_refused(tmp_path, "t", approved)
    _write(tmp_path, "base_yaml", "process_docs: !function os.system\n")
    assert _is_refused(tmp_path, "t", approved)


def test_a_function_of_an_installed_module_is_approved_by_its_yaml(tmp_path: Path) -> None:
    _write(tmp_path, "t.yaml", "task: t\nprocess_docs: !function os.system\n")
    files = code_files(["t"], local_tasks(tmp_path)[0])
    assert [(file.file.name, "installed module" in file.why[0]) for file in files] == [("t.yaml", True)]
    assert not _is_refused(tmp_path, "t", _approved(tmp_path, "t"))


@pytest.mark.parametrize(
    ("metric", "script"),
    [("./mine.py", "mine.py"), ("mine", "mine/mine.py"), ("metrics/mine", "metrics/mine/mine.py")],
)
def test_a_metric_that_is_a_script_is_approved_by_that_script(tmp_path: Path, metric: str, script: str) -> None:
    _write(tmp_path, "t.yaml", f"task: t\nmetric_list:\n  - metric: {metric}\n")
    file = _write(tmp_path, script, "import evaluate\n")
    assert _names(tmp_path, "t") == ["mine.py", "t.yaml"]
    approved = _approved(tmp_path, "t")
    assert not _is_refused(tmp_path, "t", approved)
    file.write_text("import os\n", encoding="utf-8")
    assert _is_refused(tmp_path, "t", approved)


def test_a_metric_that_only_the_hub_has_is_approved_by_the_yaml_and_its_includes(tmp_path: Path) -> None:
    _write(tmp_path, "base_yaml", "metric_list:\n  - metric: rouge\n")
    _write(tmp_path, "t.yaml", "include: base_yaml\ntask: t\n")
    assert _names(tmp_path, "t") == ["base_yaml", "t.yaml"]
    approved = _approved(tmp_path, "t")
    _write(tmp_path, "base_yaml", "metric_list:\n  - metric: someone/else\n")
    assert _is_refused(tmp_path, "t", approved)


@pytest.mark.parametrize(
    "group",
    [
        "group: g\ntask: [{task: t, process_results: !function utils.results}]\n",
        "group: g\ntask: [{task: t, metric_list: [{metric: ./mine.py}]}]\n",
        "group: g\nmetric_list: [{metric: ./mine.py}]\ntask: [t]\n",
        "group: g\ntask: [{group: inner, task: [{task: t, doc_to_text: !function utils.text}]}]\n",
        "group: g\ntask: [{task: made_up, dataset_path: json, custom_dataset: !function utils.data}]\n",
    ],
)
def test_what_a_group_sets_for_its_members_is_code_too(tmp_path: Path, group: str) -> None:
    _write(tmp_path, "t.yaml", "task: t\n")
    _write(tmp_path, "g.yaml", group)
    assert not _is_refused(tmp_path, "t", ())
    assert _is_refused(tmp_path, "g", ())
    assert not _is_refused(tmp_path, "g", _approved(tmp_path, "g"))


def test_a_tag_means_its_tasks(tmp_path: Path) -> None:
    _write(tmp_path, "t.yaml", "task: t\ntag: [science]\nprocess_docs: !function utils.docs\n")
    _write(tmp_path, "g.yaml", "group: g\ntask: [science]\n")
    assert _is_refused(tmp_path, "science", ())
    assert _is_refused(tmp_path, "g", ())


def test_an_include_from_anywhere_and_a_link_are_read_where_lm_eval_reads_them(tmp_path: Path) -> None:
    elsewhere = _write(tmp_path / "elsewhere", "base_yaml", "process_docs: !function utils.docs\n")
    script = _write(tmp_path / "elsewhere", "utils.py", "def docs(docs): return docs\n")
    tasks = tmp_path / "tasks"
    _write(tasks, "t.yaml", f"include: {elsewhere}\ntask: t\n")
    _write(tasks, "utils.py", "this is another file\n")
    _write(tmp_path / "elsewhere", "linked.yaml", "task: linked\nprocess_docs: !function utils.docs\n")
    (tasks / "linked.yaml").symlink_to(tmp_path / "elsewhere" / "linked.yaml")
    for name in ("t", "linked"):
        assert script.resolve() in [file.file for file in code_files([name], local_tasks(tasks)[0])]


def test_an_sql_query_is_code_and_an_ordinary_task_is_none(tmp_path: Path) -> None:
    _write(tmp_path, "q.yaml", "task: q\ndataset_path: sql\n")
    _write(tmp_path, "t.yaml", 'task: t\ndataset_path: json\nmetric_list: [{metric: acc}, {metric: "chrf"}]\n')
    assert _is_refused(tmp_path, "q", ())
    assert not _is_refused(tmp_path, "t", ())


def test_a_script_that_cannot_be_read_is_an_error_that_names_it(tmp_path: Path) -> None:
    _write(tmp_path, "t.yaml", "task: t\nprocess_docs: !function utils.docs\n")
    script = _write(tmp_path, "utils.py", "")
    tasks = local_tasks(tmp_path)[0]
    script.unlink()
    with pytest.raises(RequestError, match="cannot be read") as error:
        code_files(["t"], tasks)
    assert error.value.file == str(script.resolve())
