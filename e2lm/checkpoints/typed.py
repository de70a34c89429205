"""Token rules that a person types: "step * 2097152", or the tokens of each checkpoint by name."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from e2lm.errors import RequestError

_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
}
_LARGEST = 10**18
_SHOWN = 10**300
_QUOTED = 80
_REMEDY = 'Type arithmetic of step and numbers, for example "step * 2097152"'


@dataclass(frozen=True)
class TypedRule:
    """A model's rule as somebody typed it: arithmetic of the step, or the tokens of each checkpoint by name."""

    model: str
    formula: str = ""
    checkpoints: Mapping[str, int] = field(default_factory=dict)

    def tokens_of(self, checkpoint: str, step: int | None) -> int | None:
        """Tokens of a checkpoint; None where the rule says nothing about it. Errors: RequestError for a bad formula."""
        if checkpoint in self.checkpoints:
            return self.checkpoints[checkpoint]
        return typed_tokens(self.formula, step) if self.formula and step is not None else None


def typed_tokens(text: str, step: int) -> int:
    """Tokens after `step` by a typed formula of + - * / // ** , numbers and `step`.

    Errors: RequestError where the text is no such formula, or where its value is no number of tokens.
    """
    try:
        tree = ast.parse(text.strip().replace("_", ""), mode="eval")
        value = _value(tree.body, step)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _refused(text, "is not arithmetic of step and numbers") from error
    except (ZeroDivisionError, OverflowError) as error:
        raise _refused(text, f"has no value at step {step} ({error})") from error
    if not 0 <= value <= _LARGEST:
        amount = f"{value:.4g}" if abs(value) < _SHOWN else "far too many"
        raise _refused(text, f"gives {amount} tokens at step {step}")
    return round(value)


def _refused(text: str, why: str) -> RequestError:
    quoted = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}..."
    return RequestError(f"the token rule {quoted!r} {why}", remedy=_REMEDY, field="token rule")


def _value(node: ast.expr, step: int) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.Name(id="step" | "iteration" | "iter"):
            return step
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, step)
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _OPERATIONS:
            first, second = _value(left, step), _value(right, step)
            if isinstance(operation, ast.Pow) and (abs(second) > 64 or abs(first) > 10**6):
                raise OverflowError("the power is too large")
            value = _OPERATIONS[type(operation)](first, second)
            if isinstance(value, complex):
                raise ValueError("the power is no number")
            return value
    raise ValueError("not arithmetic")
