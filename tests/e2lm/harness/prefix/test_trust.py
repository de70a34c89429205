"""What a model's configuration says against scoring by shared prefix, and how far apart two right answers may be."""

from __future__ import annotations

import pytest
import torch

from e2lm.harness.prefix import trust
from tests.e2lm.harness.prefix.toy import model

STRETCHED = {"rope_type": "dynamic", "factor": 2.0, "rope_theta": 10_000.0}


@pytest.mark.parametrize(
    ("kind", "more", "fits", "why"),
    [
        ("mistral", {"sliding_window": 30}, 30, "sees 30 tokens"),
        ("qwen2", {"use_sliding_window": True, "sliding_window": 30, "max_window_layers": 1}, 30, "sees 30 tokens"),
        ("llama", {"rope_parameters": STRETCHED, "max_position_embeddings": 20}, 20, "stretched beyond 20"),
        ("llama", {}, 10**6, ""),
    ],
)
def test_length_matters_where_the_configuration_says_so(
    kind: str, more: dict[str, object], fits: int, why: str
) -> None:
    one = model(kind, num_key_value_heads=2, **more)
    assert trust.unsupported(one, fits) == ""
    assert why in trust.unsupported(one, fits + 1)
    assert bool(why) == bool(trust.unsupported(one, fits + 1))


@pytest.mark.parametrize(
    ("dtype", "near", "far"),
    [(torch.float32, 1e-4, 1e-3), (torch.float16, 0.02, 0.2), (torch.bfloat16, 0.2, 1.5)],
)
def test_rounding_is_no_difference_and_anything_else_is(dtype: torch.dtype, near: float, far: float) -> None:
    true = [(-12.0, True), (-8.0, False)]
    assert trust.differing([(-12.0 + near, True), (-8.0, False)], true, [1, 4], dtype) == ""
    assert "gives -8.00000" in trust.differing([(-12.0, True), (-8.0 + far, False)], true, [1, 4], dtype)
    assert trust.differing([(-12.0, True), (-8.0 + far, False)], true, [1, 4], dtype, largest=1e6) == ""
    assert trust.differing([(float("nan"), True), (-8.0, False)], true, [1, 4], dtype)


def test_one_check_is_good_for_the_checkpoints_of_a_model_and_no_other() -> None:
    cpu = torch.device("cpu")
    first, later = model("llama"), model("llama")
    later.config._name_or_path = "elsewhere/step2"
    assert trust.identity(first, cpu) == trust.identity(later, cpu)
    others = [model("llama", num_hidden_layers=3), model("qwen2"), model("llama").to(torch.bfloat16)]
    assert len({trust.identity(one, cpu) for one in (first, *others)}) == 4
