"""Scoring by shared prefix on a GPU: a random model of about 1B parameters in bfloat16, 5-shot continuation.

Seconds are wall-clock seconds from requests to answers. The share is that of the card's matrix product, measured in the
same process: what the fewest multiplications would take at its rate, over what the scoring took.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.measured import measured
from tests.benchmarks.models import CHOICES, CONTINUATION, TINY, Shape, write_checkpoint, write_tasks
from tests.benchmarks.scoring import apart_by, multiplications, requests
from tests.benchmarks.table import Row

if TYPE_CHECKING:
    from tests.benchmarks.rows import Bench

BILLION = Shape(2048, 16, 32, 8192, 49_152)
DOCS = 2200  # enough to keep a card busy
TIMES = 3


def rows(bench: Bench) -> Iterator[Row]:
    """One row, which says that it could not be measured where there is no card."""
    what = "scoring alone on a GPU, 5-shot continuation, 1.1B parameters in bfloat16"
    if shutil.which("nvidia-smi") is None:
        yield Row(what, "no GPU here")
        return
    folder = bench.folder / "card"
    write_tasks(folder / "tasks", DOCS)
    write_checkpoint(folder / "words", TINY)  # only its tokenizer is used
    one = measured("card:scored", folder=folder, shape=asdict(BILLION), device="cuda", dtype="bfloat16")
    facts = one.facts
    yield Row(
        f"{what}, {DOCS:,} questions, on {facts['device']}",
        f"{one.seconds:.1f} s, {facts['tokens'] / one.seconds:,.0f} distinct tokens/s, "
        f"{facts['share']:.0%} of {facts['rate'] / 1e12:.0f} TFLOP/s",
        one.peak_mb, f"lm-eval's model: {facts['lm_eval']:.1f} s", f"{facts['lm_eval'] / one.seconds:.1f} x",
    )  # fmt: skip


def scored(folder: str, shape: dict[str, int], device: str, dtype: str) -> dict[str, Any]:
    """Times both ways of scoring on a device; `apart` is the largest difference of their loglikelihoods."""
    import torch
    from lm_eval.models.huggingface import HFLM
    from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

    from e2lm.harness.prefix.lm import PrefixLM

    sizes = Shape(**shape)
    config = LlamaConfig(
        vocab_size=sizes.vocabulary, hidden_size=sizes.hidden, num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads, intermediate_size=sizes.inner, max_position_embeddings=sizes.positions,
        tie_word_embeddings=True, dtype=getattr(torch, dtype),
    )  # fmt: skip
    torch.manual_seed(0)
    with torch.device(device):
        model = LlamaForCausalLM(config).to(getattr(torch, dtype)).eval()
    words = AutoTokenizer.from_pretrained(Path(folder) / "words")
    asked = requests(Path(folder) / "tasks", CONTINUATION, 5)
    own = PrefixLM(pretrained=model, tokenizer=words)
    theirs = HFLM(pretrained=model, tokenizer=words, batch_size=64, softmax_dtype="float32")
    for one in (own, theirs):
        one.loglikelihood(asked[:CHOICES], disable_tqdm=True)  # the first is slow
    seconds, answers = _fastest(lambda: own.loglikelihood(asked, disable_tqdm=True))
    lm_eval, expected = _fastest(lambda: theirs.loglikelihood(asked, disable_tqdm=True))
    inputs, weights = (torch.randn(n, sizes.hidden, device=device).to(model.dtype) for n in (8192, sizes.inner))
    product, _ = _fastest(lambda: torch.nn.functional.linear(inputs, weights).sum().item())
    rate = 2 * 8192 * sizes.hidden * sizes.inner / product
    return {
        "seconds": seconds, "lm_eval": lm_eval, "apart": apart_by(_values(answers), _values(expected)),
        "tokens": own.record["distinct"], "scoring": own.record["scoring"], "rate": rate,
        "share": multiplications(own, asked, sizes) / rate / seconds,
        "device": torch.cuda.get_device_name() if device == "cuda" else device,
    }  # fmt: skip


def _values(answers: Sequence[tuple[float, bool]]) -> list[tuple[float, bool]]:
    """The answers without their greedy flags: in 16 bits the likeliest token may differ where two are alike."""
    return [(value, True) for value, _ in answers]


def _fastest(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the fastest of some runs, all of which end with their result on the processor; and that result."""
    found = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        result = work()
        found.append(time.perf_counter() - begun)
    return min(found), result
