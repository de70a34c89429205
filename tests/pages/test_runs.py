"""The runs page: the form of a new sweep, the list of sweeps, the matrix of one with what can be done about it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from e2lm.harness import jobs
from e2lm.harness.control import CANCEL, LOG, PAUSE, read_priorities
from e2lm.harness.state import Stage
from e2lm.views.launch_options import CODE, OPTIONS
from tests.conftest import Tiny
from tests.pages.conftest import Open
from tests.pages.opened import charts, texts
from tests.paths import REPOSITORY
from tests.tiny import tiny_task
from tests.toy_jobs import cell, ended_job, planned_job, working_job


@pytest.fixture
def page(empty: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The page on an empty home, as app.py would open it; jobs that still run at the end are killed."""
    monkeypatch.setenv("E2LM_HOME", str(empty))
    at = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=60)
    at.switch_page("pages/runs.py")
    yield at
    for state in jobs.jobs(empty):
        if state.is_active and state.pid not in (0, os.getpid()):
            os.kill(state.pid, signal.SIGKILL)


def _choose(at: AppTest, tiny: Tiny, task: str = "tiny_task") -> AppTest:
    _by_label(at.multiselect, "checkpoints").set_value([str(tiny.checkpoints)])
    _by_label(at.text_input, "task folder").set_value(str(tiny.tasks))
    at.run()
    _by_label(at.multiselect, "tasks").set_value([task])
    return at.run()


def _by_label(widgets: Iterable[Any], label: str) -> Any:  # noqa: ANN401 any kind of widget
    return next(one for one in widgets if one.label == label)


def _texts(at: AppTest) -> str:
    return "\n".join([texts(at), *(str(one.value) for one in at.warning), *(one.label for one in at.expander)])


def _spec(at: AppTest) -> dict[str, Any]:
    """The picture of the matrix."""
    return dict(json.loads(charts(at)[0]))


def _press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click()
    return at.run()


def test_an_empty_home_says_what_to_do(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert "nothing has been evaluated here yet" in _texts(page)
    assert _by_label(page.button, "start").disabled
    assert _by_label(page.button, "plan").disabled
    assert not _by_label(page.button, "run the demo live").disabled


def test_what_is_asked_stands_before_the_start(page: AppTest, tiny: Tiny) -> None:
    page.run()
    _choose(page, tiny)
    assert not page.exception
    assert "3 checkpoints x 1 task, all docs, shots as the task says" in _texts(page)
    _by_label(page.number_input, "limit").set_value(50)
    page.run()
    assert "3 checkpoints x 1 task, first 50 docs of each task" in _texts(page)
    assert not _by_label(page.button, "start").disabled


def test_a_family_is_one_choice_and_the_usual_tasks_are_offered(page: AppTest) -> None:
    page.run()
    _by_label(page.multiselect, "checkpoints").set_value(["E2LM"])
    _by_label(page.multiselect, "tasks").set_value(["mmlu_var", "noor"])
    page.run()
    assert {"mmlu_var", "noor", "mmlu_early_training", "hellaswag"} <= set(_by_label(page.multiselect, "tasks").options)
    assert "162 checkpoints x 2 tasks" in _texts(page)


def test_every_option_is_on_the_page(page: AppTest) -> None:
    page.run()
    kinds = (page.number_input, page.selectbox, page.text_input, page.multiselect)
    labels = {one.label for kind in kinds for one in kind}
    assert {option.label for option in OPTIONS if option is not CODE} <= labels


def test_a_folder_without_checkpoints_and_one_without_tasks_are_said(page: AppTest, tmp_path: Path) -> None:
    page.run()
    _by_label(page.multiselect, "checkpoints").set_value([str(tmp_path)])
    _by_label(page.text_input, "task folder").set_value(str(tmp_path / "none"))
    page.run()
    assert not page.exception
    assert "no checkpoint lies in the folder" in _texts(page)
    assert "the task folder does not exist" in _texts(page)


def test_a_name_that_means_nothing_hides_none_of_the_others(page: AppTest, tiny: Tiny) -> None:
    page.run()
    _by_label(page.multiselect, "checkpoints").set_value(["~nobody-of-this-name", str(tiny.checkpoints), "a" * 300])
    page.run()
    assert not page.exception
    assert _texts(page).count("is no path here") == 2
    assert page.dataframe[0].value["checkpoint"].tolist() == ["step100", "step200", "step300"]


def test_code_of_a_task_is_shown_and_approved_by_its_hash(page: AppTest, tiny: Tiny, tmp_path: Path) -> None:
    code, folder = "def upper(doc):\n    return doc['question'].upper()\n", tmp_path / "tasks"
    tiny_task(folder)
    (folder / "prompts.py").write_text(code, encoding="utf-8")
    file = folder / "tiny_task.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub("doc_to_text:.*", "doc_to_text: !function prompts.upper", text), encoding="utf-8")
    page.run()
    _choose(page, Tiny(tiny.checkpoints, folder))
    assert not page.exception
    assert "prompts" in _texts(page)
    assert code.strip() in _texts(page)
    digest = hashlib.sha256(code.encode()).hexdigest()
    assert not page.checkbox(key=digest).value
    page.checkbox(key=digest).set_value(True)
    assert page.run().checkbox(key=digest).value


def test_the_newest_sweep_at_work_is_shown_with_its_cells(page: AppTest, empty: Path) -> None:
    ended_job(empty, Stage.FAILED, cell(1, "quiz", Stage.FAILED), "before")
    cells = (
        cell(1, "quiz", Stage.DONE) | cell(1, "riddles", Stage.RUNNING) | cell(2, "quiz", Stage.FAILED, "no weights")
    )
    job_id = working_job(empty, cells, "tonight")
    ended_job(empty, Stage.DONE, cell(1, "quiz", Stage.DONE), "after")
    page.run()
    assert not page.exception
    assert page.radio(key="sweeps").value == job_id
    assert [one.split()[0] for one in page.radio(key="sweeps").options] == ["after", "tonight", "before"]
    assert "**tonight**" in _texts(page)
    assert "toy step1 riddles scoring 30 of 100" in "".join(str(one.proto.text) for one in page.get("progress"))
    legend = next(note["text"] for note in _spec(page)["layout"]["annotations"] if "done" in note["text"])
    assert re.sub("<[^>]*>", "", legend).replace("&#160;", "") == "■ 1 done◧ 1 running■ 1 queued▩ 1 failed"


def test_another_sweep_is_chosen_in_the_list_and_the_form_is_a_click_away(page: AppTest, empty: Path) -> None:
    old = ended_job(empty, Stage.DONE, cell(1, "quiz", Stage.DONE), "before")
    working_job(empty, {}, "tonight")
    page.run()
    page.radio(key="sweeps").set_value(old)
    page.run()
    assert not page.exception
    assert "**before**" in _texts(page)
    assert page.query_params["job"] == old
    _by_label(page.button, "new sweep").click()
    page.run()
    assert not page.exception
    assert page.radio(key="sweeps").value is None
    assert _by_label(page.button, "start").disabled


def test_what_is_shown_stays_though_another_sweep_begins(page: AppTest, empty: Path) -> None:
    page.run()
    _by_label(page.multiselect, "tasks").set_value(["sciq"])
    page.run()
    working_job(empty, {}, "started elsewhere")
    page.run()
    assert _by_label(page.multiselect, "tasks").value == ["sciq"]
    assert [one.replace("\\", "") for one in page.radio(key="sweeps").options] == ["started elsewhere"]


def test_a_plan_says_what_the_sweep_takes_and_offers_to_start_it(page: AppTest, empty: Path) -> None:
    job_id = planned_job(empty)
    page.run()
    assert not page.exception
    said = _texts(page)
    assert all(f"{name}]]  \n**{value}**" in said for name, value in (("cells", "4"), ("docs", "24")))
    assert "**16k, 4.0 x**" in said
    assert "**about 2 min**" in said
    assert page.dataframe[0].value["ratio"].tolist() == [4.0, 4.0]
    assert f"start {job_id}" in {one.key for one in page.button}


def test_picked_cells_say_why_they_failed_and_are_skipped_run_first_or_left(page: AppTest, empty: Path) -> None:
    failed = cell(1, "quiz", Stage.FAILED, "the weights lack lm_head")
    job_id = working_job(empty, failed)
    folder = jobs.job_folder(empty, job_id)
    page.session_state["cells_picked"] = (job_id, tuple(failed))
    page.run()
    assert not page.exception
    assert "quiz\\: failed\\: the weights lack lm\\_head" in _texts(page)
    assert [one.label for one in page.button if str(one.key).endswith(" picked")] == ["retry"]
    waiting = ("toy", "step2", "quiz")
    page.session_state["cells_picked"] = (job_id, (waiting,))
    page.run()
    _press(page, "skip picked")
    assert read_priorities(folder).skip == (waiting,)
    assert "quiz\\: missing\\: skipped" in _texts(page)
    _press(page, "run first picked")
    assert (read_priorities(folder).first, read_priorities(folder).skip) == ((waiting,), ())
    page.session_state["cells_picked"] = (job_id, tuple(failed))
    page.run()
    _press(page, "retry picked")
    assert [name for name, _ in read_priorities(folder).again] == list(failed)
    _press(page, "unpick")
    assert "unpick" not in {one.key for one in page.button}


def test_a_sweep_is_paused_and_cancelled_and_an_action_that_fails_says_why(page: AppTest, empty: Path) -> None:
    job_id = working_job(empty, cell(1, "quiz", Stage.RUNNING))
    folder = jobs.job_folder(empty, job_id)
    page.run()
    _press(page, f"pause {job_id}")
    assert (folder / PAUSE).exists()
    _press(page, f"cancel {job_id}")
    assert (folder / CANCEL).exists()
    shutil.rmtree(folder)
    page.run()
    assert not page.exception


def test_cells_and_the_log_are_below_the_matrix(page: AppTest, empty: Path) -> None:
    job_id = working_job(empty, cell(2, "quiz", Stage.FAILED, "no weights") | cell(1, "quiz", Stage.DONE))
    (jobs.job_folder(empty, job_id) / LOG).write_text("toy step2: begins\n", encoding="utf-8")
    page.run()
    below = f"below {job_id}"
    page.segmented_control(key=below).set_value("cells")
    page.run()
    rows = page.dataframe[0].value
    assert rows["state"].tolist() == ["failed", "queued", "queued", "done"]
    assert rows["message"].iloc[0] == "no weights"
    page.segmented_control(key=below).set_value("log")
    page.run()
    assert "toy step2: begins" in [one.value for one in page.code]


@pytest.mark.slow
def test_a_job_starts_is_shown_and_is_cancelled(page: AppTest, tiny: Tiny, empty: Path) -> None:
    page.run()
    _choose(page, tiny)
    _by_label(page.button, "start").click()
    page.run()
    assert not page.exception
    job_id = jobs.jobs(empty)[0].id
    assert page.query_params["job"] == job_id
    _press(page, f"cancel {job_id}")
    end = time.monotonic() + 60
    while jobs.job(empty, job_id).is_active and time.monotonic() < end:
        time.sleep(0.1)
    assert jobs.job(empty, job_id).stage == Stage.CANCELLED
    page.run()
    assert not page.exception
    assert "cancelled" in _texts(page)
    assert f"resume {job_id}" in {one.key for one in page.button}


def test_the_link_to_the_live_demo_says_what_it_does(open_app: Open, empty: Path) -> None:
    app = open_app(empty, "runs", preset="demo")
    assert not app.exception
    assert "trains five tiny models" in texts(app)
    assert [one.label for one in app.button].count("run the demo live") == 1
