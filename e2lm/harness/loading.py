"""Checkpoints from the hub or from disk into memory, the next one while the current one computes.

What a thread does ahead is only reading: it downloads, checks and hashes the files, and loads tokenizer and
configuration. The weights stay in the page cache until the model takes them: transformers changes torch's settings for
the whole process while it builds a model, which the model that computes meanwhile must not see. So there is one model
in memory, and the files of the next. Worker side: imports torch, transformers and lm-eval inside its functions.
"""

from __future__ import annotations

import gc
import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from e2lm.errors import RequestError
from e2lm.harness.device import Device
from e2lm.harness.hub import fetch
from e2lm.harness.request import Settings, Target
from e2lm.harness.weights import checkpoint_folder, files_hash, is_local, tokenizer_files, weight_files

if TYPE_CHECKING:
    from transformers import PretrainedConfig, PreTrainedModel, PreTrainedTokenizerBase

_NOT_THE_MODEL = ("_name_or_path", "transformers_version", "torch_dtype", "dtype")


@dataclass(frozen=True)
class Prepared:
    """A checkpoint whose files are here and whole. `commit` is the hub's, `files_hash` a local checkpoint's.

    One tokenizer object serves all checkpoints whose tokenizer files are the same.
    """

    target: Target
    folder: Path
    commit: str
    config: PretrainedConfig
    tokenizer: PreTrainedTokenizerBase
    files_hash: str
    seconds: float


class Loader:
    """Prepares checkpoints, one ahead in a thread."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._tokenizers: dict[str, PreTrainedTokenizerBase] = {}

    def prepare(self, target: Target) -> Prepared:
        """Downloads, checks and reads a checkpoint's files. Raises RequestError, and what transformers raises."""
        from transformers import AutoConfig

        begun = time.time()
        fetched = fetch(target, self.settings)
        trust = self.settings.allows_remote_code(target)
        config = AutoConfig.from_pretrained(fetched.folder, trust_remote_code=trust)
        tokenizer = self._tokenizer(fetched.folder, config, trust=trust)
        digest = files_hash(target)
        return Prepared(target, fetched.folder, fetched.commit, config, tokenizer, digest, time.time() - begun)

    def reading(self, target: Target) -> tuple[PretrainedConfig, PreTrainedTokenizerBase]:
        """A checkpoint's configuration and tokenizer alone: of the hub nothing else is downloaded."""
        from transformers import AutoConfig, AutoTokenizer

        trust = self.settings.allows_remote_code(target)
        if is_local(target.pretrained):
            config = AutoConfig.from_pretrained(checkpoint_folder(target), trust_remote_code=trust)
            return config, self._tokenizer(checkpoint_folder(target), config, trust=trust)
        place = {"revision": target.revision or "main", "subfolder": target.subfolder, "trust_remote_code": trust}
        return (
            AutoConfig.from_pretrained(target.pretrained, **place),
            AutoTokenizer.from_pretrained(target.pretrained, **place),
        )

    def ahead(self, target: Target) -> Callable[[], Prepared]:
        """Begins to prepare a checkpoint in a thread; what it gives back waits for that and raises what it raised."""
        outcome: list[Prepared | BaseException] = []

        def run() -> None:
            try:
                outcome.append(self.prepare(target))
            except BaseException as error:  # noqa: BLE001 it is raised where the checkpoint's turn comes
                outcome.append(error)

        thread = threading.Thread(target=run, name=f"load {target.model} {target.checkpoint}", daemon=True)
        thread.start()

        def result() -> Prepared:
            while thread.is_alive():  # in pieces, so that a signal is heard
                thread.join(0.1)
            found = outcome[0]
            if isinstance(found, BaseException):
                raise found
            return found

        return result

    def _tokenizer(self, folder: Path, config: PretrainedConfig, *, trust: bool) -> PreTrainedTokenizerBase:
        from transformers import AutoTokenizer

        digest = hashlib.blake2b(config.model_type.encode(), digest_size=16)
        for file in tokenizer_files(folder):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
        key = digest.hexdigest()
        if key not in self._tokenizers:
            try:
                self._tokenizers[key] = AutoTokenizer.from_pretrained(folder, trust_remote_code=trust, use_fast=True)
            except (LookupError, TypeError, AttributeError) as error:  # of files that are JSON, but of no tokenizer
                raise RequestError(
                    f"the tokenizer does not load ({type(error).__name__}: {error})",
                    remedy="Copy tokenizer.json and tokenizer_config.json anew.",
                    file=str(folder),
                ) from error
        return self._tokenizers[key]


def fits(prepared: Prepared, model: PreTrainedModel) -> bool:
    """Whether the checkpoint's weights may go into a model: its configuration makes the same one, whatever dtype it was
    stored in."""
    first, second = (
        {name: value for name, value in config.to_dict().items() if name not in _NOT_THE_MODEL}
        for config in (model.config, prepared.config)
    )
    return type(model.config) is type(prepared.config) and first == second


def take_weights(model: PreTrainedModel, folder: Path) -> bool:
    """Copies a checkpoint's weights into a model of the same configuration; False, and nothing done, where the names or
    shapes in its files are not the model's: then transformers has to make something of them."""
    import torch
    from safetensors import safe_open

    files = weight_files(folder)
    if any(file.suffix != ".safetensors" for file in files) or getattr(model.config, "quantization_config", None):
        return False
    own = model.state_dict()
    opened: list[Any] = [safe_open(file, "pt") for file in files]
    found = {name: file for file in opened for name in file.keys()}  # noqa: SIM118 a safetensors file is no mapping
    places = {name: tensor.data_ptr() for name, tensor in own.items()}
    taken = [places.get(name) for name in found]
    whole = all(
        name in own and tuple(file.get_slice(name).get_shape()) == tuple(own[name].shape)
        for name, file in found.items()
    )
    # Tied weights share one place: it has to be filled, and only once.
    if not whole or set(taken) != set(places.values()) or len(set(taken)) != len(taken):
        return False
    with torch.no_grad():
        for name, file in found.items():
            own[name].copy_(file.get_tensor(name))
    return True


def release_memory() -> None:
    """Gives memory back that nothing holds any more; on a card the cache would keep it in pieces."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def loaded_model(prepared: Prepared, settings: Settings, device: Device) -> PreTrainedModel:
    """The model as lm-eval's Hugging Face class loads it: its own methods, in its order.

    Raises RequestError where weights are missing, and whatever transformers raises.
    """
    import torch
    from lm_eval.models.huggingface import HFLM
    from transformers.quantizers import AutoQuantizationConfig

    trust = settings.allows_remote_code(prepared.target)
    shell = HFLM.__new__(HFLM)
    shell._device, shell._config = torch.device(device.device), prepared.config
    shell._get_backend(config=prepared.config, trust_remote_code=trust)
    quantized = getattr(prepared.config, "quantization_config", None)
    safe = {} if settings.allows_pickled_weights(prepared.target) else {"use_safetensors": True}
    shell._create_model(
        pretrained=str(prepared.folder),
        dtype=device.dtype,
        trust_remote_code=trust,
        gpus=0,
        quantization_config=AutoQuantizationConfig.from_dict(quantized) if isinstance(quantized, dict) else quantized,
        output_loading_info=True,
        **safe,
    )
    model, info = shell._model  # with the information asked for, from_pretrained gives two values
    lacking = sorted(info["missing_keys"])
    if lacking:
        raise RequestError(
            f"the weights lack {lacking[0]}{f' and {len(lacking) - 1} more' if lacking[1:] else ''}",
            remedy="Copy the whole checkpoint.",
            file=str(prepared.folder),
        )
    loaded: PreTrainedModel = model.to(device.device)
    return loaded
