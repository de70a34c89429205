"""Which model at which moment a run evaluated, from the run's own configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from e2lm.checkpoints.names import is_checkpoint_name, split_suffix, step_in
from e2lm.checkpoints.rules import is_namesake, tokens_by_rule
from e2lm.counting import count
from e2lm.records import Checkpoint

# In lm-eval's own order: an adapter is named with the model it adapts.
_MODEL_KEYS = ("peft", "delta", "pretrained", "model", "path", "model_name", "engine")
_UNNAMED = ("", "main", "none", "null")
_CACHED = re.compile(r"models--(?P<organisation>.+?)--(?P<model>[^/]+)/snapshots/[0-9a-f]{7,}")
_CONTAINERS = frozenset(("checkpoints", "checkpoint", "ckpts", "ckpt", "models", "weights", "output", "outputs"))
_FORMATS = frozenset(("hf", "hf_model", "huggingface", "model", "pytorch", "safetensors", "weights", "final"))
_WINDOWS = re.compile(r"^[A-Za-z]:[\\/]")


def identify(model_args: Mapping[str, Any], config: Mapping[str, Any]) -> Checkpoint:
    """The checkpoint a run evaluated, by `pretrained` (or path), `revision` and `subfolder` of its model_args.

    `config` is the results file's own config: `model_name` stands in where model_args name no model. The checkpoint's
    name is the subfolder, the revision, or the part of the path that names a step; "main" where nothing does.
    `tokens` is None where no rule of the catalogue knows the model.
    """
    pretrained = _text(next((model_args[key] for key in _MODEL_KEYS if _text(model_args.get(key))), ""))
    pretrained = pretrained or _text(config.get("model_name"))
    if not pretrained:
        return Checkpoint("", "main", provisional="the file names no model")
    moments = [_text(model_args.get(key)) for key in ("revision", "subfolder")]
    name = "/".join(moment for moment in moments if moment.lower() not in _UNNAMED)
    organisation, model, found = _split(pretrained)
    name = name or found or "main"
    step = step_in(name)
    tokens, rule = tokens_by_rule(model, organisation, name, step)
    return Checkpoint(
        f"{organisation}/{model}" if is_namesake(model, organisation) else model, name, step, tokens, rule
    )


def with_sidecar(checkpoint: Checkpoint, sidecar: Mapping[str, Any]) -> Checkpoint:
    """The checkpoint as the run's own record (e2lm.json) states it; what the record leaves out stays as it was."""
    model = _text(sidecar.get("model")) or checkpoint.model
    name = _text(sidecar.get("checkpoint")) or checkpoint.name
    step, tokens = count(sidecar.get("step")), count(sidecar.get("tokens"))
    changed = replace(checkpoint, model=model, name=name, provisional="")
    if step is not None:
        changed = replace(changed, step=step)
    if tokens is not None:
        return replace(changed, tokens=tokens, tokens_from=_text(sidecar.get("tokens_from")) or "the run's own record")
    return changed


def _text(value: object) -> str:
    """A value of model_args as text; 1000.0 is what an older command line made of `1e3`."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _split(pretrained: str) -> tuple[str, str, str]:
    """Organisation ("" for a local path), model, and the checkpoint's name inside the path ("" if none)."""
    path = pretrained.replace("\\", "/") if _WINDOWS.match(pretrained) or "\\" in pretrained else pretrained
    cached = _CACHED.search(path)
    if cached:
        return cached["organisation"], cached["model"], ""
    parts = [part for part in path.split("/") if part not in ("", ".", "..", "~")]
    if not parts:
        return "", pretrained, ""
    local = len(parts) != 2 or path.startswith(("/", ".", "~"))
    named = parts[:-1] if parts[-1].lower() in _FORMATS and is_checkpoint_name((parts[-2:-1] or [""])[0]) else parts
    if len(named) > 1 and is_checkpoint_name(named[-1]):
        above = [part for part in named[:-1] if part.lower() not in _CONTAINERS]
        return "", above[-1] if above else named[-2], named[-1]
    suffix = split_suffix(parts[-1])
    organisation = "" if local else parts[0]
    return (organisation, suffix.model, suffix.checkpoint) if suffix else (organisation, parts[-1], "")
