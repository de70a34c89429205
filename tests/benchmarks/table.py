"""The table of measurements: one row each, as Markdown, and the README's sections, one for each part of them."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psutil

VERSIONS = ("duckdb", "pandas", "numpy", "streamlit", "pysimdjson", "lm-eval", "transformers", "torch")
_CPU = Path("/proc/cpuinfo")


@dataclass(frozen=True)
class Row:
    """One measurement. `against` is what it is compared with ("" where the bar is a time), `bar` what it must hold
    ("" for a figure that is only told), `held` whether it does (None where this size cannot tell)."""

    what: str
    measured: str
    memory_mb: float | None = None
    against: str = ""
    ratio: str = ""
    bar: str = ""
    held: bool | None = None

    @property
    def verdict(self) -> str:
        if not self.bar:
            return ""
        return {True: "held", False: "**missed**", None: "only `--full` tells"}[self.held]

    def cells(self) -> tuple[str, ...]:
        memory = "" if self.memory_mb is None else f"{self.memory_mb:,.0f} MB"
        return (self.what, self.measured, memory, self.against, self.ratio, self.bar, self.verdict)


HEADER = ("what", "measured", "memory", "against", "ratio", "bar", "")


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [HEADER, ("---",) * len(HEADER), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """The machine in words: processor, cores, memory, versions of what is measured."""
    memory = psutil.virtual_memory().total / 1024**3
    named = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    cores = psutil.cpu_count() or 1
    held = f"{cores} core{'s' if cores > 1 else ''}, {memory:.0f} GiB"
    return f"{_processor()}, {held}; Python {platform.python_version()}, {named}"


def _processor() -> str:
    """The processor's name; its model number too, where the name alone says little."""
    said: dict[str, str] = {}
    for line in _CPU.read_text(encoding="utf-8").splitlines() if _CPU.exists() else []:
        name, _, value = line.partition(":")
        said.setdefault(name.strip(), value.strip())
    name = said.get("model name", platform.processor() or platform.machine())
    speed = f" {float(said['cpu MHz']) / 1000:.1f} GHz" if "cpu MHz" in said else ""
    return name + speed if "GHz" not in name else name


def replaced(text: str, part: str, rows: Sequence[Row], size: str) -> str:
    """The README with new measurements of a part between its two markers; raises ValueError where it has none."""
    begin, end = (f"<!-- benchmarks of {part}: {place} -->" for place in ("begin", "end"))
    if begin not in text or end not in text:
        raise ValueError(f"the README has no section between {begin} and {end}")
    before, _, rest = text.partition(begin)
    new = f"{begin}\nMeasured on {machine()}. Size: {size}.\n\n{markdown(rows)}\n{end}"
    return before + new + rest.partition(end)[2]
