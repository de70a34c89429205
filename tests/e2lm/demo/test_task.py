"""The lm-eval task that is part of the package."""

from __future__ import annotations

import json

from e2lm.demo.facts import SUBJECTS
from e2lm.demo.questions import questions
from e2lm.demo.task_files import FOLDER, GROUP, task_files, task_name
from e2lm.demo.tokens import UNKNOWN, tokenizer, vocabulary
from e2lm.harness.tasks import local_tasks


def test_the_files_are_those_of_the_tables() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir() if path.is_file()}
    assert written == task_files(), "run python -m e2lm.demo.task_files"


def test_the_group_names_a_task_of_each_subject() -> None:
    found, problems = local_tasks(FOLDER)
    assert not problems
    tasks = {task.name: task for task in found}
    assert set(tasks[GROUP].members) == {task_name(subject) for subject in SUBJECTS} == set(tasks) - {GROUP}
    assert not any(task.code for task in found)


def test_a_prompt_is_the_beginning_of_prompt_and_choice_for_the_tokenizer_too() -> None:
    words, unknown = tokenizer(), vocabulary()[UNKNOWN]
    for line in (FOLDER / "chemistry.jsonl").read_text(encoding="utf-8").splitlines():
        doc = json.loads(line)
        prompt = words(doc["prompt"])["input_ids"]
        for choice in doc["choices"]:
            whole = words(f"{doc['prompt']} {choice}")["input_ids"]
            assert whole[: len(prompt)] == prompt
            assert unknown not in whole


def test_every_word_of_the_test_is_in_the_vocabulary() -> None:
    asked = [f"{one.prompt} {choice}" for one in questions() for choice in one.choices]
    assert all(vocabulary()[UNKNOWN] not in ids for ids in tokenizer()(asked)["input_ids"])
