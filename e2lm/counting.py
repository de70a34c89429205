"""Numbers of steps, tokens, docs and shots: as outside data gives them, where a number that counts nothing is unknown,
and as people read them."""

from __future__ import annotations

LARGEST = 2**62
_MOST_DIGITS = 19


def count(value: object) -> int | None:
    """A whole number from 0 to LARGEST, which an index of 64 bits holds; None for anything else.

    1000.0 is 1000; true and false, text, NaN and infinity are no counts.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LARGEST:
        return None
    return round(value)


def digits_count(digits: str, unit: int = 1) -> int | None:
    """The count that decimal digits spell, times `unit`; None where it is larger than any that exists."""
    return count(int(digits) * unit) if len(digits) <= _MOST_DIGITS else None


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 checkpoint", "1,024 checkpoints"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
