"""What a model reads of a question in a few digits, so that a worker need not send back all prompts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b


def fingerprint(context: str, continuations: Sequence[str]) -> str:
    """16 hexadecimal digits of a context and the continuations after it."""
    text = json.dumps([context, *continuations])
    return blake2b(text.encode(), digest_size=8).hexdigest()
