"""Asking a model on the alignment page, what is being asked, and verdicts from a file."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import streamlit as st

from e2lm.alignment.asking import USUAL_CRITERIA, question_in
from e2lm.alignment.sample import USUAL_SEED, USUAL_SIZE
from e2lm.alignment.verdict_file import verdicts_in
from e2lm.alignment.verdicts import Judgement
from e2lm.errors import E2LMError
from e2lm.harness.alive import is_alive
from e2lm.harness.spawning import spawn
from e2lm.judging import asking, kept, steering
from e2lm.judging.endpoint import WITHOUT, endpoint_of
from e2lm.judging.request import Request, request_of
from e2lm.reading.uploads import text_of
from e2lm.views.words import escaped
from pages.shared import alignment_reads, queries
from pages.shared.alignment_reads import Subject
from results_store import verdicts

SHOWN, LOOKED_AT = 3, 20  # of the newest judgings those of the task
_SPAWNED, _RAN = "judging_spawned", "judging_ran"


def beside(subject: Subject, label: str) -> None:
    """The form that asks a model, what is asked now, and the upload of verdicts."""
    _running(subject)
    _form(subject, label)
    with st.expander("verdicts from a file", icon=":material/upload_file:"):
        file = st.file_uploader("JSON lines, CSV or TSV", key="verdict_file")
        st.caption("a row for each: doc_key or question, verdict (accept or reject), and a reason if there is one")
        if file is not None:
            st.button("take them", type="primary", on_click=_take, args=(subject, file.name, file.getvalue()))
        for problem in st.session_state.get("verdict_problems", ()):
            st.caption(f":orange[:material/warning:] {escaped(str(problem))}")


def _form(subject: Subject, label: str) -> None:
    try:
        missing = endpoint_of(os.environ) is None
    except E2LMError as error:
        st.warning(escaped(str(error)), icon=":material/key_off:")
        return
    if missing:
        with st.container(border=True):
            st.markdown("**ask a model**")
            st.caption(f"No endpoint is set up. {escaped(WITHOUT)} Everything else works without.")
        return
    with st.form("judge", border=True):
        st.markdown("**ask a model**")
        model = st.text_input("model", placeholder="as the endpoint calls it", key="judge_model")
        left, middle, right = st.columns(3)
        size = left.number_input("sample", 1, 15_000, USUAL_SIZE, key="judge_size")
        seed = middle.number_input("seed", 0, value=USUAL_SEED, key="judge_seed")
        parallel = right.number_input("at a time", 1, 64, 4, key="judge_parallel")
        with st.expander("criteria"):
            criteria = st.text_area(
                "criteria", USUAL_CRITERIA, height=220, key="judge_criteria", label_visibility="collapsed"
            )  # fmt: skip
        if st.form_submit_button("judge", type="primary"):
            _start(subject, label, model, int(size), int(seed), criteria or "", int(parallel))


def _start(subject: Subject, label: str, model: str, size: int, seed: int, criteria: str, parallel: int) -> None:
    try:
        items = alignment_reads.items(subject)
        request = request_of(
            subject.task, items, model, label=label, size=size, seed=seed, criteria=criteria, parallel=parallel
        )
        _spawn(kept.keep_request(queries.store().home, request))
    except E2LMError as error:
        st.error(f"{escaped(error.problem)}. {escaped(error.remedy)}", icon=":material/error:")
        return
    st.rerun()


def _spawn(judgement_id: str) -> None:
    """Starts, or goes on with, a judging in a process of its own, which has the key from this one's environment."""
    home = queries.store().home
    log = kept.folder_of(home, judgement_id) / kept.LOG
    pid = spawn(["e2lm", "judge", "--resume", judgement_id, "--home", str(home)], log)
    st.session_state[_SPAWNED] = {**st.session_state.get(_SPAWNED, {}), judgement_id: (pid, time.time())}


def _runs(folder: Path) -> bool:
    """Whether a process asks, or was started here and has not ended."""
    pid, started = st.session_state.get(_SPAWNED, {}).get(folder.name, (0, 0.0))
    return steering.is_asking(folder) or (pid > 0 and is_alive(pid, started))


def _running(subject: Subject) -> None:
    """What is being asked about a task, or was not asked to its end; looked at anew while a process asks."""
    folders = _of_task(queries.store().home, subject.task)
    active = any(map(_runs, folders))
    st.session_state[_RAN] = active
    st.fragment(_progress_of, run_every=1.5 if active else None)(folders)


def _progress_of(folders: Sequence[Path]) -> None:
    active = False
    for folder in folders:
        request, runs = kept.read_request(folder), _runs(folder)
        done = len(request.questions) - len(asking.left(folder, request))
        active = active or runs
        if runs or done < len(request.questions):
            _progress(folder, request, done, runs)
    if st.session_state.get(_RAN) and not active:
        st.session_state[_RAN] = False
        st.rerun(scope="app")


def _progress(folder: Path, request: Request, done: int, runs: bool) -> None:
    total, why = len(request.questions), steering.failure(folder)
    with st.container(border=True):
        st.progress(done / total, f"{escaped(request.model)} · {done} of {total}")
        if why and not runs:
            st.caption(f":red[:material/error:] {escaped(why)}")
        if runs:
            st.button("stop", key=f"stop_{folder.name}", on_click=steering.stop, args=(folder,), icon=":material/stop:")
        else:
            st.button(
                "go on", key=f"on_{folder.name}", on_click=_spawn, args=(folder.name,), icon=":material/play_arrow:",
                help="asks what has no answer yet; what was answered is kept",
            )  # fmt: skip


def _of_task(home: Path, task: str) -> list[Path]:
    """The newest judgings of a task; one whose request cannot be read is no reason to show nothing."""
    found = []
    for judgement_id in reversed(kept.ids(home)[-LOOKED_AT:]):
        folder = kept.folder_of(home, judgement_id)
        try:
            if kept.read_request(folder).task == task:
                found.append(folder)
        except E2LMError as error:
            st.caption(f":orange[:material/warning:] {escaped(str(error))}")
    return found[:SHOWN]


def _take(subject: Subject, name: str, content: bytes) -> None:
    items = alignment_reads.items(subject)
    said, problems = verdicts_in(text_of(content), name, [question_in(item) for item in items])
    shown = [E2LMError(**problem.__dict__) for problem in problems[:SHOWN]]
    st.session_state["verdict_problems"] = shown
    verdicts.record(queries.store().home, Judgement(uuid4().hex[:12], "file", name, subject.task, tuple(said)))
    st.toast(f"{len(said)} verdicts taken, {len(problems)} rows not", icon=":material/rule:")
