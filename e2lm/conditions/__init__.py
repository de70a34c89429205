"""Conditions on questions: one line of text, a value, and which questions of a table meet it."""

from e2lm.conditions.choosing import chosen
from e2lm.conditions.condition import EVERY, And, Condition, Every, Not, Or, Share, Test, every_of
from e2lm.conditions.parsing import parse

__all__ = ["EVERY", "And", "Condition", "Every", "Not", "Or", "Share", "Test", "chosen", "every_of", "parse"]
