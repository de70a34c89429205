"""How lm-eval ends a record of multiple choice, and the numbers in many such ends, read column by column.

The tail of a record is what is logged of its answers: responses, the same filtered, the filter's and the metrics'
names, three hashes of what was asked, and the metrics. Between commas it falls into pieces that are equal in every
record of as many choices but for one number, flag or hash each. So tails are lines of CSV, which pyarrow reads.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

_FIELDS = ("resps", "filtered_resps", "filter", "metrics", "doc_hash", "prompt_hash", "target_hash")
_NUMBER = r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?"
_BLOCK = 2**20  # bytes of tails that are split at once: little enough to stay near the processor
_LONGEST = 2**31 - 1  # bytes of a text


class Kind(Enum):
    """What a piece of a tail holds between its fixed letters; of the answers, the responses come first."""

    NOTHING = rb"(.*)()()"
    ANSWER = rb'([^"]*"(?:(?:filtered_)?resps": \[+")?)(-?\d[\d.e+-]*|-?inf|nan)("\]*)'
    IS_GREEDY = rb'( ")(True|False)("\]*)'
    HASH = rb'( "(?:doc|prompt|target)_hash": ")([0-9a-f]{64})(")'
    METRIC = rb'( (?:"[^"\\]+": )?\[*)(' + _NUMBER.encode() + rb"|NaN|-?Infinity)([\]}]*)"


_ANY = {Kind.NOTHING: b"", Kind.ANSWER: b"-1", Kind.IS_GREEDY: b"False", Kind.HASH: b"0" * 64, Kind.METRIC: b"0"}
_KINDS = [(kind, re.compile(kind.value)) for kind in (Kind.HASH, Kind.IS_GREEDY, Kind.ANSWER, Kind.METRIC)]
_NAME = re.compile(rb' "([^"\\]+)": ')
_JSON_NUMBER = f"^{_NUMBER}$"


class Piece(NamedTuple):
    """A piece of a tail: what it holds, and the letters before and after that."""

    kind: Kind
    before: bytes
    after: bytes


class Numbers(NamedTuple):
    """What many tails hold: loglikelihoods (tails x choices), metrics (tails x names), and the three columns of
    hashes as they are logged."""

    loglikelihoods: npt.NDArray[np.float64]
    metrics: npt.NDArray[np.float64]
    hashes: list[pa.Array]


@dataclass(frozen=True)
class Tail:
    """The tails of all records of as many choices, `names` being the metrics that are one number each."""

    pieces: tuple[Piece, ...]
    choices: int
    names: tuple[str, ...]

    @property
    def text(self) -> bytes:
        """A tail like all of these, whose numbers say nothing."""
        return b",".join([piece.before + _ANY[piece.kind] + piece.after for piece in self.pieces])

    @cached_property
    def hashes(self) -> list[int]:
        """The places of the three hashes among the pieces."""
        return [place for place, piece in enumerate(self.pieces) if piece.kind is Kind.HASH]

    def read(self, text: bytes, tails: int) -> Numbers | None:
        """The numbers in so many tails, a line each; None where one is not as this one is or no valid JSON."""
        names = [str(place) for place in range(len(self.pieces))]
        reading = pa.csv.ReadOptions(column_names=names, use_threads=False, block_size=_BLOCK)
        converting = pa.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.binary()), strings_can_be_null=False)
        try:
            table = pa.csv.read_csv(pa.BufferReader(text), reading, _BY_COMMA, converting)
            return self._numbers(table.columns) if table.num_rows == tails else None
        except pa.ArrowInvalid:
            return None

    def _numbers(self, columns: list[pa.ChunkedArray]) -> Numbers | None:
        answers, flags, metrics, hashes = [], [], [], []
        single = [f' "{name}": '.encode() for name in self.names]
        for piece, column in zip(self.pieces, columns, strict=True):
            held = _held(piece, column)
            if held is None:
                return None
            if piece.kind is Kind.ANSWER:
                answers.append(held)
            elif piece.kind is Kind.IS_GREEDY:
                flags.append(held)
            elif piece.kind is Kind.HASH:
                hashes.append(held.combine_chunks())
            elif piece.before in single:
                metrics.append(held)
        half = self.choices
        again = zip((*answers[:half], *flags[:half]), (*answers[half:], *flags[half:]), strict=True)
        if not all(_all(pc.equal(said, filtered)) for said, filtered in again):
            return None
        tails = len(columns[0])
        return Numbers(_matrix(answers[half:], tails), _matrix(metrics, tails), hashes)


_BY_COMMA = pa.csv.ParseOptions(delimiter=",", quote_char=False, escape_char=False, double_quote=False)


def tail_of(text: bytes) -> Tail | None:
    """What the tail of one record, `, "resps": ... }`, says of those like it; None where lm-eval since 0.4.7 writes
    none such for multiple choice."""
    try:
        fields = json.loads(b"{" + text.removeprefix(b","), object_pairs_hook=_once)
    except ValueError:
        return None
    if not text.startswith(b", ") or tuple(fields)[: len(_FIELDS)] != _FIELDS:
        return None
    pieces = tuple(_piece(one) for one in text.split(b","))
    choices = len(fields["filtered_resps"])
    if pieces[: 1 + 4 * choices] != _answers(choices) or [one.kind for one in pieces].count(Kind.HASH) != 3:
        return None
    if any(one.kind in (Kind.ANSWER, Kind.IS_GREEDY) for one in pieces[1 + 4 * choices :]):
        return None
    alone = (_NAME.fullmatch(one.before) for one in pieces if one.kind is Kind.METRIC and one.after in (b"", b"}"))
    return Tail(pieces, choices, tuple(name[1].decode() for name in alone if name))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object's fields; raises ValueError where one comes twice."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a field comes twice")
    return dict(pairs)


def _piece(text: bytes) -> Piece:
    for kind, form in _KINDS:
        if found := form.fullmatch(text):
            return Piece(kind, found[1], found[3])
    return Piece(Kind.NOTHING, text, b"")


def _answers(choices: int) -> tuple[Piece, ...]:
    """The pieces of `, "resps": [[["-1.5", "False"]], ...]], "filtered_resps": [["-1.5", "False"], ...]`."""
    pieces = [Piece(Kind.NOTHING, b"", b"")]
    for first, further, end in ((b' "resps": [[["', b' [["', b'"]]'), (b' "filtered_resps": [["', b' ["', b'"]')):
        for choice in range(choices):
            pieces.append(Piece(Kind.ANSWER, further if choice else first, b'"'))
            pieces.append(Piece(Kind.IS_GREEDY, b' "', end + b"]" if choice == choices - 1 else end))
    return tuple(pieces)


def _held(piece: Piece, column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """What stands between the fixed letters of a piece, in each tail; None where that is not of its kind."""
    if piece.kind is Kind.HASH:
        return column  # compared by its bytes, all of them
    if piece.kind is Kind.NOTHING:
        return column if _all(pc.equal(column, piece.before)) else None
    if piece.kind is Kind.IS_GREEDY:
        held = pc.equal(column, piece.before + b"True" + piece.after)
        return held if _all(pc.or_(held, pc.equal(column, piece.before + b"False" + piece.after))) else None
    if not (_all(pc.starts_with(column, piece.before)) and _all(pc.ends_with(column, piece.after))):
        return None
    held = pc.binary_replace_slice(column, 0, len(piece.before), b"")
    held = pc.binary_replace_slice(held, -len(piece.after), _LONGEST, b"") if piece.after else held
    if piece.kind is Kind.ANSWER:
        return held
    distinct = pc.unique(held)  # few: most metrics are 0 or 1
    return held if _all(pc.match_substring_regex(distinct, _JSON_NUMBER)) else None


def _all(true: pa.ChunkedArray | pa.Array) -> bool:
    return bool(pc.all(true).as_py())


def _matrix(columns: list[pa.ChunkedArray], rows: int) -> npt.NDArray[np.float64]:
    """Texts as numbers, a column each; raises pa.ArrowInvalid where one is no number."""
    numbers = [pc.cast(pc.cast(one, pa.string()), pa.float64()).to_numpy() for one in columns]
    return np.column_stack(numbers) if numbers else np.empty((rows, 0))
