"""Training one demo model: a few hundred steps of AdamW on packed sentences; checkpoints as Hugging Face folders.

Every row of a batch begins with a sentence, as the test's prompts do. One step reads BATCH x LENGTH tokens.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from e2lm.demo.models import ModelPlan, llama_config
from e2lm.demo.text import science_text, web_text
from e2lm.demo.tokens import tokenizer

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

BATCH, LENGTH = 64, 32
WARM_UP = 30
LAST_RATE = 0.1
TOKENS_FROM = "counted during training"


def rows(sentences: Iterator[str], words: PreTrainedTokenizerFast) -> Iterator[list[int]]:
    """Rows of LENGTH token ids, each from the beginning of a sentence; what is over at a row's end is dropped."""
    row: list[int] = []
    while True:
        for ids in words(list(islice(sentences, 1000)))["input_ids"]:
            row += ids
            if len(row) >= LENGTH:
                yield row[:LENGTH]
                row = []


def learning_rate(plan: ModelPlan, step: int, steps: int) -> float:
    """The rate of the update after `step`: a linear rise over WARM_UP steps under a linear fall to LAST_RATE."""
    return plan.learning_rate * min(1.0, (step + 1) / WARM_UP) * (1 - (1 - LAST_RATE) * step / steps)


def train(
    plan: ModelPlan, seed: int, steps: int, every: int, folder: Path, on_step: Callable[[int], None]
) -> Iterator[Path]:
    """Trains a model and yields its checkpoint folders, `folder`/step-0000 first, as soon as each is saved.

    The generator trains on only when asked for the next. `on_step` is called before each step. Same seed, same machine
    and same number of threads give the same weights.
    """
    import torch
    from transformers import LlamaForCausalLM

    torch.manual_seed(seed)
    model, words = LlamaForCausalLM(llama_config(plan)), tokenizer()
    optimizer = torch.optim.AdamW(model.parameters(), betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    batches = rows(science_text(seed) if plan.reads == "science" else web_text(seed), words)
    tokens = 0
    yield save(model, words, plan, 0, tokens, folder)
    for step in range(steps):
        on_step(step)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(plan, step, steps)
        batch = torch.tensor(list(islice(batches, BATCH)))
        _update(model, optimizer, batch)
        tokens += batch.numel()
        if (step + 1) % every == 0 or step + 1 == steps:
            yield save(model, words, plan, step + 1, tokens, folder)


def _update(model: LlamaForCausalLM, optimizer: object, batch: Tensor) -> None:
    from torch.nn.utils import clip_grad_norm_

    model(input_ids=batch, labels=batch).loss.backward()
    clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()  # type: ignore[attr-defined]
    optimizer.zero_grad()  # type: ignore[attr-defined]


def save(
    model: LlamaForCausalLM, words: PreTrainedTokenizerFast, plan: ModelPlan, step: int, tokens: int, folder: Path
) -> Path:
    """Weights as safetensors, tokenizer, and e2lm.json, which says what the checkpoint is; gives back its folder."""
    checkpoint = folder / checkpoint_name(step)
    model.save_pretrained(checkpoint)
    words.save_pretrained(checkpoint)
    sidecar = {
        "model": plan.name,
        "checkpoint": checkpoint.name,
        "step": step,
        "tokens": tokens,
        "tokens_from": TOKENS_FROM,
        "demo": True,
        "role": plan.reads,
    }
    (checkpoint / "e2lm.json").write_text(json.dumps(sidecar, indent=2) + "\n", encoding="utf-8")
    return checkpoint


def checkpoint_name(step: int) -> str:
    return f"step-{step:04d}"
