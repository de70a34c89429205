"""Item statistics: what every question of a task is like, from its answers through training and from its wording."""

from e2lm.item_statistics.catalogue import STATISTICS, Part, Statistic
from e2lm.item_statistics.evidence import WORDING_COLUMNS, Evidence
from e2lm.item_statistics.table import TEXT_COLUMNS, part_of, statistics_of
from e2lm.item_statistics.texts import Written, texts_of

__all__ = [
    "STATISTICS", "TEXT_COLUMNS", "WORDING_COLUMNS", "Evidence", "Part", "Statistic", "Written", "part_of",
    "statistics_of", "texts_of",
]  # fmt: skip
