"""The samples of a reading, with the problems found in their files."""

from __future__ import annotations

from e2lm.reading import samples_in
from e2lm.records import Problem, Reading, Sample


def samples_of(reading: Reading) -> list[Sample | Problem]:
    """Everything that a run's samples files give, in their order."""
    return [item for file in reading.sample_files for item in samples_in(file)]
