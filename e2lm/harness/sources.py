"""Which checkpoints there are to evaluate: in local folders, on the hub by id, and the known families as presets."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from e2lm.checkpoints import identify, with_sidecar
from e2lm.errors import RequestError
from e2lm.harness.remote import is_url, shown
from e2lm.harness.request import Settings, Target
from e2lm.harness.typed_path import typed_path
from e2lm.harness.weights import check_local, is_local
from e2lm.harness.written import SIDECAR

_DEPTH = 4
_HUB_ID = re.compile(r"[A-Za-z0-9_][\w.-]{0,95}(/[A-Za-z0-9_][\w.-]{0,95})?", re.ASCII)


@dataclass(frozen=True)
class Found:
    """A checkpoint, and why it would not load; `problem` is "" where nothing speaks against it."""

    target: Target
    problem: str = ""


@dataclass(frozen=True)
class Preset:
    """A published model and its checkpoints: hub revisions, or subfolders where `by_subfolder`."""

    pretrained: str
    checkpoints: tuple[str, ...]
    by_subfolder: bool = False

    def targets(self) -> list[Target]:
        which = "subfolder" if self.by_subfolder else "revision"
        return [hub_target(self.pretrained, **{which: name}) for name in self.checkpoints]


_PYTHIA_STEPS = (0, *(2**power for power in range(10)), *range(1000, 144_000, 1000))
_PYTHIA = ("14m", "31m", "70m", "160m", "410m", "1b", "1.4b", "2.8b", "6.9b", "12b")
# OLMo writes its tokens into the revision, rounded up to billions; 2,097,152 tokens a step.
_OLMO = tuple(f"stage1-step{step}-tokens{ceil(step * 2_097_152 / 1e9)}B" for step in range(10_000, 110_000, 10_000))
PRESETS: tuple[Preset, ...] = (
    *(
        Preset(f"tiiuae/dense-{size}-{arch}", tuple(f"iter_{step:07}" for step in range(2000, 54_001, 2000)), True)
        for size in ("500m", "1b", "3b")
        for arch in ("arch1", "arch2")
    ),
    *(Preset(f"EleutherAI/pythia-{size}", tuple(f"step{step}" for step in _PYTHIA_STEPS)) for size in _PYTHIA),
    *(
        Preset(f"HuggingFaceTB/SmolLM2-{size}-intermediate-checkpoints", tuple(f"step-{step}" for step in steps))
        for size, steps in (
            ("135M", range(240_000, 1_700_000, 240_000)),
            ("360M", range(160_000, 2_560_001, 160_000)),
            ("1.7B", range(125_000, 2_000_001, 125_000)),
        )
    ),
    Preset("allenai/OLMo-2-0425-1B", _OLMO),
)


def checkpoints(
    names: Iterable[str],
    revisions: Sequence[str] = (),
    subfolders: Sequence[str] = (),
    settings: Settings | None = None,
) -> list[Found]:
    """The checkpoints that names stand for: a local folder, a preset (whole id or its last part), or a hub id.

    Revisions and subfolders choose among those of a hub id, in place of a preset's own. Raises RequestError for a name
    that is none of these.
    """
    presets = {key: preset for preset in PRESETS for key in (preset.pretrained, preset.pretrained.split("/")[1])}
    found: list[Found] = []
    for name in names:
        preset = presets.get(name)
        if is_url(name):
            raise RequestError(
                "an address is no model id",
                remedy="Write the id alone, such as EleutherAI/pythia-70m, and set HF_ENDPOINT for a mirror.",
                file=shown(name),
                field="checkpoints",
            )
        if is_local(name):
            found += local_checkpoints([name], settings)
        elif preset and not revisions and not subfolders:
            found += [Found(target) for target in preset.targets()]
        else:
            pretrained = preset.pretrained if preset else name
            found += [Found(target) for target in hub_checkpoints(pretrained, revisions, subfolders)]
    return each_once(found)


def each_once(found: Iterable[Found]) -> list[Found]:
    """The checkpoints without those that were found before, by another name or in a folder that holds them."""
    known: dict[object, Found] = {}
    for one in found:
        place = Path(one.target.pretrained)
        known.setdefault(place.resolve() if place.is_absolute() else one.target, one)
    return list(known.values())


def local_checkpoints(folders: Iterable[str | Path], settings: Settings | None = None) -> list[Found]:
    """The checkpoints in `folders`: each is a Hugging Face checkpoint itself or holds many, up to four levels down.

    Links are followed; what is there under several names is one checkpoint, by its folder's own name where it has one.
    Ordered by model and step. Model, step and tokens come from the checkpoint's own e2lm.json, else from its path.
    Raises RequestError where a folder does not exist or holds no checkpoint.
    """
    found: dict[Path, Found] = {}
    for given in folders:
        folder = typed_path(str(given), "checkpoints")
        if not folder.is_dir():
            raise RequestError(
                "the folder does not exist", remedy="Check the path.", file=str(folder), field="checkpoints"
            )
        inside = list(_checkpoint_folders(folder))
        if not inside:
            raise RequestError(
                "no checkpoint lies in the folder: a checkpoint is a folder with config.json",
                remedy="Give the folder of a Hugging Face checkpoint, or one that holds several.",
                file=str(folder),
                field="checkpoints",
            )
        for path in inside:
            found.setdefault(path.resolve(), _found(path, settings))
    return sorted(found.values(), key=lambda one: (one.target.model, one.target.step or 0, one.target.checkpoint))


def hub_target(pretrained: str, revision: str = "", subfolder: str = "") -> Target:
    """A checkpoint on the hub, named and given its tokens by the rules of e2lm.checkpoints."""
    args = {"pretrained": pretrained, "revision": revision, "subfolder": subfolder}
    checkpoint = identify({name: value for name, value in args.items() if value}, {})
    return Target(
        pretrained,
        checkpoint.model,
        checkpoint.name,
        revision,
        subfolder,
        checkpoint.step,
        checkpoint.tokens,
        checkpoint.tokens_from,
    )


def hub_checkpoints(pretrained: str, revisions: Sequence[str] = (), subfolders: Sequence[str] = ()) -> list[Target]:
    """One checkpoint per revision and subfolder, or the repository's main state. Raises RequestError for a bad id."""
    if not _HUB_ID.fullmatch(pretrained):
        raise RequestError(
            f"{pretrained!r} is no model id",
            remedy="Write it as on the hub, such as EleutherAI/pythia-70m.",
            field="checkpoints",
        )
    return [hub_target(pretrained, revision, sub) for revision in revisions or ("",) for sub in subfolders or ("",)]


def _checkpoint_folders(folder: Path) -> Iterable[Path]:
    seen: set[Path] = set()
    for root, names, files in os.walk(folder, followlinks=True):
        path = Path(root)
        known = path.resolve() in seen  # links can lead to one place twice, or in a circle
        seen.add(path.resolve())
        if "config.json" in files and not known:
            yield path
        if known or "config.json" in files or len(path.relative_to(folder).parts) >= _DEPTH:
            names.clear()
        shown = [name for name in names if not name.startswith(".")]
        names[:] = sorted(shown, key=lambda name, at=path: ((at / name).is_symlink(), name))  # type: ignore[misc]


def _found(path: Path, settings: Settings | None) -> Found:
    sidecar, problem = _sidecar(path)
    pretrained = str(path).encode("utf-8", "replace").decode("utf-8")
    checkpoint = with_sidecar(identify({"pretrained": pretrained}, {}), sidecar)
    target = Target(
        pretrained,
        checkpoint.model,
        checkpoint.name,
        step=checkpoint.step,
        tokens=checkpoint.tokens,
        tokens_from=checkpoint.tokens_from,
        demo=sidecar.get("demo") is True,
        role=role if isinstance(role := sidecar.get("role"), str) else "",
    )
    if pretrained != str(path):
        return Found(target, "its path is no UTF-8 text. Rename the folder.")
    try:
        check_local(target, settings or Settings(tasks=("any",)))
    except RequestError as error:
        file = Path(error.file).name if error.file != str(path) else ""
        problem = f"{file}{file and ': '}{error.problem}. {error.remedy}"
    return Found(target, problem)


def _sidecar(path: Path) -> tuple[dict[str, Any], str]:
    try:
        data = json.loads((path / SIDECAR).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, ""
    except (OSError, ValueError, RecursionError) as error:
        return {}, f"its {SIDECAR} cannot be read: {error}"
    return (data, "") if isinstance(data, dict) else ({}, f"its {SIDECAR} is no object")
