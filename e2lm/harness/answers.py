"""A model's answers, leaf task by leaf task, each leaf's kept until the whole group is done.

A group's results are written once all its members are there: killed in the 57th of them, a sweep asks only that one
again. What is kept is taken back only where the prompts and the weights are the same. Worker side: imports lm-eval.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lm_eval.api.instance import Instance
from lm_eval.api.model import LM

from e2lm.harness.cells import folder_name
from e2lm.harness.control import write_whole
from e2lm.harness.loading import release_memory
from e2lm.harness.prefix.memory import is_out_of_memory


@dataclass(frozen=True)
class Keep:
    """Where a cell's answers are kept until it is done; `key` says by what they were given, besides the prompts."""

    folder: Path
    key: Mapping[str, Any]

    def read(self, leaf: str, kind: str, prompts: str, count: int) -> list[Any] | None:
        """The answers to all of a leaf's requests of one kind, None where they are not there or of another asking."""
        try:
            kept = json.loads(self._file(leaf, kind).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if kept["key"] != {**self.key, "prompts": prompts} or len(kept["answers"]) != count:
            return None
        return [tuple(answer) if isinstance(answer, list) else answer for answer in kept["answers"]]

    def save(self, leaf: str, kind: str, prompts: str, answers: Sequence[Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = {"key": {**self.key, "prompts": prompts}, "answers": list(answers)}
        write_whole(self._file(leaf, kind), json.dumps(kept))

    def _file(self, leaf: str, kind: str) -> Path:
        return self.folder / f"{folder_name(leaf)}.{kind}.json"


class LeafByLeaf(LM):  # type: ignore[misc]
    """lm-eval's model as `evaluate` sees it: every request goes to `lm`, the leaf tasks one after the other.

    `lm` may be any of lm-eval's model classes, whose other attributes are this one's; `info` stands for what lm-eval
    would ask of the hub for each evaluation. `keep` None keeps nothing. `records` says how each leaf was scored, where
    `lm` records that.
    """

    def __init__(self, lm: Any, info: Mapping[str, Any], prompts: Mapping[str, str], keep: Keep | None) -> None:  # noqa: ANN401
        super().__init__()
        self.lm, self.info, self.prompts, self.keep = lm, info, prompts, keep
        self.records: list[Mapping[str, Any]] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 whatever lm-eval asks of a model
        return getattr(self.lm, name)

    def get_model_info(self) -> dict[str, Any]:
        return dict(self.info)

    def loglikelihood(self, requests: list[Instance]) -> list[tuple[float, bool]]:
        return self._answers("loglikelihood", requests)

    def loglikelihood_rolling(self, requests: list[Instance]) -> list[float]:
        return self._answers("loglikelihood_rolling", requests)

    def generate_until(self, requests: list[Instance]) -> list[str]:
        return self._answers("generate_until", requests)

    def _answers(self, kind: str, requests: list[Instance]) -> list[Any]:
        leaves: dict[str, list[int]] = {}
        for place, request in enumerate(requests):
            leaves.setdefault(str(request.task_name), []).append(place)
        answers: list[Any] = [None] * len(requests)
        for leaf, places in leaves.items():
            asked = [requests[place] for place in places]
            for place, answer in zip(places, self._leaf(leaf, kind, asked), strict=True):
                answers[place] = answer
        return answers

    def _leaf(self, leaf: str, kind: str, requests: list[Instance]) -> list[Any]:
        kept = self.keep.read(leaf, kind, self.prompts[leaf], len(requests)) if self.keep else None
        if kept is not None:
            return kept
        answers = with_smaller_batches(self.lm, lambda: getattr(self.lm, kind)(requests))
        broken = sum(math.isnan(answer[0]) for answer in answers) if kind == "loglikelihood" else 0
        self.records.append({**getattr(self.lm, "record", {}), **({"nan": broken} if broken else {})})
        if self.keep:
            self.keep.save(leaf, kind, self.prompts[leaf], answers)
        return answers


def with_smaller_batches(lm: Any, ask: Callable[[], list[Any]]) -> list[Any]:  # noqa: ANN401 lm-eval's HFLM
    """What `ask` gives; where memory does not suffice, asks again with half the rows at once, down to one."""
    while True:
        try:
            return ask()
        except (RuntimeError, MemoryError) as error:
            rows = rows_at_once(lm)
            if rows <= 1 or not is_out_of_memory(error):
                raise
        release_memory()
        lm.batch_size_per_gpu = rows // 2
        print(f"out of memory with {rows} rows at once: {rows // 2} from now on", flush=True)


def rows_at_once(lm: Any) -> int:  # noqa: ANN401 lm-eval's HFLM
    """The rows that lm-eval's own scoring takes at once; where it chose them itself, the most that it chose."""
    if isinstance(lm.batch_size_per_gpu, int):
        return lm.batch_size_per_gpu
    return max((int(size) for size in lm.batch_sizes.values()), default=int(lm.max_batch_size))
