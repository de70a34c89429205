"""What keeps a task from being evaluated, or from being evaluated as asked, found before any model is loaded.

Worker side. lm-eval finds some of this at its end only, and some it only logs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from e2lm.errors import RequestError
from e2lm.harness.question_files import SHIPPED
from e2lm.harness.remote import shown

# Of 255 that file systems take; "samples_", the time and ".jsonl" come on top.
NAME_BYTES = 200
_DATA = "Check its data set: a local path is taken from the YAML's own folder, a hub id needs the network."


def require_file_names(tasks: Iterable[str]) -> None:
    """Raises RequestError for a task whose file of samples lm-eval could not write: it would find that at its end."""
    for name in tasks:
        if set(name) & set("/\0") or len(name.encode("utf-8", "replace")) > NAME_BYTES:
            raise RequestError(
                f"task {name[:80]!r} cannot be the name of a file, which lm-eval makes of it",
                remedy=f"Rename it in its YAML: no slash, and at most {NAME_BYTES} bytes.",
                field="tasks",
            )


def require_examples(tasks: Mapping[str, Any], shots: int | None) -> None:
    """Raises RequestError where a task has too few: lm-eval finds it once the prompts are made, for its first doc."""
    for name, task in tasks.items():
        docs = getattr(getattr(task, "sampler", None), "df", None)
        if shots and docs is not None and task.get_config("num_fewshot") != 0 and shots > len(docs):
            raise RequestError(
                f"task {name} has {len(docs)} examples, {shots} were asked for",
                remedy=f"Give {len(docs)} or fewer.",
                field="num_fewshot",
            )


def shots_note(tasks: Mapping[str, Any], shots: int | None) -> str:
    """What lm-eval only logs, "" where there is nothing: it keeps a task at 0 shots whose YAML says 0, whatever is
    asked; and where a task has no examples of its own it takes them from the questions."""
    own = {name: task.get_config("num_fewshot") for name, task in tasks.items()}
    fixed = [name for name in tasks if shots and own[name] == 0]
    asked = [name for name in tasks if own[name] != 0 and (own[name] if shots is None else shots)]
    same = [name for name in asked if _examples_are_questions(tasks[name])]
    said = []
    if fixed:
        said.append(f"{_and_more(fixed)} fixes 0 shots in its YAML: the {shots} asked for are not used")
    if same:
        said.append(f"{_and_more(same)} takes its examples from the questions that it asks")
    return "; ".join(said)


def _examples_are_questions(task: Any) -> bool:  # noqa: ANN401 lm-eval's ConfigurableTask
    """By lm-eval's own rule: the split for examples, else samples, else training, validation, test, whichever is."""
    config, chosen = task.config, task.fewshot_cfg
    if chosen.split is None and config.fewshot_config is not None and chosen.samples is not None:
        return False
    source = chosen.split or config.training_split or config.validation_split or config.test_split
    return bool(source == (config.test_split or config.validation_split))


def _and_more(names: Sequence[str]) -> str:
    return names[0] + (f" and {len(names) - 1} more" if names[1:] else "")


def no_data(name: str, error: Exception, file: object) -> RequestError:
    """The error to raise where lm-eval does not make a task of `file`: what it or `datasets` raised, with a remedy."""
    import jinja2

    why = "; ".join(dict.fromkeys(" ".join(str(one).split()).rstrip(".") for one in (error, error.__cause__) if one))
    text = shown(why) or type(error).__name__
    remedy = _DATA
    if isinstance(error, StopIteration):
        text = "its data set is empty"
    elif isinstance(error, jinja2.TemplateError):
        remedy = "Correct the template in its YAML."
    elif isinstance(error, LookupError):
        remedy = "Check its docs: each needs what the templates name, choices that are not empty, and a right one."
    elif isinstance(error, ValueError | TypeError):
        remedy = f"Correct its YAML. {remedy}"
    if Path(str(file or "")).is_relative_to(SHIPPED):
        remedy = "Check the network; or give a folder of question files (SUBJECT/test.jsonl) as the task folder."
    return RequestError(
        f"task {name} does not load: {text[:300]}",
        remedy=remedy,
        file=str(file or ""),
        field="tasks",
    )
