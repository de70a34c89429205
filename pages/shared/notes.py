"""Short lines beside the pictures: what is missing, partial, or placed otherwise than asked, and where to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from e2lm.checkpoints import describe
from e2lm.figures.lines import RUN_FIELD, TASK_FIELD
from e2lm.views.points import Placement
from e2lm.views.words import escaped
from pages.shared import frame, queries, questions, selectors


def missing(words: str) -> None:
    """Says which checkpoints are missing."""
    if words:
        st.badge(escaped(words), icon=":material/warning:", color="orange")


def partial(runs: int) -> None:
    """Says how many runs are of a part of their task only."""
    if runs:
        st.badge(
            f"{runs} partial run{'s' if runs > 1 else ''}, hollow",
            icon=":material/radio_button_unchecked:",
            color="orange",
        )


def placement(place: Placement) -> None:
    """Says which models have unknown tokens, what that changed, and where tokens are given."""
    if not place.tokens_unknown:
        return
    names = ", ".join(describe(model).label for model in place.tokens_unknown[:3])
    names += f" and {len(place.tokens_unknown) - 3} more" if len(place.tokens_unknown) > 3 else ""
    shown = "so the axis counts steps" if place.unit == "step" else "so they are not drawn"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":orange[:material/info:] :gray[tokens of {escaped(names)} are unknown, {shown}]", width="content")
        st.page_link(frame.path("data"), label="give the tokens", icon=":material/edit:")


def picked_run(points: Sequence[Any]) -> None:
    """What stands behind the clicked point: its run, the file it was read from, and the way to its questions."""
    for point in points[:1]:
        run_id = str(point["customdata"][RUN_FIELD])
        runs = queries.runs()
        found = runs[runs["run_id"] == run_id]
        if found.empty:
            continue
        run = found.iloc[0]
        with st.container(horizontal=True, vertical_alignment="center"):
            words = f"{describe(str(run['model'])).label} {run['checkpoint']}, run {run_id[:8]}"
            st.markdown(f":small[**{escaped(words)}** :gray[{escaped(str(run['file']))}]]", width="content")
            if run["samples"]:
                frame.link("items", "its questions", task=str(point["customdata"][TASK_FIELD]), model=str(run["model"]))
            frame.link(
                "integrity", "exclude it", check="excluded", run=run_id, task=str(point["customdata"][TASK_FIELD])
            )


def missing_list(missing: pd.DataFrame) -> None:
    """The missing checkpoints one by one, folded."""
    if missing.empty:
        return
    count = f"{len(missing)} checkpoint{'s' if len(missing) > 1 else ''}"
    with st.expander(f"{count} missing", icon=":material/warning:"):
        table = missing.assign(
            model=[describe(model).label for model in missing["model"]],
            seen_in=[why if why.startswith("excluded") else f"seen in {why}" for why in missing["seen_in"]],
        )
        st.dataframe(
            table[["model", "step", "tokens", "seen_in"]], hide_index=True, height=240, row_height=26,
            column_config={
                "tokens": st.column_config.NumberColumn(format="compact"),
                "seen_in": st.column_config.TextColumn("expected, because"),
            },
        )  # fmt: skip


def folded(sizes: Mapping[str, int], shown: str | None) -> None:
    """Says which tasks are folded away because there are many of a kind; a click shows their panels, or folds them."""
    if not sizes:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(":small[:gray[folded, because many are alike:]]", width="content")
        for name, count in sizes.items():
            st.button(
                f"{count} {escaped(name)}" if name != shown else f"back from {escaped(name)}", type="tertiary",
                key=f"fold_{name}", icon=":material/unfold_more:", on_click=_show_group,
                args=(None if name == shown else name,),
            )  # fmt: skip


def _show_group(name: str | None) -> None:
    st.session_state["group"] = name


def no_answers() -> None:
    """Says that the shown models have no answers to single questions, and offers those that have."""
    st.info(
        "These models have no answers to single questions: lm-eval keeps them when it is run with --log_samples.",
        icon=":material/info:",
    )
    families = sorted({describe(name).family for names in questions.with_choices()["models"] for name in names})
    if families:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(":gray[models with answers]", width="content")
            for name in families:
                st.button(name, key=f"show_{name}", on_click=selectors.show_family, args=(name,))
