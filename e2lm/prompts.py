"""Where the question begins in a prompt: what stands before it is the description and the few-shot examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_QUESTION_FIELDS = (
    "question",
    "query",
    "input",
    "problem",
    "goal",
    "question_stem",
    "prompt",
    "text",
    "sentence",
    "passage",
)
_SEPARATOR = "\n\n"


def few_shot_end(context: str, doc: Mapping[str, Any]) -> int:
    """The index in `context` at which the doc's own part starts, 0 where that cannot be told.

    The doc's question is looked for from the end, since the examples before it may quote it; the part starts after
    the blank line before it (lm-eval's default separator of examples, also put after descriptions by most tasks).
    """
    for text in _question_texts(doc):
        at = context.rfind(text)
        if at >= 0:
            before = context.rfind(_SEPARATOR, 0, at)
            return before + len(_SEPARATOR) if before >= 0 else 0
    return 0


def question_text(context: str, doc: Mapping[str, Any]) -> str:
    """A doc's question for a list: its own field where the prompt quotes it, else the prompt less its few-shot part."""
    for text in _question_texts(doc):
        if text in context:
            return text
    return context[few_shot_end(context, doc) :].strip()


def choice_text(continuation: str) -> str:
    """A choice without the one blank that the delimiter adds, as lm-eval counts its length for acc_norm."""
    return continuation[1:] if continuation.startswith(" ") else continuation


def _question_texts(doc: Mapping[str, Any]) -> list[str]:
    """The doc's texts that may be its question: the usual fields first, then the longest."""
    texts = {name: value.strip() for name, value in doc.items() if isinstance(value, str) and len(value.strip()) > 2}
    usual = [texts[name] for name in _QUESTION_FIELDS if name in texts]
    return usual + sorted(texts.values(), key=len, reverse=True)
