"""Reading a condition from its one line of text; what is wrong is named with the letter where it stands."""

from __future__ import annotations

from e2lm.conditions.condition import COMPARISONS, EVERY, And, Condition, Not, Or, Share, Test, Value
from e2lm.conditions.spelling import KEYWORDS, plain_pattern, unescaped
from e2lm.conditions.tokens import Token, refuse, tokens_of
from e2lm.errors import RequestError

DEEPEST = 40
_SPELLINGS = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "="}
_SIGNS = ("<=", ">=", "<", ">", "=", "!=")
_LONGEST_FIRST = sorted((name for name in COMPARISONS if name not in _SIGNS), key=lambda name: -len(name.split()))


def parse(text: str) -> Condition:
    """The condition that a text spells; of nothing, or of "all questions", the one that every question meets.

    Raises RequestError, whose field says at which letter, for anything else that is no condition.
    """
    reader = _Reader(tokens_of(text))
    if reader.next.kind == "end":
        return EVERY
    found = reader.any_of(0)
    reader.ends()
    return found


class _Reader:
    """Walks through tokens; each method reads one part of the grammar and leaves the place behind it."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._place = tokens, 0

    @property
    def next(self) -> Token:
        return self._tokens[self._place]

    def takes(self, *words: str) -> bool:
        """Steps over the words where they stand next, letter case aside."""
        ahead = self._tokens[self._place : self._place + len(words)]
        if [token.text.lower() if token.kind in ("word", "sign") else None for token in ahead] != list(words):
            return False
        self._place += len(words)
        return True

    def ends(self) -> None:
        if self.next.kind != "end":
            refuse(f"{self.next.text} is too much", 'Join conditions with "and" or "or"', self.next.at)

    def any_of(self, depth: int) -> Condition:
        parts = [self._all_of(depth)]
        while self.takes("or"):
            parts.append(self._all_of(depth))
        return Or(tuple(parts)) if len(parts) > 1 else parts[0]

    def _all_of(self, depth: int) -> Condition:
        parts = [self._one(depth)]
        while self.takes("and"):
            parts.append(self._one(depth))
        return And(tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self, depth: int) -> Condition:
        if depth > DEEPEST:
            refuse(f"more than {DEEPEST} conditions stand in one another", "Write it flatter", self.next.at)
        if self.takes("not"):
            return Not(self._one(depth + 1))
        if self.takes("("):
            inner = self.any_of(depth + 1)
            if not self.takes(")"):
                refuse(f"{self.next.text} stands where a bracket closes", 'Write ")"', self.next.at)
            return inner
        return EVERY if self.takes("all", "questions") else self._test()

    def _test(self) -> Test:
        field, comparison, at = self._field(), self._comparison(), self.next.at
        try:
            return Test(field, comparison, self._value(comparison))
        except RequestError as error:
            if error.field.startswith("condition"):
                raise
            refuse(error.problem, error.remedy, at)

    def _field(self) -> str:
        token = self.next
        if token.kind == "field":
            self._place += 1
            return self._plain(token)
        if token.kind != "word" or token.text[0].isdigit() or token.text.lower() in KEYWORDS:
            refuse(f"{token.text} stands where a field is named", "Name a field, odd names in `backticks`", token.at)
        self._place += 1
        return token.text

    def _comparison(self) -> str:
        token = self.next
        sign = _SPELLINGS.get(token.text, token.text)
        if token.kind == "sign" and sign in _SIGNS:
            self._place += 1
            return sign
        named = (name for name in _LONGEST_FIRST if self.takes(*name.split()))
        return next(named, None) or refuse(
            f"{token.text} stands where a comparison is named", f"Write one of {', '.join(COMPARISONS)}", token.at
        )

    def _value(self, comparison: str) -> Value:
        match COMPARISONS[comparison]:
            case "nothing":
                return None
            case "number":
                return self._number()
            case "two numbers":
                low = self._number()
                if not self.takes("and"):
                    refuse(f"{self.next.text} stands between two bounds", 'Write "between 1 and 2"', self.next.at)
                return (low, self._number())
            case "share":
                amount = self._number()
                return Share(amount, self.takes("%"))
            case "pattern":
                return self._pattern()
            case "texts":
                return self._texts()
            case "text or true":
                truth = self.next.text.lower() if self.next.kind == "word" else ""
                if truth in ("true", "false"):
                    self._place += 1
                    return truth == "true"
                return self._text()
            case _:
                return self._text()

    def _number(self) -> float:
        token = self.next
        if token.kind != "number":
            refuse(f"{token.text} stands where a number is needed", "Write a number such as 0.5", token.at)
        self._place += 1
        number = float(token.text)
        if abs(number) == float("inf"):
            refuse(f"{token.text} is too large", "Write a smaller number", token.at)
        return number

    def _text(self) -> str:
        token = self.next
        if token.kind == "text" or (token.kind in ("word", "number") and token.text.lower() not in KEYWORDS):
            self._place += 1
            return self._plain(token) if token.kind == "text" else token.text
        return refuse(f"{token.text} stands where a text is needed", 'Write it in "double quotes"', token.at)

    def _texts(self) -> tuple[str, ...]:
        if not self.takes("("):
            refuse(f"{self.next.text} stands where a list is needed", 'Write ("this", "that")', self.next.at)
        texts = [self._text()]
        while self.takes(","):
            texts.append(self._text())
        if not self.takes(")"):
            refuse(f"{self.next.text} stands in a list", 'Write "," or ")"', self.next.at)
        return tuple(texts)

    def _pattern(self) -> str:
        token = self.next
        if token.kind != "pattern":
            return self._text()
        self._place += 1
        return plain_pattern(token.text[1:-1])

    def _plain(self, token: Token) -> str:
        try:
            return unescaped(token.text[1:-1])
        except ValueError:
            refuse(f"{token.text} has an unknown escape", r"Write \\ for a backslash", token.at)
