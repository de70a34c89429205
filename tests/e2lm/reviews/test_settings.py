"""Settings as options of a command and back: whoever reads a number can have it computed again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from e2lm.errors import RequestError
from e2lm.reviews.settings import REFERENCES, given_options, options_of, resting_on, settings_of
from e2lm.scoring.ranking import Reference
from e2lm.scoring.settings import ScoreSettings, default_settings
from e2lm.scoring.signal import ALL_POINTS, OFFICIAL, Window
from e2lm.scoring.total import Weights

MODELS = ("dense-500m-arch1", "dense-500m-arch2", "dense-1b-arch1", "dense-1b-arch2", "pythia-70m")
USUAL = default_settings(MODELS)
_WINDOWS = st.sampled_from([None, OFFICIAL, ALL_POINTS, Window(1000, 50_500_000_000), Window(None, 10**9), Window(7)])
_WEIGHTS = st.tuples(*[st.integers(0, 40).map(lambda twentieth: twentieth / 20)] * 3).map(lambda three: Weights(*three))


def _parsed(options: list[str]) -> dict[str, Any]:
    """Options as the command's parser gives them."""
    found: dict[str, list[str]] = {}
    for word in options:
        if word.startswith("--"):
            found[word[2:].replace("-", "_")] = []
        else:
            found[[*found][-1]].append(word)
    several = {"weights", "sq_models", "rc_pairs", "cs_pairs"}
    parsed: dict[str, Any] = {name: words if name in several else words[0] for name, words in found.items()}
    return {**parsed, **({"proxy_at": int(parsed["proxy_at"])} if "proxy_at" in parsed else {})}


@settings(max_examples=40)
@given(_WINDOWS, _WEIGHTS, st.sampled_from(REFERENCES), st.none() | st.integers(0, 60_000), st.booleans())
def test_options_give_the_settings_again(
    window: Window | None, weights: Weights, reference: Reference, proxy: int | None, own: bool
) -> None:
    wanted = replace(USUAL, window=window, weights=weights, reference=reference, proxy_at=proxy)
    if own:
        wanted = wanted.choosing(
            ("dense-1b-arch1",), (("dense-500m-arch1", "dense-500m-arch2"),), (("dense-1b-arch1", "dense-1b-arch2"),)
        )
    options = options_of(wanted, "E2LM")
    assert settings_of(_parsed(options), USUAL, "E2LM") == wanted
    assert given_options(_parsed(options)) == options


def test_what_is_usual_needs_no_option() -> None:
    assert options_of(USUAL, "E2LM") == ["--family", "E2LM"]
    assert options_of(ScoreSettings(), "") == []


@pytest.mark.parametrize("window", ["some", "1:2:3", "0:5", "5:-1", "x:5", ":inf"])
def test_a_window_that_cannot_be_meant_is_refused(window: str) -> None:
    with pytest.raises(RequestError, match="no window"):
        settings_of({"window": window}, USUAL, "E2LM")


def test_a_model_without_a_partner_is_refused() -> None:
    with pytest.raises(RequestError, match="partner"):
        settings_of({"rc_pairs": ["a", "b", "c"]}, USUAL, "E2LM")


def test_scores_rest_on_the_family_and_what_its_line_up_names() -> None:
    assert resting_on(MODELS, USUAL, "E2LM") == sorted(MODELS[:4])
    beside = USUAL.choosing(cs_pairs=(("dense-1b-arch1", "pythia-70m"),))
    assert resting_on(MODELS, beside, "E2LM") == sorted(MODELS)
