"""The cached reads of the integrity page, the choice of a check, and the list of what it found."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pandas as pd
import streamlit as st

from e2lm.curves import gaps
from e2lm.harness import jobs
from e2lm.views import integrity, integrity_launch
from e2lm.views.integrity_checks import CHECKS, Check
from e2lm.views.integrity_launch import Launch
from e2lm.views.problems import missing_checkpoints_by_model
from e2lm.views.words import escaped
from pages.shared import queries
from pages.shared.linked import linked_segments
from results_store import read

HEIGHT = 560
HIDDEN = ("run_id", "task_names", "doc_key", "prompt_key", "usual_prompt_key")
COLUMNS = {
    "model": st.column_config.TextColumn(width=130),
    "checkpoint": st.column_config.TextColumn(width=100),
    "tokens": st.column_config.NumberColumn(format="compact", width=70),
    "step": st.column_config.NumberColumn(format="localized", width=80),
    "date": st.column_config.DatetimeColumn("evaluated", format="D MMM YYYY, HH:mm", width=130),
    "found": st.column_config.TextColumn(width=330),
    "question": st.column_config.TextColumn(width="large"),
    "lacks": st.column_config.NumberColumn("lacks tasks", width=80),
    "place": st.column_config.TextColumn(width=110),
    "expected": st.column_config.TextColumn("expected, because", width=190),
}


class Findings(NamedTuple):
    """What each check found, by its name, and what would evaluate the missing checkpoints."""

    tables: dict[str, pd.DataFrame]
    launches: list[Launch]


@st.cache_resource(show_spinner="checking", max_entries=2)
def _findings(at: int) -> Findings:  # noqa: ARG001 - the version is the cache's key
    store, curves = queries.store(), queries.curves()
    parents = integrity_launch.parent_tasks(curves)
    missing = gaps(curves, queries.excluded_points())
    otherwise = read.asked_otherwise(store)
    found = {
        "identical": read.identical_samples(store), "prompts": otherwise, "docs": otherwise,
        "settings": read.mixed_settings(store), "finite": read.not_finite(store),
    }  # fmt: skip
    tables = {name: integrity.run_findings(name, table, parents) for name, table in found.items()}
    tables["changed"] = integrity.changed_docs(read.differing_docs(store))
    tables["twice"] = integrity.duplicates(read.duplicate_docs(store), parents)
    tables["missing"] = missing_checkpoints_by_model(missing)
    tables["excluded"] = queries.exclusions()
    return Findings(tables, [_with_folder(one) for one in integrity_launch.launches(missing, curves, queries.runs())])


def _with_folder(launch: Launch) -> Launch:
    """The launch with the task folder of the job that evaluated the model before."""
    request = jobs.asked(queries.store().home, launch.job) if launch.job else None
    return replace(launch, task_folder=request.settings.task_folder) if request else launch


def findings() -> Findings:
    """Everything the integrity page shows."""
    return _findings(queries.version())


@st.cache_resource(show_spinner=False, max_entries=64)
def _prompt_text(at: int, prompt_key: str) -> str:  # noqa: ARG001
    return read.prompt_text(queries.store(), prompt_key)


def prompt_text(prompt_key: str) -> str:
    """A prompt and its choices as text."""
    return _prompt_text(queries.version(), prompt_key)


def chosen_check(tables: dict[str, pd.DataFrame]) -> Check:
    """The verdict, and below it the choice of a check, each with the number of its findings."""
    counts = {name: len(table) for name, table in tables.items()}
    checked = queries.counts()
    clean = not any(counts[check.name] for check in CHECKS if check.name != "excluded")
    icon = ":green[:material/check_circle:]" if clean else ":orange[:material/warning:]"
    scope = f"{checked.runs:,} runs and {checked.samples:,} answers"
    st.markdown(f"{icon} **{escaped(integrity.verdict(counts))}** :gray[in {scope}]")
    labels = {
        one.name: one.label + (f" :orange[**{counts[one.name]:,}**]" if counts[one.name] else "") for one in CHECKS
    }
    # What a person came to see stays in view once it is mended, so the first finding is kept.
    found = next((one.name for one in CHECKS if counts[one.name]), CHECKS[0].name)
    name = linked_segments("check", labels, st.session_state.setdefault("integrity_first", found))
    return next(one for one in CHECKS if one.name == name)


def listing(check: Check, table: pd.DataFrame) -> pd.DataFrame:
    """The findings of a check as a table; gives back the rows that are picked in it."""
    shown = table.drop(columns=[name for name in HIDDEN if name in table])
    if "date" in shown:
        shown = shown.assign(date=pd.to_datetime(shown["date"], unit="s"))
    event = st.dataframe(
        shown, hide_index=True, height=min(HEIGHT, 34 + 30 * len(table)), row_height=30, placeholder="–",
        column_config=COLUMNS, on_select="rerun", selection_mode="multi-row" if check.reason else "single-row",
        key=f"found_{check.name}_{queries.version()}",
    )  # fmt: skip
    return table.iloc[event["selection"]["rows"]]
