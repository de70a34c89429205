"""What stands in an exported folder: templates where they are exact, else the prompts letter for letter."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import yaml

from e2lm.candidates.candidate import STYLES
from e2lm.errors import RequestError
from e2lm.export.lines import Lines, lines_of
from e2lm.export.readme import with_readme
from e2lm.export.styles import listed
from e2lm.export.task_files import slug, task_files
from e2lm.harness.task_code import TaskLoader
from tests.e2lm.export.asked import LEAD, TEXTS, asked, candidate

LETTERED = "Question: {question}\nA. red\nB. dark blue\nC. green\nD. no colour\nAnswer:"
LETTERS = (" A", " B", " C", " D")


def _config(lines: Lines, style: str = "as asked", metric: str = "acc") -> dict[str, object]:
    chosen = candidate([one.asked for one in lines.questions], metric)
    folder = task_files(chosen, lines, [style])
    config = yaml.load(folder.files[f"{folder.tasks[0].name}.yaml"], TaskLoader)
    assert isinstance(config, dict)
    return config


def test_a_source_that_wraps_its_question_is_asked_by_a_template() -> None:
    config = _config(lines_of([asked(one) for one in range(3)], 0, ["as asked"]))
    assert config["doc_to_text"] == "Question: {{question}}\nAnswer:"
    assert config["doc_to_choice"] == "choices"
    assert config["description"] == "{{description}}"
    assert config["target_delimiter"] == " "
    assert config["num_fewshot"] == 0


def test_a_source_with_letters_is_recognised() -> None:
    lines = lines_of([asked(one, prompt=LETTERED, continuations=LETTERS) for one in range(3)], 0, ["as asked"])
    config = _config(lines)
    assert "loop.index0" in str(config["doc_to_text"])
    assert config["doc_to_choice"] == list("ABCD")
    assert set(lines.lines[0]) == {"question", "choices", "answer", "subject", "description", "source"}
    assert lines.lines[0]["choices"] == list(TEXTS)


@pytest.mark.parametrize(
    "prompt", ["{question} or {{not a template}}", "Q: {question}\n", "{question}{% if %}", "asked otherwise"]
)
def test_a_prompt_that_no_template_gives_back_is_kept_letter_for_letter(prompt: str) -> None:
    lines = lines_of([asked(one, prompt=prompt) for one in range(2)], 0, ["as asked"])
    assert _config(lines)["doc_to_text"] == "prompt"
    assert [line["prompt"] for line in lines.lines] == [one.asked.prompt for one in lines.questions]


def test_prompts_that_differ_in_more_than_the_question_are_kept_letter_for_letter() -> None:
    lines = lines_of([asked(0), asked(1, prompt="Now: {question}\nAnswer:")], 0, ["as asked"])
    assert _config(lines)["doc_to_text"] == "prompt"


def test_continuations_that_are_neither_choices_nor_constant_are_kept() -> None:
    questions = [asked(0, continuations=(" yes", " no")), asked(1, continuations=(" true", " false"))]
    lines = lines_of(questions, 0, ["as asked"])
    assert lines.lines[0]["choices"] == ["yes", "no"]  # nothing in the doc has as many texts
    questions = [
        asked(number, choices=("up", "down"), continuations=continuations, prompt=LETTERED)
        for number, continuations in enumerate([(" A", " B"), (" B", " A")])
    ]
    lines = lines_of(questions, 0, ["as asked"])
    assert _config(lines)["doc_to_choice"] == "continuations"
    assert [line["continuations"] for line in lines.lines] == [["A", "B"], ["B", "A"]]


def test_a_source_without_a_blank_before_choices_keeps_them_whole() -> None:
    lines = lines_of([asked(0, continuations=("red", " blue"))], 0, ["as asked"])
    assert _config(lines)["target_delimiter"] == ""
    assert lines.prompted("as asked")[0].continuations == ("red", " blue")


def test_the_sources_examples_stay_before_its_own_prompts_and_leave_rewritten_ones() -> None:
    before = f"{LEAD}Question: example?\nAnswer: yes\n\n"
    lines = lines_of([asked(0, before=before)], 1, STYLES)
    assert lines.prompted("as asked")[0].context == before + lines.questions[0].asked.prompt
    assert lines.prompted("continuation")[0].context == lines.questions[0].asked.prompt
    assert _config(lines)["description"] == "{{before}}"
    assert "description" not in _config(lines, "continuation")


def test_every_style_reads_the_same_lines() -> None:
    lines = lines_of([asked(0)], 0, STYLES)
    first = {style: lines.prompted(style)[0] for style in STYLES}
    question = lines.lines[0]["question"]
    assert first["letters"].context == LEAD + listed(lines.lines[0])
    assert first["letters"].context.endswith("\nD. no colour\nAnswer:")
    assert first["question only"].context == first["continuation"].context == f"{LEAD}Question: {question}\nAnswer:"
    assert first["no question"].context == f"{LEAD}Answer:"
    assert first["letters"].continuations == first["question only"].continuations == LETTERS
    assert first["no question"].choices == first["continuation"].choices == TEXTS


def test_a_style_that_needs_what_the_doc_does_not_say_is_refused() -> None:
    hidden = replace(asked(0, continuations=LETTERS), fields={"question": asked(0).fields["question"]})
    with pytest.raises(RequestError, match='key0 of toys has no field with its choices, which "letters" asks for'):
        lines_of([hidden], 0, ["as asked", "letters"])
    assert lines_of([hidden], 0, ["as asked"])


@pytest.mark.parametrize(("golds", "continuations", "lack"), [((), None, "key"), ((0,), (), "choices")])
def test_what_cannot_be_scored_cannot_be_exported(golds: tuple[int, ...], continuations: object, lack: str) -> None:
    one = asked(0, golds=golds) if continuations is None else asked(0, golds=golds, continuations=())
    with pytest.raises(RequestError, match=f"has no {lack}"):
        lines_of([one], 0, ["as asked"])


def test_several_right_answers_make_lists_of_all_answers() -> None:
    lines = lines_of([asked(0, golds=(0, 2)), asked(1)], 0, ["as asked"])
    assert [line["answer"] for line in lines.lines] == [[0, 2], [1]]


def test_options_of_their_own_fields_are_found() -> None:
    named = {f"option_{letter}": text for letter, text in zip("abcd", TEXTS, strict=True)}
    one = replace(asked(0, continuations=LETTERS), fields={"question": asked(0).fields["question"], **named})
    assert lines_of([one], 0, ["letters"]).lines[0]["choices"] == list(TEXTS)
    arc = {"choices": {"text": list(TEXTS), "label": list("ABCD")}}
    one = replace(one, fields={"question": asked(0).fields["question"], **arc})
    assert lines_of([one], 0, ["letters"]).lines[0]["choices"] == list(TEXTS)


@pytest.mark.parametrize("choices", [("1", "2", "3", "4"), ("0", "4", "2", "6"), ("A", "B", "C", "D")])
def test_choices_that_look_like_labels_are_told_from_labels(choices: tuple[str, ...]) -> None:
    said = lines_of([asked(0, choices=choices)], 0, ["letters"])
    assert said.lines[0]["choices"] == list(choices)
    lettered = lines_of([asked(0, choices=choices[::-1], continuations=LETTERS)], 0, ["letters"])
    assert lettered.lines[0]["choices"] == list(choices[::-1])
    numbered = asked(0, choices=("1", "2", "3", "4"), continuations=LETTERS, labels=list("ABCD"))
    assert lines_of([numbered], 0, ["letters"]).lines[0]["choices"] == ["1", "2", "3", "4"]


def test_lines_are_json_one_a_line_whatever_the_texts_hold() -> None:
    odd = "a\u2028b\x85c\nd \ud800"
    one = asked(0, choices=(odd, "b", "c", "d"), continuations=LETTERS)
    text = task_files(candidate([one]), lines_of([one], 0, ["as asked"]), ["as asked"]).files["test.jsonl"]
    assert text.isprintable() or text.splitlines() == text.split("\n")[:-1]
    assert json.loads(text)["choices"][0] == "a\u2028b\x85c\nd ?"


def test_a_data_set_of_the_hub_stands_in_the_task_and_its_questions_beside_it() -> None:
    lines = lines_of([asked(0)], 0, ["as asked"])
    folder = task_files(candidate([asked(0)]), lines, ["as asked"], dataset="someone/toys")
    config = yaml.safe_load(folder.files["toy_set.yaml"])
    assert config["dataset_path"] == "someone/toys"
    assert "dataset_kwargs" not in config
    assert "upload `test.jsonl` there" in with_readme(candidate([asked(0)]), lines, folder)["README.md"]
    with pytest.raises(RequestError, match="owner/name"):
        task_files(candidate([asked(0)]), lines, ["as asked"], dataset="toys")


def test_the_readme_says_what_was_chosen_and_how_it_is_run() -> None:
    chosen = candidate([asked(0)], "margin", definition="difficulty in top 50%", note="first\ntry")
    lines = lines_of([asked(0)], 0, ["as asked", "letters"])
    text = with_readme(chosen, lines, task_files(chosen, lines, ["as asked", "letters"]))["README.md"]
    for part in ("1 question of `toys`", "difficulty in top 50%", "first try", chosen.version, "toy_set_letters"):
        assert part in text
    assert "read `toy_set_metric.py`" in text


def test_names_are_those_of_tasks() -> None:
    assert slug(" MMLU: early, v2 ") == "mmlu_early_v2"
    assert slug("early " * 100) == slug("early " * 13 + "ea")  # a file's name holds no more
    with pytest.raises(RequestError, match="makes no task name"):
        slug("日本 12")
