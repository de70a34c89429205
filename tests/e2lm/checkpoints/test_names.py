"""What checkpoints' names say."""

from __future__ import annotations

import pytest

from e2lm.checkpoints.names import is_checkpoint_name, split_suffix, step_in, tokens_in


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("step1000", 1000),
        ("step0", 0),
        ("iter_0004000", 4000),
        ("step-125000", 125_000),
        ("checkpoint-500", 500),
        ("global_step143000", 143_000),
        ("stage1-step140000-tokens294B", 140_000),
        ("ckpt_10k", 10_000),
        ("0002000", 2000),
        ("main", None),
        ("sci-s", None),
        ("timestep", None),
        ("v1.1", None),
        ("20250131", None),
        ("it-5", None),
    ],
)
def test_a_step_is_read_from_the_name(name: str, step: int | None) -> None:
    assert step_in(name) == step


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("step1000-tokens4B", 4 * 10**9),
        ("10BT", 10**10),
        ("1.5BT", 1_500_000_000),
        ("tokens=1000", 1000),
        ("tokens_250M", 250_000_000),
        ("2T-tokens", 2 * 10**12),
        ("70m", None),
        ("step1000", None),
    ],
)
def test_tokens_are_read_from_the_name(name: str, tokens: int | None) -> None:
    assert tokens_in(name) == tokens


def test_a_size_or_a_version_is_no_checkpoint() -> None:
    assert [is_checkpoint_name(name) for name in ("step50", "iter_0002000", "10BT", "2000")] == [True] * 4
    assert [is_checkpoint_name(name) for name in ("pythia-70m", "web-s", "main", "Qwen2-7B", "dense-1b-arch1")] == [
        False
    ] * 5


def test_a_checkpoint_glued_to_the_model_comes_off() -> None:
    assert split_suffix("dense-1b-arch1-iter_0004000") == ("dense-1b-arch1", "iter_0004000")
    assert split_suffix("pythia-70m_step1000") == ("pythia-70m", "step1000")
    assert split_suffix("pythia-70m") is None
