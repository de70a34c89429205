"""What people typed about models and checkpoints, and how it corrects what the files say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from e2lm.checkpoints import typed_tokens
from e2lm.errors import RequestError
from e2lm.records import Checkpoint


@dataclass(frozen=True)
class Assignment:
    """A correction: runs that match all of `model`, `checkpoint` and `run_id` ("" matches any), as they stand after
    the corrections before it, get `to_model` ("" keeps), `step` and `tokens` (None keeps) or tokens by `rule`.
    """

    assignment_id: str
    model: str = ""
    checkpoint: str = ""
    run_id: str = ""
    to_model: str = ""
    step: int | None = None
    tokens: int | None = None
    rule: str = ""

    def matches(self, run_id: str, checkpoint: Checkpoint) -> bool:
        wanted = (self.model, self.checkpoint, self.run_id)
        found = (checkpoint.model, checkpoint.name, run_id)
        return all(not want or want == have for want, have in zip(wanted, found, strict=True))


def corrected(run_id: str, read: Checkpoint, source_rule: str, assignments: Iterable[Assignment]) -> Checkpoint:
    """The checkpoint that a run belongs to.

    A typed assignment beats what the files say, a later one an earlier one. The rule given with an import only fills
    tokens that nothing else gives, so that it never reaches another model that knows its own.
    """
    known, rule = read, ""
    for assignment in assignments:
        if not assignment.matches(run_id, known):
            continue
        if assignment.to_model:
            known = replace(known, model=assignment.to_model, provisional="")
        if assignment.step is not None:
            known = replace(known, step=assignment.step)
        if assignment.tokens is not None:
            known, rule = replace(known, tokens=assignment.tokens, tokens_from="typed"), ""
        rule = assignment.rule or rule
    if rule:
        return _with_tokens(known, rule)
    return _with_tokens(known, source_rule) if known.tokens is None and source_rule else known


def _with_tokens(checkpoint: Checkpoint, rule: str) -> Checkpoint:
    """Tokens by a typed rule; unknown at a step where the rule has no value, and then asked for like any others."""
    if checkpoint.step is None:
        return checkpoint
    try:
        return replace(checkpoint, tokens=typed_tokens(rule, checkpoint.step), tokens_from=f"typed rule: {rule}")
    except RequestError:
        return replace(checkpoint, tokens=None, tokens_from="")
