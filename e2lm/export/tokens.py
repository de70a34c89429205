"""How long prompts are: in bytes, which bound the tokens of any tokenizer that reads bytes, and in one's tokens."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from e2lm.errors import SourceError
from e2lm.export.styles import Prompted

FILE = "tokenizer.json"


def longest_bytes(prompts: Sequence[Prompted]) -> int:
    """The most UTF-8 bytes of a prompt with its longest answer."""
    return max(len(one.context.encode()) + max(len(answer.encode()) for answer in one.continuations) for one in prompts)


def longest_tokens(prompts: Sequence[Prompted], place: Path) -> int:
    """The most tokens of a prompt with its longest answer, by the tokenizer in a folder or file.

    Raises SourceError where there is none that can be read.
    """
    from tokenizers import Tokenizer

    file = place.expanduser()
    file = file / FILE if file.is_dir() else file
    remedy = f"Give a {FILE}, or a checkpoint's folder that holds one."
    if not file.is_file():
        raise SourceError("there is no tokenizer", remedy=remedy, file=str(file))
    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # whatever the package raises for a file that is none; it has one class for all
        raise SourceError(f"it cannot be read: {error}", remedy=remedy, file=str(file)) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    contexts = tokenizer.encode_batch([one.context for one in prompts])
    answers = tokenizer.encode_batch([max(one.continuations, key=len) for one in prompts], add_special_tokens=False)
    return max(len(one.ids) + len(other.ids) for one, other in zip(contexts, answers, strict=True))
