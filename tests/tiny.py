"""Toy inputs for tests that run the real worker: a tiny Llama checkpoint and a local multiple-choice task."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

WORDS = [
    *("the", "atom", "has", "a", "charge", "of", "plus", "minus", "zero", "one", "two", "three", "four"),
    *("mass", "light", "water", "planet", "star", "is", "not", "red", "blue"),
]

TASK_YAML = """\
task: {name}
dataset_path: json
dataset_kwargs:
  data_files:
    test: {name}.jsonl
test_split: test
output_type: multiple_choice
doc_to_text: "Question: {{{{question}}}}\\nAnswer:"
doc_to_choice: "{{{{choices}}}}"
doc_to_target: gold
metric_list:
  - metric: acc
  - metric: acc_norm
metadata:
  version: 1.0
"""


def tiny_checkpoint(folder: Path, seed: int = 0, hidden: int = 32, layers: int = 2) -> Path:
    """Writes a Llama of random weights (about 20 thousand parameters) with its tokenizer; gives the folder back.

    Written without torch or transformers, whose import takes longer than everything else.
    """
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer, models, pre_tokenizers

    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {"<unk>": 0, "<s>": 1, "</s>": 2, **{word: at + 3 for at, word in enumerate(WORDS)}}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    names = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "unk_token": "<unk>",
        "bos_token": "<s>",
        "eos_token": "</s>",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(names), encoding="utf-8")
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": len(vocabulary),
        "hidden_size": hidden,
        "intermediate_size": 2 * hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": 4,
        "num_key_value_heads": 4,
        "max_position_embeddings": 128,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "tie_word_embeddings": False,
        "dtype": "float32",
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    shapes = {"model.embed_tokens": (len(vocabulary), hidden), "lm_head": (len(vocabulary), hidden)}
    for layer in range(layers):
        block = f"model.layers.{layer}"
        shapes |= {f"{block}.self_attn.{name}_proj": (hidden, hidden) for name in "qkvo"}
        shapes |= {f"{block}.mlp.{name}_proj": (2 * hidden, hidden) for name in ("gate", "up")}
        shapes[f"{block}.mlp.down_proj"] = (hidden, 2 * hidden)
    normal = np.random.default_rng(seed).normal
    weights = {f"{name}.weight": normal(0, 0.1, shape).astype("float32") for name, shape in shapes.items()}
    norms = [
        f"model.layers.{at}.{name}" for at in range(layers) for name in ("input_layernorm", "post_attention_layernorm")
    ]
    weights |= {f"{name}.weight": np.ones(hidden, "float32") for name in [*norms, "model.norm"]}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def tiny_task(folder: Path, name: str = "tiny_task", docs: int = 12) -> Path:
    """Writes `name`.yaml and its data file, named relative to the YAML; four choices a doc. Gives the folder back."""
    folder.mkdir(parents=True, exist_ok=True)
    words = WORDS
    rows = [
        {
            "question": " ".join(words[(3 * doc + step) % len(words)] for step in range(5)),
            "choices": [words[(doc + choice) % len(words)] for choice in range(4)],
            "gold": doc % 4,
        }
        for doc in range(docs)
    ]
    (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / f"{name}.yaml").write_text(TASK_YAML.format(name=name), encoding="utf-8")
    return folder
