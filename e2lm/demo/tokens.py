"""The tokenizer of the demo models: one token per word or run of punctuation, in alphabetical order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from e2lm.demo.text import all_words

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

UNKNOWN, END = "<unk>", "<eos>"


@cache
def vocabulary() -> Mapping[str, int]:
    """Token to id, for every word of the texts and of the test."""
    from tokenizers.pre_tokenizers import Whitespace

    words = {word for word, _ in Whitespace().pre_tokenize_str(all_words())}
    return {word: place for place, word in enumerate([UNKNOWN, END, *sorted(words)])}


def tokenizer() -> PreTrainedTokenizerFast:
    """A Hugging Face tokenizer that adds nothing to a text, neither before nor after it."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import PreTrainedTokenizerFast

    words = Tokenizer(WordLevel(dict(vocabulary()), unk_token=UNKNOWN))
    words.pre_tokenizer = Whitespace()
    return PreTrainedTokenizerFast(tokenizer_object=words, unk_token=UNKNOWN, eos_token=END, pad_token=END)
