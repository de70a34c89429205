"""Toy models and a toy tokenizer for the prefix scoring: random weights, letters for tokens, no file and no network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from lm_eval.api.instance import Instance
from lm_eval.models.huggingface import HFLM

from e2lm.harness.prefix.lm import PrefixLM

LETTERS = "abcdefghijklmnop"
VOCABULARY = 64
MAX_LENGTH = 48
SIZES = {
    "vocab_size": VOCABULARY, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
    "intermediate_size": 48, "max_position_embeddings": MAX_LENGTH, "bos_token_id": 0, "eos_token_id": 1,
    "pad_token_id": 1, "initializer_range": 0.4,
}  # fmt: skip


def model(kind: str, **more: object) -> Any:  # noqa: ANN401
    """A random model of an architecture that transformers knows, in float32."""
    import torch
    from transformers import CONFIG_MAPPING, AutoModelForCausalLM

    torch.manual_seed(3)
    return AutoModelForCausalLM.from_config(CONFIG_MAPPING[kind](**{**SIZES, **more})).eval()


def tokenizer(bos: bool = False) -> Any:  # noqa: ANN401
    """Letters and spaces are tokens; "ab", "cd" and a space before a letter merge, across a context's end too."""
    from tokenizers import Tokenizer, models, processors
    from transformers import PreTrainedTokenizerFast

    merges = [("a", "b"), ("c", "d"), *((" ", letter) for letter in LETTERS)]
    tokens = ["<s>", "</s>", " ", "\n", *LETTERS, *(first + second for first, second in merges)]
    backend = Tokenizer(models.BPE({token: at for at, token in enumerate(tokens)}, merges))
    if bos:
        backend.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 0)])
    return PreTrainedTokenizerFast(tokenizer_object=backend, bos_token="<s>", eos_token="</s>")


def requests(*texts: tuple[Any, ...]) -> list[Instance]:
    return [Instance("loglikelihood", {}, text, at) for at, text in enumerate(texts)]


def questions(examples: str = "", count: int = 6, choices: int = 4) -> list[tuple[str, str]]:
    """Multiple choice: each context begins with the examples, the choices are one to six tokens long."""
    draw = np.random.default_rng(5)

    def text(least: int, most: int) -> str:
        return "".join(draw.choice([*LETTERS, " "], draw.integers(least, most)))

    contexts = [f"{examples}{LETTERS[at % 5]}{text(3, 16)}\n" for at in range(count)]
    return [(context, " " + LETTERS[draw.integers(16)] + text(0, 5)) for context in contexts for _ in range(choices)]


def both(
    scored: Any,  # noqa: ANN401
    asked: Sequence[Instance],
    budget: int | None = None,
    **arguments: Any,  # noqa: ANN401
) -> tuple[list[tuple[float, bool]], list[tuple[float, bool]], PrefixLM]:
    """Answers by shared prefix, lm-eval's own with a float32 softmax, and the model that gave the former."""
    words = arguments.pop("tokenizer", None) or tokenizer()
    own = PrefixLM(pretrained=scored, tokenizer=words, batch_size="auto", token_budget=budget, **arguments)
    theirs = HFLM(pretrained=scored, tokenizer=words, batch_size=3, softmax_dtype="float32", **arguments)
    expected = theirs.loglikelihood(list(asked), disable_tqdm=True)
    return own.loglikelihood(list(asked), disable_tqdm=True), expected, own


def apart(ours: Sequence[tuple[float, bool]], theirs: Sequence[tuple[float, bool]]) -> float:
    """The largest difference of loglikelihoods."""
    return max(abs(own - other) for (own, _), (other, _) in zip(ours, theirs, strict=True))
