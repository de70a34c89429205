"""Scores by shared prefix are lm-eval's own: on toy models of several architectures, whatever is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from lm_eval.models.huggingface import HFLM
from transformers import LlamaForCausalLM

from e2lm.harness.prefix import lm, packing, trust
from e2lm.harness.prefix.lm import PrefixLM
from e2lm.harness.prefix.tokens import Tokenised
from tests.e2lm.harness.prefix.toy import MAX_LENGTH, VOCABULARY, apart, both, model, questions, requests, tokenizer

EXACT = 1e-4
TRUSTED: dict[str, dict[str, Any]] = {
    "llama": {}, "gpt_neox": {}, "opt": {"ffn_dim": 48, "word_embed_proj_dim": 32, "init_std": 0.4},
    "gpt2": {"n_embd": 32}, "qwen3": {"num_key_value_heads": 2, "head_dim": 8}, "olmo2": {"num_key_value_heads": 1},
}  # fmt: skip
EXAMPLES = "ab cd e\nfg hi\n"


@pytest.fixture(scope="module")
def llama() -> Any:  # noqa: ANN401
    return model("llama")


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    """Each test is the first in its process: no model has been checked, no memory has run out."""
    with patch.dict(lm._verdicts, clear=True), patch.dict(lm._budgets, clear=True):
        yield


@pytest.mark.parametrize("kind", TRUSTED)
@pytest.mark.parametrize("budget", [None, 30])
def test_answers_are_lm_evals(kind: str, budget: int | None) -> None:
    ours, theirs, used = both(model(kind, **TRUSTED[kind]), requests(*questions(EXAMPLES)), budget)
    assert apart(ours, theirs) < EXACT
    assert [greedy for _, greedy in ours] == [greedy for _, greedy in theirs]
    assert (used.record["scoring"], used.record["why"]) == ("prefix", "")
    assert used.record["computed"] < 1.1 * used.record["distinct"]


@pytest.mark.parametrize("add_bos_token", [None, True, False])
@pytest.mark.parametrize("max_length", [None, 14, 8])
def test_cut_empty_nested_and_single_token_requests(
    llama: Any,  # noqa: ANN401
    add_bos_token: bool | None,
    max_length: int | None,
) -> None:
    asked = [
        *questions(EXAMPLES, count=3), ("", " ab"), ("", "a b c d"), ("a b", " a"), ("a b", " a b"), ("a b", " a b c"),
        ("a b", " a"), ("x a", "bcd"), ("a  ", "b"), ("a b c d e f g h i j k l m n o p a b c d", " a b c"),
    ]  # fmt: skip
    arguments = {"add_bos_token": add_bos_token, "max_length": max_length, "tokenizer": tokenizer(bos=True)}
    ours, theirs, used = both(llama, requests(*asked), **arguments)
    assert used.record["scoring"] == "prefix"
    assert bool(used.record["cut"]) == (max_length is not None)
    assert apart(ours, theirs) < EXACT
    assert [greedy for _, greedy in ours] == [greedy for _, greedy in theirs]


def test_a_choice_that_the_model_would_have_written_is_greedy(llama: Any) -> None:  # noqa: ANN401
    words = tokenizer()
    written = HFLM(pretrained=llama, tokenizer=words)
    context = words.encode("abc")
    likeliest = int(written._model_call(torch.tensor([context]))[0, -1].argmax())
    asked = [(("", ""), context, [token]) for token in range(VOCABULARY)]
    own = PrefixLM(pretrained=llama, tokenizer=words)._loglikelihood_tokens(asked, disable_tqdm=True)
    assert [token for token, (_, greedy) in enumerate(own) if greedy] == [likeliest]


token = st.integers(2, 20)
choices = st.lists(st.lists(token, min_size=1, max_size=6), min_size=1, max_size=4)
tree = st.lists(
    st.tuples(
        st.lists(token, min_size=1, max_size=40),
        st.lists(
            st.tuples(st.lists(token, max_size=8), choices), min_size=1, max_size=3,
        ),
    ),
    min_size=1, max_size=3,
)  # fmt: skip


@settings(deadline=None, max_examples=25)
@given(tree, st.sampled_from([1, 16, 1000]), st.sampled_from([1, 4, 128]))
def test_random_trees_of_requests(llama: Any, given_tree: Any, budget: int, row: int) -> None:  # noqa: ANN401
    asked = [
        ((str(at), ""), [*examples, *question], choice)
        for at, (examples, group) in enumerate(given_tree)
        for question, rests in group
        for choice in rests
    ]
    theirs = HFLM(pretrained=llama, tokenizer=tokenizer(), batch_size=64)._loglikelihood_tokens(
        asked, disable_tqdm=True
    )
    with patch.object(packing, "ROW", row):
        own = PrefixLM(pretrained=llama, tokenizer=tokenizer(), token_budget=budget)
        ours = own._loglikelihood_tokens(asked, disable_tqdm=True)
    assert own.record["scoring"] == "prefix"
    assert apart(ours, theirs) < EXACT
    assert [greedy for _, greedy in ours] == [greedy for _, greedy in theirs]


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_sixteen_bits_are_no_further_from_the_truth_than_lm_evals(dtype: torch.dtype) -> None:
    asked = requests(*questions(EXAMPLES, count=40))
    exact = both(model("llama"), asked)[1]
    ours, theirs, used = both(model("llama").to(dtype), asked)
    errors = [
        np.array([one - true for (one, _), (true, _) in zip(found, exact, strict=True)]) for found in (ours, theirs)
    ]
    own, other = (float(np.sqrt((error**2).mean())) for error in errors)
    assert used.record["scoring"] == "prefix"
    assert own < 1.15 * other


def test_sixteen_bits_have_a_float32_softmax_without_being_asked() -> None:
    """bfloat16 has 8 bits: a loglikelihood near -4 that was rounded to it would be a multiple of 1/64."""
    ours, _, _ = both(model("llama").to(torch.bfloat16), requests(("ab c", " d"), ("ab c", " e"), ("ab c", " f")))
    assert any(value * 64 != int(value * 64) for value, _ in ours)


UNTRUSTED: dict[str, tuple[dict[str, Any], str]] = {
    "gemma2": ({"num_key_value_heads": 2, "head_dim": 8}, "softcap"),
    "bloom": ({"n_head": 4, "n_layer": 2}, "cannot be replaced"),
    "mistral": ({"num_key_value_heads": 2, "sliding_window": 8}, "sees 8 tokens"),
    "falcon_h1": (
        {"num_key_value_heads": 2, "mamba_d_ssm": 32, "mamba_n_heads": 4, "mamba_d_head": 8, "mamba_d_state": 8},
        "keeps a state",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNTRUSTED)
def test_other_architectures_are_scored_by_lm_eval_and_the_record_says_why(kind: str) -> None:
    more, why = UNTRUSTED[kind]
    ours, theirs, used = both(model(kind, **more), requests(*questions(EXAMPLES, count=2)))
    assert apart(ours, theirs) < EXACT
    assert used.record["scoring"] == "lm-eval"
    assert why in used.record["why"]


class Neighbourly(LlamaForCausalLM):  # type: ignore[misc]
    """A Llama whose tokens also see the token that stands before them in the input: right only one text at a time."""

    def forward(self, input_ids: Any, position_ids: Any = None, logits_to_keep: Any = 0, **more: Any) -> Any:  # noqa: ANN401
        embedded = self.get_input_embeddings()(input_ids)
        mixed = embedded + 0.5 * torch.nn.functional.pad(embedded, (0, 0, 1, 0))[:, :-1]
        return super().forward(inputs_embeds=mixed, position_ids=position_ids, logits_to_keep=logits_to_keep, **more)


def test_a_model_that_would_be_silently_wrong_is_found_out_by_scoring_both_ways(llama: Any) -> None:  # noqa: ANN401
    wrong = Neighbourly(llama.config).eval()
    wrong.load_state_dict(llama.state_dict())
    ours, theirs, used = both(wrong, requests(*questions(EXAMPLES)))
    assert apart(ours, theirs) < EXACT
    assert used.record["scoring"] == "lm-eval"
    assert "where lm-eval gives" in used.record["why"]
    assert list(lm._verdicts.values()) == [used.record["why"]]


def test_a_broken_checkpoint_says_nothing_about_its_architecture(llama: Any) -> None:  # noqa: ANN401
    asked = requests(*questions(EXAMPLES))
    broken = type(llama)(llama.config).eval()
    with torch.no_grad():
        broken.model.norm.weight.fill_(float("nan"))
    ours, theirs, _ = both(broken, asked)
    assert all(np.isnan(value) for value, _ in (*ours, *theirs))
    assert both(llama, asked)[2].record["scoring"] == "prefix"


class Small(LlamaForCausalLM):  # type: ignore[misc]
    """A Llama on a device that holds 60 tokens."""

    refused = 0

    def forward(self, input_ids: Any, position_ids: Any = None, logits_to_keep: Any = 0, **more: Any) -> Any:  # noqa: ANN401
        if input_ids.numel() > 60:
            self.refused += 1
            raise torch.OutOfMemoryError("CUDA out of memory")
        return super().forward(input_ids, position_ids=position_ids, logits_to_keep=logits_to_keep, **more)


def test_out_of_memory_halves_the_batch_and_is_remembered(llama: Any) -> None:  # noqa: ANN401
    asked = requests(*questions(EXAMPLES, count=12))
    small = Small(llama.config).eval()
    small.load_state_dict(llama.state_dict())
    ours, _, used = both(llama, asked)
    tight = PrefixLM(pretrained=small, tokenizer=tokenizer(), batch_size="auto")
    with patch.object(packing, "ROW", 30):
        assert apart(tight.loglikelihood(asked, disable_tqdm=True), ours) < EXACT
        assert tight.record["scoring"] == "prefix"
        assert small.refused > 0
        small.refused = 0
        PrefixLM(pretrained=small, tokenizer=tokenizer()).loglikelihood(asked, disable_tqdm=True)
    assert small.refused == 0
    assert used.record["computed"] <= tight.record["computed"]


def test_lm_evals_way_has_fewer_rows_where_memory_runs_out(llama: Any) -> None:  # noqa: ANN401
    asked = requests(*questions(EXAMPLES, count=3))
    small = Small(llama.config).eval()
    small.load_state_dict(llama.state_dict())
    with patch.object(trust, "unsupported", lambda *_: "asked for"):
        ours = PrefixLM(pretrained=small, tokenizer=tokenizer(), batch_size=16).loglikelihood(asked, disable_tqdm=True)
    assert small.refused > 0
    assert apart(ours, both(llama, asked)[0]) < EXACT


def test_the_next_checkpoint_is_swapped_in_and_shares_the_tokens(llama: Any) -> None:  # noqa: ANN401
    asked = requests(*questions(EXAMPLES))
    torch.manual_seed(8)
    later = type(llama)(llama.config).eval()
    kept = Tokenised()
    own = PrefixLM(pretrained=llama, tokenizer=tokenizer(), tokenised=kept)
    first = own.loglikelihood(asked, disable_tqdm=True)
    own.swap(later)
    second = own.loglikelihood(asked, disable_tqdm=True)
    assert apart(first, second) > 0.1
    assert apart(second, both(later, asked)[1]) < EXACT
    anew = PrefixLM(pretrained=later, tokenizer=tokenizer(), tokenised=kept)
    assert anew.loglikelihood(asked, disable_tqdm=True) == second


def test_a_request_that_lm_eval_refuses_is_refused(llama: Any) -> None:  # noqa: ANN401
    with pytest.raises(AssertionError):
        PrefixLM(pretrained=llama, tokenizer=tokenizer()).loglikelihood(requests(("c", "d")), disable_tqdm=True)


def test_rolling_and_generation_are_lm_evals(llama: Any) -> None:  # noqa: ANN401
    own, theirs = (kind(pretrained=llama, tokenizer=tokenizer(), batch_size=2) for kind in (PrefixLM, HFLM))
    texts = ["a b c d e f g h " * 4, "ab"]
    rolling = [
        one.loglikelihood_rolling(requests(*((text,) for text in texts)), disable_tqdm=True) for one in (own, theirs)
    ]
    assert rolling[0] == rolling[1]
    assert len(tokenizer().encode(texts[0])) > MAX_LENGTH / 2
    written = {"until": ["\n"], "max_gen_toks": 4}
    generated = [one.generate_until(requests(("a b", written)), disable_tqdm=True) for one in (own, theirs)]
    assert generated[0] == generated[1]


def test_answers_reach_lm_evals_cache(llama: Any) -> None:  # noqa: ANN401
    class Hook:
        seen: dict[Any, Any] = {}  # noqa: RUF012

        def add_partial(self, kind: str, key: Any, answer: Any) -> None:  # noqa: ANN401
            self.seen[kind, key] = answer

    own = PrefixLM(pretrained=llama, tokenizer=tokenizer())
    own.set_cache_hook(Hook())
    asked = questions(count=2)
    answers = own.loglikelihood(requests(*asked), disable_tqdm=True)
    assert [Hook.seen["loglikelihood", key] for key in asked] == answers
