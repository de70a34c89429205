"""Model, checkpoint and tokens come from the run's own configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from e2lm.checkpoints import identify, with_sidecar
from e2lm.records import Checkpoint


@pytest.mark.parametrize(
    ("model_args", "model", "checkpoint", "step", "tokens"),
    [
        (
            {"pretrained": "tiiuae/dense-500m-arch1", "subfolder": "iter_0004000"},
            "dense-500m-arch1",
            "iter_0004000",
            4000,
            4_194_304_000,
        ),
        (
            {"pretrained": "EleutherAI/pythia-v1.1-70m", "revision": "step1000"},
            "pythia-v1.1-70m",
            "step1000",
            1000,
            2_097_152_000,
        ),
        ({"pretrained": "tinylm/web-s/step50"}, "web-s", "step50", 50, None),
        ({"pretrained": "/scratch/me/checkpoints/web-s/checkpoint-500/"}, "web-s", "checkpoint-500", 500, None),
        ({"pretrained": "./web-s/checkpoints/step50/hf"}, "web-s", "step50", 50, None),
        ({"pretrained": "/models/dense-1b-arch1-iter_0004000"}, "dense-1b-arch1", "iter_0004000", 4000, 4_194_304_000),
        (
            {"pretrained": "/cache/models--EleutherAI--pythia-70m/snapshots/6bc172fde29f", "revision": "step1"},
            "pythia-70m",
            "step1",
            1,
            2_097_152,
        ),
        ({"pretrained": "C:\\runs\\web-s\\step50"}, "web-s", "step50", 50, None),
        ({"pretrained": "org/some-model"}, "some-model", "main", None, None),
        ({"pretrained": "org/some-model", "revision": "main"}, "some-model", "main", None, None),
        ({"pretrained": "org/some-model", "revision": 1000.0}, "some-model", "1000", 1000, None),
        ({"pretrained": "org/m", "revision": "v2", "subfolder": "step5"}, "m", "v2/step5", 5, None),
        ({"pretrained": "base/model", "peft": "out/adapter/checkpoint-10"}, "adapter", "checkpoint-10", 10, None),
        (
            {"pretrained": "allenai/OLMo-1B", "revision": "step1000-tokens4B"},
            "OLMo-1B",
            "step1000-tokens4B",
            1000,
            4 * 10**9,
        ),
        ({"path": "/m/step2"}, "m", "step2", 2, None),
        ({"pretrained": "/data/2024/my-model"}, "my-model", "main", None, None),
    ],
)
def test_a_run_names_its_checkpoint(
    model_args: Mapping[str, Any], model: str, checkpoint: str, step: int | None, tokens: int | None
) -> None:
    found = identify(model_args, {})
    assert (found.model, found.name, found.step, found.tokens) == (model, checkpoint, step, tokens)
    assert bool(found.tokens_from) == (tokens is not None)
    assert not found.provisional


def test_a_run_without_a_model_says_so() -> None:
    assert identify({}, {}).provisional == "the file names no model"
    assert identify({}, {"model_name": "EleutherAI/pythia-70m"}).model == "pythia-70m"


def test_the_runs_own_record_beats_the_rules() -> None:
    by_rule = Checkpoint("pythia-70m", "step10", 10, 20_971_520, "Pythia: step * 2,097,152")
    record = {
        "model": "demo-115k-deep",
        "checkpoint": "step10",
        "step": 10,
        "tokens": 5120,
        "tokens_from": "the trainer",
    }
    assert with_sidecar(by_rule, record) == Checkpoint("demo-115k-deep", "step10", 10, 5120, "the trainer")


def test_a_record_that_knows_no_tokens_leaves_them_as_they_were() -> None:
    found = with_sidecar(
        Checkpoint("pythia-70m", "step10", 10, 20_971_520, "Pythia"), {"tokens": None, "step": float("nan")}
    )
    assert (found.step, found.tokens, found.tokens_from) == (10, 20_971_520, "Pythia")


def test_somebody_elses_model_of_a_known_name_is_a_model_of_its_own() -> None:
    theirs = identify({"pretrained": "someone/pythia-70m", "revision": "step1000"}, {})
    assert (theirs.model, theirs.step, theirs.tokens) == ("someone/pythia-70m", 1000, None)
    assert identify({"pretrained": "models/local/pythia-70m", "revision": "step1000"}, {}).model == "pythia-70m"
    assert identify({"pretrained": "someone/other-70m"}, {}).model == "other-70m"


@pytest.mark.parametrize(
    "revision", ["step99999999999999999999", "9" * 5000, "step1000000000000000", "tokens9999999999B"]
)
def test_a_count_that_no_training_has_is_unknown(revision: str) -> None:
    found = identify({"pretrained": "EleutherAI/pythia-70m", "revision": revision}, {})
    assert found.tokens is None
    assert found.step in (None, 10**15)
