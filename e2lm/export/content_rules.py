"""What the rules of the competition say of a submission's questions and of its task file, rule by rule.

Only what stands in the zip is looked at, as the organisers do; what needs a tokenizer, a judge or a look at meaning is
open unless its finding is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

FEWEST, MOST, MOST_TOKENS = 100, 15_000, 2048
SHORT = f"at most {MOST_TOKENS} tokens of prompt and completion"
Outcome = Literal["passed", "failed", "open"]
_COMMON = frozenset(
    ("the", "of", "a", "an", "and", "to", "in", "is", "was", "are", "which", "what", "that", "for", "by", "on", "with")
)


@dataclass(frozen=True)
class Check:
    """One rule: what it asks, how it came out, and what that was judged by."""

    rule: str
    outcome: Outcome
    found: str


@dataclass(frozen=True)
class Known:
    """What was found out elsewhere; None for what was not looked at.

    `longest` is the number of tokens of the longest prompt with its longest answer, by the tokenizer `tokenizer`;
    `longest_bytes` its bytes; `leaking` the number of questions whose answer stands in their prompt; `accepted` of
    `judged` questions were found scientific by `judge`; `taken_names` are tasks that lm-eval has already.
    """

    longest_bytes: int | None = None
    longest: int | None = None
    tokenizer: str = ""
    leaking: int | None = None
    accepted: int = 0
    judged: int = 0
    judge: str = ""
    taken_names: frozenset[str] = frozenset()


def held(rule: str, is_held: bool, found: str) -> Check:
    """A rule that is either kept or broken."""
    return Check(rule, "passed" if is_held else "failed", found)


def sized(lines: Sequence[Mapping[str, Any]], config: Mapping[str, Any]) -> Check:
    rule = f"{FEWEST} to {MOST:,} samples"
    if not lines and config.get("dataset_path", "json") != "json":
        return Check(rule, "open", f"the questions are in {config['dataset_path']}")
    return held(rule, FEWEST <= len(lines) <= MOST, f"{len(lines):,}")


def short(known: Known) -> Check:
    if known.longest is not None:
        return held(SHORT, known.longest <= MOST_TOKENS, f"at most {known.longest:,}, counted with {known.tokenizer}")
    if known.longest_bytes is None:
        return Check(SHORT, "open", "not counted")
    if known.longest_bytes <= MOST_TOKENS:
        return Check(SHORT, "passed", f"at most {known.longest_bytes:,} bytes, and a token has at least one")
    return Check(SHORT, "open", f"up to {known.longest_bytes:,} bytes: give a tokenizer to count the tokens")


def english(lines: Sequence[Mapping[str, Any]], config: Mapping[str, Any]) -> Check:
    """By letters and by the commonest words alone: a text in German passes the first and fails the second."""
    rule = "in English"
    if not lines:
        return Check(rule, "open", f"the questions are in {config.get('dataset_path', 'no file of the patch')}")
    text = " ".join(str(line.get("question", "")) for line in lines)
    letters = [sign for sign in text if sign.isalpha()]
    latin = sum(sign.isascii() for sign in letters) / max(1, len(letters))
    words = re.findall(r"[a-z]+", text.lower())
    common = sum(word in _COMMON for word in words) / max(1, len(words))
    found = f"{latin:.1%} of letters are a to z, {common:.0%} of words are the, of, a, to, in ..."
    return held(rule, latin > 0.95 and common > 0.1, found)


def public(config: Mapping[str, Any], added: Mapping[str, str]) -> Check:
    """Whether another machine finds all that the task names."""
    rule = "nothing that only this machine has"
    data = (config.get("dataset_kwargs") or {}).get("data_files") or {}
    missing = [str(path) for path in data.values() if str(path) not in added]
    scripts = [one for one in added if one.endswith(".py")]
    code = f"code in {', '.join(one.rpartition('/')[2] for one in scripts)}" if scripts else "no code"
    return held(rule, bool(config) and not missing, f"not in the patch: {', '.join(missing)}" if missing else code)


def leakage(known: Known) -> Check:
    rule = "no answer stands in its prompt"
    if known.leaking is None:
        return Check(rule, "open", "not looked for")
    return held(
        rule,
        known.leaking == 0,
        f"in {known.leaking:,} it does: see answer_alone_in_prompt" if known.leaking else "none does",
    )


def alignment(known: Known) -> Check:
    rule = "questions of science, as a judge accepts them"
    if not known.judged:
        return Check(rule, "open", "not judged: see the alignment page")
    return Check(rule, "open", f"{known.accepted} of {known.judged} accepted by {known.judge}; organisers judge anew")
