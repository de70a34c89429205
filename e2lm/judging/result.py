"""What a judging came to: the judgement that the journal keeps, with its cost."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from e2lm.alignment.asking import TEMPERATURE
from e2lm.alignment.verdicts import Judgement, Verdict, Word
from e2lm.judging.kept import calls_in, last_calls
from e2lm.judging.request import Request


def judgement(folder: Path, request: Request, *, whole: bool) -> Judgement:
    """The verdicts of a judging so far; the id is the folder's name.

    Where every question was asked (`whole`), those that the endpoint never answered are errors, and count. Before that
    they are left out: they are asked again. `settings` hold the tokens over all calls, and of how many calls the
    endpoint did not say them.
    """
    last, calls = last_calls(folder), calls_in(folder)
    asked = [last[one.doc_key] for one in request.questions if one.doc_key in last]
    verdicts = tuple(Verdict(one.doc_key, cast("Word", one.word), one.reason) for one in asked if whole or not one.lost)
    settings = {
        "seed": request.seed, "sample": len(request.questions), "population": request.population,
        "temperature": TEMPERATURE, "criteria": request.criteria, "label": request.label, "calls": len(calls),
        "prompt_tokens": sum(one.prompt_tokens or 0 for one in calls),
        "completion_tokens": sum(one.completion_tokens or 0 for one in calls),
        "calls_without_tokens": sum(one.prompt_tokens is None for one in calls),
    }  # fmt: skip
    return Judgement(folder.name, "model", request.model, request.task, verdicts, settings)
