"""How many tokens a checkpoint has seen: one rule per family of models, as a table of values.

Sources: the competition's starter kit (E2LM's batch ramp-up), EleutherAI/pythia (1024 sequences of 2048 tokens per
step), the cards of HuggingFaceTB's intermediate checkpoints (batch sizes in tokens), allenai/OLMo (tokens in the
revision's name). A rule belongs to its own models only: the same step is another number of tokens elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from e2lm.checkpoints.names import step_in, tokens_in
from e2lm.counting import count

E2LM_SEQUENCE = 4096
E2LM_PHASE_SAMPLES = 1_627_604
E2LM_RAMP = (256, 512, 768)
E2LM_BATCH = 1024


def e2lm_tokens(step: int) -> int:
    """Tokens after `step` iterations: batches of 256, 512, 768 for 1,627,604 samples each, then of 1024."""
    left, samples = Fraction(step), Fraction(0)
    for batch in E2LM_RAMP:
        phase = min(left, Fraction(E2LM_PHASE_SAMPLES, batch))
        samples += phase * batch
        left -= phase
    return round((samples + left * E2LM_BATCH) * E2LM_SEQUENCE)


def tokens_per_step(number: int) -> Callable[[int], int]:
    """The rule of a constant batch: tokens = step * number."""
    return lambda step: step * number


@dataclass(frozen=True)
class TokenRule:
    """Tokens of every checkpoint of the models that `pattern` matches (the last part of `pretrained`, whole).

    `organisation` publishes these models: a repository of somebody else's is another training, a local copy is taken
    at its name. `tokens` counts from the step; None where the checkpoint's name gives the tokens itself.
    """

    name: str
    pattern: str
    organisation: str
    tokens: Callable[[int], int] | None

    def matches(self, model: str, organisation: str = "") -> bool:
        known = not self.organisation or organisation.lower() in ("", self.organisation.lower())
        return known and re.fullmatch(self.pattern, model, re.IGNORECASE) is not None

    def tokens_of(self, checkpoint: str, step: int | None) -> int | None:
        """Tokens of a checkpoint by its name and step; None where the rule needs what the name does not say."""
        if self.tokens is None:
            return tokens_in(checkpoint)
        number = step if step is not None else step_in(checkpoint)
        return None if number is None else count(self.tokens(number))


_PYTHIA = (
    r"pythia(-v\d+(\.\d+)?)?-(14m|19m|31m|70m|125m|160m|350m|410m|800m|1b|1\.3b|1\.4b|2\.7b|2\.8b|6\.7b|6\.9b|12b|13b)"
    r"(-deduped)?(-v\d+)?(-(data-|weight-)?seed\d+)?"
)

CATALOGUE = (
    TokenRule("E2LM batch ramp-up", r"dense-(500m|1b|3b)-arch[12]", "tiiuae", e2lm_tokens),
    TokenRule("Pythia: step * 2,097,152", _PYTHIA, "EleutherAI", tokens_per_step(2_097_152)),
    TokenRule(
        "SmolLM2-135M: step * 1,048,576",
        r"SmolLM2-135M(-intermediate-checkpoints)?",
        "HuggingFaceTB",
        tokens_per_step(1_048_576),
    ),
    TokenRule(
        "SmolLM2-360M: step * 1,572,864",
        r"SmolLM2-360M(-intermediate-checkpoints)?",
        "HuggingFaceTB",
        tokens_per_step(1_572_864),
    ),
    TokenRule(
        "SmolLM2-1.7B: step * 2,097,152",
        r"SmolLM2-1\.7B(-intermediate-checkpoints)?",
        "HuggingFaceTB",
        tokens_per_step(2_097_152),
    ),
    TokenRule("OLMo: tokens in the revision", r"OLMo.*", "allenai", None),
    TokenRule("tokens in the name", r".*", "", None),
)


def rules() -> tuple[TokenRule, ...]:
    """The catalogue, in the order in which rules are tried."""
    return CATALOGUE


def is_namesake(model: str, organisation: str) -> bool:
    """Whether a repository has the name of a known model and is somebody else's, so that its runs are of another
    training and must not join that model's curve."""
    published = [rule for rule in CATALOGUE if rule.organisation and rule.matches(model)]
    return bool(organisation and published) and not any(rule.matches(model, organisation) for rule in published)


def tokens_by_rule(model: str, organisation: str, checkpoint: str, step: int | None) -> tuple[int | None, str]:
    """Tokens and the name of the rule that gave them; (None, "") where no rule knows."""
    for rule in CATALOGUE:
        if rule.matches(model, organisation):
            tokens = rule.tokens_of(checkpoint, step)
            if tokens is not None:
                return tokens, rule.name
    return None, ""
