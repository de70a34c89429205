"""The form of a new sweep: which checkpoints on which tasks, with which options, and what to do with it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from e2lm.demo import task_files
from e2lm.harness.approvals import code_files
from e2lm.harness.offered import offered_tasks
from e2lm.harness.request import DTYPES, Request, Target
from e2lm.harness.sources import PRESETS, Found, checkpoints, each_once
from e2lm.harness.tables import found_table
from e2lm.harness.tasks import LocalTask, local_tasks
from e2lm.harness.typed_path import typed_path
from e2lm.harness.words import markdown
from e2lm.views import launch_options as options
from e2lm.views.launch_options import Option
from e2lm.views.launch_presets import families, with_families
from pages.shared.launch_failures import tried

LISTS, TEXTS = ("checkpoints", "tasks"), ("revisions", "subfolders", "folder")
CHOICES = {"shots": "num_fewshot", "dtype": "dtype"}
FILLED = "launch_filled"
DEMO_TASKS = str(task_files.FOLDER)


def fill() -> None:
    """Fills the form from the address, once for each address: a link names checkpoints, revisions, subfolders, tasks
    (each any number of times), folder, shots and dtype. What it does not name is as usual."""
    query = {name: st.query_params.get_all(name) for name in (*LISTS, *TEXTS, *CHOICES)}
    state = st.session_state
    if not query["checkpoints"] + query["tasks"] or (state.get(FILLED) == query and LISTS[0] in state):
        return
    state[FILLED] = query
    state.update({name: query[name] for name in LISTS})
    for name in TEXTS:
        state.pop(name, None)
    state.update({name: ", ".join(query[name]) for name in TEXTS if query[name]})
    shots, dtype = (next(iter(query[name]), "") for name in CHOICES)
    state["num_fewshot"] = int(shots) if shots.isdecimal() else None
    state["dtype"] = dtype if dtype in DTYPES else ""


def drawn(home: Path) -> tuple[Request | None, DeltaGenerator]:
    """Draws the form; gives back what it asks for, None while that is not complete or not possible, and the place for
    the buttons that do it."""
    found = _found(home)
    folder, tasks, approved = _tasks(home)
    values = {**_options(sorted({one.target.model for one in found})), options.CODE.name: approved}
    left, right = st.columns([3, 2], gap="medium")
    with left:
        targets = _ticked(found)
    with right:
        label = st.text_input("name of the sweep", key="label", placeholder="by its models and tasks")
        request = tried(lambda: options.request(targets, tasks, folder, values, label)) if targets and tasks else None
        st.markdown(f"**{markdown(request.plan)}**" if request else ":gray[choose checkpoints and name a task]")
        return request, st.container(horizontal=True, vertical_alignment="center")


def _found(home: Path) -> list[Found]:
    """The row that says which checkpoints, and what was found under these names."""
    names, revisions, subfolders = st.columns([4, 1, 1])
    own = [str(home / "checkpoints")] if (home / "checkpoints").is_dir() else []
    many = {family: f"{family}, all {len(ids)} models" for family, ids in families().items()}
    known = [*own, *many, *(preset.pretrained for preset in PRESETS)]
    known += [name for name in st.session_state.get("checkpoints", ()) if name not in known]
    # A key keeps what was chosen while the options change with the home's own checkpoints.
    chosen = names.multiselect(
        "checkpoints", known, key="checkpoints", accept_new_options=True, format_func=lambda name: many.get(name, name),
        placeholder="known models, hub ids, or folders that hold checkpoints",
    )  # fmt: skip
    revision = revisions.text_input("revisions", key="revisions", placeholder="all").replace(",", " ").split()
    subfolder = subfolders.text_input("subfolders", key="subfolders", placeholder="all").replace(",", " ").split()
    # One by one: a name that means nothing must not hide what the others stand for.
    found = [tried(partial(checkpoints, [name], revision, subfolder)) for name in with_families(chosen)]
    return each_once(one for several in found for one in several or ())


def _tasks(home: Path) -> tuple[str, list[str], tuple[str, ...]]:
    """The row that says which tasks: the folder of the person's own, their names, and the approved code of theirs."""
    names, where = st.columns([4, 2])
    usual = DEMO_TASKS if (home / "checkpoints").is_dir() else ""
    folder = where.text_input(
        "task folder", usual, key="folder", placeholder="none: those shipped, and lm-eval's"
    ).strip()
    local, problems = (tried(lambda: local_tasks(typed_path(folder, "task_folder"))) if folder else None) or ([], [])
    known = [*(task.name for task in local), *(task.name for task in offered_tasks())]
    named = names.multiselect(
        "tasks", list(dict.fromkeys([*known, *st.session_state.get("tasks", ())])), key="tasks",
        accept_new_options=True, placeholder="names of tasks or groups", help=_offered(),
    )  # fmt: skip
    for one in problems:
        st.warning(markdown(f"{one.file}{f':{one.line}' if one.line else ''}: {one.problem}. {one.remedy}"))
    return folder, named, _approved(named, local)


def _offered() -> str:
    """What the offered tasks are, as Markdown."""
    lines = [f"- `{task.name}` {markdown(task.title)}" for task in offered_tasks()]
    return "\n".join(["offered without a folder of your own, besides all of lm-eval's:", "", *lines])


def _approved(named: list[str], local: list[LocalTask]) -> tuple[str, ...]:
    """Shows the code that the chosen tasks would run; the hashes of the files that the person approves."""
    files = (tried(lambda: code_files(named, local)) if local else None) or []
    approved = []
    for one in files:
        with st.expander(f"**{markdown(one.file.name)}** runs code: {markdown('; '.join(one.why))}", expanded=True):
            st.code(one.text, language="python" if one.file.suffix == ".py" else "yaml", height=180)
            if st.checkbox(f"approve exactly these contents :gray[sha256 {one.sha256[:16]}]", key=one.sha256):
                approved.append(one.sha256)
    return tuple(approved)


def _options(models: list[str]) -> dict[str, Any]:
    """The row of options, the rarer ones behind "more"."""
    columns = st.columns([1, 1, 1, 1, 1, 1], vertical_alignment="bottom")
    values = {one.name: _widget(one, column) for one, column in zip(options.FRONT, columns, strict=False)}
    with columns[-1].popover("more", icon=":material/tune:", width="stretch"):
        left, right = st.columns(2)
        for at, one in enumerate(options.BEHIND):
            values[one.name] = _widget(one, (left, right)[at % 2])
        for one in (options.REMOTE, options.PICKLED):
            values[one.name] = st.multiselect(
                one.label, models, key=one.name, accept_new_options=True, help=one.about, placeholder=one.usual
            )
    return values


def _widget(one: Option, place: DeltaGenerator) -> Any:  # noqa: ANN401 the value of an option, by its kind
    if one.kind == "count":
        return place.number_input(
            one.label, one.least, value=None, key=one.name, placeholder=one.usual, help=one.about, step=1
        )
    if one.kind == "choice":
        return place.selectbox(
            one.label, one.choices, key=one.name, help=one.about, format_func=lambda name: name or "auto"
        )
    text = place.text_input(one.label, key=one.name, placeholder=one.usual, help=one.about).strip()
    return text.replace(",", " ").split() if one.kind in ("pairs", "names") else text


def _ticked(found: list[Found]) -> tuple[Target, ...]:
    """The list of what was found; gives back what is ticked in it."""
    if not found:
        st.caption("the checkpoints found under these names are listed here with their tokens, to be ticked")
        return ()
    table = st.data_editor(
        found_table(found),
        hide_index=True,
        height=min(248, 36 * len(found) + 38),
        disabled=["model", "checkpoint", "tokens", "problem"],
        column_config={"run": st.column_config.CheckboxColumn("run", width="small")},
        key=f"ticked {hash(tuple(one.target for one in found))}",
    )
    return tuple(one.target for one, tick in zip(found, table["run"], strict=True) if tick)
