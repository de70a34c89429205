"""Attention over a batch of rows, as a function that transformers calls for every layer in place of its own.

The model sees one flat sequence, so that everything but attention is computed without padding. Here the queries of rows
of about one length meet the keys of their stem and of their own row, under the mask that `layout` describes. Groups of
query heads that share a key head are laid end to end: neither keys nor values are repeated for them.

Registered with transformers under NAME; what it does not implement raises `NotImplementedError`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface

from e2lm.harness.prefix.layout import Layout
from e2lm.harness.prefix.packing import Batch, Stem

NAME = "e2lm_prefix"
PADDED = 0.75  # rows meet in one block while the shortest has this share of the longest's tokens
ALIGNED = 8  # the masks of CUDA's kernels have rows of a multiple of this
UNSUPPORTED = ("softcap", "s_aux", "position_bias", "block_mask", "score_mod")
# Attention on a processor together with the logarithm of what it divides by, and the dtypes in which joining two parts
# of it rounds no more than one.
_WEIGHED = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu
_EXACT = (torch.float32, torch.float64)
_RUNNING: ContextVar[Blocks] = ContextVar("running")

# The keys and values of a stem and all before it, one pair a layer: (key heads, tokens, size of a head).
Kept = dict[object, tuple[torch.Tensor, torch.Tensor]]


class Block(NamedTuple):
    """R rows of one stem, padded to L tokens: their places in the batch and their `ends` among themselves, (R, L)."""

    stem: Stem | None
    places: torch.Tensor
    ends: torch.Tensor


@dataclass
class Blocks:
    """A batch as blocks, with the stems that it continues and those that it makes.

    `back` (N) finds each token of the batch among the blocks' padded ones. `masks` and `layers` fill as layers compute.
    """

    blocks: list[Block]
    back: torch.Tensor
    deepest: int
    kept: dict[Stem, Kept]
    made: list[tuple[Stem, Stem | None, slice]]
    masks: dict[object, torch.Tensor] = field(default_factory=dict)
    layers: set[object] = field(default_factory=set)


def blocks_of(batch: Batch, layout: Layout, kept: dict[Stem, Kept], device: torch.device) -> Blocks:
    """The blocks of a batch whose stems are in `kept`, on the device."""
    sizes = np.diff(layout.starts)
    blocks: list[Block] = []
    back = np.empty(len(layout.tokens), np.int64)
    padded = 0
    for rows in _alike(batch, sizes):
        stem = batch[rows[0]].on
        before = stem.row.limit if stem else 0
        wide = int(sizes[rows].max())
        if device.type != "cpu":
            wide += -(before + wide) % ALIGNED
        inside = np.arange(wide) < sizes[rows, None]
        places = np.where(inside, layout.starts[rows, None] + np.arange(wide), 0)
        # Padding sees itself only: a query that sees nothing would give no number.
        ends = np.where(inside, layout.ends[places], wide)
        back[places[inside]] = padded + np.flatnonzero(inside)
        padded += inside.size
        blocks.append(Block(stem, *(torch.from_numpy(part).to(device) for part in (places, ends))))
    made = [
        (piece.keep, piece.on, slice(int(start), int(stop)))
        for piece, start, stop in zip(batch, layout.starts, layout.starts[1:], strict=False)
        if piece.keep
    ]
    return Blocks(blocks, torch.from_numpy(back).to(device), int(layout.depths.max()) + 1, kept, made)


def _alike(batch: Batch, sizes: np.ndarray[Any, Any]) -> Iterator[list[int]]:
    """The batch's rows in groups of one stem and about one length."""
    stems = {stem: at for at, stem in enumerate(dict.fromkeys(piece.on for piece in batch))}
    ranked = sorted(range(len(batch)), key=lambda row: (stems[batch[row].on], -sizes[row]))
    group: list[int] = []
    for row in ranked:
        if group and (batch[row].on is not batch[group[0]].on or sizes[row] < PADDED * sizes[group[0]]):
            yield group
            group = []
        group.append(row)
    yield group


@contextmanager
def running(blocks: Blocks) -> Iterator[None]:
    """While open, the attention function serves this batch; afterwards the stems that it made are kept."""
    new: dict[Stem, Kept] = {stem: {} for stem, _, _ in blocks.made}
    token = _RUNNING.set(blocks)
    blocks.kept.update(new)
    try:
        yield
    except BaseException:
        for stem in new:
            del blocks.kept[stem]
        raise
    finally:
        _RUNNING.reset(token)


def attend(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    sliding_window: int | None = None,
    is_causal: bool | None = None,
    **others: object,
) -> tuple[torch.Tensor, None]:
    """Attention of one layer over the running batch: (1, heads, N, size) in, (1, N, heads, size) out."""
    blocks = _RUNNING.get()
    _require_plain(query, blocks, attention_mask, sliding_window, is_causal, others)
    blocks.layers.add(module)
    queries, keys, values = (part[0].transpose(0, 1) for part in (query, key, value))
    for stem, on, where in blocks.made:
        own = (keys[where].transpose(0, 1), values[where].transpose(0, 1))
        before = blocks.kept[on][module] if on else ()
        joined = (
            [torch.cat(pair, 1) for pair in zip(before, own, strict=True)] if before else [one.clone() for one in own]
        )
        blocks.kept[stem][module] = (joined[0], joined[1])
    parts = [_block(at, blocks, module, (queries, keys, values), scaling) for at in range(len(blocks.blocks))]
    padded = parts[0] if len(parts) == 1 else torch.cat(parts)
    return padded[blocks.back.to(padded.device)][None], None


def _block(
    at: int, blocks: Blocks, module: object, states: Sequence[torch.Tensor], scaling: float | None
) -> torch.Tensor:
    """The output of a block's padded tokens, (R * L, heads, size)."""
    block, device = blocks.blocks[at], states[0].device
    rows, wide = block.places.shape
    places = block.places.to(device).view(-1)
    queries, keys, values = (state.index_select(0, places).unflatten(0, (rows, wide)) for state in states)
    heads = keys.shape[2]
    shared = queries.shape[2] // heads
    # (R, L, heads, shared, size) -> (R, heads, shared * L, size)
    queries = queries.unflatten(2, (heads, shared)).permute(0, 2, 3, 1, 4).flatten(2, 3)
    keys, values = keys.transpose(1, 2), values.transpose(1, 2)
    before = [part.to(device)[None] for part in blocks.kept[block.stem][module]] if block.stem else []
    apart = bool(before) and rows > 1 and device.type == "cpu" and queries.dtype in _EXACT
    apart &= values.shape[-1] == queries.shape[-1]  # as torch's function for the processor asks
    if before and not apart:
        keys, values = (
            torch.cat((stem.expand(rows, -1, -1, -1), own), 2) for stem, own in zip(before, (keys, values), strict=True)
        )
    key = (at, shared, queries.dtype, device, apart)
    if key not in blocks.masks:
        blocks.masks[key] = _mask(block, keys.shape[2], shared, queries)
    mask = blocks.masks[key]
    if apart:
        found = _apart(queries, (keys, values), before, mask, scaling)
    else:
        found = scaled_dot_product_attention(queries, keys, values, attn_mask=mask, scale=scaling)
    return found.unflatten(2, (shared, wide)).permute(0, 3, 1, 2, 4).reshape(rows * wide, heads * shared, -1)


def _apart(
    queries: torch.Tensor,
    own: Sequence[torch.Tensor],
    before: Sequence[torch.Tensor],
    mask: torch.Tensor,
    scaling: float | None,
) -> torch.Tensor:
    """What queries (R, heads, L, size) see in their own rows and in the stem before all of them, looked up apart and
    joined by how much each weighs: the stem's keys are neither copied for every row nor masked."""
    rows, heads, count, size = queries.shape
    found, weight = _WEIGHED(queries, *own, attn_mask=mask, scale=scaling)
    every = queries.transpose(0, 1).reshape(1, heads, rows * count, size)
    seen, weighs = _WEIGHED(every, *before, scale=scaling)
    seen = seen.view(heads, rows, count, size).transpose(0, 1)
    share = torch.sigmoid(weighs.view(heads, rows, count).transpose(0, 1) - weight)
    return torch.lerp(found, seen, share[..., None])


def _mask(block: Block, seen: int, shared: int, like: torch.Tensor) -> torch.Tensor:
    """What is added to the scores, (R, 1, shared * L, seen): 0 where a token may look, minus infinity elsewhere."""
    rows, wide = block.ends.shape
    steps = torch.arange(wide, device=like.device)
    ends = block.ends.to(like.device)
    looks = (steps[None, :] <= steps[:, None]) & (steps[None, :, None] < ends[:, None, :])
    mask = like.new_zeros(rows, 1, wide, seen)
    mask[:, 0, :, seen - wide :].masked_fill_(~looks, float("-inf"))
    return mask.repeat(1, 1, shared, 1) if shared > 1 else mask


def _require_plain(
    query: torch.Tensor,
    blocks: Blocks,
    attention_mask: torch.Tensor | None,
    sliding_window: int | None,
    is_causal: bool | None,
    others: dict[str, object],
) -> None:
    asked = next((name for name in UNSUPPORTED if others.get(name) is not None), "")
    if asked:
        raise NotImplementedError(f"its attention uses {asked}")
    if attention_mask is not None or is_causal is False:
        raise NotImplementedError("its attention has a mask of its own")
    if sliding_window is not None and blocks.deepest > sliding_window:
        raise NotImplementedError(f"a layer sees {sliding_window} tokens, and prompts are longer")
    if query.shape[0] != 1 or query.shape[2] != len(blocks.back):
        raise NotImplementedError("its attention changes the sequence")


AttentionInterface.register(NAME, attend)
