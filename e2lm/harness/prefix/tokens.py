"""Requests as tokens, exactly as lm-eval's Hugging Face model encodes them, and kept for the next checkpoint.

A text is encoded once however many requests hold it, many texts in one call of the tokenizer. Worker side.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from lm_eval.models.utils import has_bos_prefix
from tqdm import tqdm
from transformers import PreTrainedTokenizerFast

from e2lm.harness.prefix.trie import Tokens

_WRAPPING = ("__call__", "encode", "_encode_plus")  # what may do more than the tokenizer beneath, where overridden
AT_ONCE = 512  # texts in one call of the tokenizer
Pair = tuple[Tokens, Tokens]


class Tokenised:
    """The (context, continuation) pairs that one tokenizer has encoded so far; of another tokenizer nothing is kept.

    One object serves all checkpoints of a model: what the first has encoded, the others find.
    """

    def __init__(self) -> None:
        self._of: object = None
        self._last: tuple[object, object] = (None, None)  # a tokenizer and its fingerprint, which takes a moment
        self._pairs: dict[tuple[str, str], Pair] = {}

    def pairs(
        self,
        requests: Sequence[tuple[str, str]],
        tokenizer: Any,  # noqa: ANN401 transformers' tokenizers have no common type
        *,
        add_bos_token: bool | None = None,
        prefix_token_id: int | None = None,
        quiet: bool = False,
    ) -> list[Pair]:
        """The tokens of each (context, continuation), as `HFLM.loglikelihood` makes them for a causal model.

        `prefix_token_id` None is the tokenizer's own: its first, else its last special token.
        """
        prefix = next((one for one in (prefix_token_id, tokenizer.bos_token_id) if one is not None), None)
        prefix = tokenizer.eos_token_id if prefix is None else prefix
        if self._last[0] is not tokenizer:
            self._last = (tokenizer, _fingerprint(tokenizer))
        of = (self._last[1], add_bos_token, prefix)
        if of != self._of:
            self._of, self._pairs = of, {}
        encode = _Encoder(tokenizer, add_bos_token, prefix)
        missing = [request for request in dict.fromkeys(requests) if request not in self._pairs]
        # Requests of one context stand together, so a context is encoded with the first of them and then forgotten.
        bar = tqdm(total=len(missing), desc="Tokenizing inputs", disable=quiet)
        for start in range(0, len(missing), AT_ONCE):
            part = missing[start : start + AT_ONCE]
            self._pairs.update(zip(part, encode.pairs(part), strict=True))
            bar.update(len(part))
        bar.close()
        return [self._pairs[request] for request in requests]


class _Encoder:
    """lm-eval's rules: where special tokens are added, spaces at a context's end, contexts that are empty."""

    def __init__(self, tokenizer: Any, add_bos_token: bool | None, prefix: int) -> None:  # noqa: ANN401
        self.tokenizer, self.add_bos_token, self.prefix = tokenizer, add_bos_token, prefix
        self.first = tokenizer.decode(prefix)
        self.last: dict[str, Tokens] = {}

    def pairs(self, requests: Sequence[tuple[str, str]]) -> Iterator[Pair]:
        moved = [_spaces_moved(*request) for request in requests]
        contexts = [bare for (context, _), (bare, _) in zip(requests, moved, strict=True) if context]
        self.last = {context: self.last[context] for context in contexts if context in self.last}
        new = [context for context in dict.fromkeys(contexts) if context not in self.last]
        self.last |= dict(zip(new, self._encoded(new), strict=True))
        wholes = self._encoded(
            [bare + rest for (context, _), (bare, rest) in zip(requests, moved, strict=True) if context]
        )
        alone = self._encoded([continuation for context, continuation in requests if not context], plain=True)
        for (context, _), (bare, _) in zip(requests, moved, strict=True):
            if context:
                tokens = self.last[bare]
                # Where tokens merge across the context's end, this is not the whole text's tokens: nor is it lm-eval's.
                yield tokens, next(wholes)[len(tokens) :]
                continue
            continuation = next(alone)
            if continuation[0] == self.prefix:
                yield continuation[:1], continuation[1:]
            else:
                yield np.array([self.prefix], np.int32), continuation

    def _encoded(self, texts: Iterable[str], plain: bool = False) -> Iterator[Tokens]:
        """The texts' tokens; `plain` ones never get special tokens, others where the tokenizer or the model says so."""
        texts = list(texts)
        specials = [self._special(text, plain) for text in texts]
        found: dict[int, list[int]] = {}
        for choice in dict.fromkeys(specials):
            places = [place for place, special in enumerate(specials) if special == choice]
            added = {} if choice is None else {"add_special_tokens": choice}
            found.update(zip(places, self._ids([texts[place] for place in places], added), strict=True))
        return (np.array(found[place], np.int32) for place in range(len(texts)))

    def _ids(self, texts: list[str], added: dict[str, bool]) -> list[list[int]]:
        """The tokenizer's own answer; from what lies beneath a fast one, whose wrapping takes as long again."""
        first = self.tokenizer(texts[:1], **added)["input_ids"]  # leaves padding and truncation switched off beneath
        if all(
            getattr(type(self.tokenizer), name, None) is getattr(PreTrainedTokenizerFast, name) for name in _WRAPPING
        ):
            encodings = self.tokenizer.backend_tokenizer.encode_batch_fast(
                texts, add_special_tokens=added.get("add_special_tokens", True)
            )
            found = [encoding.ids for encoding in encodings]
            if found[:1] == first:
                return found
        return list(self.tokenizer(texts, **added)["input_ids"])

    def _special(self, text: str, plain: bool) -> bool | None:
        if plain or has_bos_prefix(text, self.first):
            return False
        return self.add_bos_token


def _spaces_moved(context: str, continuation: str) -> tuple[str, str]:
    """Spaces at the context's end belong to the continuation, whose first word they begin."""
    bare = context.rstrip()
    return bare, context[len(bare) :] + continuation


def _fingerprint(tokenizer: Any) -> object:  # noqa: ANN401
    """What tells tokenizers apart: the hash of a fast one's whole definition; a slow one is equal to itself only."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    return tokenizer if backend is None else hashlib.blake2b(backend.to_str().encode()).digest()
