"""On what and in what precision models run."""

from __future__ import annotations

from dataclasses import dataclass

from e2lm.errors import RequestError
from e2lm.harness.request import Settings


@dataclass(frozen=True)
class Device:
    """Where and in what precision a model runs; `softmax_dtype` is "" where it is the model's own."""

    device: str
    dtype: str
    softmax_dtype: str


def device_of(settings: Settings) -> Device:
    """The device and dtypes that the settings mean on this machine.

    16-bit weights always get a float32 softmax: without it log-probabilities are rounded by up to 0.95.
    """
    import torch

    device = settings.device or (
        "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    )
    if device.startswith("cuda") and not torch.cuda.is_available():
        raise RequestError("this machine has no CUDA device", remedy='Use device "cpu".', field="device")
    bf16 = device.startswith("cuda") and torch.cuda.is_bf16_supported(including_emulation=False)
    dtype = settings.dtype or ("float32" if device == "cpu" else "bfloat16" if bf16 else "float16")
    return Device(device, dtype, "" if dtype == "float32" else "float32")
