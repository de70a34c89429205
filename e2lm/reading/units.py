"""What belongs together: a results file with the samples files of its folder and date, by names alone.

lm-eval writes `results_<date>.json` and `samples_<task>_<date>.jsonl` since 0.4.3; up to 0.4.2 `results.json` (each run
over the last one) and `<model_args>_<task>.jsonl` beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from e2lm.errors import SourceError
from e2lm.harness.outputs import DATE

SIDECAR = "e2lm.json"
_SUFFIXES = (".json", ".jsonl", ".csv", ".tsv")
# Files of model folders, jobs and editors that are JSON or tables and never results.
_OTHERS = frozenset(
    (
        SIDECAR,
        "config.json",
        "generation_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "special_tokens_map.json",
        "added_tokens.json",
        "vocab.json",
        "preprocessor_config.json",
        "trainer_state.json",
        "model.safetensors.index.json",
        "pytorch_model.bin.index.json",
        "request.json",
        "state.json",
        "sources.jsonl",
        "reviews.jsonl",
        "package.json",
        "training.json",
    )
)


@dataclass(frozen=True)
class Unit:
    """Files that are read together: `kind` is "results" (any JSON document, its samples files beside it), "samples"
    (samples files without results; `main` is the first) or "table" (CSV, TSV).
    """

    main: Path
    samples: tuple[Path, ...] = ()
    kind: str = "results"

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file of the unit, the run's own record included where there is one: what a change is judged by."""
        sidecar = sidecar_of(self.main.parent)
        listed = dict.fromkeys((self.main, *self.samples))
        return (*listed, sidecar) if sidecar else tuple(listed)


def units(path: Path) -> list[Unit]:
    """The units under a file or folder, in the order of their names; no file is opened.

    Errors: SourceError where the path does not exist, cannot be listed, or is a file of an unknown kind.
    """
    if path.is_dir():
        return _folder_units(_candidates(path))
    if not path.exists():
        raise SourceError(
            "there is no such file or folder", remedy="Check the path; results must be on this machine", file=str(path)
        )
    if path.suffix.lower() not in _SUFFIXES:
        remedy = "Give lm-eval's results (.json), samples (.jsonl), a table (.csv, .json), or the folder they are in"
        raise SourceError(
            f"files of kind {path.suffix or 'without suffix'!r} are not read", remedy=remedy, file=str(path)
        )
    return _folder_units([path]) if path.suffix.lower() == ".jsonl" else [_with_samples(path)]


def files(path: Path) -> list[Path]:
    """The files that reading `path` would open, in order. Errors: as `units`."""
    return list(dict.fromkeys(file for unit in units(path) for file in unit.files))


def is_result(relative: PurePath) -> bool:
    """Whether a file by that name below a folder can hold results: of a kind that is read, not hidden, and not known to
    be something else."""
    hidden = any(part.startswith(".") for part in relative.parts)
    return relative.suffix.lower() in _SUFFIXES and not hidden and relative.name not in _OTHERS


def sidecar_of(folder: Path) -> Path | None:
    """The run's own record in a folder, or one above: lm-eval puts a folder named after the model between them."""
    return next((path for path in (folder / SIDECAR, folder.parent / SIDECAR) if path.is_file()), None)


def task_of(samples: Path) -> str:
    """The task in a samples file's name, "" where the name is not of lm-eval's form."""
    found = DATE.search(samples.stem)
    if samples.stem.startswith("samples_") and found:
        return samples.stem[len("samples_") : found.start()].rstrip("_")
    return samples.stem.removeprefix("samples_") if samples.stem.startswith("samples_") else ""


def _candidates(folder: Path) -> list[Path]:
    try:
        found = [path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES and path.is_file()]
    except OSError as error:
        what = f"the folder cannot be listed ({error.strerror})"
        raise SourceError(what, remedy="Check its permissions", file=str(folder)) from error
    return sorted(path for path in found if is_result(path.relative_to(folder)))


def _folder_units(candidates: Iterable[Path]) -> list[Unit]:
    """Samples join the results file of their folder and date; those without one are units of their own."""
    listed = list(candidates)
    samples = [path for path in listed if path.suffix.lower() == ".jsonl"]
    documents = [path for path in listed if path.suffix.lower() != ".jsonl"]
    by_key: dict[tuple[Path, str], list[Path]] = {}
    for path in samples:
        by_key.setdefault(_key(path), []).append(path)
    plain = Counter(path.parent for path in documents if _is_plain(path))
    joined = [
        _unit(
            path, by_key.pop(_key(path), []) if _is_dated(path) or (plain[path.parent] == 1 and _is_plain(path)) else []
        )
        for path in documents
    ]
    alone = [Unit(group[0], tuple(group), "samples") for group in by_key.values()]
    return sorted([*joined, *alone], key=lambda unit: str(unit.main))


def _with_samples(path: Path) -> Unit:
    beside = [other for other in sorted(path.parent.glob("*.jsonl")) if other.is_file() and _key(other) == _key(path)]
    return _unit(path, beside if _is_dated(path) or path.stem == "results" else [])


def _unit(path: Path, samples: list[Path]) -> Unit:
    kind = "table" if path.suffix.lower() in (".csv", ".tsv") else "results"
    return Unit(path, tuple(samples) if kind == "results" else (), kind)


def _is_dated(path: Path) -> bool:
    """Dated results take the samples of their date."""
    return path.suffix.lower() == ".json" and DATE.search(path.name) is not None


def _is_plain(path: Path) -> bool:
    """The only undated document of a folder takes the folder's undated samples."""
    return path.suffix.lower() == ".json" and DATE.search(path.name) is None


def _key(path: Path) -> tuple[Path, str]:
    found = DATE.search(path.name)
    return path.parent, found[0] if found else ""
