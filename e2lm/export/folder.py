"""An exported folder on disk, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from e2lm.errors import RequestError
from e2lm.export.task_files import README


def write_folder(folder: Path, files: Mapping[str, str], *, replace: bool = False) -> Path:
    """Writes the files into a folder that is new or empty, and gives it back.

    With `replace` an earlier export there makes room. Raises RequestError where something else lies there, which is
    left as it is, and where it cannot be written.
    """
    folder = folder.expanduser().absolute()
    if folder.exists() and not _may_go(folder, replace=replace):
        raise RequestError("something is there already", remedy="Give a folder that is new or empty.", file=str(folder))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            made.chmod(0o755)
            for name, text in files.items():
                (made / name).write_bytes(text.encode())
            if folder.exists():
                shutil.rmtree(folder)
            made.rename(folder)
        except OSError:
            shutil.rmtree(made, ignore_errors=True)
            raise
    except OSError as error:
        remedy = "Free space, or give a folder that can be written."
        raise RequestError(f"it cannot be written: {error.strerror}", remedy=remedy, file=str(folder)) from error
    return folder


def _may_go(folder: Path, *, replace: bool) -> bool:
    """Whether a folder is empty, or may be replaced and holds what an export writes and nothing else."""
    if not folder.is_dir() or folder.is_symlink():
        return False
    inside = [path for path in folder.iterdir() if path.name != "__pycache__"]
    if not inside:
        return True
    readme = folder / README
    ours = readme.is_file() and "Candidate version " in readme.read_text(encoding="utf-8", errors="replace")
    return replace and ours and all(path.suffix in (".yaml", ".jsonl", ".py", ".md") for path in inside)
