"""Paths that people type: in the form, on the command line, in a request's file."""

from __future__ import annotations

from pathlib import Path

from e2lm.errors import RequestError


def typed_path(text: str, field: str) -> Path:
    """The absolute path that a text means, "~" being a home folder; nothing need be there.

    Raises RequestError, naming the request's field, where no path can be so or where looking there is not allowed.
    """
    try:
        path = Path(text).expanduser().absolute()
        path.exists()  # raises for names that are too long and for folders that are closed to this user
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error).rstrip(".")
        raise RequestError(f"{text[:80]!r} is no path here ({why})", remedy="Check the path.", field=field) from error
    return path
