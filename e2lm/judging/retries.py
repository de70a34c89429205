"""Asking until an answer comes: which failures pass, how long to wait between two tries, and when to give up.

Timeouts, lost connections, 408, 409, 429 and everything from 500 on pass; the wait is what the endpoint asks for in
Retry-After (seconds, or a date; RFC 9110, 10.2.3), else doubles from half a second, spread by up to a quarter so that
parallel calls do not come back together.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from e2lm.judging.endpoint import TOO_LARGE, Reply

TRIES = 5
FIRST_WAIT = 0.5
LONGEST_WAIT = 60.0
PASSING = frozenset({0, 408, 409, 429})
LONGEST_COMPLAINT = 300  # letters of an endpoint's complaint that are shown


class Outcome(NamedTuple):
    """The last reply of several tries, and the failures of those before it, in words."""

    reply: Reply
    failures: tuple[str, ...]


def asked(call: Callable[[], Reply], sleep: Callable[[float], None] = time.sleep, tries: int = TRIES) -> Outcome:
    """Calls until an answer comes or a failure does not pass."""
    failures: list[str] = []
    for turn in range(tries):
        reply = call()
        if not passes(reply) or turn == tries - 1:
            break
        failures.append(in_words(reply))
        sleep(wait(turn, reply.retry_after))
    return Outcome(reply, tuple(failures))


def passes(reply: Reply) -> bool:
    """Whether a failure may pass by itself; an answer, and what the endpoint refuses for good, does not."""
    if reply.failure == TOO_LARGE:
        return False
    return reply.status in PASSING or reply.status >= 500


def wait(turn: int, retry_after: str = "") -> float:
    """Seconds until the next try, after `turn` (0, 1 ...) failures before this one."""
    said = _seconds(retry_after)
    if said is not None:
        return min(max(said, 0.0), LONGEST_WAIT)
    return min(FIRST_WAIT * 2.0**turn, LONGEST_WAIT) * (1 + random.random() / 4)


def in_words(reply: Reply) -> str:
    """A failure in one line."""
    complaint = " ".join(reply.text.split())[:LONGEST_COMPLAINT]
    return reply.failure or f"status {reply.status}" + (f": {complaint}" if complaint else "")


def _seconds(retry_after: str) -> float | None:
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return parsedate_to_datetime(text).timestamp() - time.time() if text else None
    except (ValueError, TypeError, OverflowError):
        return None
