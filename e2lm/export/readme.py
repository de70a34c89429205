"""README.md of an exported folder: what the task asks, where its questions are from, how it is run."""

from __future__ import annotations

from collections.abc import Mapping

from e2lm.candidates.candidate import Candidate
from e2lm.counting import counted
from e2lm.export.lines import AS_ASKED, Lines
from e2lm.export.task_files import DATA, TaskFolder
from e2lm.metrics import METRICS

_STYLES = {
    AS_ASKED: "as the source asks it, letter for letter",
    "continuation": "the question, then the text of each choice",
    "letters": "the question and its choices under letters, then each letter",
    "question only": "a control: the question without its choices, then each letter; expected at chance",
    "no question": "a control: the text of each choice, without the question",
}


def readme(candidate: Candidate, lines: Lines, folder: TaskFolder) -> str:
    """The text of README.md; nothing in it changes from one export to the next."""
    return "\n".join(
        (
            f"# {folder.tasks[0].name}",
            "",
            f"{counted(len(lines.lines), 'question')} of `{candidate.task}`, scored by {_metric(candidate)}.",
            *_chosen(candidate),
            *([f"Note: {' '.join(candidate.note.split())}"] if candidate.note.strip() else []),
            f"Candidate version {candidate.version}.",
            "",
            "| task | how it asks | examples |",
            "|---|---|---|",
            *(f"| `{one.name}` | {_STYLES[one.style]} | {_examples(one.style, lines)} |" for one in folder.tasks),
            "",
            *_questions(folder),
            "",
            *_running(folder),
            "",
        )
    )


def _metric(candidate: Candidate) -> str:
    metric = METRICS[candidate.metric]
    return f"{metric.label} ({metric.definition})"


def _chosen(candidate: Candidate) -> list[str]:
    lines = [f"Chosen by: `{candidate.definition}`"] if candidate.definition else []
    return lines + ([f"Made from version {candidate.parent}."] if candidate.parent else [])


def _examples(style: str, lines: Lines) -> str:
    if style != AS_ASKED:
        return f"{len(lines.examples)}, from `train.jsonl`" if lines.examples else "none"
    return "those of the source, in the field `before`" if lines.lead == "before" else "none"


def _questions(folder: TaskFolder) -> list[str]:
    names = " and ".join(f"`{name}`" for name in DATA if name in folder.files)
    if folder.dataset:
        return [f"The questions are read from `{folder.dataset}` on the hub: upload {names} there, as they are."]
    return [f"The questions are in {names}, one JSON object a line; `source` is a question's key where it came from."]


def _running(folder: TaskFolder) -> list[str]:
    """lm-eval takes relative data files from where it is started."""
    names = ",".join(one.name for one in folder.tasks)
    code = [name for name in folder.files if name.endswith(".py")]
    scripts = ", ".join(f"`{name}`" for name in code)
    run = f"lm_eval --model hf --model_args pretrained=MODEL --tasks {names}"
    code_note = ["", f"The metric is computed by code: read {scripts} before it runs."] if code else []
    if folder.place:
        return ["Run it from the root of this checkout:", "", f"    {run}", *code_note]
    return [
        "Run it from inside this folder:",
        "",
        f"    {run} --include_path .",
        "",
        "or with the E2LM dashboard:",
        "",
        f"    python -m e2lm sweep MODEL --task-folder THIS_FOLDER --tasks {names.replace(',', ' ')}",
        *code_note,
    ]


def with_readme(candidate: Candidate, lines: Lines, folder: TaskFolder) -> Mapping[str, str]:
    """All files of the folder."""
    return {**folder.files, "README.md": readme(candidate, lines, folder)}
