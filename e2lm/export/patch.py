"""New files as a git diff, byte for byte as `git diff --cached --full-index` prints it, and what such a diff adds.

The format is git's own (git-diff, "generating patch text with -p"): of a new file the blob's SHA-1 stands in the index
line, and a text whose last line has no end is followed by a remark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha1

from e2lm.errors import SourceError

_NONE = "0" * 40
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")
_HEADER = re.compile(r"diff --git a/(\S+) b/(\S+)")
_HUNK = re.compile(r"@@ -0,0 \+1(?:,(\d+))? @@")
_NO_END = "\\ No newline at end of file"


def patch_of(files: Mapping[str, str]) -> str:
    """The diff that adds these files, path from the root of the checkout to text, in the order of their paths.

    Raises ValueError for a path that git would quote.
    """
    return "".join(_added(path, files[path]) for path in sorted(files))


def added_files(patch: str, file: str = "evaluation.patch") -> dict[str, str]:
    """Path and text of every file that a diff adds.

    Raises SourceError, naming the line, for a diff that does anything else than add text files, or is cut off.
    """
    lines = patch.split("\n")
    if lines.pop() != "":
        raise _damaged(file, len(lines) + 1, "the last line has no end")
    found: dict[str, str] = {}
    at = 0
    while at < len(lines):
        header = _HEADER.fullmatch(lines[at])
        if header is None or header[1] != header[2]:
            raise _damaged(file, at + 1, "here no file begins")
        path, at = header[1], at + 1
        if not lines[at : at + 1] or not lines[at].startswith("new file mode 100"):
            raise _damaged(file, at + 1, f"{path} is not added but changed")
        at += 2  # the mode, the index line
        found[path], at = _text(lines, at, path, file)
    return found


def _added(path: str, text: str) -> str:
    if not _PLAIN_PATH.fullmatch(path):
        raise ValueError(path)
    content = text.encode()
    blob = sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    head = f"diff --git a/{path} b/{path}\nnew file mode 100644\nindex {_NONE}..{blob}\n"
    if not text:
        return head
    lines = text.split("\n")
    rest = f"\n{_NO_END}" if lines[-1] else ""
    lines = lines if lines[-1] else lines[:-1]
    size = f",{len(lines)}" if len(lines) > 1 else ""
    body = "\n".join(f"+{line}" for line in lines)
    return f"{head}--- /dev/null\n+++ b/{path}\n@@ -0,0 +1{size} @@\n{body}{rest}\n"


def _text(lines: list[str], at: int, path: str, file: str) -> tuple[str, int]:
    """A new file's text, whose hunk begins at a line, and the line after it; "" for an empty file, which has none."""
    if at >= len(lines) or not lines[at].startswith("--- "):
        return "", at
    hunk = _HUNK.fullmatch(lines[at + 2]) if at + 2 < len(lines) else None
    if hunk is None or lines[at] != "--- /dev/null" or lines[at + 1] != f"+++ b/{path}":
        raise _damaged(file, at + 1, f"{path} is not added as a whole")
    count, start = int(hunk[1] or 1), at + 3
    body = lines[start : start + count]
    if len(body) < count or not all(line.startswith("+") for line in body):
        raise _damaged(file, start + 1, f"{path} has fewer than its {count} lines")
    text, end = "\n".join(line[1:] for line in body), start + count
    if end < len(lines) and lines[end] == _NO_END:
        return text, end + 1
    return text + "\n", end


def _damaged(file: str, line: int, problem: str) -> SourceError:
    return SourceError(problem, remedy="Build the submission anew.", file=file, line=line)
