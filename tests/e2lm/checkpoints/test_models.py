"""Family, size and variant of a model by its name."""

from __future__ import annotations

import pytest

from e2lm.checkpoints import describe


@pytest.mark.parametrize(
    ("model", "family", "size", "variant", "label"),
    [
        ("dense-500m-arch1", "E2LM", 5e8, "arch1", "0.5B arch1"),
        ("dense-3b-arch2", "E2LM", 3e9, "arch2", "3B arch2"),
        ("demo-115k-deep", "demo", 115_000, "deep", "115k deep"),
        ("demo-115k-deep-web", "demo", 115_000, "deep web", "115k deep web"),
        ("pythia-70m", "pythia", 7e7, "", "pythia 70M"),
        ("pythia-v1.1-1.4b", "pythia", 1.4e9, "v1.1", "pythia 1.4B v1.1"),
        ("pythia-160m-deduped", "pythia", 1.6e8, "deduped", "pythia 160M deduped"),
        ("SmolLM2-135M-intermediate-checkpoints", "SmolLM2", 1.35e8, "", "SmolLM2 135M"),
        ("OLMo-2-0425-1B", "OLMo", 1e9, "2-0425", "OLMo 1B 2-0425"),
        ("tr3d-1B3-oscar-checkpoints_agg", "BigScience", 1.3e9, "tr3d-oscar", "BigScience 1.3B tr3d-oscar"),
        ("190M-10xC", "10xC", 1.9e8, "", "190M 10xC"),
        ("Qwen2-7B-base", "Qwen2", 7e9, "base", "Qwen2 7B base"),
        ("web-s", "web-s", None, "", "web-s"),
    ],
)
def test_a_name_is_taken_apart(model: str, family: str, size: float | None, variant: str, label: str) -> None:
    found = describe(model)
    assert (found.family, found.size, found.variant, found.label) == (family, size, variant, label)


def test_labels_of_different_models_differ() -> None:
    models = ["pythia-70m", "pythia-v1.1-70m", "pythia-70m-deduped", "dense-1b-arch1", "dense-1b-arch2", "1B-10xC"]
    assert len({describe(model).label for model in models}) == len(models)


@pytest.mark.parametrize("model", ["", "-", "7b", "...", "ünïcode-1b"])
def test_no_name_is_too_odd(model: str) -> None:
    assert describe(model).model == model
