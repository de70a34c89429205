"""Hashes of docs and targets as lm-eval 0.4.13 computes them (evaluator.py), so that older logs align with newer."""

from __future__ import annotations

import hashlib
import json


def hash_text(text: str) -> str:
    """sha256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def hash_doc(doc: object) -> str:
    """The doc_hash of a doc as it was logged."""
    return hash_text(json.dumps(doc, indent=2, ensure_ascii=False))


def hash_target(target: object) -> str:
    """The target_hash of a target: of its text, as Python prints it."""
    return hash_text(str(target))
