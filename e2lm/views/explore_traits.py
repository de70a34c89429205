"""The figures on how far curves can be relied on, in words."""

from __future__ import annotations

from e2lm.checkpoints import describe
from e2lm.reliability import Trait

MOST_MODELS = 8  # named one by one in a tooltip


def trait_value(trait: Trait) -> str:
    """The figure in bold Markdown, standard errors and ratios to one place, shares to three; or that there is none."""
    if trait.value is None:
        return ":gray[undefined]"
    if trait.name.startswith("above chance"):
        return f"**{trait.value:.1f}** :small[:gray[stderr]]"
    return f"**{trait.value:.1f}**" if trait.name == "signal to noise" else f"**{trait.value:.3f}**"


def trait_in_words(trait: Trait) -> str:
    """Definition, what it was computed from or why it is undefined, and the figures of the models; a line each."""
    models = [f"{describe(model).label} {value:.1f}" for model, value in trait.by_model.items()]
    more = [f"and {len(models) - MOST_MODELS} more"] if len(models) > MOST_MODELS else []
    lines = [trait.definition, trait.reason or f"From {trait.basis}.", ", ".join([*models[:MOST_MODELS], *more])]
    return "\n".join(line for line in lines if line)
