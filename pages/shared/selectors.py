"""What all pages share: the family of models, and the settings that scores rest on; all of it is in the address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pandas as pd
import streamlit as st

from e2lm.checkpoints import describe
from e2lm.scoring.ranking import Reference
from e2lm.scoring.settings import Lineup, ScoreSettings
from e2lm.scoring.signal import ALL_POINTS, OFFICIAL, Window
from e2lm.scoring.total import Weights
from pages.shared import absent, frame, links, queries

PROXY = (
    'RC\'s proxy: the order at this checkpoint against all later ones. It counts with the reference "checkpoint k", '
    "and where no checkpoint lies after the cut; the last checkpoint up to this step is taken"
)
WINDOWS = ("usual", "official", "all points", "own")
REFERENCES: tuple[Reference, ...] = get_args(Reference)
BILLION = 1_000_000_000
# In the address, and remembered on pages that do not draw it: the way through runs and data and back changes no score.
KEPT: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}


def families(curves: pd.DataFrame) -> list[str]:
    """The families of models that are loaded: E2LM first, then by their newest run, the demo last."""
    newest = curves.groupby("model", observed=True)["date"].max()
    found: dict[str, float] = {}
    for model, date in newest.items():
        name = describe(str(model)).family
        found[name] = max(found.get(name, 0.0), float(date) if pd.notna(date) else 0.0)
    return sorted(found, key=lambda name: (name != "E2LM", name == queries.DEMO, -found[name], name))


@st.cache_resource(show_spinner=False, max_entries=2)
def _loaded_families(at: int) -> list[str]:  # noqa: ARG001 - the version is the cache's key
    return families(queries.curves())


def family_selector() -> None:
    """Draws the choice of family in the title row where there is more than one."""
    names = queries.at_this_version(_loaded_families)
    if len(names) < 2:
        return
    with frame.corner():
        st.selectbox(
            "models", names, key="family", label_visibility="collapsed", width=150, on_change=usual_models, **KEPT
        )


def family() -> str:
    """The family whose models are shown; "" in an empty store."""
    names = queries.at_this_version(_loaded_families)
    chosen = st.session_state.get("family", "")
    return chosen if chosen in names else (names[0] if names else "")


def show_family(name: str) -> None:
    """For a button's on_click: shows another family."""
    st.session_state["family"] = name
    usual_models()


def usual_models() -> None:
    """Another family has its own usual models and pairs: those of the one before say nothing about it."""
    for name in ("sq", "rc", "science", "web"):
        st.session_state.pop(name, None)


def lineup() -> Lineup:
    """The default line-up of the family that is shown."""
    name = family()
    return next((one for one in queries.settings().lineups if one.family == name), Lineup(name, (), ()))


def score_settings_selector() -> None:
    """Draws window, weights, reference and pairs behind "more"; score_settings() reads them."""
    usual = lineup()
    with frame.more(shared=True):
        st.markdown("**scores rest on**")
        left, right = st.columns(2)
        left.selectbox("points", WINDOWS, key="window", help=f"usual for {usual.family}: {usual.window}", **KEPT)
        right.selectbox("RC reference", REFERENCES, key="reference", **KEPT)
        if st.session_state.get("window") == "own":
            left.number_input("steps divisible by", 1, value=1, key="every", **KEPT)
            right.number_input("up to (B tokens)", 0.1, value=206.0, key="upto", **KEPT)
        weights = st.columns(3)
        for column, name, value in zip(weights, ("SQ", "RC", "CS"), (0.5, 0.1, 0.4), strict=True):
            column.number_input(f"weight {name}", 0.0, 10.0, value, 0.05, key=f"w_{name.lower()}", **KEPT)
        st.multiselect("models in SQ", usual.models, usual.sq_models, key="sq", placeholder="the usual ones", **KEPT)
        pairs = [f"{first} / {second}" for first in usual.models for second in usual.models if first != second]
        usual_pairs = [" / ".join(pair) for pair in usual.rc_pairs]
        choice, proxy = st.columns([2, 1])
        choice.multiselect("pairs in RC", pairs, usual_pairs, key="rc", placeholder="the usual ones", **KEPT)
        proxy.number_input(
            "checkpoint k (step)", 0, value=None, step=1, key="proxy", placeholder="the middle one", help=PROXY, **KEPT
        )
        science, web = st.columns(2)
        everyone = list(queries.models())
        pair: tuple[str | None, str | None] = usual.cs_pairs[0] if len(usual.cs_pairs) == 1 else (None, None)
        for column, role, usual_run in ((science, "science", pair[0]), (web, "web", pair[1])):
            column.selectbox(
                f"{role} run for CS", everyone, None if usual_run is None else everyone.index(usual_run), key=role,
                placeholder="the usual pairs" if usual.cs_pairs else "choose one", **KEPT,
            )  # fmt: skip


def score_settings() -> ScoreSettings:
    """What the user chose for the scores, the family's defaults for the rest."""
    state = st.session_state
    settings = queries.settings()
    window: Window | None = {"official": OFFICIAL, "all points": ALL_POINTS}.get(state.get("window", "usual"))
    if state.get("window") == "own":
        window = Window(int(state.get("every", 1)), round(state.get("upto", 206.0) * BILLION))
    settings = replace(
        settings,
        window=window,
        reference=state.get("reference", REFERENCES[0]),
        proxy_at=state.get("proxy"),
        weights=Weights(
            *(
                float(state.get(f"w_{name}", usual))
                for name, usual in zip(("sq", "rc", "cs"), (0.5, 0.1, 0.4), strict=True)
            )
        ),
    )
    usual = lineup()
    sq_models = tuple(state.get("sq") or usual.sq_models)
    rc_pairs = tuple((first, second) for first, _, second in (text.partition(" / ") for text in state.get("rc") or ()))
    science, web = state.get("science"), state.get("web")
    cs_pairs = ((science, web),) if science and web and science != web else usual.cs_pairs
    if (sq_models, rc_pairs or usual.rc_pairs, cs_pairs) == (usual.sq_models, usual.rc_pairs, usual.cs_pairs):
        return settings
    return settings.choosing(sq_models, rc_pairs or usual.rc_pairs, cs_pairs)


def window_end(unit: str) -> float | None:
    """Tokens at which the window of the shown family's scores ends; None where it has none, or on an axis of steps."""
    window = score_settings().window or lineup().window
    return None if unit != "tokens" or window.max_tokens is None else float(window.max_tokens)


def shared(page_name: str) -> None:
    """What app.py draws in the title row of a page, by what the page declares."""
    entry = frame.entry(page_name)
    if not entry.by_family or queries.curves().empty:
        return
    shown = family()
    absent.expect("family", families(queries.curves()))
    links.note("family", shown)
    frame.exclusion_notice(sum(describe(model).family == shown for model in queries.exclusions()["model"] if model))
    family_selector()
    if set(queries.demo_models()) & set(lineup().models):
        frame.demo_notice()
    if entry.scored:
        score_settings_selector()
