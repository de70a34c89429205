"""A checkpoint of the Hugging Face hub on this disk: only its own files, in the hub library's own cache.

What decides where and how is the library's environment: HF_ENDPOINT (a mirror), HF_HUB_OFFLINE (the cache alone),
HF_HOME or HF_HUB_CACHE (where it lies), HF_TOKEN (for gated models; it is read there and goes nowhere else). Worker
side: imports huggingface_hub inside its functions.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from e2lm.errors import RequestError
from e2lm.harness.remote import shown
from e2lm.harness.request import Settings, Target
from e2lm.harness.tasks import close_matches
from e2lm.harness.weights import (
    INDEX,
    check_folder,
    check_local,
    checkpoint_folder,
    is_local,
    is_pickled,
    pickled_refused,
    refuse_foreign_code,
    shards,
)

_SMALL = (".json", ".txt", ".model", ".jinja", ".tiktoken")
_SAFE = "model.safetensors"
NETWORK = "network"


@dataclass(frozen=True)
class Fetched:
    """Where a checkpoint's config, tokenizer and weights lie; `commit` is the hub's, "" for a local folder."""

    folder: Path
    commit: str = ""


def fetch(target: Target, settings: Settings) -> Fetched:
    """Downloads what is not here yet of one revision and subfolder; a local checkpoint stays where it is.

    Safetensors are taken where there are any, pickled weights and Python files only if the settings allow this model's.
    Raises RequestError, with a remedy of its own, for an unknown id, revision or subfolder, a gated model, a hub that
    cannot be reached, offline mode without a cached copy, and files that are damaged or not allowed.
    """
    if is_local(target.pretrained):
        check_local(target, settings)
        return Fetched(checkpoint_folder(target))
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined] # of whichever HTTP library it uses

    try:
        files = _files(target, settings)
        snapshot = Path(snapshot_download(target.pretrained, revision=_revision(target), allow_patterns=files))
        folder = snapshot / target.subfolder
        if escape(_beside(target, INDEX)) in files:
            pieces = [escape(_beside(target, name)) for name in shards(folder / INDEX)]
            snapshot_download(target.pretrained, revision=snapshot.name, allow_patterns=pieces)
    except (HTTPError, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # this machine's disk, not the hub
        return _cached(target, settings, _problem(error, target))
    check_folder(folder, allow_pickled=settings.allows_pickled_weights(target))
    refuse_foreign_code(folder, target, settings)
    return Fetched(folder, snapshot.name)


def _files(target: Target, settings: Settings) -> list[str]:
    """Patterns of the files to download, by their paths in the repository; of weights in pieces first their index."""
    from huggingface_hub import HfApi

    tree = HfApi().list_repo_tree(
        target.pretrained, path_in_repo=target.subfolder or None, revision=_revision(target), recursive=False
    )
    paths = {str(entry.path): hasattr(entry, "size") for entry in tree}  # only files have a size
    names = {Path(path).name for path, is_file in paths.items() if is_file and path == _beside(target, Path(path).name)}
    if "config.json" not in names:
        folders = sorted(path for path, is_file in paths.items() if not is_file)[:3]
        raise RequestError(
            "there is no config.json",
            remedy=f"Name a subfolder, such as {', '.join(folders)}." if folders else "Check revision and subfolder.",
            file=_address(target),
            field="checkpoints",
        )
    endings = (*_SMALL, *((".py",) if settings.allows_remote_code(target) else ()))
    chosen = {name for name in names if name.endswith(endings)} | ({_SAFE} & names)
    if not {_SAFE, INDEX} & names:
        pickled = {name for name in names if is_pickled(name)}
        if pickled and not settings.allows_pickled_weights(target):
            raise pickled_refused(_address(target))
        chosen |= pickled
    return sorted(escape(_beside(target, name)) for name in chosen)


def _cached(target: Target, settings: Settings, problem: RequestError) -> Fetched:
    """The copy in the cache, where the hub cannot be asked and the copy is whole; else raises the problem."""
    from huggingface_hub import try_to_load_from_cache

    config = _beside(target, "config.json")
    found = try_to_load_from_cache(target.pretrained, config, revision=_revision(target) or "main")
    if problem.field != NETWORK or not isinstance(found, str):
        raise problem
    folder = Path(found).parent
    try:
        check_folder(folder, allow_pickled=settings.allows_pickled_weights(target))
    except RequestError as error:
        raise problem from error
    refuse_foreign_code(folder, target, settings)
    return Fetched(folder, Path(found).parents[config.count("/")].name)


def _problem(error: Exception, target: Target) -> RequestError:
    """What the hub's answer means; `field` is NETWORK where it could not be asked."""
    from huggingface_hub import errors

    where = _address(target)
    if isinstance(error, errors.OfflineModeIsEnabled):
        problem = "it is not in the cache, and HF_HUB_OFFLINE is set"
        remedy = "Unset HF_HUB_OFFLINE, or download it where there is a network and give its folder."
        return RequestError(problem, remedy=remedy, file=where, field=NETWORK)
    status = getattr(getattr(error, "response", None), "status_code", 0)
    field = ""
    if isinstance(error, errors.GatedRepoError) or status == 403:
        problem, remedy = "the model is gated", "Ask for access on its page, and set HF_TOKEN."
        if _token():
            remedy = "Ask for access on its page, with the account that HF_TOKEN belongs to."
    elif isinstance(error, errors.RevisionNotFoundError):
        problem = f"the model has no revision {target.revision or 'main'}"
        remedy = f"Choose one of its branches, tags and commits{_alike(target.revision, _revisions, target)}"
    elif isinstance(error, errors.RemoteEntryNotFoundError):
        problem = f"the model has no subfolder {target.subfolder}" if target.subfolder else "the model has no such file"
        remedy = f"Check the subfolder{_alike(target.subfolder, _subfolders, target)}"
    elif isinstance(error, errors.RepositoryNotFoundError) or status == 401:
        problem = "there is no such model on the hub"
        remedy = "Check the id; for a private model set HF_TOKEN." + (" The HF_TOKEN in use was sent." * bool(_token()))
    elif status:
        problem, field = f"the hub answered {status}", NETWORK
        remedy = "Try again later: what was downloaded is kept."
    else:
        problem, field = f"the hub cannot be reached ({shown(' '.join(str(error).split()))[:120]})", NETWORK
        remedy = "Check the network and HF_ENDPOINT, or download it where there is a network and give its folder."
    return RequestError(problem, remedy=remedy, file=where, field=field)


def _subfolders(target: Target) -> Iterable[str]:
    from huggingface_hub import HfApi

    tree = HfApi().list_repo_tree(target.pretrained, revision=_revision(target), recursive=False)
    return (str(entry.path) for entry in tree if not hasattr(entry, "size"))


def _revisions(target: Target) -> Iterable[str]:
    from huggingface_hub import HfApi

    refs = HfApi().list_repo_refs(target.pretrained)
    return (ref.name for ref in (*refs.branches, *refs.tags))


def _alike(name: str, known: Callable[[Target], Iterable[str]], target: Target) -> str:
    """Names that may be meant, as the end of a sentence; "" where there are none or the hub does not tell."""
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]

    try:
        close = close_matches(name, known(target))
    except (HTTPError, OSError):
        return ""
    return f"; did you mean {', '.join(close)}?" if close else "."


def _revision(target: Target) -> str | None:
    return target.revision or None


def _beside(target: Target, name: str) -> str:
    return f"{target.subfolder}/{name}" if target.subfolder else name


def _address(target: Target) -> str:
    return shown("/".join(filter(None, (target.pretrained, target.revision, target.subfolder))))


def _token() -> str:
    return os.environ.get("HF_TOKEN", "")
