"""Work that a page starts and does not wait for: a rerun or a closed browser breaks nothing off."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def in_background(work: Callable[[], T]) -> Future[T]:
    """Does the work in a thread of its own, which ends with the process; what it raises is the future's exception."""
    future: Future[T] = Future()
    Thread(target=_do, args=(work, future), name="taking results in", daemon=True).start()
    return future


def _do(work: Callable[[], T], future: Future[T]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001 - whoever asks for the result gets it raised
        future.set_exception(error)
