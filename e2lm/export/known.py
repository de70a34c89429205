"""What the rules of the competition want to know of a candidate's prompts: their lengths, leaks, and names in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from e2lm.alignment.rate import rate
from e2lm.alignment.verdicts import Judgement
from e2lm.candidates.candidate import Candidate
from e2lm.export.content_rules import Known
from e2lm.export.lines import Lines
from e2lm.export.taken import taken_names
from e2lm.export.tokens import longest_bytes, longest_tokens
from e2lm.leakage.answers import answers_in_prompts
from e2lm.leakage.items import items_of


def known_of(candidate: Candidate, lines: Lines, tokenizer: str = "", judgements: Sequence[Judgement] = ()) -> Known:
    """What the rules want to know of the prompts, and of what judges said of the questions. Raises SourceError for a
    tokenizer that cannot be read."""
    prompts = lines.prompted(candidate.style)
    asked = [
        replace(one.asked, before="", prompt=prompt.context, continuations=prompt.continuations)
        for one, prompt in zip(lines.questions, prompts, strict=True)
    ]
    leaking = answers_in_prompts(items_of(asked))
    return Known(
        longest_bytes=longest_bytes(prompts),
        longest=longest_tokens(prompts, Path(tokenizer)) if tokenizer else None,
        tokenizer=tokenizer,
        leaking=int((leaking["wrong_too"] == 0).sum()),
        taken_names=taken_names(),
        **_judged(candidate, judgements),
    )


def _judged(candidate: Candidate, judgements: Sequence[Judgement]) -> dict[str, Any]:
    """The verdicts of the judge who looked at most of the candidate's questions, a model before people."""
    mine = set(candidate.doc_keys)
    words = [(one, [said.word for said in one.verdicts if said.doc_key in mine]) for one in judgements]
    looked = [(one.kind == "model", len(said), one.judge, said) for one, said in words if said]
    if not looked:
        return {}
    _, _, judge, said = max(looked, key=lambda one: one[:2])
    found = rate(said)
    return {"accepted": found.accepted, "judged": found.asked, "judge": judge}
