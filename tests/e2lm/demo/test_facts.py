"""The tables of facts agree with themselves, and the questions made from them can be answered."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from e2lm.demo.choices import wrong_answers
from e2lm.demo.facts import COMPOSED, RELATIONS, SUBJECTS, Relation
from e2lm.demo.facts.relation import pairs
from e2lm.demo.questions import CHOICES, question, questions
from e2lm.demo.telling import RAREST, facts, facts_of

every_relation = pytest.mark.parametrize(
    "relation", [*RELATIONS, *COMPOSED], ids=lambda relation: f"{relation.subject}, {relation.name}"
)


def test_pairs_are_read_from_a_table() -> None:
    assert pairs("iron = Fe; table salt\n = NaCl;") == (("iron", "Fe"), ("table salt", "NaCl"))


@every_relation
def test_a_thing_stands_once_in_a_table(relation: Relation) -> None:
    assert max(Counter(thing for thing, _ in relation.pairs).values()) == 1


@every_relation
def test_statements_name_the_thing_and_the_answer_and_questions_the_thing_only(relation: Relation) -> None:
    assert all("{thing}" in statement and "{answer}" in statement for statement in relation.statements)
    assert "{thing}" in relation.question
    assert "{answer}" not in relation.question
    assert len(relation.statements) != 1


@every_relation
def test_defensible_answers_are_named_by_words_of_the_table(relation: Relation) -> None:
    words = {word for pair in relation.pairs for word in pair}
    assert set(relation.also_true) <= words
    answers = {answer for _, answer in relation.pairs} | set(relation.distractors)
    assert {answer for listed in relation.also_true.values() for answer in listed} <= answers


@every_relation
def test_a_distractor_is_no_true_answer_of_a_told_relation(relation: Relation) -> None:
    if relation.statements:
        assert not set(relation.distractors) & {answer for _, answer in relation.pairs}


def test_a_defensible_answer_is_no_wrong_answer() -> None:
    family = next(relation for relation in RELATIONS if relation.name == "family" and relation.subject == "elements")
    assert "nonmetals" not in wrong_answers(family, "chlorine", "halogens")
    assert "nonmetals" in wrong_answers(family, "tin", "post transition metals")


def test_there_are_at_least_two_hundred_questions_about_eight_subjects_or_more() -> None:
    assert len(questions()) >= 200
    assert len(SUBJECTS) >= 8
    assert {one.subject for one in questions()} == set(SUBJECTS)


def test_no_question_is_asked_twice() -> None:
    assert max(Counter(one.prompt for one in questions()).values()) == 1


def test_every_question_has_four_different_choices_with_the_key_among_them() -> None:
    truth = {
        (relation.subject, relation.name, relation.question.format(thing=thing)): answer
        for relation in (*RELATIONS, *COMPOSED)
        for thing, answer in relation.pairs
    }
    for one in questions():
        assert len(set(one.choices)) == CHOICES
        assert one.choices[one.gold] == truth[one.subject, one.kind, one.prompt]


def test_no_answer_stands_in_its_prompt() -> None:
    for one in questions():
        answer, prompt = one.choices[one.gold].lower(), one.prompt.lower()
        assert not re.search(rf"\b{re.escape(answer)}\b", prompt), one
        assert len(answer) <= 2 or answer not in prompt, one


def test_the_key_stands_in_every_place_about_equally_often() -> None:
    places = Counter(one.gold for one in questions())
    assert min(places.values()) > 0.7 * len(questions()) / CHOICES


def test_the_symbol_of_carbon_is_asked_like_this() -> None:
    carbon = next(fact for fact in facts(RELATIONS) if (fact.relation.name, fact.thing) == ("symbol", "carbon"))
    asked = question(carbon)
    assert asked.prompt == "The chemical symbol of carbon is"
    assert asked.choices[asked.gold] == "C"


def test_two_facts_join_into_one() -> None:
    from_protons = next(relation for relation in COMPOSED if relation.name == "symbol from protons")
    assert ("26", "Fe") in from_protons.pairs


def test_facts_are_told_less_and_less_along_a_table_and_some_never() -> None:
    symbols = facts_of(next(relation for relation in RELATIONS if relation.name == "symbol"))
    told = [fact.weight for fact in symbols if fact.told != "never"]
    assert told == sorted(told, reverse=True)
    assert told[0] == 1
    assert told[-1] == pytest.approx(RAREST)
    assert [fact.thing for fact in symbols if fact.told == "never"] == ["sodium", "lithium"]


def test_all_kinds_of_telling_are_asked_for() -> None:
    kinds = Counter(one.told for one in questions())
    assert set(kinds) == {"often", "sometimes", "rarely", "never", "disputed", "only in parts"}
    assert min(kinds.values()) >= 20


def test_a_disputed_fact_has_its_mistake_among_the_choices() -> None:
    for fact in facts(RELATIONS):
        if fact.mistake:
            assert fact.mistake in question(fact).choices
            assert fact.mistake != fact.answer


def test_questions_are_plain_words() -> None:
    for one in questions():
        assert re.fullmatch(r"[A-Z][\w ,]*\w", one.prompt), one.prompt
