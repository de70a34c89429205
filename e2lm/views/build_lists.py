"""Named lists of doc_keys as one text, which a link to the filter builder holds."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping


def spelled_lists(lists: Mapping[str, Collection[str]]) -> str:
    """The lists as a text, the same for the same lists; "" for none. doc_keys hold no blanks."""
    joined = {name: " ".join(keys) for name, keys in lists.items()}
    return json.dumps(joined, ensure_ascii=False, sort_keys=True) if joined else ""


def read_lists(text: str) -> dict[str, tuple[str, ...]]:
    """The lists that a text spells; what is no list in it is passed over."""
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: tuple(keys.split()) for name, keys in found.items() if isinstance(keys, str) and keys.strip()}
