"""Distinct tokens of requests, counted by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from e2lm.harness.prefix.trie import Tokens, counted, requests_of


def pairs(*given: tuple[Sequence[int], Sequence[int]]) -> list[tuple[Tokens, Tokens]]:
    return [(np.array(context, np.int32), np.array(rest, np.int32)) for context, rest in given]


def test_what_choices_share_is_counted_once() -> None:
    # Inputs 1 2 3 / 1 2 4 / 1 2: the last token of a choice is only scored, never computed.
    assert counted(pairs(([1, 2], [3, 9]), ([1, 2], [4, 9]), ([1, 2], [5])), 100) == (4, 8)


def test_lm_eval_computes_equal_inputs_once() -> None:
    letters = pairs(*(([1, 2, 3], [letter]) for letter in (7, 8, 9)))
    assert counted(letters, 100) == (3, 3)


def test_long_inputs_are_cut_from_the_left_before_they_are_compared() -> None:
    asked = requests_of(pairs(([1, 2, 3, 4], [5, 6]), ([9, 2, 3, 4], [5, 6])), max_length=3)
    assert [one.tolist() for one in asked.trie.sequences] == [[3, 4, 5]]
    assert asked.place.tolist() == [0, 0]


def test_tokens_sort_as_numbers_also_beyond_a_byte() -> None:
    asked = requests_of(pairs(([300], [1]), ([2], [1]), ([70_000], [1]), ([2, 5], [1])), 100)
    assert [one.tolist() for one in asked.trie.sequences] == [[2], [2, 5], [300], [70_000]]
    assert asked.trie.common.tolist() == [0, 1, 0, 0]
    assert asked.trie.distinct == 4
