"""Tokens proposed for checkpoints whose runs do not say them, by a rule that a person picks or types."""

from __future__ import annotations

import pandas as pd

from e2lm.checkpoints import TokenRule, rules, typed_tokens
from e2lm.errors import RequestError

PROPOSAL_COLUMNS = ("checkpoint", "step", "tokens")
TYPED = "a rule typed below"


def rule_names() -> list[str]:
    """The rules that can be picked: a typed one first, then the catalogue."""
    return [TYPED, *(rule.name for rule in rules())]


def proposed(checkpoints: pd.DataFrame, rule_name: str, formula: str) -> pd.DataFrame:
    """PROPOSAL_COLUMNS for checkpoints (columns checkpoint and step): tokens by a rule of the catalogue or the formula,
    NA where it says nothing. Raises RequestError for a formula that is not arithmetic of the step."""
    rule = next((one for one in rules() if one.name == rule_name), None)
    rows = zip(checkpoints["checkpoint"], checkpoints["step"], strict=True)
    tokens = [_tokens(str(name), None if pd.isna(step) else int(step), rule, formula.strip()) for name, step in rows]
    table = checkpoints[["checkpoint", "step"]].assign(tokens=pd.array(tokens, dtype="Int64"))
    return table.sort_values(["step", "checkpoint"], kind="stable", ignore_index=True)


def _tokens(name: str, step: int | None, rule: TokenRule | None, formula: str) -> int | None:
    if rule is not None:
        return rule.tokens_of(name, step)
    return typed_tokens(formula, step) if formula and step is not None else None


def changes(before: pd.DataFrame, after: pd.DataFrame) -> list[tuple[str, int | None, int]]:
    """(checkpoint, step, tokens) of the rows of an edited proposal that give tokens; step None where it is as it was.

    Raises RequestError for a negative number.
    """
    rows = []
    for place, name in enumerate(before["checkpoint"]):
        step, tokens = after["step"].iloc[place], after["tokens"].iloc[place]
        if pd.isna(tokens):
            continue
        if tokens < 0 or (pd.notna(step) and step < 0):
            raise RequestError("tokens and steps are not negative", remedy="Correct the number", field=str(name))
        was = before["step"].iloc[place]
        same = pd.isna(step) or (pd.notna(was) and int(step) == int(was))
        rows.append((str(name), None if same else int(step), int(tokens)))
    return rows
