"""Checkpoints and tasks for measuring how fast checkpoints are scored: random Llamas, made-up multiple choice.

The questions are as long as MMLU's and the vocabulary is as large as real ones: 220 questions of four choices, prompts
of about 230 tokens at 5 shots, choices of about 7 tokens. Nothing here needs torch, transformers or lm-eval.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from tokenizers import Tokenizer

DOCS, CHOICES, SHOTS = 220, 4, 5
CONTINUATION, LETTERS = "made_up_continuation", "made_up_letters"
SEED = 11
_SYLLABLES = [consonant + vowel for consonant in "bcdfghjklmnpqrstvwxz" for vowel in "aeiou"]
_WORDS = [first + second for first in _SYLLABLES for second in _SYLLABLES]
_DRAWN = 3000  # words that questions are made of: every tokenizer here knows them as one token each
_YAML = """\
task: {task}
dataset_path: json
dataset_kwargs:
  data_files:
    test: {data}/test.jsonl
    dev: {data}/dev.jsonl
test_split: test
fewshot_split: dev
fewshot_config:
  sampler: first_n
output_type: multiple_choice
doc_to_text: "{text}"
doc_to_choice: {choices}
doc_to_target: gold
metric_list:
  - metric: acc
  - metric: acc_norm
metadata:
  version: 1.0
"""
_LISTED = "".join(f"\\n{letter}. {{{{choices[{place}]}}}}" for place, letter in enumerate("ABCD"))


@dataclass(frozen=True)
class Shape:
    """A Llama's sizes; its input and output embeddings are the same matrix."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int = 2048

    @property
    def body(self) -> int:
        """The parameters that every token is multiplied with, the embeddings left out."""
        return self.layers * (4 * self.hidden**2 + 3 * self.hidden * self.inner)


TINY = Shape(64, 2, 4, 128, 4096)
MIDDLE = Shape(512, 8, 8, 1536, 49_152)  # 27 million parameters, and as many again in the vocabulary


def write_checkpoint(folder: Path, shape: Shape, seed: int = 0) -> Path:
    """Writes a checkpoint of random weights in float32 with its tokenizer, and gives the folder back."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    _tokenizer(shape.vocabulary).save(str(folder / "tokenizer.json"))
    names = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(names), encoding="utf-8")
    (folder / "config.json").write_text(json.dumps(_config(shape)), encoding="utf-8")
    draw = np.random.default_rng([SEED, seed])

    def normal(*sizes: int) -> np.ndarray[Any, Any]:
        return draw.standard_normal(sizes, dtype="float32") * np.float32(0.05)

    hidden, inner = shape.hidden, shape.inner
    weights = {"model.embed_tokens.weight": normal(shape.vocabulary, hidden)}
    weights["model.norm.weight"] = np.ones(hidden, "float32")
    for at in range(shape.layers):
        layer = f"model.layers.{at}"
        weights |= {f"{layer}.self_attn.{name}_proj.weight": normal(hidden, hidden) for name in "qkvo"}
        weights |= {f"{layer}.mlp.{name}_proj.weight": normal(inner, hidden) for name in ("gate", "up")}
        weights[f"{layer}.mlp.down_proj.weight"] = normal(hidden, inner)
        for name in ("input_layernorm", "post_attention_layernorm"):
            weights[f"{layer}.{name}.weight"] = np.ones(hidden, "float32")
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def write_checkpoints(folder: Path, shape: Shape, count: int) -> list[Path]:
    """Checkpoints of one model at `count` steps, `folder`/step1000, step2000 ...: one configuration, one tokenizer."""
    return [write_checkpoint(folder / f"step{1000 * (1 + at)}", shape, at) for at in range(count)]


def write_tasks(folder: Path, docs: int = DOCS) -> Path:
    """Writes the task files and their questions, and gives `folder` back.

    In `CONTINUATION` the choices' text is scored; in `LETTERS` they stand in the prompt and a letter is scored. Shots,
    0 to 5, are the first questions of a split of their own.
    """
    data = folder / "questions"
    data.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(SEED)
    for split, count in (("test", docs), ("dev", SHOTS)):
        lines = [json.dumps(_question(draw)) + "\n" for _ in range(count)]
        (data / f"{split}.jsonl").write_text("".join(lines), encoding="utf-8")
    texts = {
        CONTINUATION: ("Question: {{question}}\\nAnswer:", '"{{choices}}"'),
        LETTERS: (f"Question: {{{{question}}}}{_LISTED}\\nAnswer:", "[A, B, C, D]"),
    }
    for task, (text, choices) in texts.items():
        written = _YAML.format(task=task, data=data.resolve(), text=text, choices=choices)
        (folder / f"{task}.yaml").write_text(written, encoding="utf-8")
    return folder


def _question(draw: np.random.Generator) -> dict[str, Any]:
    """A doc: questions of about 24 words that open with one of a few phrases, choices of about 7 words."""

    def words(mean: float, least: int) -> list[str]:
        count = max(least, round(draw.normal(mean, mean / 3)))
        return [_WORDS[place] for place in draw.integers(0, _DRAWN, count)]

    opening = [_WORDS[draw.integers(0, 6)], _WORDS[draw.integers(0, 12)]]
    question = " ".join([*opening, *words(22, 6)]) + "?"
    return {
        "question": question,
        "choices": [" ".join(words(7, 1)) for _ in range(CHOICES)],
        "gold": int(draw.integers(CHOICES)),
    }


def _config(shape: Shape) -> dict[str, Any]:
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.hidden,
        "intermediate_size": shape.inner,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.heads,
        "max_position_embeddings": shape.positions,
        "bos_token_id": 0,
        "eos_token_id": 1,
        "tie_word_embeddings": True,
        "dtype": "float32",
    }


def _tokenizer(vocabulary: int) -> Tokenizer:
    """A byte-level BPE tokenizer whose merges are written down, not learned: syllables, words of two syllables, then
    words of three until the vocabulary is full."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    merges = [(syllable[0], syllable[1]) for syllable in _SYLLABLES]
    merges += [("Ġ", start) for start in (*_SYLLABLES, *"ABCD")]
    merges += [("Ġ" + word[:2], word[2:]) for word in _WORDS[:_DRAWN]]
    for word in ("Question", "ĠAnswer", "Answer"):
        merges += _chain(word, merges)
    rest = [("Ġ" + word[:2], word[2:]) for word in _WORDS[_DRAWN:]]
    rest += [("Ġ" + word, syllable) for word in _WORDS for syllable in _SYLLABLES[:40]]
    base = ["<s>", "</s>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    room = vocabulary - len(base) - len({first + second for first, second in merges})
    merges += rest[:room]
    tokens = dict.fromkeys([*base, *(first + second for first, second in merges)])
    tokenizer = Tokenizer(models.BPE({token: at for at, token in enumerate(tokens)}, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def _chain(word: str, merges: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The merges that make one token of a word, after those there are already."""
    parts = list(word)
    for first, second in merges:
        at = 0
        while at < len(parts) - 1:
            if (parts[at], parts[at + 1]) == (first, second):
                parts[at : at + 2] = [first + second]
            at += 1
    chain: list[tuple[str, str]] = []
    while len(parts) > 1:
        chain.append((parts[0], parts[1]))
        parts[:2] = [parts[0] + parts[1]]
    return chain
