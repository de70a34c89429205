"""The requests of one logged record: its context, its continuations and the model's answers to them.

Shapes by lm-eval version: arguments {gen_args_i: {arg_0, arg_1}} since 0.4.3, [[context, continuation], ...] before;
responses as text ("-113.28", "False") since 0.4.3, as numbers before.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Answered(NamedTuple):
    """Continuations with their loglikelihoods (one each), or a generation's `answers`; the others empty.

    `context` and a continuation, one after the other, are what the model read.
    """

    context: str
    first_context: str
    continuations: tuple[str, ...]
    loglikelihoods: tuple[float, ...]
    is_greedy: tuple[bool, ...]
    answers: tuple[str, ...]


def answered(record: Mapping[str, Any]) -> Answered:
    """The requests and answers of a record. Errors: ValueError naming the field that is not as lm-eval writes it."""
    arguments = _arguments(record.get("arguments"))
    responses = record.get("filtered_resps", record.get("resps"))
    if not isinstance(responses, list):
        raise ValueError("filtered_resps")
    first_context = _text(arguments[0][0]) if arguments and arguments[0] else ""
    pairs = [_loglikelihood(response) for response in responses]
    scored = [pair for pair in pairs if pair is not None]
    texts = [argument[1] for argument in arguments if len(argument) > 1 and isinstance(argument[1], str)]
    if scored and len(scored) == len(texts) == len(arguments):
        context, continuations = _common_context([str(argument[0]) for argument in arguments], texts)
        choices = slice(0, _conditional(arguments))
        lls, greedy = zip(*scored, strict=True)
        return Answered(context, first_context, tuple(continuations[choices]), lls[choices], greedy[choices], ())
    if len(arguments) == 1 and len(arguments[0]) == 1 and len(responses) == 1:
        rolling = _number(responses[0])
        if rolling is not None:
            return Answered("", first_context, (first_context,), (rolling,), (False,), ())
    return Answered(first_context, first_context, (), (), (), tuple(_answers(responses)))


def _arguments(value: Any) -> list[Sequence[Any]]:
    """One sequence of arguments per request, in the order of the requests."""
    if isinstance(value, Mapping):
        requests = [item for _, item in sorted(value.items(), key=lambda item: _order(item[0]))]
        return [
            [part for _, part in sorted(item.items(), key=lambda entry: _order(entry[0]))]
            if isinstance(item, Mapping)
            else item
            if isinstance(item, list)
            else [item]
            for item in requests
        ]
    if isinstance(value, list):
        return [item if isinstance(item, list) else [item] for item in value]
    raise ValueError("arguments")


def _order(name: str) -> tuple[int, str]:
    found = re.search(r"(\d+)$", name)
    return (int(found[1]) if found else 0, name)


def _conditional(arguments: Sequence[Sequence[Any]]) -> int:
    """How many requests carry the doc's context: acc_mutual_info repeats every choice without it."""
    half, odd = divmod(len(arguments), 2)
    if odd or not half:
        return len(arguments)
    repeated = [argument[1] for argument in arguments[:half]] == [argument[1] for argument in arguments[half:]]
    bare = all(argument[0] == "" for argument in arguments[half:])
    return half if repeated and bare and any(argument[0] for argument in arguments[:half]) else len(arguments)


def _common_context(contexts: list[str], continuations: list[str]) -> tuple[str, list[str]]:
    """One context for all choices: where the choice stands inside the context (winogrande), it moves to the choice."""
    conditional = _conditional(list(zip(contexts, continuations, strict=True)))
    distinct = contexts[:conditional]
    if len(set(distinct)) == 1:
        return distinct[0], continuations
    shared = os.path.commonprefix(distinct)
    at = len(shared)
    while at and not shared[at - 1].isspace():
        at -= 1
    start = len(shared[:at].rstrip())
    moved = [context[start:] + continuation for context, continuation in zip(contexts, continuations, strict=True)]
    return shared[:start], moved


def _loglikelihood(response: Any) -> tuple[float, bool] | None:
    if isinstance(response, list) and len(response) == 2 and str(response[1]) in ("True", "False"):
        number = _number(response[0])
        if number is not None:
            return number, str(response[1]) == "True"
    return None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _answers(responses: Sequence[Any]) -> list[str]:
    answers: list[str] = []
    for response in responses:
        answers.extend(_answers(response) if isinstance(response, list) else [_text(response)])
    return answers


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)
