"""What the columns of a table of scores are: step, tokens, model, and which task and metric each score is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from e2lm.errors import SourceError


@dataclass(frozen=True)
class ScoreColumn:
    """One column of scores: the task, the metric, the column of its standard errors ("" if none) and the shots."""

    column: str
    task: str
    metric: str
    stderr: str = ""
    n_shot: int | None = None


@dataclass(frozen=True)
class ColumnMapping:
    """Columns by name, "" where there is none. Tokens are the column's numbers times `tokens_factor` (1e9 for BT).

    `model` is the column that names the model; without one `model_name` is the model of the whole table.
    """

    step: str = ""
    tokens: str = ""
    tokens_factor: float = 1.0
    model: str = ""
    model_name: str = ""
    checkpoint: str = ""
    scores: tuple[ScoreColumn, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values for a journal."""
        return {**asdict(self), "scores": [asdict(score) for score in self.scores]}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> ColumnMapping:
        """The mapping that `to_json` wrote. Errors: SourceError where the fields are others."""
        try:
            scores = tuple(ScoreColumn(**score) for score in value.get("scores", ()))
            return cls(**{**value, "scores": scores})
        except TypeError as error:
            raise SourceError(
                f"the column mapping is not as it was written ({error})", remedy="Map the columns again"
            ) from error
