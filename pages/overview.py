"""Which benchmark tells early checkpoints apart, and which is noise: one small picture of every benchmark."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from e2lm.figures.lines import TASK_FIELD
from e2lm.figures.panels import ORDERS
from e2lm.figures.theme import count_label
from e2lm.views.benchmarks import SIGNAL_SQ
from e2lm.views.names import task_label
from e2lm.views.words import escaped
from pages.shared import export_parts, frame, notes, queries, selectors, small_multiples

frame.page("overview")
family = selectors.family()
if queries.family_curves(family).empty:
    frame.empty()
    st.stop()

shown = small_multiples.summary(family)
place, known = shown.place, shown.known
with frame.more():
    st.markdown("**panels**")
    left, right = st.columns(2)
    order = left.selectbox("order", ORDERS, key="order", bind="query-params")
    group = right.selectbox(
        "sub-tasks of", shown.groups, None, key="group", bind="query-params", placeholder="none: groups only",
        disabled=not shown.groups,
    )  # fmt: skip

panels, figure = small_multiples.drawn(family, selectors.score_settings(), place.unit, order, group or "")
verdicts = Counter(panel.reads_as for panel in panels)
noise = {panel.noise_level for panel in panels if panel.noise_level is not None}

with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", width="content"):
        counted = [(known.models, "models"), (known.benchmarks, "benchmarks"), (known.checkpoints, "checkpoints")]
        text = " &emsp; ".join(f"**{count:,}** :gray[{what if count > 1 else what[:-1]}]" for count, what in counted)
        text += f" &emsp; **{known.scores:,}** :gray[scores]"
        if known.fewest_tokens is not None and known.most_tokens is not None:
            text += f" &emsp; **{count_label(known.fewest_tokens)} – {count_label(known.most_tokens)}** :gray[tokens]"
        st.markdown(text, width="content")
        notes.missing(shown.missing)
        notes.partial(known.partial)
    levels = f" :gray[SQ < {max(noise):.2f}]" if noise else ""
    undefined = f" &emsp; :gray[SQ undefined in] **{verdicts['']}**" if verdicts[""] else ""
    st.markdown(
        f":violet[■] **{verdicts['signal']} signal** :gray[SQ ≥ {SIGNAL_SQ}] · **{verdicts['weak']} weak** &emsp; "
        f":gray[■] **{verdicts['noise']} noise**{levels}" + undefined,
        width="content",
    )
notes.placement(place)
notes.folded({name: len(tasks) for name, tasks in shown.folded.items()}, group)
picked = st.plotly_chart(
    figure, theme=None, key="panels", on_select="rerun", selection_mode="points", config={"displayModeBar": False},
    alt=f"score against {place.unit} of {len(panels)} benchmarks",
)  # fmt: skip
for point in picked["selection"]["points"][:1]:
    task = point["customdata"][TASK_FIELD]
    frame.link("curves", f"open {escaped(task_label(task))} in curves", task=task)
with frame.corner():
    export_parts.save_button(
        {f"overview of {family}": figure}, {f"points of {family}": lambda: queries.family_curves(family)}
    )
