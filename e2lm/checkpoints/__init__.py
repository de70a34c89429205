"""Which model at which moment: the checkpoint a run evaluated, its tokens by the model's own rule, its short label."""

from e2lm.checkpoints.identify import identify, with_sidecar
from e2lm.checkpoints.models import ModelName, describe
from e2lm.checkpoints.rules import TokenRule, rules, tokens_by_rule
from e2lm.checkpoints.typed import TypedRule, typed_tokens

__all__ = [
    "ModelName",
    "TokenRule",
    "TypedRule",
    "describe",
    "identify",
    "rules",
    "tokens_by_rule",
    "typed_tokens",
    "with_sidecar",
]
