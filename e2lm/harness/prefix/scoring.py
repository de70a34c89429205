"""A model's answers to a set of requests, batch by batch: loglikelihoods, and whether every token was the likeliest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch

from e2lm.harness.prefix import attention
from e2lm.harness.prefix.layout import Layout, Scores
from e2lm.harness.prefix.memory import is_out_of_memory, release
from e2lm.harness.prefix.packing import Batch, Stem, packed
from e2lm.harness.prefix.trie import Requests

if TYPE_CHECKING:
    from transformers import PreTrainedModel

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
AT_ONCE = 1 << 20  # logits that are turned into probabilities at once: as many as a core's cache holds


class Scoring:
    """One pass of a model over requests: batches, then answers.

    `computed` counts tokens, `largest` is the largest size of a likeliest token's logit, `budget` shrinks with memory.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        asked: Requests,
        budget: int,
        softmax_dtype: torch.dtype = torch.float32,
        mixed_dtype: torch.dtype | None = None,
    ) -> None:
        self.model, self.asked, self.budget = model, asked, budget
        self.softmax_dtype, self.mixed_dtype = softmax_dtype, mixed_dtype
        self.device = model.get_input_embeddings().weight.device
        self.scores = Scores(asked)
        count = len(asked.targets)
        self.totals = np.zeros(count)
        self.greedy = np.ones(count, bool)
        self.left = np.array([len(one) for one in asked.targets])
        self.computed, self.largest = 0, 0.0
        self._kept: dict[Stem, attention.Kept] = {}
        self._waiting: Counter[Stem] = Counter()

    def batches(self) -> Iterator[list[int]]:
        """Computes batch after batch and gives the requests that each one completed."""
        for batch in packed(self.asked.trie, lambda: self.budget):
            yield from self._computed(batch)

    def answers(self, requests: Sequence[int]) -> list[tuple[float, bool]]:
        return [(float(self.totals[request]), bool(self.greedy[request])) for request in requests]

    def _computed(self, batch: Batch) -> Iterator[list[int]]:
        try:
            layout = self.scores.layout(batch)
            found, best = self._forward(batch, layout)
        except Exception as error:
            if not is_out_of_memory(error) or len(batch) == 1:
                raise
            del error
        else:
            yield self._noted(batch, layout, found, best)
            return
        release(self.device)
        self.budget = max(1, min(self.budget, sum(piece.row.tokens for piece in batch) // 2))
        middle = len(batch) // 2
        yield from self._computed(batch[:middle])
        yield from self._computed(batch[middle:])

    def _noted(self, batch: Batch, layout: Layout, found: Floats, best: Flags) -> list[int]:
        self.computed += len(layout.tokens)
        np.add.at(self.totals, layout.requests, found)
        np.logical_and.at(self.greedy, layout.requests, best)
        np.subtract.at(self.left, layout.requests, 1)
        for piece in batch:
            if piece.keep:
                self._waiting[piece.keep] = len(piece.keep.rows) + len(piece.keep.stems)
            if piece.on:
                self._waiting[piece.on] -= 1
                if not self._waiting[piece.on]:
                    del self._kept[piece.on]
        asked = np.unique(layout.requests)
        return [int(request) for request in asked[self.left[asked] == 0]]

    def _forward(self, batch: Batch, layout: Layout) -> tuple[Floats, Flags]:
        """Log-probability of each score of the layout, and whether its token is the likeliest."""
        blocks = attention.blocks_of(batch, layout, self._kept, self.device)
        tokens, depths = (torch.from_numpy(part)[None].to(self.device) for part in (layout.tokens, layout.depths))
        # A batch of stems may score nothing; the last token's logits are computed then, and nobody reads them.
        scored = torch.from_numpy(layout.scored if len(layout.scored) else np.array([-1])).to(self.device)
        mixed = torch.autocast(self.device.type, self.mixed_dtype, enabled=self.mixed_dtype is not None)
        with _attending(self.model), attention.running(blocks), torch.no_grad(), mixed:
            output = self.model(input_ids=tokens, position_ids=depths, logits_to_keep=scored, use_cache=False)
            if len(blocks.layers) != self.model.config.get_text_config().num_hidden_layers:
                raise NotImplementedError("not all of its layers attend")
            return self._read(output.logits[0], layout)

    def _read(self, logits: torch.Tensor, layout: Layout) -> tuple[Floats, Flags]:
        """From logits (S, vocabulary): each score's log-probability and whether its token has the largest logit."""
        tops, sums = [], []
        for part in logits.split(max(1, AT_ONCE // logits.shape[1])):
            exact = part.to(self.softmax_dtype)
            tops.append(exact.amax(-1))
            sums.append((exact - tops[-1][:, None]).exp_().sum(-1).log_())
        at, targets = (torch.from_numpy(part).to(logits.device) for part in (layout.at, layout.targets))
        chosen, top = logits[at, targets].to(self.softmax_dtype), torch.cat(tops)[at]
        self.largest = max([self.largest, *top.abs().cpu().tolist()])
        best = chosen == top
        # Of equal logits lm-eval takes whichever argmax gives, which is slow to ask everywhere.
        equal = best.nonzero()[:, 0]
        best[equal] = logits[at[equal]].argmax(-1) == targets[equal]
        return (chosen - top - torch.cat(sums)[at]).cpu().double().numpy(), best.cpu().numpy()


@contextmanager
def _attending(model: PreTrainedModel) -> Iterator[None]:
    """While open, the model's attention is that of this package."""
    before = model.config._attn_implementation
    model.set_attn_implementation(attention.NAME)
    try:
        yield
    finally:
        model.set_attn_implementation(before)
