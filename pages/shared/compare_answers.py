"""One common question on the compare page: each side's probability of each choice, its pick and the key."""

from __future__ import annotations

import numpy as np
import streamlit as st

from e2lm.export.questions import choice_texts
from e2lm.figures.compare_choices import Answer, answers_figure
from e2lm.figures.theme import theme_of
from e2lm.prompts import choice_text
from e2lm.views.compare_rows import laid_out
from e2lm.views.compare_side import LETTERS
from e2lm.views.words import escaped
from pages.shared import compare_reads, compare_sides, frame, questions
from pages.shared.compare_common import Common, Sides
from results_store.read import Doc

LONGEST, SHORT = 20_000, 420


def draw(sides: Sides, found: Common, row: int) -> None:
    """The question at `row` of the common ones as all sides answered it."""
    rows = found.matched.rows[row]
    docs = [
        compare_reads.doc(str(one.docs["doc_key"].iloc[at]), str(one.docs["task"].iloc[at]), side.n_shot)
        for side, one, at in zip(sides, found.columns, rows, strict=True)
    ]
    first = docs[0]
    if first is None:
        st.info("This question is not stored any more.", icon=":material/info:")
        return
    title = questions.title(first, LONGEST)
    st.container(height=78 if len(title) > SHORT else "content", border=False).markdown(
        f"**{title}**" if len(title) <= SHORT else title
    )
    texts = _texts(first)
    answers = []
    for place, (one, doc, at) in enumerate(zip(found.columns, docs, rows, strict=True)):
        own = texts if doc is None or place == 0 else _texts(doc)
        golds = one.docs["golds"].iloc[at]
        chances, pick, keys = laid_out(texts, own, one.chances[at], int(one.picks[at]), golds)
        answers.append(Answer(LETTERS[place], chances, pick, keys))
    figure = answers_figure(texts, answers, theme_of(frame.dark()))
    st.plotly_chart(
        figure, theme=None, key="compare_answers", config={"displayModeBar": False}, alt="each side's answer"
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for place, (side, doc, at) in enumerate(zip(sides, docs, rows, strict=True)):
            if doc is not None:
                key = str(found.columns[place].docs["doc_key"].iloc[at])
                frame.link("question", f"open in {LETTERS[place]}", doc=key, of=side.task, by=side.model, at=side.at)
        with st.popover("prompts", icon=":material/notes:", type="tertiary"):
            _prompts(sides, docs)


def _texts(doc: Doc) -> tuple[str, ...]:
    """What the choices say, behind letters too."""
    found = choice_texts(doc.continuations, doc.fields)
    return found or tuple(choice_text(one) for one in doc.continuations)


def _prompts(sides: Sides, docs: list[Doc | None]) -> None:
    """What each side's model read, without the examples before the question."""
    for place, (side, doc) in enumerate(zip(sides, docs, strict=True)):
        st.markdown(f"**{LETTERS[place]}** {escaped(compare_sides.label(side))}")
        if doc is None:
            st.caption("not stored")
            continue
        shots = f"{doc.n_shot} examples" if doc.n_shot else "no examples"
        st.code(doc.question, language=None, wrap_lines=True)
        ways = " | ".join(doc.continuations[:6])
        st.caption(escaped(f"then one of: {ways}; {shots} before it"))


def shown_row(found: Common, doc_key: str, rows: np.ndarray) -> int:
    """The place in `rows` of the question that the address names, 0 where it is not among them."""
    keys = found.paired.docs["doc_key"].to_numpy()[rows]
    places = np.flatnonzero(keys == doc_key)
    return int(places[0]) if len(places) else 0
