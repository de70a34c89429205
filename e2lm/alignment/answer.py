"""A judge's answer, read strictly: what is no Accept or Reject in the asked form is an error, and says why."""

from __future__ import annotations

import json
from dataclasses import dataclass

from e2lm.alignment.verdicts import Word
from e2lm.counting import count

LONGEST_REASON = 2000  # letters of a reason that are kept in the journal


@dataclass(frozen=True)
class Answer:
    """The verdict in a completion, why, and its cost in tokens (None where the endpoint does not say)."""

    word: Word
    reason: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


def answer_of(completion: str) -> Answer:
    """The answer in the text of a chat completion, as the endpoint sent it with status 200."""
    try:
        document = json.loads(completion)
        choice = document["choices"][0]
        message = choice["message"]
        content, refusal, ended = message.get("content"), message.get("refusal"), choice.get("finish_reason")
    except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError):
        return Answer("error", "the endpoint's reply is not a chat completion")
    word, reason = _said(content, refusal, ended)
    return Answer(word, reason[:LONGEST_REASON], *_tokens(document.get("usage")))


def _said(content: object, refusal: object, ended: object) -> tuple[Word, str]:
    if refusal:
        return "error", f"the model refused: {refusal}"
    if ended in ("length", "content_filter"):
        why = "the answer was cut off" if ended == "length" else "the endpoint's content filter stopped the answer"
        return "error", why
    if not isinstance(content, str) or not content.strip():
        return "error", "the answer is empty"
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return "error", f"the answer is not JSON: {content}"
    verdict = document.get("verdict") if isinstance(document, dict) else None
    if verdict not in ("Accept", "Reject"):
        return "error", f"the answer has no verdict of Accept or Reject: {content}"
    reason = document.get("reason")
    return ("accept" if verdict == "Accept" else "reject"), reason.strip() if isinstance(reason, str) else ""


def _tokens(usage: object) -> tuple[int | None, int | None]:
    if not isinstance(usage, dict):
        return None, None
    return count(usage.get("prompt_tokens")), count(usage.get("completion_tokens"))
