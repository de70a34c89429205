"""The checks of the integrity page in words: what each means, and what helps."""

from __future__ import annotations

from typing import NamedTuple


class Check(NamedTuple):
    """One thing that makes curves untrustworthy: its name in the address and on the page, what it means, what helps.

    `nothing` is said where it was not found, `reason` proposed where its runs are excluded ("" where it lists no runs).
    """

    name: str
    label: str
    means: str
    remedy: str
    nothing: str
    reason: str = ""


CHECKS = (
    Check(
        "identical", "identical",
        "Two checkpoints gave every doc exactly the same loglikelihoods: one holds the other's answers, most often "
        "from a cache that does not know which model it answers for.",
        "Evaluate the checkpoint again without a cache (use_cache), or exclude the run.",
        "No two checkpoints gave identical answers.", "identical loglikelihoods, a stale cache",
    ),
    Check(
        "prompts", "prompts",
        "Along one curve these checkpoints were asked the same docs in another way than most: what changes there may "
        "be the prompt and not the model.",
        "Evaluate them again with the task as it is now, or exclude them.",
        "Along every curve each doc was asked in one way.", "asked with other prompts than the rest of its curve",
    ),
    Check(
        "docs", "doc sets",
        "Along one curve these checkpoints were asked other docs than most: their mean is over other questions.",
        "Evaluate them again on all docs, compare on a subset that all share, or exclude them.",
        "Along every curve all checkpoints were asked the same docs.", "asked other docs than the rest of its curve",
    ),
    Check(
        "settings", "settings",
        "Along one curve these checkpoints were evaluated by another version of lm-eval or of the task, in another "
        "dtype, with other shots, or come from another publisher's repository.",
        "Evaluate them like the others. Runs of another training get another model name on the data page.",
        "Along every curve all checkpoints were evaluated alike.", "evaluated with other settings than its curve",
    ),
    Check(
        "changed", "changed docs",
        "Docs of one task that not all of its full runs asked: at that place others asked another text, or hold "
        "another answer for right. Both are kept apart and never merged.",
        "Find out which version of the data is meant, and evaluate all checkpoints on it.",
        "All full runs of a task asked the same docs with the same keys.",
    ),
    Check(
        "twice", "duplicate docs",
        "Questions that one task, or the tasks of one group, ask more than once with the same choices: each copy "
        "counts in the mean. Copies with different keys cannot both be right.",
        "Mend the task's data, or leave the copies out of a subset.",
        "No question is asked twice.",
    ),
    Check(
        "finite", "-inf, NaN",
        "Loglikelihoods or values that are no finite numbers. -inf: a choice got no probability at all, often an "
        "overflow in 16 bits; NaN: weights or activations broke, and what the model picks there means nothing.",
        "Evaluate the checkpoint in float32 or look at its weights; else exclude the run.",
        "Every loglikelihood and every value is a finite number.", "loglikelihoods or values that are not finite",
    ),
    Check(
        "missing", "missing",
        "Checkpoints that lack tasks which the model has at other checkpoints, or which others of its family have "
        "there.",
        "Evaluate them: the form on the runs page is filled from the model's other runs.",
        "No checkpoint is missing.",
    ),
    Check(
        "excluded", "excluded",
        "Taken out of curves, scores and cubes by a person. The next newest run of the checkpoint counts instead; else "
        "the curve has a gap. The files stay, and so does this list if the index is deleted.",
        "Readmit what was excluded by mistake.",
        "Nothing is excluded.",
    ),
)  # fmt: skip
