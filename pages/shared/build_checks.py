"""What stands beside the filter builder's scores: size, domain mix, and how honest the choice is."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm.candidates.choosing import how_chosen
from e2lm.candidates.domain_mix import domain_mix
from e2lm.candidates.sizes import size_warning
from e2lm.conditions import Condition
from e2lm.subsets import Mask
from e2lm.views.before_after import NAMES
from e2lm.views.words import escaped
from pages.shared.build_luck import Luck

LARGE = 0.03  # of a score's optimism: about what two benchmarks near one another differ by

_SAID = {
    "by scores": "chosen by what models answered",
    "by scores and a list": "chosen by what models answered, and by a list",
    "by a list": "chosen by a list",
    "without scores": "chosen without looking at any answer",
}


def size(questions: int) -> None:
    """Warns below and above the competition's bounds."""
    if words := size_warning(questions):
        st.warning(words, icon=":material/straighten:")


def mix(domains: pd.Series, chosen: Mask) -> None:
    """The domains of the chosen questions against the source's, with a warning where they are others."""
    found = domain_mix(domains, chosen)
    if len(found.table) < 2 or not chosen.any():
        return
    label = f"domain mix: {found.distance:.0%} of the questions come from other domains than the source's"
    beside = st.expander(
        f":orange[{label}]" if found.far else label,
        icon=":material/warning:" if found.far else ":material/donut_small:", key="build_mix", on_change="rerun",
    )  # fmt: skip
    if not beside.open:
        return
    with beside:
        if found.far:
            st.markdown(
                "The score may have changed because the subjects did, not because the questions are better. "
                "Compare it with random subsets of the same subjects, or filter within each."
            )
        st.caption(f"random subsets of this size: {found.by_chance:.1%}")
        st.dataframe(
            found.table, hide_index=True, height=220, row_height=26,
            column_order=["domain", "source", "candidate", "source_share", "candidate_share", "change"],
            column_config={
                "source_share": st.column_config.NumberColumn("share of source", format="percent"),
                "candidate_share": st.column_config.NumberColumn("share here", format="percent"),
                "change": st.column_config.NumberColumn(format="%+.3f"),
            },
        )  # fmt: skip


def honesty(condition: Condition, luck: Luck) -> None:
    """How the questions were chosen, and each split's scores where they were chosen and where they were not."""
    how, folds = how_chosen(condition), luck.folds
    signal = folds[folds["component"] == "sq"]
    worst = float(signal.groupby("across")["optimism"].mean().max()) if len(signal) else float("nan")
    words = _SAID[how]
    if "list" in how:
        words += "; what its maker knew of the scores cannot be told apart here"
    large = how.startswith("by scores") and worst > LARGE
    label = f"{words}; {worst:+.3f} of SQ is owed to that" if large else words
    beside = st.expander(
        f":orange[{escaped(label)}]" if large else escaped(label), icon=":material/balance:", key="build_honesty",
        on_change="rerun",
    )  # fmt: skip
    if not beside.open:
        return
    with beside:
        st.caption(
            "Each line chooses anew without the models or checkpoints that it leaves out. Random: the mean of random "
            "subsets of as many questions on the same side. Owed = (chosen − random) − (held out − random)."
        )
        named = folds.assign(component=folds["component"].map(NAMES))
        defined = named["chosen"].notna() & named["held_out"].notna()
        for across in sorted({*folds["across"]} - {*folds.loc[defined, "across"]}):
            st.caption(f"across {across} nothing is defined: too few points, or no question is chosen there")
        st.dataframe(
            named[defined], hide_index=True, height=230, row_height=26,
            placeholder="–",
            column_order=[
                "across", "left_out", "component", "questions", "chosen", "random_chosen", "held_out",
                "random_held_out", "optimism", "percentile",
            ],
            column_config={
                "left_out": st.column_config.TextColumn("left out"),
                "component": st.column_config.TextColumn("score"),
                "optimism": st.column_config.NumberColumn("owed", format="%+.3f"),
                "percentile": st.column_config.NumberColumn("held out beats random", format="percent"),
                **{
                    name: st.column_config.NumberColumn(name.replace("_", " "), format="%.3f")
                    for name in ("chosen", "random_chosen", "held_out", "random_held_out")
                },
            },
        )  # fmt: skip
