"""How tasks and metrics are written for people; what is not known is written as lm-eval spells it."""

from __future__ import annotations

import pandas as pd

from e2lm.views.benchmarks import children

TASKS = {
    "mmluvar": "MMLU-Var", "mmlu_var": "MMLU-Var", "mmlu": "MMLU", "gpqa": "GPQA", "math": "MATH",
    "hellaswag": "HellaSwag", "lambada_standard": "LAMBADA", "lambada_openai": "LAMBADA OpenAI",
    "lambada": "LAMBADA", "sciq": "SciQ", "piqa": "PIQA", "arc_challenge": "ARC-challenge", "arc_easy": "ARC-easy",
    "race": "RACE", "gsm8k": "GSM8K", "winogrande": "WinoGrande", "drop": "DROP", "ifeval": "IFEval",
    "webqs": "WebQs", "bbh": "BBH", "mmlu_pro": "MMLU-Pro", "boolq": "BoolQ", "anli_r1": "ANLI r1",
    "anli_r2": "ANLI r2", "anli_r3": "ANLI r3", "truthfulqa_mc1": "TruthfulQA mc1",
    "truthfulqa_mc2": "TruthfulQA mc2", "musr": "MuSR", "openbookqa": "OpenBookQA", "copa": "COPA", "wsc": "WSC",
    "logiqa": "LogiQA", "wikitext": "WikiText", "cb": "CB", "rte": "RTE", "wic": "WiC", "qnli": "QNLI",
    "commonsense_qa": "CommonsenseQA", "social_iqa": "Social IQa", "triviaqa": "TriviaQA",
}  # fmt: skip
METRICS = {
    "acc": "accuracy", "acc_norm": "accuracy, normalised by length", "acc_bytes": "accuracy, normalised by bytes",
    "exact_match": "exact match", "likelihood": "likelihood", "brier_score": "Brier score", "ppl": "perplexity",
    "word_perplexity": "perplexity per word", "byte_perplexity": "perplexity per byte",
    "bits_per_byte": "bits per byte", "f1": "F1",
}  # fmt: skip


def task_label(task: str) -> str:
    """The task's usual name: "arc_challenge" gives "ARC-challenge"; unknown tasks keep lm-eval's name."""
    return TASKS.get(task, task)


def task_labels(curves: pd.DataFrame) -> dict[str, str]:
    """The label of every task of a curve table; a sub-task's is "group › rest of its name"."""
    parents = {task: group for group, tasks in children(curves).items() for task in tasks}
    return {
        str(task): f"{task_label(parents[task])} › {_rest(str(task), parents[task])}"
        if task in parents
        else task_label(task)
        for task in curves["task"].unique()
    }


def _rest(task: str, group: str) -> str:
    rest = task.removeprefix(group).strip("_-: ")
    return rest.replace("_", " ") if rest and rest != task else task_label(task)


def metric_label(metric: str) -> str:
    """The metric in words, as lm-eval spells it where it has none."""
    return METRICS.get(metric, metric)
