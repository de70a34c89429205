"""Property tests draw the same examples every time and have no deadline: a busy machine must not fail them."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")
