"""What workers and drivers print goes into a log that anybody may read: without secrets, and in letters that it takes.

Libraries print too: errors with the address of a mirror and its password, traces with what was in a variable.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any, TextIO, cast

from e2lm.harness.remote import shown


class Masked:
    """A stream that writes what `shown` leaves of a text, and escapes what its encoding does not have."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        encoding = self._stream.encoding or "utf-8"
        self._stream.write(shown(text).encode(encoding, "backslashreplace").decode(encoding))
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 whatever is asked of a stream
        return getattr(self._stream, name)


@contextlib.contextmanager
def masked_output() -> Iterator[None]:
    """While open, this process prints through Masked; also afterwards what began to log in between."""
    out, err = cast(TextIO, Masked(sys.stdout)), cast(TextIO, Masked(sys.stderr))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        yield
