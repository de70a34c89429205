"""Whether a model may be scored by shared prefix: what its configuration says, and what scoring both ways shows."""

from __future__ import annotations

import inspect
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from transformers import PreTrainedModel

Answer = tuple[float, bool]
# How far apart two right computations of a loglikelihood may lie: a part of a nat times the square root of its tokens,
# and a share of its size. A part of it is the dtype's rounding of logits as large as the model's, twice.
APART = {torch.float32: (1e-4, 2e-6), torch.float64: (1e-4, 2e-6), torch.float16: (0.03, 1e-3)}
APART_ELSE = (0.2, 5e-3)
# Rotations that are stretched as soon as one prompt of a batch is longer than in training.
STRETCHED = ("dynamic", "longrope")
UNTELLING = ("_name_or_path", "transformers_version")


def identity(model: PreTrainedModel, device: torch.device) -> str:
    """What one check is good for: an architecture with its sizes in one dtype on one kind of device."""
    config = {name: value for name, value in model.config.to_dict().items() if name not in UNTELLING}
    about = [
        type(model).__name__,
        device.type,
        str(model.dtype),
        sorted(getattr(model, "peft_config", None) or {}),
        config,
    ]
    return json.dumps(about, sort_keys=True, default=str)


def unsupported(model: PreTrainedModel, deepest: int) -> str:
    """Why a model cannot be scored by shared prefix with inputs of up to `deepest` tokens; "" where it may."""
    if not hasattr(model, "set_attn_implementation") or not model._can_set_attn_implementation():
        return "its attention cannot be replaced"
    if getattr(model, "_is_stateful", False):
        return "it keeps a state from token to token"
    takes = inspect.signature(model.forward).parameters
    for name in ("position_ids", "logits_to_keep"):
        if name not in takes:
            return f"it does not take {name}"
    config = model.config.get_text_config()
    return _windows(config, deepest) or _rotations(config, deepest)


def differing(
    ours: Sequence[Answer], theirs: Sequence[Answer], lengths: Sequence[int], dtype: torch.dtype, largest: float = 0.0
) -> str:
    """How answers of both ways differ, "" where they agree.

    `lengths` are the scored tokens of each, `largest` is the size of the model's largest logits.
    """
    token, size = APART.get(dtype, APART_ELSE)
    token += 2 * torch.finfo(dtype).eps * largest
    for (own, _), (other, _), length in zip(ours, theirs, lengths, strict=True):
        allowed = token * length**0.5 + size * abs(other)
        if not abs(own - other) <= allowed:
            return f"it gives {own:.5f} where lm-eval gives {other:.5f}"
    return ""


def _windows(config: Any, deepest: int) -> str:  # noqa: ANN401
    """Layers that do not see everything before a token, where prompts are long enough for it to matter."""
    kinds = set(getattr(config, "layer_types", None) or ("sliding_attention",))
    windows = {"sliding_attention": "sliding_window", "chunked_attention": "attention_chunk_size"}
    for kind in sorted(kinds - {"full_attention"}):
        if kind not in windows:
            return f"it has layers of the kind {kind}"
        window = getattr(config, windows[kind], None)
        if window and deepest > window:
            return f"its attention sees {window} tokens, and prompts are longer"
    return ""


def _rotations(config: Any, deepest: int) -> str:  # noqa: ANN401
    rope = getattr(config, "rope_parameters", None) or getattr(config, "rope_scaling", None) or {}
    for one in (rope, *(part for part in rope.values() if isinstance(part, dict))):
        trained = one.get("original_max_position_embeddings") or getattr(config, "max_position_embeddings", None)
        if one.get("rope_type") in STRETCHED and trained and deepest > trained:
            return f"its positions are stretched beyond {trained} tokens"
    return ""
