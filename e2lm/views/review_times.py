"""Moments as a meeting says them: the hour of today, the day of before."""

from __future__ import annotations

from typing import Any

import pandas as pd


def moment_in_words(at: float, now: float, zone: Any) -> str:  # noqa: ANN401 - a zone's name or tzinfo
    """ "10:04" for today in `zone`, "14 Nov, 10:04" for this year, "14 Nov 2025" for others.

    `at` and `now` are seconds (epoch); a moment that no calendar has is "at an unknown time".
    """
    try:
        then, today = (pd.Timestamp(one, unit="s", tz="UTC").tz_convert(zone) for one in (at, now))
    except (ValueError, OverflowError):
        return "at an unknown time"
    if then.date() == today.date():
        return f"{then:%H:%M}"
    day = f"{then.day} {then:%b}"
    return f"{day}, {then:%H:%M}" if then.year == today.year else f"{day} {then.year}"


def day_in_words(date: str) -> str:
    """ "22 Nov 2026" for "2026-11-22"; what is no such date is left as it was typed."""
    try:
        day = pd.Timestamp(date)
    except (ValueError, OverflowError):
        return date
    return f"{day.day} {day:%b} {day.year}" if date and date[:4].isdigit() else date
