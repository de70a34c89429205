"""A checkpoint's files on disk: what must be there before a model is loaded, and the hash of its weights."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from e2lm.errors import RequestError
from e2lm.harness.request import Settings, Target

# A tokenizer.json can hold tens of megabytes, too much to read for every checkpoint of a list; the loader reads it.
SMALL_BYTES = 500_000
PICKLED = ("*.bin", "*.pt", "*.pth", "*.ckpt")
_NOT_WEIGHTS = {"training_args.bin", "optimizer.bin", "scheduler.bin", "optimizer.pt", "scheduler.pt"}


def is_local(pretrained: str) -> bool:
    """Whether `pretrained` can only be a folder of this machine, not a hub id such as org/name."""
    path = Path(pretrained).expanduser()
    return path.exists() or path.is_absolute() or pretrained.startswith((".", "~")) or pretrained.count("/") > 1


def checkpoint_folder(target: Target) -> Path:
    """The folder that holds the target's config and weights, if it is local."""
    return Path(target.pretrained).expanduser() / target.subfolder


def weight_files(folder: Path) -> list[Path]:
    """The weights of a checkpoint folder: its safetensors, or where there are none its pickled files."""
    safe = sorted(folder.glob("*.safetensors"))
    return safe or sorted(file for p in PICKLED for file in folder.glob(p) if file.name not in _NOT_WEIGHTS)


def check_local(target: Target, settings: Settings) -> None:
    """Raises RequestError, naming file and remedy, where a local checkpoint cannot load; says nothing of hub ids."""
    if not is_local(target.pretrained):
        return
    folder = checkpoint_folder(target)
    if not folder.is_dir():
        raise RequestError("the checkpoint's folder does not exist", remedy="Check the path.", file=str(folder))
    config = folder / "config.json"
    if not config.is_file():
        raise RequestError("the checkpoint has no config.json", remedy="Copy the whole checkpoint.", file=str(folder))
    for file in sorted(folder.glob("*.json")):
        if file.stat().st_size > SMALL_BYTES:
            continue
        try:
            json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise RequestError(f"it is not JSON: {error}", remedy="Copy the file anew.", file=str(file)) from error
    files = weight_files(folder)
    if not files:
        raise RequestError("the checkpoint has no weights", remedy="Copy its .safetensors files.", file=str(folder))
    for file in files:
        if file.suffix == ".safetensors":
            _check_safetensors(file)
        elif not settings.allows_pickled_weights(target):
            raise RequestError(
                "the weights are pickled, and loading them can run code",
                remedy="Convert them to safetensors, or allow pickled weights for this evaluation.",
                file=str(file),
                field="allow_pickled_weights",
            )


def weights_hash(target: Target) -> str:
    """blake2b over the weights' contents in the order of their names; "" for a hub id, whose commit lm-eval records."""
    if not is_local(target.pretrained):
        return ""
    digest = hashlib.blake2b(digest_size=16)
    for path in weight_files(checkpoint_folder(target)):
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _check_safetensors(file: Path) -> None:
    """The format: 8 bytes of header length, a JSON header with each tensor's offsets, then the tensors."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        try:
            header = json.loads(stream.read(length)) if 0 < length <= size - 8 else None
        except ValueError:
            header = None
    remedy = "Copy the file anew."
    if not isinstance(header, dict):
        raise RequestError("the weights are damaged: no safetensors header", remedy=remedy, file=str(file))
    ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
    expected = 8 + length + max(ends, default=0)
    if size != expected:
        raise RequestError(f"the weights are cut short: {size:,} of {expected:,} bytes", remedy=remedy, file=str(file))
