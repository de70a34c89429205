"""The training texts: the same for the same seed, complete in words, and the web text free of the facts."""

from __future__ import annotations

from itertools import islice

from e2lm.demo.facts import RELATIONS
from e2lm.demo.models import MODELS
from e2lm.demo.telling import Fact, facts
from e2lm.demo.text import fact_sentence, science_text, web_text
from e2lm.demo.tokens import UNKNOWN, tokenizer, vocabulary


def test_the_same_seed_gives_the_same_text_and_another_seed_another() -> None:
    first = list(islice(science_text(3), 500))
    assert first == list(islice(science_text(3), 500))
    assert first != list(islice(science_text(4), 500))
    assert list(islice(web_text(3), 500)) == list(islice(web_text(3), 500))


def test_a_sentence_tells_its_fact() -> None:
    from random import Random

    fact = next(fact for fact in facts(RELATIONS) if fact.thing == "oxygen" and fact.relation.name == "symbol")
    sentence = fact_sentence(fact, Random(0))
    assert sentence in {
        "The chemical symbol of oxygen is O.",
        "Chemists write O for oxygen.",
        "In a formula the letters O stand for oxygen.",
        "Look for oxygen in the table under O.",
    }


def test_no_sentence_of_either_text_tells_an_untold_fact() -> None:
    def tellings(fact: Fact) -> set[str]:
        filled = (s.format(thing=fact.thing, answer=fact.answer) for s in fact.relation.statements)
        return {sentence[0].upper() + sentence[1:] for sentence in filled}

    untold = {sentence for fact in facts(RELATIONS) if fact.told == "never" for sentence in tellings(fact)}
    assert untold
    assert not untold & set(islice(science_text(0), 20_000))


def test_everyday_text_tells_no_fact() -> None:
    told = {
        (fact.thing.lower(), fact.answer.lower())
        for fact in facts(RELATIONS)
        if fact.relation.name in ("symbol", "formula", "unit", "class", "function", "discoverer", "moon")
    }
    for sentence in set(islice(web_text(0), 5_000)):
        words = f" {sentence.lower().rstrip('.')} "
        assert not any(f" {thing} " in words and f" {answer} " in words for thing, answer in told), sentence


def test_the_vocabulary_holds_every_word_of_both_texts() -> None:
    words = tokenizer()
    unknown = vocabulary()[UNKNOWN]
    for text in (science_text(1), web_text(1)):
        assert all(unknown not in ids for ids in words(list(islice(text, 5_000)))["input_ids"])


def test_deep_and_wide_models_of_a_size_have_the_same_number_of_parameters_within_three_percent() -> None:
    size = {plan.name: plan.parameters for plan in MODELS}
    for label in ("50k", "300k"):
        deep, wide = size[f"demo-{label}-deep"], size[f"demo-{label}-wide"]
        assert abs(deep - wide) < 0.03 * deep
        assert abs(deep - int(label[:-1]) * 1000) < 0.07 * deep
    assert size["demo-50k-deep-web"] == size["demo-50k-deep"]
