"""A candidate benchmark as a value: which questions of a task, asked how, judged by which metric.

Its version is a hash of all that decides a score, so equal versions have equal scores; a name or a note can be changed
without becoming another candidate.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, get_args

from e2lm.errors import RequestError
from e2lm.metrics import METRICS

Style = Literal["as asked", "continuation", "letters", "question only", "no question"]

STYLES: tuple[Style, ...] = get_args(Style)
VERSION_DIGITS = 12


@dataclass(frozen=True)
class Candidate:
    """A candidate benchmark.

    `task` is the task or group that its questions come from; `doc_keys` are the questions (the store's doc keys) in the
    source's order, each once; `metric` a key of METRICS. `style` says how they are asked, "as asked" in the source;
    `num_fewshot` with how many examples, None as the source's task says. `parent` is the version that it was made from,
    "" if none; `definition` the one line of conditions that chose the questions, "" if they were picked otherwise.

    Raises RequestError for a candidate that could not be scored: no question, one named twice, an unknown metric or
    style, a negative number of examples.
    """

    name: str
    task: str
    doc_keys: tuple[str, ...]
    metric: str
    style: Style = "as asked"
    num_fewshot: int | None = None
    note: str = ""
    parent: str = ""
    definition: str = ""

    def __post_init__(self) -> None:
        if not self.doc_keys:
            raise RequestError("a candidate without questions", remedy="Choose at least one", field="doc_keys")
        if len(set(self.doc_keys)) < len(self.doc_keys):
            raise RequestError("a question is named twice", remedy="Name each question once", field="doc_keys")
        if self.metric not in METRICS:
            raise RequestError(
                f"there is no metric {self.metric}", remedy=f"Choose one of {', '.join(METRICS)}", field="metric"
            )
        if self.style not in STYLES:
            raise RequestError(
                f"there is no prompt style {self.style}", remedy=f"Choose one of {', '.join(STYLES)}", field="style"
            )
        if self.num_fewshot is not None and self.num_fewshot < 0:
            raise RequestError("fewer than no examples", remedy="Give 0 or more", field="num_fewshot")

    @property
    def version(self) -> str:
        """The first 12 hexadecimal digits of a blake2b hash of every field but name and note."""
        decides = {name: value for name, value in self.__dict__.items() if name not in ("name", "note")}
        text = json.dumps(decides, sort_keys=True, ensure_ascii=False)
        return blake2b(text.encode("utf-8", "surrogatepass")).hexdigest()[:VERSION_DIGITS]
