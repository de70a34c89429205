"""The parts of the explore page around its picture: what is shown, in words, and how far it can be relied on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from e2lm.doc_filter import in_words
from e2lm.metrics import METRICS, range_in_words
from e2lm.reliability import Trait
from e2lm.subsets import AVERAGE
from e2lm.uncertainty import RESAMPLES
from e2lm.views.explore_candidate import Candidate
from e2lm.views.explore_traits import trait_in_words, trait_value
from e2lm.views.names import task_label
from e2lm.views.words import escaped, escaped_lines
from pages.shared import explore_controls, frame, subsets
from pages.shared.explore_controls import View


def heading(view: View, models: subsets.Models) -> DeltaGenerator:
    """The metric and its definition, which questions count, what is pinned, and what the picture's marks mean.

    Returns the place for the self-check, which may take a moment, at the right end.
    """
    metric = METRICS[view.a.metric]
    lines = [
        f"**{escaped(metric.label)}** :gray[{escaped(metric.definition)}]",
        f":gray[{escaped(questions_in_words(view.a, models))} · {escaped(_drawn(view))}]",
    ]
    if view.b is not None:
        lines.append(f"**B** :gray[{escaped(_pinned(view.b, models))}]")
    if explore_controls.lost_pin(view):
        lines.append(":orange[**B** cannot be compared with: these models have no such answers]")
    row = st.container(horizontal=True, vertical_alignment="top", horizontal_alignment="distribute", wrap=False)
    row.markdown("  \n".join(f":small[{line}]" for line in lines), help=escaped(f"{range_in_words(metric)}; {AVERAGE}"))
    return row.container(width="content", horizontal=True, vertical_alignment="center", wrap=False)


def _drawn(view: View) -> str:
    """What band and pale curves are."""
    unit = "sub-tasks" if view.by_subject else "questions"
    return f"band: 95 % of {RESAMPLES:,} resamples of the {unit}" + ("" if view.a.whole else " · pale: all questions")


def self_check(place: DeltaGenerator, one: Candidate, models: subsets.Models) -> None:
    """Whether what is recomputed equals what lm-eval logged, and the differences one by one."""
    checks = [check for check in subsets.self_checks(one, models) if check.compared or check.unknown]
    differing = sum(check.differing + check.unknown for check in checks)
    if not checks:
        label, icon = ":gray[nothing logged to compare with]", ":material/help:"
    elif differing:
        label, icon = f":red[differs from lm-eval in {differing:,} answers]", ":material/error:"
    else:
        label, icon = ":green[agrees with lm-eval]", ":material/check_circle:"
    with place.popover(label, icon=icon, type="tertiary", key="self_check"):
        st.markdown("**recomputed from loglikelihoods against what lm-eval logged, answer by answer**")
        for check in checks:
            st.markdown(f"**{escaped(check.metric)}** {escaped(str(check))}")
            if len(check.differences):
                st.dataframe(check.differences, hide_index=True, height=240, row_height=26)
        if not checks:
            st.caption(
                "These runs logged no acc, acc_norm or acc_bytes of single answers: nothing vouches for the metrics."
            )


def questions_in_words(one: Candidate, models: subsets.Models) -> str:
    """Which questions a candidate counts."""
    chosen = subsets.chosen(one, models)
    found = in_words(one.docs, int(chosen.sum()), len(chosen))
    return f"{found}; with “{one.text}”" if one.text else found


def _pinned(one: Candidate, models: subsets.Models) -> str:
    return f"{METRICS[one.metric].label}, {questions_in_words(one, models)} of {task_label(one.task)}"


def reliability(traits: Sequence[Trait]) -> None:
    """How far the curves can be relied on, each figure with its definition and what it was computed from."""
    for column, trait in zip(st.columns(len(traits), gap="small"), traits, strict=True):
        column.markdown(
            f":small[:gray[{escaped(trait.name)}]]  \n{trait_value(trait)}", help=escaped_lines(trait_in_words(trait)),
        )  # fmt: skip


def nothing_to_draw(one: Candidate, docs: int, total: int) -> None:
    """Says why there is no curve, and offers what mends it at a click; `docs` of `total` questions are chosen."""
    metric = METRICS[one.metric]
    if not total:
        st.info("No full run has answers to this task.", icon=":material/radio_button_unchecked:")
        frame.more_button("limited runs are under more", icon=":material/tune:")
        return
    if docs and metric.needs_unprompted:
        words = f"{metric.label} compares with the same questions asked without their prompt. " + (
            "Evaluate a copy of the task with an empty doc_to_text, and choose it."
            if not one.unprompted
            else f"{one.unprompted} does not have them."
        )
        st.info(escaped(words), icon=":material/info:")
        frame.more_button("choose it under more", icon=":material/tune:")
    elif docs:
        st.info(escaped(f"No question has this metric: {metric.definition}."), icon=":material/search_off:")
    else:
        st.info("No question fits.", icon=":material/search_off:")
        st.button("all questions", icon=":material/filter_alt_off:", on_click=explore_controls.every_question)
