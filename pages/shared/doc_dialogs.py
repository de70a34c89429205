"""What stands behind a question: the whole prompt with the doc's fields, and the raw record."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from e2lm.errors import E2LMError
from e2lm.views.words import escaped
from pages.shared import queries, questions
from results_store import read
from results_store.read import Doc


@st.dialog("prompt and fields", width="large")
def prompt_dialog(doc_key: str) -> None:
    """The context and the continuations as they were sent, the few-shot part folded; the doc's own fields beside."""
    doc = questions.doc(doc_key, "")
    if doc is None:
        st.error("This question is no longer loaded.", icon=":material/error:")
        return
    sent, fields = st.columns([1.3, 1], gap="medium")
    with sent:
        if doc.few_shot:
            shots = "description" if not doc.n_shot else f"description and {doc.n_shot} examples"
            with st.expander(f"{shots}, {len(doc.few_shot):,} characters"):
                st.code(doc.few_shot, language=None, wrap_lines=True)
        st.caption("the doc's own part of the prompt")
        st.code(doc.question, language=None, wrap_lines=True)
        if doc.continuations:
            st.caption("continuations, as scored")
            table = pd.DataFrame({"continuation": [json.dumps(text, ensure_ascii=False) for text in doc.continuations]})
            table.insert(0, "key", [place in doc.golds for place in range(len(table))])
            st.dataframe(table, hide_index=True)
    with fields:
        st.caption(f"fields of the doc, target {escaped(doc.target)}")
        texts = [
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in doc.fields.values()
        ]
        for name, text in zip(doc.fields, texts, strict=True):
            st.markdown(f":gray[{escaped(name)}]")
            st.text(text)


@st.dialog("raw record", width="large")
def raw_dialog(doc: Doc, model: str, checkpoint: str) -> None:
    """The sample of one checkpoint as its file holds it now, and where that file is."""
    answers, _ = questions.answers(doc.doc_key, doc.filters[0], "")
    rows = answers[(answers["model"] == model) & (answers["checkpoint"] == checkpoint)]
    if rows.empty:
        st.info("No run of this checkpoint has a record of it.", icon=":material/info:")
        return
    answer = rows.iloc[0]
    try:
        raw = read.raw_record(queries.store(), answer["run_id"], answer["task"], answer["filter"], doc.doc_key)
    except E2LMError as error:
        st.error(escaped(str(error)))
        return
    st.caption(escaped(f"{raw.file}, line {raw.line:,}"))
    st.code(json.dumps(raw.record, indent=1, ensure_ascii=False), language="json", wrap_lines=True, height=520)
