"""The tasks that the picker offers without anybody's folder: shipped here, the winners', and the usual ones."""

from __future__ import annotations

from typing import NamedTuple

SHIPPED, WINNERS, USUAL = "shipped with the dashboard", "the competition's winners, in lm-eval", "lm-eval"


class OfferedTask(NamedTuple):
    """A task or group by the name that a request uses.

    `source` says where its files are from. `folder` is where they lie among lm-eval's tasks, "" for those shipped here.
    `needs_network` until its data set has been downloaded once.
    """

    name: str
    title: str
    source: str
    folder: str = ""
    needs_network: bool = True


_LM_EVAL = (
    ("mmlu", "MMLU, letters", "mmlu/default"),
    ("mmlu_continuation", "MMLU, texts of the choices", "mmlu/continuation"),
    ("arc_easy", "ARC, easy", "arc"),
    ("arc_challenge", "ARC, challenge", "arc"),
    ("hellaswag", "HellaSwag", "hellaswag"),
    ("piqa", "PIQA", "piqa"),
    ("sciq", "SciQ", "sciq"),
    ("openbookqa", "OpenBookQA", "openbookqa"),
    ("commonsense_qa", "CommonsenseQA", "commonsense_qa"),
    ("social_iqa", "Social IQa", "siqa"),
    ("winogrande", "WinoGrande", "winogrande"),
    ("boolq", "BoolQ", "super_glue/boolq"),
    ("copa", "COPA", "super_glue/copa"),
    ("lambada_openai", "LAMBADA", "lambada"),
    ("truthfulqa_mc2", "TruthfulQA, several right", "truthfulqa"),
)


def offered_tasks() -> tuple[OfferedTask, ...]:
    """Every offered task, the competition's first."""
    shipped = (
        ("mmlu_var", "MMLU-var, all 57 subjects"),
        ("mmlu_var_stem", "MMLU-var, 19 subjects of science and technology"),
        ("mmlu_var_humanities", "MMLU-var, 13 subjects of the humanities"),
        ("mmlu_var_social_sciences", "MMLU-var, 12 social sciences"),
        ("mmlu_var_other", "MMLU-var, 13 other subjects"),
    )
    winners = (
        ("mmlu_early_training", "MMLU, the half with an early signal"),
        ("noor", "MMLU-var, filtered for an early signal"),
        ("sciknoweval_mcqa", "SciKnowEval, four sciences"),
    )
    return (
        *(OfferedTask(name, title, SHIPPED) for name, title in shipped),
        *(OfferedTask(name, title, WINNERS, f"e2lmc/{name}") for name, title in winners),
        *(OfferedTask(name, title, USUAL, folder) for name, title, folder in _LM_EVAL),
    )
