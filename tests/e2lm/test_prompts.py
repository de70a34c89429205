"""Where a question begins in its prompt."""

from __future__ import annotations

from e2lm.prompts import choice_text, few_shot_end, question_text

SHOTS = "Some facts.\n\nQuestion: What is red?\nAnswer: blood\n\n"


def test_description_and_examples_stand_before_the_question() -> None:
    context = SHOTS + "Question: What is blue?\nAnswer:"
    assert few_shot_end(context, {"question": "What is blue?"}) == len(SHOTS)


def test_an_example_that_quotes_the_question_does_not_mislead() -> None:
    context = SHOTS + "Question: What is red?\nAnswer:"
    assert few_shot_end(context, {"question": "What is red?"}) == len(SHOTS)


def test_a_prompt_without_examples_is_all_question() -> None:
    assert few_shot_end("What is blue?", {"question": "What is blue?"}) == 0


def test_a_prompt_that_does_not_quote_its_doc_is_left_whole() -> None:
    assert few_shot_end(SHOTS + "sing", {"question": "What is blue?"}) == 0
    assert question_text("  sing ", {"question": "What is blue?"}) == "sing"


def test_any_long_text_of_the_doc_can_be_its_question() -> None:
    doc = {"id": "abc", "ctx": "A man sits down and", "endings": ["a", "b"]}
    assert question_text("Activity: A man sits down and", doc) == "A man sits down and"


def test_a_choice_loses_the_delimiter_s_blank_only() -> None:
    assert [choice_text(text) for text in (" one", "one", "  one", "")] == ["one", "one", " one", ""]
