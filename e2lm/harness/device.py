"""On what and in what precision models run."""

from __future__ import annotations

from dataclasses import dataclass

from e2lm.counting import counted
from e2lm.errors import RequestError
from e2lm.harness.request import Settings

_NO_CUDA = "this machine has no CUDA device"


@dataclass(frozen=True)
class Device:
    """Where and in what precision a model runs; `softmax_dtype` is "" where it is the model's own."""

    device: str
    dtype: str
    softmax_dtype: str


def device_of(settings: Settings) -> Device:
    """The device and dtypes that the settings mean on this machine. Raises RequestError for one that is not there.

    16-bit weights always get a float32 softmax: without it log-probabilities are rounded by up to 0.95.
    """
    import torch

    device = settings.device or (
        "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    )
    kind = _kind(device)
    bf16 = kind == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
    dtype = settings.dtype or ("float32" if kind == "cpu" else "bfloat16" if bf16 else "float16")
    return Device("cpu" if kind == "cpu" else device, dtype, "" if dtype == "float32" else "float32")


def _kind(device: str) -> str:
    """torch's name of a device without its number."""
    import torch

    remedy = "Use cpu, cuda, cuda:1 or mps, or leave it out."
    try:
        named = torch.device(device)
    except RuntimeError as error:
        raise RequestError(f"there is no device {device!r}", remedy=remedy, field="device") from error
    if named.type == "meta":
        raise RequestError("the device meta computes nothing", remedy=remedy, field="device")
    if named.type == "mps" and not torch.backends.mps.is_available():
        raise RequestError("this machine has no MPS device", remedy=remedy, field="device")
    if named.type == "cuda":
        cards = torch.cuda.device_count() if torch.cuda.is_available() else 0
        if (named.index or 0) >= cards:
            problem = f"this machine has {counted(cards, 'CUDA device')}, not {device}" if cards else _NO_CUDA
            raise RequestError(problem, remedy=remedy if cards else 'Use device "cpu".', field="device")
    return str(named.type)
