"""A checkpoint's files on disk: what must be there before a model is loaded, and the hash of its files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from e2lm.errors import RequestError
from e2lm.harness.request import Settings, Target
from e2lm.harness.typed_path import typed_path

# A tokenizer.json can hold tens of megabytes, too much to read for every checkpoint of a list; the loader reads it.
SMALL_BYTES = 500_000
# The format's own limit on a header: a damaged one must not have the whole file read into memory.
HEADER_BYTES = 100_000_000
INDEX = "model.safetensors.index.json"
PICKLED = (".bin", ".pt", ".pth", ".ckpt")
_TOKENIZER = ("tokenizer*", "special_tokens_map.json", "added_tokens.json", "vocab*", "merges.txt", "*.tiktoken")
_NOT_WEIGHTS = {"training_args.bin", "optimizer.bin", "scheduler.bin", "optimizer.pt", "scheduler.pt"}


def is_local(pretrained: str) -> bool:
    """Whether `pretrained` can only be a folder of this machine, not a hub id such as org/name.

    Raises RequestError for a name that neither can have.
    """
    if Path(pretrained).is_absolute() or pretrained.startswith((".", "~")) or pretrained.count("/") > 1:
        return True
    return typed_path(pretrained, "checkpoints").exists()


def checkpoint_folder(target: Target) -> Path:
    """The folder that holds the target's config and weights, if it is local."""
    return typed_path(target.pretrained, "checkpoints") / target.subfolder


def weight_files(folder: Path) -> list[Path]:
    """The weights of a checkpoint folder: its safetensors, or where there are none its pickled files."""
    return sorted(folder.glob("*.safetensors")) or sorted(file for file in folder.glob("*") if is_pickled(file.name))


def tokenizer_files(folder: Path) -> list[Path]:
    """The files that a tokenizer is made of."""
    return sorted({file for pattern in _TOKENIZER for file in folder.glob(pattern) if file.is_file()})


def is_pickled(name: str) -> bool:
    """Whether a file of this name holds weights in Python's pickle format, which runs code as it loads."""
    return name.endswith(PICKLED) and name not in _NOT_WEIGHTS


def shards(index: Path) -> list[str]:
    """The files that an index of weights in pieces names. Raises RequestError where it is damaged."""
    try:
        return sorted({str(name) for name in json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()})
    except (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise RequestError("the index of the weights is damaged", remedy="Copy it anew.", file=str(index)) from error


def refuse_foreign_code(folder: Path, target: Target, settings: Settings) -> None:
    """Raises RequestError where an allowed model's configuration names code of another repository that is not allowed.

    transformers takes `auto_map: {AutoModel: OTHER/REPOSITORY--file.Class}` from there, in whatever version it has.
    """
    if not settings.allows_remote_code(target):
        return
    for file in sorted(folder.glob("*config.json")):
        config = _json(file)
        auto_map = config.get("auto_map") if isinstance(config, dict) else None
        values = auto_map.values() if isinstance(auto_map, dict) else [auto_map]
        names = [name for value in values for name in (value if isinstance(value, list) else [value])]
        for name in names:
            repository = str(name).partition("--")[0] if "--" in str(name) else ""
            if repository and repository not in settings.allow_remote_code:
                raise RequestError(
                    f"the model needs code of {repository}",
                    remedy=f"Read that code; then allow the remote code of {repository} by its name too.",
                    file=str(file),
                    field="allow_remote_code",
                )


def check_local(target: Target, settings: Settings) -> None:
    """Raises RequestError, naming file and remedy, where a local checkpoint cannot load; says nothing of hub ids."""
    if not is_local(target.pretrained):
        return
    folder = checkpoint_folder(target)
    if not folder.is_dir():
        raise RequestError("the checkpoint's folder does not exist", remedy="Check the path.", file=str(folder))
    check_folder(folder, allow_pickled=settings.allows_pickled_weights(target))
    refuse_foreign_code(folder, target, settings)


def check_folder(folder: Path, allow_pickled: bool) -> None:
    """Raises RequestError, naming file and remedy, where a checkpoint's folder lacks a file or has a damaged one."""
    if not (folder / "config.json").is_file():
        raise RequestError("the checkpoint has no config.json", remedy="Copy the whole checkpoint.", file=str(folder))
    for file in sorted(folder.glob("*.json")):
        if file.is_dir() or (file.exists() and file.stat().st_size > SMALL_BYTES):
            continue
        content = _json(file)
        if file.name == "config.json" and not isinstance(content, dict):
            raise RequestError("it is no object", remedy="Copy the file anew.", file=str(file))
    files = weight_files(folder)
    if not files:
        raise RequestError("the checkpoint has no weights", remedy="Copy its .safetensors files.", file=str(folder))
    for file in files:
        if file.suffix == ".safetensors":
            _check_safetensors(file)
        elif not allow_pickled:
            raise pickled_refused(str(file))
    if (folder / INDEX).is_file() and not (folder / "model.safetensors").is_file():
        lacking = [name for name in shards(folder / INDEX) if not (folder / name).is_file()]
        if lacking:
            problem = f"the weights lack {lacking[0]}{f' and {len(lacking) - 1} more' if lacking[1:] else ''}"
            raise RequestError(problem, remedy="Copy the whole checkpoint.", file=str(folder))


def pickled_refused(where: str) -> RequestError:
    """The error to raise where the only weights are pickled ones that nobody allowed."""
    return RequestError(
        "the weights are pickled, and loading them can run code",
        remedy="Convert them to safetensors, or allow this model's pickled weights by its name.",
        file=where,
        field="allow_pickled_weights",
    )


def files_hash(target: Target) -> str:
    """blake2b over all that decides a checkpoint's answers: weights, config.json and tokenizer, by name and contents.

    "" for a hub id, whose commit lm-eval records.
    """
    if not is_local(target.pretrained):
        return ""
    digest = hashlib.blake2b(digest_size=16)
    folder = checkpoint_folder(target)
    for path in (*weight_files(folder), folder / "config.json", *tokenizer_files(folder)):
        digest.update(path.name.encode("utf-8", "replace") + b"\0")
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _json(file: Path) -> object:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise _unreadable(file, error) from error
    except (ValueError, RecursionError) as error:
        raise RequestError(f"it is not JSON: {error}", remedy="Copy the file anew.", file=str(file)) from error


def _check_safetensors(file: Path) -> None:
    """The format: 8 bytes of header length, a JSON header with each tensor's offsets, then the tensors."""
    try:
        with file.open("rb") as stream:
            size = file.stat().st_size
            length = int.from_bytes(stream.read(8), "little")
            header = stream.read(length) if length <= min(size - 8, HEADER_BYTES) else b""
    except OSError as error:
        raise _unreadable(file, error) from error
    remedy = "Copy the file anew."
    try:
        entries = json.loads(header)
        ends = [int(entry["data_offsets"][1]) for name, entry in entries.items() if name != "__metadata__"]
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        problem = "the weights are damaged: no safetensors header"
        raise RequestError(problem, remedy=remedy, file=str(file)) from error
    expected = 8 + length + max(ends, default=0)
    if size != expected:
        raise RequestError(f"the weights are cut short: {size:,} of {expected:,} bytes", remedy=remedy, file=str(file))


def _unreadable(file: Path, error: OSError) -> RequestError:
    why = (
        "it is a link to nothing" if file.is_symlink() and not file.exists() else f"it cannot be read: {error.strerror}"
    )
    return RequestError(why, remedy="Copy the whole checkpoint.", file=str(file))
