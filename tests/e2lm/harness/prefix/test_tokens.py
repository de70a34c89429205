"""Requests become the tokens that lm-eval's own model makes of them."""

from __future__ import annotations

from typing import Any

import pytest

from e2lm.harness.prefix.tokens import Tokenised
from tests.e2lm.harness.prefix.toy import model, questions, tokenizer

AWKWARD = [
    *questions("ab cd\n", count=2),
    ("x a", "bcd"),  # "ab" merges across the context's end
    ("c", "d a"),
    ("a ", "b c"),  # a space at the end belongs to the continuation
    ("a  \n ", "b"),
    ("", "a b"),
    ("", "<s>ab"),
    ("<s>ab", " c"),  # a context that brings its own first token
    ("a b", " a"),
    ("a b", " ab"),  # a choice that begins another
    ("a b", " ab c"),
]


class Recording:
    """As much of lm-eval's model as tells the tokens of requests."""

    def __init__(self, words: Any, **arguments: object) -> None:  # noqa: ANN401
        from lm_eval.models.huggingface import HFLM

        self.model = HFLM(pretrained=model("llama"), tokenizer=words, **arguments)
        self.model._loglikelihood_tokens = lambda requests, **_: requests

    def pairs(self, texts: list[tuple[str, str]]) -> list[tuple[list[int], list[int]]]:
        from tests.e2lm.harness.prefix.toy import requests

        return [(context, rest) for _, context, rest in self.model.loglikelihood(requests(*texts), disable_tqdm=True)]


@pytest.mark.parametrize("add_bos_token", [None, True, False])
@pytest.mark.parametrize("bos", [False, True])
@pytest.mark.parametrize("prefix", [None, 7])
def test_tokens_are_lm_evals(bos: bool, add_bos_token: bool | None, prefix: int | None) -> None:
    words = tokenizer(bos)
    expected = Recording(words, add_bos_token=add_bos_token, prefix_token_id=prefix).pairs(AWKWARD)
    found = Tokenised().pairs(AWKWARD, words, add_bos_token=add_bos_token, prefix_token_id=prefix, quiet=True)
    assert [(context.tolist(), rest.tolist()) for context, rest in found] == expected


def test_the_padding_side_changes_nothing() -> None:
    left, right = tokenizer(), tokenizer()
    left.padding_side = "left"
    found = [Tokenised().pairs(AWKWARD, words, quiet=True) for words in (left, right)]
    assert [[part.tolist() for part in pair] for pair in found[0]] == [[p.tolist() for p in pair] for pair in found[1]]


def test_what_was_encoded_serves_an_equal_tokenizer_and_no_other() -> None:
    kept = Tokenised()
    first = kept.pairs(AWKWARD, tokenizer(), quiet=True)
    again = kept.pairs(AWKWARD, tokenizer(), quiet=True)
    assert all(one is other for one, other in zip(first, again, strict=True))
    other = kept.pairs(AWKWARD, tokenizer(bos=True), quiet=True)
    assert other[0][0].tolist() == [0, *first[0][0].tolist()]
