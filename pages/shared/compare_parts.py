"""What the compare page says of all common questions: the verdict, the means, the right/wrong table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from e2lm.comparison import Pair
from e2lm.comparison.paired import all_at_once
from e2lm.counting import counted
from e2lm.figures.compare import SideRow, sides_figure
from e2lm.figures.compare_table import Counts, table_figure
from e2lm.figures.palette import colour
from e2lm.figures.saving import Figure
from e2lm.figures.theme import theme_of
from e2lm.metrics import METRICS
from e2lm.views.compare_side import LETTERS, Side
from e2lm.views.compare_words import all_words, table_words, verdict
from e2lm.views.words import escaped
from pages.shared import compare_common, compare_sides, frame
from pages.shared.compare_common import Common, Sides

PLOT = {"displayModeBar": False}
NOWHERE = (float("nan"), float("nan"))


def summary(sides: Sides, found: Common, pairs: Sequence[Pair], place: int) -> dict[str, Figure]:
    """Draws the sentences, the means and the table of the side at `place` against the first; the two figures."""
    theme = theme_of(frame.dark())
    pair, other = pairs[place - 1], LETTERS[place]
    right_by = " and ".join(dict.fromkeys(found.columns[at].right_by for at in (0, place)))
    said = [f":gray[{table_words(pair, 'A', other, right_by)}]"]
    if len(sides) > 2:
        said.append(f":gray[{all_words(all_at_once(found.paired), LETTERS[: len(sides)])}]")
    with st.container(gap="xxsmall"):
        st.markdown(" · ".join([verdict(pair, "A", other, sides[0].metric), said[0]]))
        for words in said[1:]:
            st.markdown(f":small[{words}]")
    left, right = st.columns([2.1, 1], gap="medium")
    means = sides_figure(_rows(sides, pairs), METRICS[sides[0].metric].unit, compare_common.chance(sides), theme)
    with left:
        st.plotly_chart(means, theme=None, key="compare_means", config=PLOT, alt="the sides' means and differences")
    counts = Counts(pair.both, pair.only_first, pair.only_other, pair.neither)
    table = table_figure(counts, "A", other, theme, height=min(190, int(means.layout.height)))
    with right:
        st.plotly_chart(table, theme=None, key="compare_table", config=PLOT, alt="right and wrong answers of both")
    return {"means and differences": means, f"right and wrong, A and {other}": table}


def _rows(sides: Sides, pairs: Sequence[Pair]) -> list[SideRow]:
    models = list(dict.fromkeys(side.model for side in sides))
    first = pairs[0]
    rows = [SideRow("A", compare_sides.label(sides[0]), "", first.first, first.first_interval, NOWHERE[0], NOWHERE)]
    rows += [
        SideRow(
            LETTERS[place], compare_sides.label(sides[place]), "", pair.other, pair.other_interval, pair.difference,
            (pair.low, pair.high),
        )
        for place, pair in enumerate(pairs, 1)
    ]  # fmt: skip
    tones = [colour(side.model, models, frame.dark()) for side in sides]
    return [row._replace(tone=tone) for row, tone in zip(rows, tones, strict=True)]


def rests_on(sides: Sides, found: Common, pairs: Sequence[Pair]) -> None:
    """Which questions the comparison is over, what was left out, and what differs between the sides besides."""
    count = len(found.matched.rows)
    words = [f"{counted(count, 'question')} that all sides answered"]
    if found.matched.by_text:
        words.append(f"{found.matched.by_text:,} of them matched by text, choices and key")
    undefined = count - pairs[0].questions
    if undefined:
        words.append(f"{undefined:,} without a value of {METRICS[sides[0].metric].label} in some side")
    left = [f"{len(rest):,} only in {LETTERS[place]}" for place, rest in enumerate(found.matched.rest) if len(rest)]
    if left:
        words.append(f"not compared: {', '.join(left)}" if len(sides) == 2 else f"not in all sides: {', '.join(left)}")
    st.markdown(f":small[:gray[{escaped('; '.join(words))}]{_differences(sides, found)}]", width="content")


def _differences(sides: Sides, found: Common) -> str:
    """Settings besides model and checkpoint in which sides differ, since these may be what is compared."""
    notes = []
    plain = [replace(side, model="", at="", run="") for side in sides]
    for name, words in (("task", "tasks"), ("metric", "metrics"), ("filter", "filters"), ("n_shot", "examples")):
        if len({getattr(side, name) for side in plain}) > 1:
            notes.append(words)
    if any(one.checkpoint["partial"].any() for one in found.columns):
        notes.append("limited runs are among them")
    return f" :orange[different {', '.join(notes)}]" if notes else ""


def not_loaded(side: Side, letter: str, problem: str, remedy: str) -> None:
    """A side whose answers are not there, with what to do; the choices above stay usable."""
    st.error(f"**{letter}**: {escaped(problem)}. {escaped(remedy)}", icon=":material/error:")
    st.caption(escaped(compare_sides.label(side)))
