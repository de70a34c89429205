"""Models in order, with labels that tell them apart."""

from __future__ import annotations

from e2lm.views.model_labels import in_order, model_labels


def test_architectures_come_first_then_sizes() -> None:
    models = ["dense-3b-arch1", "dense-500m-arch2", "dense-1b-arch1", "dense-500m-arch1"]
    assert in_order(models) == ["dense-500m-arch1", "dense-1b-arch1", "dense-3b-arch1", "dense-500m-arch2"]


def test_a_label_is_short_where_no_other_model_has_it() -> None:
    assert model_labels(["dense-1b-arch1"]) == {"dense-1b-arch1": "1B arch1"}
    assert model_labels(["a/b", "c"]).keys() == {"a/b", "c"}
    labels = model_labels(["dense-1b-arch1", "dense-3b-arch1"])
    assert len(set(labels.values())) == 2
