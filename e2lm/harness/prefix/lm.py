"""lm-eval's Hugging Face model, with loglikelihoods scored by shared prefix: `--model e2lm-prefix`.

It takes the arguments of `hf` and gives the same answers. lm-eval knows the name once this module is imported:

    python -m e2lm.harness.prefix --model e2lm-prefix --model_args pretrained=... --tasks ...

is lm-eval's own command line after that import. Rolling and generation requests are lm-eval's. Loglikelihoods are too
where a model cannot be trusted to this way: see `trust`, and `record` of what was done.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from lm_eval.api.registry import register_model
from lm_eval.models.huggingface import HFLM
from tqdm import tqdm

from e2lm.errors import E2LMError
from e2lm.harness.prefix import memory, trust
from e2lm.harness.prefix.scoring import Scoring
from e2lm.harness.prefix.tokens import Tokenised
from e2lm.harness.prefix.trie import Requests, Tokens, requests_of

NAME = "e2lm-prefix"
Answer = tuple[float, bool]
Encoded = tuple[Any, Tokens, Tokens]  # lm-eval's key of a request, its context's tokens, its continuation's

# Of each architecture in this process: "" where both ways agreed, else why lm-eval's is used; tokens that fit at once.
_verdicts: dict[str, str] = {}
_budgets: dict[str, int] = {}


@register_model(NAME)
class PrefixLM(HFLM):  # type: ignore[misc]
    """HFLM that computes each distinct token of multiple-choice requests once.

    `tokenised` may be shared by the models of one tokenizer. `token_budget` is how many tokens are computed at once;
    None finds it. `record` says how the last loglikelihood requests were scored: `scoring` ("prefix" or "lm-eval"),
    `why` it is lm-eval's ("" otherwise), `requests`, how many of them were `cut` from the left to fit, `distinct`
    tokens, `computed` tokens and `seconds`. 16-bit logits that are scored by prefix always get a float32 softmax.
    """

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        tokenised: Tokenised | None = None,
        token_budget: int | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tokenised = tokenised or Tokenised()
        self.token_budget = token_budget
        self.record: dict[str, Any] = {}
        self.softmax_dtype: torch.dtype | None
        self.batch_size_per_gpu: int | str

    def swap(self, model: torch.nn.Module) -> None:
        """Scores with `model` from now on: the same architecture and tokenizer, on the device that it is on."""
        self._model = model
        self._config, self._device = model.config, model.device
        self.model.eval()

    def loglikelihood(self, requests: list[Any], disable_tqdm: bool = False) -> list[Answer]:
        if self.enable_thinking or self.backend != "causal":
            return super().loglikelihood(requests, disable_tqdm=disable_tqdm)  # type: ignore[no-any-return]
        texts = [request.args for request in requests]
        pairs = self.tokenised.pairs(
            texts,
            self.tokenizer,
            add_bos_token=self.add_bos_token,
            prefix_token_id=self.custom_prefix_token_id,
            quiet=disable_tqdm,
        )
        return self._scored([(text, *pair) for text, pair in zip(texts, pairs, strict=True)], disable_tqdm)

    def _loglikelihood_tokens(
        self,
        requests: list[tuple[Any, list[int], list[int]]],
        disable_tqdm: bool = False,
        override_bs: int | None = None,
    ) -> list[Answer]:
        if override_bs is not None or self.backend != "causal":
            return super()._loglikelihood_tokens(requests, disable_tqdm, override_bs)  # type: ignore[no-any-return]
        encoded = [(key, np.array(context, np.int32), np.array(rest, np.int32)) for key, context, rest in requests]
        return self._scored(encoded, disable_tqdm)

    def _scored(self, requests: Sequence[Encoded], quiet: bool) -> list[Answer]:
        begun = time.perf_counter()
        self.record = {"scoring": "prefix", "why": "", "requests": len(requests), "distinct": 0, "computed": 0}
        self.record["cut"] = sum(len(context) + len(rest) > self.max_length + 1 for _, context, rest in requests)
        if not requests:
            return []
        why = _malformed(requests, self.max_length)
        answers: list[Answer] | None = None
        if not why:
            asked = requests_of([(context, rest) for _, context, rest in requests], self.max_length)
            self.record["distinct"] = asked.trie.distinct
            why = trust.unsupported(self.model, int(asked.trie.lengths.max()))
            if not why:
                answers, why = self._by_prefix(requests, asked, quiet)
        if answers is None:
            answers = self._as_lm_eval(requests, quiet)
            self.record |= {"scoring": "lm-eval", "why": why}
        self.record["seconds"] = time.perf_counter() - begun
        return answers

    def _by_prefix(self, requests: Sequence[Encoded], asked: Requests, quiet: bool) -> tuple[list[Answer] | None, str]:
        """The answers, or None and why there are none: the first ones differ from lm-eval's, or the model raises."""
        identity = trust.identity(self.model, self.device)
        if _verdicts.get(identity):
            return None, _verdicts[identity]
        budget = self.token_budget or _budgets.get(identity) or memory.first_budget(self.model, self.device)
        softmax = self.softmax_dtype if self.softmax_dtype == torch.float64 else torch.float32
        scoring = Scoring(self.model, asked, budget, softmax, self.mixed_precision_dtype)
        bar = None
        batches = scoring.batches()
        while True:
            try:
                done = next(batches, None)
                if done and identity not in _verdicts:
                    verdict = self._differing(requests, scoring, [*done[:1], *done[1:][-1:]])
                    if verdict is not None:
                        _verdicts[identity] = verdict
            except E2LMError:
                raise
            except Exception as error:  # noqa: BLE001 whatever an architecture raises, lm-eval's way is left
                why = f"{type(error).__name__}: {error}"
                if not memory.is_out_of_memory(error):
                    _verdicts[identity] = why
                return None, why
            if done is None:
                break
            if _verdicts.get(identity):
                return None, _verdicts[identity]
            # Not begun before the model is trusted: lm-eval's own bar would count the same requests again.
            if bar is None:
                bar = tqdm(total=len(requests), disable=quiet or self.rank != 0, desc="Running loglikelihood requests")
            bar.update(len(done))
        if bar is not None:
            bar.close()
        if scoring.budget < budget:
            _budgets[identity] = scoring.budget
        self.record["computed"] = scoring.computed
        answers = scoring.answers(range(len(requests)))
        for (key, _, _), answer in zip(requests, answers, strict=True):
            if key is not None:
                self.cache_hook.add_partial("loglikelihood", key, answer)
        return answers, ""

    def _differing(self, requests: Sequence[Encoded], scoring: Scoring, some: Sequence[int]) -> str | None:
        """How lm-eval's answers to some requests, from a float32 softmax, differ from these; "" where they agree.

        None where they are no numbers, of a broken checkpoint: of its architecture they tell nothing.
        """
        with self._having(rows=1, softmax=self.softmax_dtype or torch.float32):
            theirs = super()._loglikelihood_tokens(_as_lists(requests, some), True)
        if not any(math.isfinite(value) for value, _ in theirs):
            return None
        lengths = [len(requests[at][2]) for at in some]
        return trust.differing(scoring.answers(some), theirs, lengths, self.model.dtype, scoring.largest)

    def _as_lm_eval(self, requests: Sequence[Encoded], quiet: bool) -> list[Answer]:
        """lm-eval's own scoring; with `batch_size="auto"` as many rows as the tokens that the device takes at once."""
        plain = _as_lists(requests, range(len(requests)))
        budget = self.token_budget or memory.first_budget(self.model, self.device)
        longest = min(self.max_length, max(len(context) + len(rest) for _, context, rest in plain))
        rows = max(1, budget // longest) if self.batch_size == "auto" else int(self.batch_size)
        while True:
            try:
                with self._having(rows, self.softmax_dtype):
                    return super()._loglikelihood_tokens(plain, quiet)  # type: ignore[no-any-return]
            except Exception as error:
                if rows == 1 or not memory.is_out_of_memory(error):
                    raise
            memory.release(self.device)
            rows //= 2

    @contextmanager
    def _having(self, rows: int, softmax: torch.dtype | None) -> Iterator[None]:
        """While open, lm-eval's own scoring takes so many rows at once and makes probabilities in this dtype."""
        before = (self.batch_size_per_gpu, self.softmax_dtype)
        self.batch_size_per_gpu, self.softmax_dtype = rows, softmax
        try:
            yield
        finally:
            self.batch_size_per_gpu, self.softmax_dtype = before


def _as_lists(requests: Sequence[Encoded], some: Sequence[int]) -> list[tuple[Any, list[int], list[int]]]:
    chosen = (requests[at] for at in some)
    return [(key, context.tolist(), rest.tolist()) for key, context, rest in chosen]


def _malformed(requests: Sequence[Encoded], max_length: int) -> str:
    """Whether lm-eval would refuse a request; it then says so itself."""
    wrong = any(not len(context) or not 0 < len(rest) <= max_length for _, context, rest in requests)
    return "a request has no context, no continuation, or more than the model can take" if wrong else ""
