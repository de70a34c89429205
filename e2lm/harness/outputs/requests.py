"""The requests of one logged record: its context, its continuations and the model's answers to them.

Shapes by lm-eval version: arguments {gen_args_i: {arg_0, arg_1}} since 0.4.3, [[context, continuation], ...] before;
responses as text ("-113.28", "False") since 0.4.3, as numbers before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from e2lm.counting import digits_count

_GREEDY = ("True", "False", True, False)
_ONE_DIGIT = 10


class Answered(NamedTuple):
    """Continuations with their loglikelihoods (one each), or a generation's `answers`; the others empty.

    `context` and a continuation, one after the other, are what the model read.
    """

    context: str
    first_context: str
    continuations: tuple[str, ...]
    loglikelihoods: tuple[float, ...]
    answers: tuple[str, ...]


def answered(record: Mapping[str, Any]) -> Answered:
    """The requests and answers of a record. Errors: ValueError naming the field that is not as lm-eval writes it."""
    arguments = _arguments(record.get("arguments"))
    responses = record.get("filtered_resps", record.get("resps"))
    if not isinstance(responses, list):
        raise ValueError("filtered_resps")
    first_context = _text(arguments[0][0]) if arguments and arguments[0] else ""
    numbers = [_loglikelihood(response) for response in responses]
    scored = [number for number in numbers if number is not None]
    texts = [argument[1] for argument in arguments if len(argument) > 1 and isinstance(argument[1], str)]
    if scored and len(scored) == len(texts) == len(arguments):
        conditional = _conditional(arguments)
        context, continuations = _common_context([str(argument[0]) for argument in arguments], texts, conditional)
        choices = slice(0, conditional)
        return Answered(context, first_context, tuple(continuations[choices]), tuple(scored[choices]), ())
    if len(arguments) == 1 and len(arguments[0]) == 1 and len(responses) == 1:
        rolling = _number(responses[0])
        if rolling is not None:
            return Answered("", first_context, (first_context,), (rolling,), ())
    return Answered(first_context, first_context, (), (), tuple(_answers(responses)))


def _arguments(value: object) -> list[Sequence[Any]]:
    """One sequence of arguments per request, in the order of the requests."""
    if isinstance(value, dict):
        value = _by_number(value)
    if not isinstance(value, list):
        raise ValueError("arguments")
    return [
        item if isinstance(item, list) else _by_number(item) if isinstance(item, dict) else [item] for item in value
    ]


def _by_number(table: dict[str, Any]) -> list[Any]:
    """The entries of {gen_args_0: .., gen_args_10: ..} in the order of their numbers."""
    names = sorted(table, key=_number_in) if len(table) > _ONE_DIGIT else sorted(table)
    return [table[name] for name in names]


def _number_in(name: str) -> int:
    digits = name.rpartition("_")[2]
    return (digits_count(digits) or 0) if digits.isdecimal() else 0


def _conditional(arguments: Sequence[Sequence[Any]]) -> int:
    """How many requests carry the doc's context: acc_mutual_info repeats every choice without it."""
    half, odd = divmod(len(arguments), 2)
    if odd or not half:
        return len(arguments)
    repeated = [argument[1] for argument in arguments[:half]] == [argument[1] for argument in arguments[half:]]
    bare = all(argument[0] == "" for argument in arguments[half:])
    return half if repeated and bare and any(argument[0] for argument in arguments[:half]) else len(arguments)


def _common_context(contexts: list[str], continuations: list[str], conditional: int) -> tuple[str, list[str]]:
    """One context for all choices: where the choice stands inside the context (winogrande), it moves to the choice."""
    distinct = contexts[:conditional]
    if all(context == distinct[0] for context in distinct):
        return distinct[0], continuations
    first, last = min(distinct), max(distinct)
    at = next((at for at, letter in enumerate(first) if last[at] != letter), len(first))
    while at and not first[at - 1].isspace():
        at -= 1
    start = len(first[:at].rstrip())
    moved = [context[start:] + continuation for context, continuation in zip(contexts, continuations, strict=True)]
    return first[:start], moved


def _loglikelihood(response: object) -> float | None:
    """The number of a pair of loglikelihood and whether greedy decoding gives the continuation; None for others."""
    if isinstance(response, list) and len(response) == 2 and isinstance(response[1], str | bool):
        return _number(response[0]) if response[1] in _GREEDY else None
    return None


def _number(value: object) -> float | None:
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


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)
