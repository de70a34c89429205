"""Taking results in from a path or an upload; tables show their column mapping first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from e2lm.errors import E2LMError
from e2lm.harness.remote import is_url
from e2lm.reading import ColumnMapping, tables
from e2lm.records import Problem
from e2lm.views.mapping_table import FACTORS, edited_mapping, factor_name, mapping_table
from e2lm.views.words import escaped
from pages.shared import queries
from pages.shared.import_progress import shown_until_done
from pages.shared.presses import press, pressed
from results_store import Store, ingest, unpack
from results_store.background import in_background
from results_store.report import ImportReport

PENDING, RUNNING, REPORT = "import_pending", "import_running", "import_report"
TYPED, UPLOADED = "import_typed", "import_uploaded"
NOWHERE = "none"


def import_form() -> None:
    """A path on this machine or files from the browser; both end in the same import."""
    by_path, by_upload = st.columns([1.25, 1], gap="medium")
    with by_path.form("import_path", border=False, enter_to_submit=True):
        line = st.container(horizontal=True, vertical_alignment="bottom", wrap=False)
        line.text_input(
            "folder, file or zip on this machine, or an object store", key=TYPED,
            placeholder="/results/lm-eval or s3://bucket/folder",
        )  # fmt: skip
        line.form_submit_button("import", type="primary", on_click=offer)
    with by_upload.form("import_files", border=False, clear_on_submit=True):
        line = st.container(horizontal=True, vertical_alignment="bottom", wrap=False)
        line.file_uploader("files from your computer", accept_multiple_files=True, key=UPLOADED)
        line.form_submit_button("import files", on_click=upload)
    for path in st.session_state.get(PENDING, ()):
        mapping_form(Path(path))
    if work := st.session_state.get(RUNNING):
        watch(work)
    if report := st.session_state.get(REPORT):
        show(report)


def offer() -> None:
    """Imports the typed path at once, or asks for the columns first where it is a table."""
    typed = str(st.session_state[TYPED]).strip()
    if not typed:
        return
    path = typed if is_url(typed) else Path(typed).expanduser()
    asks = isinstance(path, Path) and path.is_file() and tables.asks_for_columns(path)
    st.session_state[PENDING] = [str(path)] if asks else []
    st.session_state[REPORT] = None
    if not st.session_state[PENDING]:
        take_in(lambda store: ingest.import_path(store, path))


def upload() -> None:
    """Imports the uploaded files; each table among them is asked about on its own."""
    files = {file.name: file.getvalue() for file in st.session_state[UPLOADED] or ()}
    if not files:
        return
    folder = unpack.kept(queries.store().home, files)
    found = [path for path in sorted(folder.iterdir()) if tables.asks_for_columns(path)]
    st.session_state[PENDING] = [str(path) for path in found]
    st.session_state[REPORT] = None
    rest = {name: body for name, body in files.items() if Path(name).name not in {path.name for path in found}}
    if rest:
        take_in(lambda store: ingest.import_uploads(store, rest))


def take_in(read: Callable[[Store], ImportReport]) -> None:
    """Starts an import in a thread of its own; the form shows how far it is, and then its report."""
    store = queries.store()
    st.session_state[RUNNING] = in_background(lambda: read(store))


def watch(work: Future[ImportReport]) -> None:
    """Shows an import until it is done, and keeps its report for this session."""
    if shown_until_done(work, st.empty()):
        st.session_state.pop(RUNNING, None)
        try:
            st.session_state[REPORT] = work.result()
        except E2LMError as error:
            st.session_state[REPORT] = ImportReport(problems=(Problem.of(error),))


def mapping_form(path: Path) -> None:
    """The suggested columns of a table, to be changed before it is imported."""
    try:
        suggested, columns = tables.suggest(path), tables.columns(path)
    except E2LMError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        return
    with st.form(f"mapping_{path}"):
        st.markdown(f"**columns of {escaped(path.name)}** :gray[as they will be read; change what is wrong]")
        chosen = named_columns(suggested, columns, path)
        table = st.data_editor(
            mapping_table(suggested, columns), hide_index=True, height=220, disabled=["column"], key=f"scores_{path}"
        )
        st.form_submit_button("import with these columns", type="primary", on_click=press, args=(str(path),))
        if pressed(str(path)):
            st.session_state[PENDING] = [one for one in st.session_state[PENDING] if one != str(path)]
            mapping = edited_mapping(chosen, table)
            take_in(lambda store: ingest.import_path(store, path, mapping=mapping))
            st.rerun()


def named_columns(suggested: ColumnMapping, columns: list[str], path: Path) -> ColumnMapping:
    """One row of selectors: which column is the step, the tokens (and in what), the model."""
    options = [NOWHERE, *columns]
    chosen: dict[str, Any] = {}
    places = st.columns([1, 1, 0.9, 1, 1, 1])
    for place, name in zip((0, 1, 3, 5), ("step", "tokens", "model", "checkpoint"), strict=True):
        at = getattr(suggested, name)
        picked = places[place].selectbox(name, options, options.index(at) if at in options else 0, key=f"{name}_{path}")
        chosen[name] = "" if picked == NOWHERE else picked
    unit = places[2].selectbox(
        "counted in", list(FACTORS), list(FACTORS).index(factor_name(suggested.tokens_factor)), key=f"unit_{path}"
    )
    model = places[4].text_input("or its name", suggested.model_name, placeholder=path.stem, key=f"name_{path}")
    return replace(suggested, **chosen, tokens_factor=FACTORS[unit], model_name=model.strip())


def show(report: ImportReport) -> None:
    """What the last import gave."""
    if not report.runs:
        for problem in report.problems[:3]:
            words = f"{problem.file}: {problem.problem.rstrip('.')}. {problem.remedy}"
            st.error(escaped(words), icon=":material/error:")
        return
    counts = {"model": report.models, "checkpoint": report.checkpoints, "sample": report.samples}
    held = ", ".join(f"{count:,} {name}{'' if count == 1 else 's'}" for name, count in counts.items())
    # A problem without a file is one of curves that join what may not belong together; the integrity page lists those.
    unused = sum(bool(problem.file) for problem in report.problems)
    mixed = len(report.problems) - unused
    missed = f"; {unused:,} not used, see problems" if unused else ""
    missed += f"; {mixed:,} to look at, see integrity" if mixed else ""
    st.success(f"{report.runs:,} runs ({report.new_runs:,} new), {held}{missed}", icon=":material/check:")
