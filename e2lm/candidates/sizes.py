"""How large a candidate is: the competition's bounds on the number of questions, and what it costs to run.

lm-eval scores each choice with the whole prompt before it; by shared prefix (e2lm.harness.prefix) a prompt is read once
and its choices side by side. Tokens are estimated from letters, which is how far they can be known without a tokenizer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from e2lm.counting import counted
from e2lm.subsets import Mask

FEWEST, MOST = 100, 15_000  # questions of a submission, by the competition's rules
LETTERS_A_TOKEN = 4.0  # English text under vocabularies of 50,000 to 65,000

# One row per question of a source: letters of its prompt, examples included, of all its choices together, and how many
# these are.
PROMPT_COLUMNS = ("doc_key", "prompt_chars", "choices_chars", "n_choices")


@dataclass(frozen=True)
class Cost:
    """Estimated tokens that one checkpoint reads: choice by choice, and by shared prefix; NaN where unknown."""

    tokens: float
    shared: float


def cost_of(prompts: pd.DataFrame, chosen: Mask) -> Cost:
    """What the chosen rows of a table with PROMPT_COLUMNS cost at one checkpoint."""
    prompt, choices, count = (
        prompts[name].to_numpy(float)[chosen] for name in ("prompt_chars", "choices_chars", "n_choices")
    )
    if not chosen.any() or not np.isfinite(prompt).all():
        return Cost(float("nan"), float("nan"))
    whole = float((prompt * count + choices).sum() / LETTERS_A_TOKEN)
    return Cost(whole, float((prompt + choices).sum() / LETTERS_A_TOKEN))


def size_warning(questions: int) -> str:
    """What the competition's bounds say of a number of questions; "" within them."""
    if questions < FEWEST:
        return f"{counted(questions, 'question')}: a submission needs at least {FEWEST}, and scores of so few are noise"
    if questions > MOST:
        return f"{counted(questions, 'question')}: a submission has at most {MOST:,}"
    return ""
