"""Rows, stems and batches: every scored token is computed once, after exactly the tokens that precede it."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from e2lm.harness.prefix import packing
from e2lm.harness.prefix.layout import Scores
from e2lm.harness.prefix.packing import Stem, packed
from e2lm.harness.prefix.trie import Requests, requests_of

Pairs = list[tuple[list[int], list[int]]]
MAX_LENGTH = 20
token = st.integers(0, 3)
words = st.lists(token, max_size=6)


@st.composite
def trees(draw: st.DrawFn) -> Pairs:
    """Requests as benchmarks ask them: examples that many share, questions, choices; some longer than the model."""
    pairs: Pairs = []
    for examples in draw(st.lists(st.lists(token, max_size=18), min_size=1, max_size=3)):
        for question in draw(st.lists(words, min_size=1, max_size=4)):
            for choice in draw(st.lists(st.lists(token, min_size=1, max_size=5), min_size=1, max_size=4)):
                pairs.append(([0, *examples, *question], choice))
    return pairs


def asked(pairs: Pairs) -> Requests:
    return requests_of([(np.array(c, np.int32), np.array(r, np.int32)) for c, r in pairs], MAX_LENGTH)


def read_back(requests: Requests, budget: int) -> tuple[list[list[tuple[tuple[int, ...], int]]], int]:
    """What each request scores, as (all tokens before it, the token), read off the batches; and tokens computed."""
    scores, stems, computed = Scores(requests), dict[Stem | None, tuple[int, ...]]({None: ()}), 0
    found: list[list[tuple[tuple[int, ...], int]]] = [[] for _ in requests.targets]
    for batch in packed(requests.trie, lambda: budget):
        layout = scores.layout(batch)
        computed += len(layout.tokens)
        before: list[tuple[int, ...]] = []
        for piece, start, stop in zip(batch, layout.starts, layout.starts[1:], strict=False):
            row, ends = layout.tokens[start:stop].tolist(), layout.ends[start:stop].tolist()
            seen = [[row[a] for a in range(t + 1) if t < ends[a]] for t in range(len(row))]
            before += [stems[piece.on] + tuple(tokens) for tokens in seen]
            if piece.keep:
                stems[piece.keep] = before[-1]
        assert [len(path) - 1 for path in before] == layout.depths.tolist()
        for at, target, request in zip(layout.at, layout.targets, layout.requests, strict=True):
            found[request].append((before[layout.scored[at]], int(target)))
    return found, computed


@settings(deadline=None, max_examples=150)
@given(trees(), st.sampled_from([1, 9, 1000]), st.sampled_from([1, 4, 128]), st.sampled_from([1, 200]))
def test_every_scored_token_follows_its_own_prefix(pairs: Pairs, budget: int, row: int, deep: int) -> None:
    with patch.object(packing, "ROW", row), patch.object(packing, "DEEP", deep):
        found, computed = read_back(asked(pairs), budget)
    for (context, rest), scored in zip(pairs, found, strict=True):
        whole = [*context, *rest][-(MAX_LENGTH + 1) :]
        expected = [(tuple(whole[:at]), whole[at]) for at in range(len(whole) - len(rest), len(whole))]
        assert Counter(scored) == Counter(expected)
    assert computed >= asked(pairs).trie.distinct


def test_examples_before_many_questions_are_a_stem_and_questions_are_rows() -> None:
    examples = list(range(100, 200))
    pairs = [([*examples, *[question] * 40], [choice, 1]) for question in range(30) for choice in range(4)]
    batches = list(packed(asked_long(pairs).trie, lambda: 1000))
    (first, *others) = batches
    assert [(piece.row.tokens, piece.keep is not None) for piece in first] == [(100, True)]
    assert [piece.row.tokens for batch in others for piece in batch] == [44] * 30
    assert all(piece.on is first[0].keep for batch in others for piece in batch)
    assert max(sum(piece.row.tokens for piece in batch) for batch in others) <= 1000


def test_two_shared_tokens_before_few_questions_are_no_stem() -> None:
    pairs = [([1, 2, *[question] * 120], [choice, 1]) for question in (3, 4) for choice in range(4)]
    assert [[piece.keep for piece in batch] for batch in packed(asked_long(pairs).trie, lambda: 1000)] == [[None, None]]


def test_the_benchmarks_of_the_competition_compute_next_to_nothing_twice() -> None:
    draw = np.random.default_rng(1)
    pairs: Pairs = []
    for _ in range(3):  # subjects
        examples = draw.integers(0, 500, 300).tolist()
        for _ in range(60):
            question = [7, int(draw.integers(8, 12)), *draw.integers(0, 500, 30).tolist()]
            pairs += [([*examples, *question], draw.integers(0, 500, 6).tolist()) for _ in range(4)]
    requests = asked_long(pairs)
    computed = sum(piece.row.tokens for batch in packed(requests.trie, lambda: 2048) for piece in batch)
    assert computed < 1.1 * requests.trie.distinct


def asked_long(pairs: Pairs) -> Requests:
    return requests_of([(np.array(c, np.int32), np.array(r, np.int32)) for c, r in pairs], 4096)
