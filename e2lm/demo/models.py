"""The five models: two sizes, each deep and wide with the same number of parameters, and one that reads no science."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from e2lm.demo.tokens import vocabulary
from e2lm.errors import RequestError

if TYPE_CHECKING:
    from transformers import LlamaConfig

POSITIONS = 64


@dataclass(frozen=True)
class ModelPlan:
    """A Llama with tied embeddings; `reads` says which text it is trained on.

    The learning rates are those at which the two sizes learned best in trials.
    """

    name: str
    layers: int
    hidden: int
    feed_forward: int
    heads: int
    learning_rate: float
    reads: Literal["science", "web"] = "science"

    @property
    def parameters(self) -> int:
        """Embedding, and per layer four attention and three feed-forward matrices and two norms, and the last norm."""
        layer = 4 * self.hidden**2 + 3 * self.hidden * self.feed_forward + 2 * self.hidden
        return len(vocabulary()) * self.hidden + self.layers * layer + self.hidden


MODELS = (
    ModelPlan("demo-50k-deep", layers=4, hidden=24, feed_forward=64, heads=2, learning_rate=5e-3),
    ModelPlan("demo-50k-wide", layers=2, hidden=32, feed_forward=58, heads=2, learning_rate=5e-3),
    ModelPlan("demo-300k-deep", layers=6, hidden=64, feed_forward=122, heads=4, learning_rate=3e-3),
    ModelPlan("demo-300k-wide", layers=2, hidden=96, feed_forward=232, heads=4, learning_rate=3e-3),
    ModelPlan("demo-50k-deep-web", layers=4, hidden=24, feed_forward=64, heads=2, learning_rate=5e-3, reads="web"),
)


def named(names: Sequence[str] | None) -> tuple[ModelPlan, ...]:
    """The models of these names in the order of MODELS, all for None. Raises RequestError for an unknown name."""
    unknown = sorted(set(names or ()) - {plan.name for plan in MODELS})
    if unknown:
        known = ", ".join(plan.name for plan in MODELS)
        raise RequestError(f"the demo has no model {unknown[0]}", remedy=f"Choose from {known}.", field="models")
    return tuple(plan for plan in MODELS if names is None or plan.name in names)


def llama_config(plan: ModelPlan) -> LlamaConfig:
    """The plan as transformers takes it."""
    from transformers import LlamaConfig

    end = vocabulary()["<eos>"]
    return LlamaConfig(
        vocab_size=len(vocabulary()),
        hidden_size=plan.hidden,
        num_hidden_layers=plan.layers,
        intermediate_size=plan.feed_forward,
        num_attention_heads=plan.heads,
        num_key_value_heads=plan.heads,
        max_position_embeddings=POSITIONS,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=end,
        pad_token_id=end,
    )
