"""What an import leaves open and only a person can say: tokens that nothing gives, names that stand to be confirmed."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from e2lm.counting import counted
from e2lm.errors import E2LMError
from e2lm.views.proposals import TYPED, changes, proposed, rule_names
from e2lm.views.words import escaped
from pages.shared import queries
from pages.shared.presses import press, pressed
from results_store import ingest


def steps_in_words(row: pd.Series) -> str:
    """How many checkpoints of a model are without tokens, and where."""
    where = "steps unknown" if row["steps_unknown"] else f"steps {row['first_step']:,} to {row['last_step']:,}"
    return f"{counted(row['checkpoints'], 'checkpoint')}, {where}"


def ask_for_tokens(unknown: pd.DataFrame) -> None:
    """One model at a time: pick or type a rule, look at what it gives, correct it, save."""
    if unknown.empty:
        st.markdown(":gray[Every checkpoint has its tokens.]")
        return
    names = unknown["model"].tolist()
    left, right = st.columns([1, 1.6], gap="medium")
    with left:
        st.markdown(f"**{len(names)} {'model has' if len(names) == 1 else 'models have'} checkpoints without tokens**")
        model = st.selectbox("model", names, key="tokens_of")
        st.caption(escaped(steps_in_words(unknown[unknown["model"] == model].iloc[0])))
        rule = st.selectbox("rule", rule_names(), key="tokens_rule")
        formula = st.text_input("tokens =", key="tokens_formula", placeholder="step * 2097152", disabled=rule != TYPED)
    runs = queries.runs()
    mine = runs[(runs["model"] == model) & runs["tokens"].isna()].drop_duplicates("checkpoint")
    with right:
        try:
            before = proposed(mine, rule, formula)
            number = st.column_config.NumberColumn(min_value=0, step=1, format="localized")
            after = st.data_editor(
                before, hide_index=True, height=300, disabled=["checkpoint"], key=f"tokens_{model}_{rule}_{formula}",
                column_config={"step": number, "tokens": number},
            )  # fmt: skip
            empty = bool(after["tokens"].isna().all())
            st.button("save tokens", type="primary", disabled=empty, on_click=press, args=("tokens",))
            if pressed("tokens"):
                save_tokens(model, formula if rule == TYPED else "", before, after)
        except E2LMError as error:
            st.error(f"{escaped(error.problem)}. {escaped(error.remedy)}", icon=":material/error:")


def save_tokens(model: str, formula: str, before: pd.DataFrame, after: pd.DataFrame) -> None:
    """A typed rule that was left as it is holds for later checkpoints too; anything else is said of each checkpoint."""
    if formula and after.equals(before):
        ingest.assign(queries.store(), model=model, rule=formula)
    else:
        for checkpoint, step, tokens in changes(before, after):
            ingest.assign(queries.store(), model=model, checkpoint=checkpoint, step=step, tokens=tokens)
    st.rerun()


def ask_for_names(provisional: pd.DataFrame) -> None:
    """Models whose name was taken from somewhere unsure: confirm it or type the right one."""
    if provisional.empty:
        st.markdown(":gray[Every model has its name from its own run.]")
        return
    line = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False)
    line.markdown(":gray[the files do not say these models for certain: confirm the name, or type the right one]")
    line.button(
        "confirm all as they are", type="tertiary", icon=":material/done_all:", on_click=confirm_all,
        args=(provisional["model"].unique().tolist(),),
    )  # fmt: skip
    for row in provisional.to_dict("records"):
        with st.form(f"name_{row['model']}_{row['provisional']}", border=False):
            name, why, button = st.columns([1, 2.4, 0.5], vertical_alignment="center")
            key = f"named_{row['model']}"
            name.text_input("model", row["model"], key=key, label_visibility="collapsed")
            size = f"{counted(row['runs'], 'run')} at {counted(row['checkpoints'], 'checkpoint')}"
            why.markdown(f":gray[{escaped(row['provisional'])}, {size}]")
            button.form_submit_button("confirm", width="stretch", on_click=confirm, args=(row["model"], key))


def confirm(model: str, key: str) -> None:
    """Gives the runs of a model the name that was typed."""
    if typed := str(st.session_state[key]).strip():
        ingest.assign(queries.store(), model=model, to_model=typed)


def confirm_all(models: list[str]) -> None:
    """Takes all names as they stand."""
    for model in models:
        ingest.assign(queries.store(), model=model, to_model=model)
