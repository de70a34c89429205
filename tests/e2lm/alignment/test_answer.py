"""What a judge answers, read strictly."""

from __future__ import annotations

import json

import pytest

from e2lm.alignment.answer import answer_of
from e2lm.alignment.asking import USUAL_CRITERIA, Question, body
from tests.judge_server import completion, said


def read(answer: object) -> tuple[str, str]:
    found = answer_of(str(getattr(answer, "body", answer)))
    return found.word, found.reason


def test_accept_and_reject_with_their_reason_and_cost() -> None:
    found = answer_of(str(said("Accept", " it is physics ", tokens=(312, 17)).body))
    assert (found.word, found.reason, found.prompt_tokens, found.completion_tokens) == (
        "accept", "it is physics", 312, 17,
    )  # fmt: skip
    assert read(said("Reject", "about sports")) == ("reject", "about sports")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (completion("Accept"), "not JSON"),
        (completion('```json\n{"verdict": "Accept"}\n```'), "not JSON"),
        (completion('{"verdict": "accept"}'), "no verdict"),
        (completion('{"verdict": ["Accept"]}'), "no verdict"),
        (completion('["Accept"]'), "no verdict"),
        (completion(""), "empty"),
        (completion(None), "empty"),
        (said("Accept", refusal="I cannot judge this"), "refused: I cannot"),
        (said("Accept", finish_reason="length"), "cut off"),
        (said("Accept", finish_reason="content_filter"), "content filter"),
        ("<html>busy</html>", "not a chat completion"),
        ('{"choices": []}', "not a chat completion"),
        ('{"choices": [{"message": "Accept"}]}', "not a chat completion"),
        ("[" * 100_000, "not a chat completion"),
        (completion("[" * 100_000), "not JSON"),
    ],
)
def test_everything_else_is_an_error_that_says_why(answer: object, why: str) -> None:
    word, reason = read(answer)
    assert word == "error"
    assert why in reason


def test_tokens_that_the_endpoint_does_not_say_are_unknown_and_not_zero() -> None:
    assert answer_of(str(said("Accept", tokens=None).body)).prompt_tokens is None


def test_a_reason_without_end_is_cut() -> None:
    assert len(answer_of(str(said("Accept", "x" * 10_000).body)).reason) == 2000


def test_the_question_goes_as_data_beside_the_criteria() -> None:
    question = Question("key", "Which?", "Text.\n\nWhich?", ("a", "b"), (1,))
    sent = body(question, "judge-1", USUAL_CRITERIA, seed=7)
    assert (sent["model"], sent["temperature"], sent["seed"]) == ("judge-1", 0, 7)
    assert sent["messages"][0]["content"] == USUAL_CRITERIA
    asked = json.loads(sent["messages"][1]["content"])
    assert asked == {"question": "Text.\n\nWhich?", "choices": ["a", "b"], "right answer": "b"}
    schema = sent["response_format"]["json_schema"]
    assert schema["strict"]
    assert schema["schema"]["properties"]["verdict"]["enum"] == ["Accept", "Reject"]
