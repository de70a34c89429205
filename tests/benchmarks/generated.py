"""Sample files as lm-eval 0.4.13 writes them, for measuring: made-up questions, loglikelihoods that grow with training.

Sizes follow the competition's: 57 subjects with 14,042 questions of four choices, 6 models x 27 checkpoints. A sample
takes about 3 KB at 0 shots and 14 KB at 5 shots, because lm-eval logs the whole prompt once per choice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

MODELS = tuple(f"dense-{size}-{arch}" for arch in ("arch1", "arch2") for size in ("500m", "1b", "3b"))
STEPS = tuple(range(2000, 54001, 2000))
SUBJECTS, DOCS, CHOICES = 57, 14_042, 4
SEED = 7
EXAMPLE, QUESTION = 6.0, 5.0  # logarithms of the letters in a few-shot example and in a question
_TEXT = (
    "acid age air angle atom axis bank base bird body bond cell charge circuit city claim clay coast code cost court "
    "current curve cycle data debt density desert disease duty earth economy electron energy enzyme field fluid force "
    "fossil galaxy gas gene glucose gravity heat income insulin ion island iron law lens light limit liver market mass "
    "matrix metal mineral moon motion muscle nerve number ocean orbit organ oxygen phase planet plant power pressure "
    "price proof protein rate ratio reaction river salt set signal soil solution sound species speed star state system "
    "tax theory tissue treaty vector virus voltage volume vote water wave weight the of a in is which for by that with"
)
_WORDS = _TEXT.split()


class Question(NamedTuple):
    """One doc: its record up to the answers, what ends it, the right choice, the lengths of its choices."""

    before: str
    after: str
    gold: int
    lengths: tuple[int, ...]
    difficulty: float
    leaning: tuple[float, ...]


@dataclass(frozen=True)
class Workload:
    """What is to be written: `subjects` of 57 with their share of the docs, at most `docs` each, for every model and
    step."""

    models: tuple[str, ...] = MODELS
    steps: tuple[int, ...] = STEPS
    subjects: int = SUBJECTS
    shots: int = 0
    docs: int = DOCS

    @property
    def checkpoints(self) -> int:
        return len(self.models) * len(self.steps)

    @property
    def samples(self) -> int:
        return self.checkpoints * sum(size for _, size in _tasks(self))


def sizes(subjects: int = SUBJECTS) -> list[int]:
    """The docs of each subject: of all 57 together 14,042, none under 100, a few large."""
    shares = np.random.default_rng(SEED).lognormal(0.0, 0.9, SUBJECTS)
    room = DOCS - 100 * SUBJECTS
    counts = 100 + np.floor(shares / shares.sum() * room).astype(int)
    counts[int(np.argmax(counts))] += DOCS - int(counts.sum())
    return [int(count) for count in counts[:subjects]]


def write_runs(folder: Path, work: Workload) -> list[Path]:
    """Writes every checkpoint's results and samples files under `folder`/model/step and returns the samples files."""
    tasks = {name: list(_questions(name, size, work.shots)) for name, size in _tasks(work)}
    written: list[Path] = []
    for place, model in enumerate(work.models):
        for step in work.steps:
            here = folder / model / f"iter_{step:07d}"
            here.mkdir(parents=True, exist_ok=True)
            written += _write_run(here, tasks, (model, place, step), work.shots)
    return written


def _tasks(work: Workload) -> Iterator[tuple[str, int]]:
    for place, size in enumerate(sizes(work.subjects)):
        yield f"made_up_subject_{place:02d}", min(size, work.docs)


def _write_run(here: Path, tasks: dict[str, list[Question]], run: tuple[str, int, int], shots: int) -> list[Path]:
    model, place, step = run
    rng = np.random.default_rng([SEED, place, step])
    date = f"2026-01-{1 + place:02d}T{step // 2000:02d}-00-00.000000"
    results: dict[str, dict[str, float]] = {}
    files = []
    for task, questions in tasks.items():
        lines, right, right_norm = _samples(questions, rng, place, step)
        file = here / f"samples_{task}_{date}.jsonl"
        file.write_text("".join(lines), encoding="utf-8")
        files.append(file)
        results[task] = {"acc": right / len(questions), "acc_norm": right_norm / len(questions)}
    counts = {task: len(questions) for task, questions in tasks.items()}
    document = _results(results, counts, model, step, shots)
    (here / f"results_{date}.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    return files


def _samples(
    questions: Sequence[Question], rng: np.random.Generator, place: int, step: int
) -> tuple[list[str], int, int]:
    """The lines of one samples file, and how many questions were right by acc and by acc_norm."""
    lengths = np.array([question.lengths for question in questions], dtype=float)
    golds = np.array([question.gold for question in questions])
    difficulty, leaning = (np.array([getattr(one, name) for one in questions]) for name in ("difficulty", "leaning"))
    scores = loglikelihoods(lengths, golds, difficulty, leaning, rng, (place, step)).astype(float)
    acc = scores.argmax(axis=1) == golds
    acc_norm = (scores / lengths).argmax(axis=1) == golds
    lines = []
    for question, row, right, right_norm in zip(
        questions, scores.tolist(), acc.tolist(), acc_norm.tolist(), strict=True
    ):
        pairs = [f'["{score!r}", "False"]' for score in row]
        lines.append(
            f'{question.before}"resps": [[{"], [".join(pairs)}]], "filtered_resps": [{", ".join(pairs)}], '
            f'{question.after}"acc": {float(right)}, "acc_norm": {float(right_norm)}}}\n'
        )
    return lines, int(acc.sum()), int(acc_norm.sum())


def loglikelihoods(
    lengths: Array, golds: Array, difficulty: Array, leaning: Array, rng: np.random.Generator, moment: tuple[int, int]
) -> npt.NDArray[np.float32]:
    """Docs x choices: longer choices are less likely, and training lifts the right one, in larger models more.

    `moment` is the model's place in MODELS and the step; `leaning` (docs x choices) is what no training changes.
    """
    place, step = moment
    scores = -0.9 * lengths**0.8 + leaning + rng.normal(0.0, 0.7, lengths.shape)
    scores[np.arange(len(golds)), golds] += (1.5 + 0.5 * (place % 3)) * np.log1p(step / 8000) - 2.0 * difficulty
    return np.asarray(scores, dtype=np.float32)


def _questions(task: str, size: int, shots: int) -> Iterator[Question]:
    rng = np.random.default_rng([SEED, int(hashlib.sha256(task.encode()).hexdigest()[:8], 16)])
    description = f"The following are multiple choice questions (with answers) about {task.replace('_', ' ')}.\n\n"
    examples = "".join(
        f"{_asked(doc)} {doc['choices'][doc['answer']]}\n\n" for doc in (_doc(rng, task, EXAMPLE) for _ in range(shots))
    )
    for doc_id in range(size):
        doc = _doc(rng, task)
        context = description + examples + _asked(doc)
        arguments = {
            f"gen_args_{place}": {"arg_0": context, "arg_1": f" {choice}"}
            for place, choice in enumerate(doc["choices"])
        }
        start = {"doc_id": doc_id, "doc": doc, "target": str(doc["answer"]), "arguments": arguments}
        end = {
            "filter": "none", "metrics": ["acc", "acc_norm"],
            "doc_hash": _sha(json.dumps(doc, indent=2, ensure_ascii=False)), "prompt_hash": _sha(context),
            "target_hash": _sha(str(doc["answer"])),
        }  # fmt: skip
        yield Question(
            json.dumps(start, ensure_ascii=False)[:-1] + ", ",
            json.dumps(end)[1:-1] + ", ",
            doc["answer"],
            tuple(len(choice) for choice in doc["choices"]),
            float(rng.normal()),
            tuple(rng.normal(0.0, 1.5, CHOICES).tolist()),
        )


def _doc(rng: np.random.Generator, task: str, length: float = QUESTION) -> dict[str, Any]:
    choices = [_text(rng, 3.2, 0.8).capitalize() + f" {number}" for number in range(CHOICES)]
    return {
        "question": _text(rng, length, 0.7).capitalize() + "?",
        "subject": task,
        "choices": choices,
        "answer": int(rng.integers(CHOICES)),
    }


def _asked(doc: dict[str, Any]) -> str:
    return f"Question: {doc['question']}\nAnswer:"


def _text(rng: np.random.Generator, mean: float, sigma: float) -> str:
    """Words of together about exp(mean) letters."""
    letters = max(4, round(float(rng.lognormal(mean, sigma))))
    words = rng.choice(len(_WORDS), size=1 + letters // 5)
    return " ".join(_WORDS[word] for word in words)


def _results(
    results: dict[str, dict[str, float]], counts: dict[str, int], model: str, step: int, shots: int
) -> dict[str, Any]:
    """A results document with the group of all subjects, its accuracies weighted by size."""
    whole = sum(counts.values())
    rows: dict[str, dict[str, Any]] = {
        task: {
            "alias": task, "sample_len": counts[task], "acc,none": values["acc"], "acc_stderr,none": "N/A",
            "acc_norm,none": values["acc_norm"], "acc_norm_stderr,none": "N/A",
        }
        for task, values in results.items()
    }  # fmt: skip
    means = {name: sum(results[task][name] * counts[task] for task in counts) / whole for name in ("acc", "acc_norm")}
    group = {"alias": "made_up", **{f"{name},none": value for name, value in means.items()}}
    return {
        "results": {"made_up": group, **rows},
        "groups": {"made_up": group},
        "group_subtasks": {"made_up": list(results)},
        "configs": {task: _config(task, shots) for task in results},
        "versions": {"made_up": 1, **dict.fromkeys(results, 1.0)},
        "n-shot": {"made_up": shots, **dict.fromkeys(results, shots)},
        "higher_is_better": {name: {"acc": True, "acc_norm": True} for name in rows},
        "n-samples": {task: {"original": size, "effective": size} for task, size in counts.items()},
        "config": {
            "model": "hf",
            "model_args": {"pretrained": f"tiiuae/{model}", "subfolder": f"iter_{step:07d}", "dtype": "bfloat16"},
            "batch_size": "16", "device": "cuda:0", "limit": None, "model_dtype": "torch.bfloat16",
        },
        "date": 1767225600.0 + step,
        "lm_eval_version": "0.4.13",
        "max_length": 4096,
        "task_hashes": {task: _sha(task) for task in results},
        "model_source": "hf",
        "model_name": f"tiiuae/{model}",
        "model_name_sanitized": f"tiiuae__{model}",
    }  # fmt: skip


def _config(task: str, shots: int) -> dict[str, Any]:
    return {
        "task": task, "dataset_path": "json", "test_split": "test", "fewshot_split": "dev",
        "doc_to_text": "Question: {{question.strip()}}\nAnswer:", "doc_to_target": "answer",
        "doc_to_choice": "{{choices}}", "target_delimiter": " ", "fewshot_delimiter": "\n\n",
        "fewshot_config": {"sampler": "first_n"}, "num_fewshot": shots,
        "metric_list": [
            {"metric": name, "aggregation": "mean", "higher_is_better": True} for name in ("acc", "acc_norm")
        ],
        "output_type": "multiple_choice", "repeats": 1, "should_decontaminate": False, "metadata": {"version": 1.0},
    }  # fmt: skip


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
