"""A candidate's questions out of all that its source asks, with the examples that its style needs."""

from __future__ import annotations

from collections.abc import Sequence

from e2lm.candidates.candidate import Candidate
from e2lm.errors import RequestError
from e2lm.export.lines import AS_ASKED, Lines, lines_of
from e2lm.export.questions import Asked


def source_shots(candidate: Candidate) -> int | None:
    """With how many examples the source's prompts are wanted; None for the usual number."""
    return candidate.num_fewshot if candidate.style == AS_ASKED else None


def assembled(candidate: Candidate, asked: Sequence[Asked], n_shot: int | None, styles: Sequence[str]) -> Lines:
    """The lines of a candidate in these styles.

    `asked` are all questions of its source, asked with `n_shot` examples as `source_shots` wants. Rewritten styles have
    as many examples as the candidate says, none where it says nothing: the source's first questions that it leaves out.
    Raises RequestError where a question is missing, or too few are left for examples.
    """
    known = {one.doc_key: one for one in asked}
    missing = [key for key in candidate.doc_keys if key not in known]
    if missing:
        shots = "" if candidate.num_fewshot is None else f" with {candidate.num_fewshot} examples"
        raise RequestError(
            f"{len(missing):,} of its {len(candidate.doc_keys):,} questions are in no loaded run of "
            f"{candidate.task}{shots}, such as {missing[0]}",
            remedy="Import results of that task, or choose among the questions that are loaded.",
            field="doc_keys",
        )
    mine = [known[key] for key in candidate.doc_keys]
    return lines_of(mine, n_shot or 0, styles, _examples(candidate, asked, styles))


def _examples(candidate: Candidate, asked: Sequence[Asked], styles: Sequence[str]) -> list[Asked]:
    wanted = (candidate.num_fewshot or 0) if set(styles) - {AS_ASKED} else 0
    chosen = set(candidate.doc_keys)
    left = (one for one in asked if one.doc_key not in chosen and len(one.golds) == 1 and len(one.continuations) > 1)
    found = [one for one, _ in zip(left, range(wanted), strict=False)]
    if len(found) < wanted:
        raise RequestError(
            f"{wanted} examples are wanted, and the candidate leaves {len(found)} questions of {candidate.task}",
            remedy="Ask for fewer examples, or leave more questions out.",
            field="num_fewshot",
        )
    return found
