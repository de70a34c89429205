"""A candidate as files: its task folder, checked and ready to sweep, and the submission with its rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from e2lm.candidates.candidate import STYLES, Candidate
from e2lm.errors import E2LMError, SourceError
from e2lm.export.content_rules import SHORT, Check
from e2lm.export.folder import write_folder
from e2lm.export.loaded import loading_checks
from e2lm.export.readme import with_readme
from e2lm.export.submission import packed, submission
from e2lm.export.task_files import TaskFolder, slug, task_files
from e2lm.views.words import escaped
from pages.shared import export_reads, frame, queries

FOLDER, TOKENIZER = "tasks", "export_tokenizer"
_ICONS = {"passed": ":green[:material/check:]", "failed": ":red[:material/close:]", "open": ":gray[:material/help:]"}


def export_button(candidate: Candidate, *, disabled: bool = False) -> None:
    """The button that opens the dialog; one for each candidate on a page."""
    if st.button(
        "export", icon=":material/ios_share:", key=f"export_{candidate.version}", disabled=disabled,
        help="task files for lm-eval, or the competition's submission",
    ):  # fmt: skip
        export_dialog(candidate)


@st.dialog("export", width="large")
def export_dialog(candidate: Candidate) -> None:
    """Task folder at the left, submission at the right; what cannot be exported says why."""
    st.markdown(
        f"**{escaped(candidate.name)}** :gray[{len(candidate.doc_keys):,} questions of {escaped(candidate.task)}, "
        f"version {candidate.version}]"
    )
    dataset = st.text_input(
        "data set on the hub", placeholder="none: the files bring the questions as JSON lines", key="export_dataset",
        help="owner/name, where you will upload the questions; the task then reads them from there",
    ).strip()  # fmt: skip
    tasks, zipped = st.columns(2, gap="medium")
    for place, draw in ((tasks, _tasks), (zipped, _zipped)):
        with place:
            try:
                draw(candidate, dataset)
            except E2LMError as error:
                st.error(f"{escaped(error.problem)}. {escaped(error.remedy)}", icon=":material/error:")


def _tasks(candidate: Candidate, dataset: str) -> None:
    """Styles, the folder as a zip, and writing it where sweeps find it."""
    st.markdown("**task files** :gray[for lm-eval]")
    styles = st.pills(
        "prompt styles, a task each", STYLES, selection_mode="multi", default=[candidate.style], key="export_styles"
    )
    if not styles:
        st.caption("choose at least one style")
        return
    ordered = tuple(style for style in STYLES if style in styles)
    lines = export_reads.lines(candidate, ordered)
    versioned = st.toggle(
        "version in the tasks' names", True, key="export_versioned",
        help="so that results of another version are not taken for results of this one",
    )  # fmt: skip
    folder = task_files(candidate, lines, ordered, dataset, versioned=versioned)
    files = dict(with_readme(candidate, lines, folder))
    names = ", ".join(f"`{one.name}`" for one in folder.tasks)
    st.caption(f"{names}: {len(files)} files, {_size(files)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "download", lambda: packed(files), f"{slug(candidate.name)}.zip", "application/zip", on_click="ignore",
            icon=":material/download:", key="export_folder",
        )  # fmt: skip
        if st.button("check in lm-eval", icon=":material/fact_check:", key="export_check", help="takes half a minute"):
            place = _written(candidate, files)
            with st.spinner("lm-eval loads the tasks and builds every prompt"):
                st.session_state["export_checked"] = (files, loading_checks(place, folder, lines))
    checked, found = st.session_state.get("export_checked", (None, []))
    if checked == files:
        _listed(found)
    if not dataset:
        _sweep(candidate, folder, files)


def _size(files: Mapping[str, str]) -> str:
    size = sum(len(text.encode()) for text in files.values())
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} KB"


def _sweep(candidate: Candidate, folder: TaskFolder, files: dict[str, str]) -> None:
    if st.button("evaluate these tasks", icon=":material/play_arrow:", key="export_sweep", type="tertiary"):
        place = _written(candidate, files)
        query = {"folder": str(place), "tasks": [one.name for one in folder.tasks]}
        st.switch_page(frame.path("runs"), query_params=query)


def _written(candidate: Candidate, files: dict[str, str]) -> Path:
    return write_folder(
        queries.store().home / FOLDER / f"{slug(candidate.name)}_{candidate.version}", files, replace=True
    )


def _zipped(candidate: Candidate, dataset: str) -> None:
    """The submission with every rule of the competition."""
    st.markdown("**submission** :gray[to the competition]")
    token = st.text_input(
        "token for a private data set", type="password", key="export_token", disabled=not dataset,
        help="goes into this one file and is kept nowhere", placeholder="none",
    )  # fmt: skip
    token = token.strip() if dataset else ""
    tokenizer, unreadable = str(st.session_state.get(TOKENIZER, "")).strip(), ""
    with st.spinner("looking at every rule"):
        try:
            found = export_reads.ruled(candidate, dataset, tokenizer, private=bool(token))
        except SourceError as error:
            unreadable, found = str(error), export_reads.ruled(candidate, dataset, private=bool(token))
    broken = any(one.outcome == "failed" for one in found)
    lines = export_reads.lines(candidate, (candidate.style,))
    st.download_button(
        "download", lambda: submission(candidate, lines, dataset, token).content,
        f"{slug(candidate.name)}_submission.zip", "application/zip", on_click="ignore", icon=":material/download:",
        key="export_submission", type="secondary" if broken else "primary",
    )  # fmt: skip
    _listed(found)
    if tokenizer or any(one.rule == SHORT and one.outcome == "open" for one in found):
        st.text_input(
            "tokenizer", placeholder="tokenizer.json, or a checkpoint's folder that holds one", key=TOKENIZER,
            help="counts the tokens of the longest prompts",
        )  # fmt: skip
    if unreadable:
        st.error(escaped(unreadable), icon=":material/error:")


def _listed(found: Sequence[Check]) -> None:
    """Every check on a line: how it came out, the rule, and what that was judged by."""
    lines = [f"{_ICONS[one.outcome]} {escaped(one.rule)} :gray[{escaped(one.found)}]" for one in found]
    st.markdown("  \n".join(f":small[{line}]" for line in lines))
