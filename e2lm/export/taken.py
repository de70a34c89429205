"""The names that lm-eval's own tasks and groups have, read from its files without importing it."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_NAMED = re.compile(rb"^(?:task|group): *[\"']?([\w.-]+)", re.MULTILINE)
_HEAD = 4096  # bytes of a file in which its name stands


@cache
def taken_names() -> frozenset[str]:
    """Every name of a task or group that a YAML file of the installed lm-eval gives; read once, in about a second."""
    spec = find_spec("lm_eval")
    if spec is None or spec.origin is None:
        return frozenset()
    found: set[bytes] = set()
    for path in (Path(spec.origin).parent / "tasks").rglob("*.y*ml"):
        with path.open("rb") as file:
            found.update(_NAMED.findall(file.read(_HEAD)))
    return frozenset(name.decode() for name in found)
