"""Runs the installed lm-eval with its dummy model on toy tasks of every shape and logs the samples.

    python toy_evaluation.py OUTPUT_FOLDER

writes OUTPUT/full (all docs) and OUTPUT/limited (5 docs a task). The dummy model answers at random, so tests compare
what was read with what was logged, never with fixed scores.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

COLOURS = ["red", "green", "blue", "violet"]
WINO = """
def doc_to_text(doc): return {"1": 0, "2": 1}[doc["answer"]]
def doc_to_target(doc): return doc["sentence"].split("_")[1].strip()
def doc_to_choice(doc): return [doc["sentence"].split("_")[0] + doc[option] for option in ("option1", "option2")]
"""


def write_tasks(folder: Path) -> None:
    """Tasks as YAML with their docs as JSON lines; prompts hold U+2028, which ends no line."""
    colours = [{"question": f"Colour {at}?\u2028(guess)", "choices": COLOURS, "answer": at % 4} for at in range(12)]
    numbers = [{"question": f"{at}+1", "choices": list("1230"), "answer": str((at + 1) % 4)} for at in range(8)]
    sums = [{"question": f"{at} plus {at}?", "answer": str(2 * at)} for at in range(5)]
    cats = [
        {
            "sentence": f"The cat saw dog {at} as _ was big.",
            "option1": "cat",
            "option2": "dog",
            "answer": str(1 + at % 2),
        }
        for at in range(6)
    ]
    choice = {"output_type": "multiple_choice", "doc_to_choice": "{{choices}}", "doc_to_target": "answer"}
    asked = {**choice, "doc_to_text": "{{question}}\nAnswer:"}
    for task in ("toy_physics", "toy_biology"):
        _write(folder, task, colours, {**asked, "metric_list": _metrics("acc", "acc_norm")})
    _write(folder, "toy_numbers", numbers, {**asked, "metric_list": _metrics("acc")})
    _write(folder, "toy_mutual", colours, {**asked, "metric_list": _metrics("acc", "acc_mutual_info", "brier_score")})
    wino = {part: f"!function wino.{part}" for part in ("doc_to_text", "doc_to_target", "doc_to_choice")}
    _write(folder, "toy_wino", cats, {"output_type": "multiple_choice", **wino, "metric_list": _metrics("acc")})
    (folder / "wino.py").write_text(WINO)
    _write(folder, "toy_gen", sums, _generation())
    last = {"output_type": "loglikelihood", "doc_to_text": "{{question}}", "doc_to_target": " {{answer}}"}
    _write(folder, "toy_last", sums, {**last, "metric_list": _metrics("perplexity", "acc")})
    text = {"output_type": "loglikelihood_rolling", "doc_to_text": "", "doc_to_target": "{{question}}"}
    _write(folder, "toy_text", sums, {**text, "metric_list": _metrics("word_perplexity", "bits_per_byte")})
    _group(folder, "toy_science", ["toy_physics", "toy_biology"])
    _group(folder, "toy_all", ["toy_science", "toy_numbers"])


def _metrics(*names: str) -> list[dict[str, str]]:
    return [{"metric": name} for name in names]


def _generation() -> dict[str, Any]:
    def filtered(name: str, pattern: str) -> dict[str, Any]:
        return {
            "name": name,
            "filter": [{"function": "regex", "regex_pattern": pattern}, {"function": "take_first"}],
        }

    return {
        "output_type": "generate_until",
        "doc_to_text": "Q: {{question}}\nA:",
        "doc_to_target": "{{answer}}",
        "generation_kwargs": {"until": ["\n"]},
        "filter_list": [filtered("strict-match", "(lol)"), filtered("flexible-extract", "([0-9]+)")],
        "metric_list": [{"metric": "exact_match", "aggregation": "mean", "higher_is_better": True}],
    }


def _write(folder: Path, task: str, docs: list[dict[str, Any]], fields: dict[str, Any]) -> None:
    data = folder / f"{task}.docs"
    data.write_text("".join(json.dumps(doc, ensure_ascii=False) + "\n" for doc in docs), encoding="utf-8")
    source = {"dataset_path": "json", "dataset_kwargs": {"data_files": {"test": str(data)}}, "test_split": "test"}
    text = yaml.safe_dump({"task": task, **source, **fields, "metadata": {"version": 1.0}}, sort_keys=False)
    (folder / f"{task}.yaml").write_text(re.sub(r"'(!function [\w.]+)'", r"\1", text))


def _group(folder: Path, group: str, members: list[str]) -> None:
    aggregated = [{"metric": "acc", "weight_by_size": True}]
    (folder / f"{group}.yaml").write_text(
        yaml.safe_dump({"group": group, "task": members, "aggregate_metric_list": aggregated})
    )


def evaluate(tasks: Path, names: list[str], limit: int | None, model_args: dict[str, str], output: Path) -> None:
    """One run of lm-eval, written by lm-eval's own tracker."""
    import lm_eval
    from lm_eval.loggers import EvaluationTracker
    from lm_eval.tasks import TaskManager

    tracker = EvaluationTracker(output_path=str(output))
    results = lm_eval.simple_evaluate(
        model="dummy",
        model_args=model_args,
        tasks=names,
        limit=limit,
        task_manager=TaskManager(include_path=str(tasks), include_defaults=False),
        evaluation_tracker=tracker,
        log_samples=True,
        bootstrap_iters=0,
    )
    samples = results.pop("samples")
    tracker.save_results_aggregated(results=results, samples=samples)
    for task in results["configs"]:
        tracker.save_results_samples(task_name=task, samples=samples[task])


if __name__ == "__main__":
    root = Path(sys.argv[1])
    (root / "tasks").mkdir(parents=True)
    write_tasks(root / "tasks")
    every = ["toy_all", "toy_wino", "toy_gen", "toy_mutual", "toy_last", "toy_text"]
    model = {"pretrained": "tiiuae/dense-1b-arch1"}
    evaluate(root / "tasks", every, None, {**model, "subfolder": "iter_0004000"}, root / "full")
    evaluate(root / "tasks", ["toy_all"], 5, {**model, "subfolder": "iter_0006000"}, root / "limited")
