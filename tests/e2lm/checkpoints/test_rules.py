"""Every model has its own rule from step to tokens."""

from __future__ import annotations

import json

import pytest

from e2lm.checkpoints import rules, tokens_by_rule
from e2lm.checkpoints.names import step_in
from e2lm.checkpoints.rules import e2lm_tokens
from tests.paths import SHARED_DATA, needs_shared_data


@pytest.mark.parametrize(
    ("step", "billions"),
    [(2000, 2.097), (10_000, 14.791), (12_000, 21.443), (54_000, 197.604), (56_000, 205.992)],
)
def test_the_ramp_up_gives_the_published_tokens(step: int, billions: float) -> None:
    assert round(e2lm_tokens(step) / 1e9, 3) == billions


def test_a_step_inside_the_second_phase_by_hand() -> None:
    """8000 iterations: 1,627,604 samples at batch 256, the other 8000 - 1627604/256 iterations at batch 512."""
    assert e2lm_tokens(8000) == (512 * 8000 - 1_627_604) * 4096


@needs_shared_data
def test_the_ramp_up_gives_every_released_number_of_tokens() -> None:
    document = json.loads((SHARED_DATA / "competition" / "plot-data-combined-all.json").read_text())
    points = [
        pair for table in document["data"].values() for pair in zip(table["iteration"], table["gtokens"], strict=True)
    ]
    assert len(points) == 176
    assert all(e2lm_tokens(step) == round(billions * 1e9) for step, billions in points)


@pytest.mark.parametrize(
    ("model", "organisation", "checkpoint", "tokens"),
    [
        ("pythia-70m", "EleutherAI", "step1000", 2_097_152_000),
        ("pythia-1.4b-deduped", "EleutherAI", "step143000", 299_892_736_000),
        ("pythia-v1.1-70m", "EleutherAI", "step1000", 2_097_152_000),
        ("dense-500m-arch2", "tiiuae", "iter_0004000", 4_194_304_000),
        ("dense-500m-arch2", "", "iter_0004000", 4_194_304_000),
        ("SmolLM2-135M-intermediate-checkpoints", "HuggingFaceTB", "step-240000", 251_658_240_000),
        ("SmolLM2-360M-intermediate-checkpoints", "HuggingFaceTB", "step-160000", 251_658_240_000),
        ("SmolLM2-1.7B-intermediate-checkpoints", "HuggingFaceTB", "step-125000", 262_144_000_000),
        ("OLMo-1B", "allenai", "step1000-tokens4B", 4_000_000_000),
        ("my-model", "me", "10BT", 10_000_000_000),
    ],
)
def test_a_known_model_has_tokens(model: str, organisation: str, checkpoint: str, tokens: int) -> None:
    assert tokens_by_rule(model, organisation, checkpoint, step_in(checkpoint))[0] == tokens


@pytest.mark.parametrize(
    ("model", "organisation"),
    [("pythia-70m", "someone"), ("pythia-70m-finetuned", "EleutherAI"), ("dense-7b-arch1", "tiiuae"), ("web-s", "")],
)
def test_one_models_rule_is_not_applied_to_another(model: str, organisation: str) -> None:
    assert tokens_by_rule(model, organisation, "step1000", 1000) == (None, "")


def test_the_rules_have_distinct_names() -> None:
    names = [rule.name for rule in rules()]
    assert len(set(names)) == len(names) >= 5
