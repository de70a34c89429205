"""The competition's submission: a flat zip of evaluation.patch and metadata.yaml, the same bytes whenever it is built.

The patch adds the task's files to a checkout of lm-evaluation-harness, below lm_eval/tasks/NAME; where the questions
are not on the hub, the data files' paths in it are taken from the checkout's root, where the evaluation starts. A token
goes into this one file and nowhere else.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from io import BytesIO

import yaml

from e2lm.candidates.candidate import Candidate
from e2lm.errors import SourceError
from e2lm.export.lines import Lines
from e2lm.export.patch import patch_of
from e2lm.export.readme import with_readme
from e2lm.export.task_files import DATA, slug, task_files

PATCH, METADATA = "evaluation.patch", "metadata.yaml"
KEYS = ("task_name", "task_metric", "hf_token")
ROOT = "lm_eval/tasks"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say


@dataclass(frozen=True)
class Submission:
    """The zip's two files, and the zip itself; shown without them, since one may hold a token."""

    patch: str = field(repr=False)
    metadata: str = field(repr=False)
    content: bytes = field(repr=False)


def submission(candidate: Candidate, lines: Lines, dataset: str = "", hf_token: str = "") -> Submission:
    """The submission of a candidate in its own style.

    `dataset` is the hub id of its questions, "" where the patch brings them; `hf_token` reads a private data set.
    """
    place = f"{ROOT}/{slug(candidate.name)}/"
    folder = task_files(candidate, lines, [candidate.style], dataset, place)
    task = folder.tasks[0]
    files = with_readme(candidate, lines, folder)
    patch = patch_of({place + name: text for name, text in files.items() if not (dataset and name in DATA)})
    stated = dict(zip(KEYS, (task.name, task.metric, hf_token), strict=True))
    metadata = str(yaml.safe_dump(stated, sort_keys=False, allow_unicode=True))
    return Submission(patch, metadata, packed({PATCH: patch, METADATA: metadata}))


def packed(files: dict[str, str]) -> bytes:
    """A zip of texts that depends on nothing else: not on the time, the machine or the order of the files."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # a plain file of Unix, wherever it is made
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name].encode())
    return stream.getvalue()


def unpacked(content: bytes, file: str = "submission.zip") -> dict[str, str]:
    """Names and texts of a zip's files. Raises SourceError for one that is no zip or holds other than UTF-8."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}
    except (zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise SourceError(f"it cannot be read: {error}", remedy="Build the submission anew.", file=file) from error
