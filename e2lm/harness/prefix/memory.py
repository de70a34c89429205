"""How many tokens a device can compute at once: guessed from its free memory, then halved whenever it was too many."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psutil
import torch

if TYPE_CHECKING:
    from transformers import PreTrainedModel

LEAST, FEWEST = 64, 512  # tokens: where memory is short, and where it is not
# On Linux every large tensor is new memory from the kernel, 4 KB a page fault: an eighth of the time. torch reads this
# at its first large allocation and then asks for pages of 2 MB.
os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")

# More activations, tokens times hidden size, are no faster: a core's cache is full, or the card is busy.
MOST = {"cpu": 1 << 19, "mps": 1 << 23, "cuda": 1 << 26}
SHARE = 0.4  # of the free memory
_TOO_MUCH = ("out of memory", "not enough memory", "can't allocate memory")


def first_budget(model: PreTrainedModel, device: torch.device) -> int:
    """Tokens to compute at once on the device beside the model that is there already."""
    most = MOST.get(device.type, MOST["mps"]) // _hidden(model)
    return max(LEAST, min(max(most, FEWEST), int(SHARE * _free(device) / _bytes_per_token(model))))


def is_out_of_memory(error: BaseException) -> bool:
    """Whether the error says that a device or the machine has no memory left."""
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(text in str(error).lower() for text in _TOO_MUCH)


def release(device: torch.device) -> None:
    """Gives back what is cached, after memory ran out."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def _free(device: torch.device) -> float:
    if device.type == "cuda":
        return float(torch.cuda.mem_get_info(device)[0])
    if device.type == "mps":
        return float(torch.mps.recommended_max_memory() - torch.mps.current_allocated_memory())
    return float(psutil.virtual_memory().available)


def _bytes_per_token(model: PreTrainedModel) -> float:
    """Activations of one layer, the keys and values of stems in attention, and the logits of half of the tokens."""
    config = model.config.get_text_config()
    size = int(next(model.parameters()).element_size())
    hidden = _hidden(model)
    inner = getattr(config, "intermediate_size", None) or getattr(config, "ffn_dim", None) or 4 * hidden
    inner = inner if isinstance(inner, int) else 4 * hidden
    vocabulary = int(getattr(config, "vocab_size", 50_000))
    return size * (48 * hidden + 4 * inner) + 0.5 * vocabulary * (size + 4)


def _hidden(model: PreTrainedModel) -> int:
    return int(getattr(model.config.get_text_config(), "hidden_size", 1024))
