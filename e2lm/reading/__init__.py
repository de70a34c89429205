"""One reader for whatever people already have: folders and files of results, samples and tables of scores."""

from e2lm.reading.dispatch import ReadOptions, read, read_unit
from e2lm.reading.mapping import ColumnMapping, ScoreColumn
from e2lm.reading.runs import samples_in
from e2lm.reading.units import SIDECAR, Unit, files, is_result, units

__all__ = [
    "SIDECAR", "ColumnMapping", "ReadOptions", "ScoreColumn", "Unit", "files", "is_result", "read", "read_unit",
    "samples_in", "units",
]  # fmt: skip
