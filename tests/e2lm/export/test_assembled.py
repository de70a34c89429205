"""A candidate's questions out of its source, and the examples that it leaves over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from e2lm.alignment.verdicts import Judgement, Verdict
from e2lm.errors import RequestError, SourceError
from e2lm.export.assembled import assembled, source_shots
from e2lm.export.known import known_of
from e2lm.export.taken import taken_names
from e2lm.export.tokens import longest_bytes, longest_tokens
from tests.e2lm.export.asked import LEAD, asked, candidate
from tests.tiny import tiny_checkpoint

SOURCE = [asked(number) for number in range(6)]


def test_questions_come_in_the_candidates_order_and_examples_are_the_first_that_it_leaves() -> None:
    chosen = candidate([SOURCE[5], SOURCE[0]], style="letters", num_fewshot=2)
    lines = assembled(chosen, SOURCE, 0, ["letters"])
    assert [line["source"] for line in lines.lines] == ["key5", "key0"]
    assert [line["source"] for line in lines.examples] == ["key1", "key2"]
    context = lines.prompted("letters")[0].context
    assert context.startswith(LEAD + "Question: What is the colour of toy 1 in the box?\nA. red")
    assert context.count("\nAnswer: B\n\n") == 2


def test_the_sources_own_style_brings_its_own_examples() -> None:
    assert source_shots(candidate(SOURCE, num_fewshot=3)) == 3
    assert source_shots(candidate(SOURCE, style="letters", num_fewshot=3)) is None
    assert not assembled(candidate(SOURCE[:2], num_fewshot=3), SOURCE, 3, ["as asked"]).examples


def test_too_few_questions_left_for_examples_is_an_error() -> None:
    with pytest.raises(RequestError, match="3 examples are wanted, and the candidate leaves 2 questions"):
        assembled(candidate(SOURCE[:4], style="letters", num_fewshot=3), SOURCE, 0, ["letters"])


def test_questions_that_are_not_loaded_are_counted_and_one_is_named() -> None:
    with pytest.raises(RequestError, match="2 of its 3 questions are in no loaded run of toys, such as key8"):
        assembled(candidate([SOURCE[0], asked(8), asked(9)]), SOURCE, 0, ["as asked"])


def test_lengths_are_those_of_the_longest_prompt_with_its_longest_answer(tmp_path: Path) -> None:
    prompts = assembled(candidate(SOURCE[:1]), SOURCE, 0, ["as asked"]).prompted("as asked")
    assert longest_bytes(prompts) == len(LEAD + SOURCE[0].prompt + " no colour")
    folder = tiny_checkpoint(tmp_path / "toy")
    assert longest_tokens(prompts, folder) == longest_tokens(prompts, folder / "tokenizer.json")
    assert 26 <= longest_tokens(prompts, folder) <= 30  # 26 words, and signs that may stand together


def test_a_tokenizer_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    prompts = assembled(candidate(SOURCE[:1]), SOURCE, 0, ["as asked"]).prompted("as asked")
    with pytest.raises(SourceError, match="there is no tokenizer"):
        longest_tokens(prompts, tmp_path)
    (tmp_path / "tokenizer.json").write_text(json.dumps({"model": 1}), encoding="utf-8")
    with pytest.raises(SourceError, match="cannot be read"):
        longest_tokens(prompts, tmp_path)


def test_answers_that_stand_in_their_prompts_are_counted_for_the_style_that_is_exported() -> None:
    told = asked(7, prompt="The dark blue one. {question}\nAnswer:")
    for style, leaking in (("as asked", 1), ("letters", 0)):
        chosen = candidate([told, SOURCE[1]], style=style)
        lines = assembled(chosen, [told, *SOURCE], 0, [style])
        assert known_of(chosen, lines).leaking == leaking


def test_a_models_verdicts_on_the_candidates_own_questions_are_told() -> None:
    chosen = candidate(SOURCE[:3])
    lines = assembled(chosen, SOURCE, 0, ["as asked"])
    people = Judgement("1", "person", "Ann", "toys", tuple(Verdict(f"key{n}", "accept") for n in range(3)))
    said = (Verdict("key0", "accept"), Verdict("key1", "error"), Verdict("key5", "accept"))
    model = Judgement("2", "model", "some-model", "toys", said)
    known = known_of(chosen, lines, judgements=[people, model])
    assert (known.accepted, known.judged, known.judge) == (1, 2, "some-model")
    assert known_of(chosen, lines, judgements=[people]).judge == "Ann"
    assert known_of(candidate([SOURCE[4]]), assembled(candidate([SOURCE[4]]), SOURCE, 0, ["as asked"])).judged == 0


def test_the_names_of_lm_evals_own_tasks_and_groups_are_known() -> None:
    assert {"mmlu", "arc_easy", "hellaswag", "mmlu_early_training"} <= taken_names()
    assert "toy_set" not in taken_names()
