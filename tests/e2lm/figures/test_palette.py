"""Size is colour, architecture is dash, and models that names do not tell apart still differ."""

from __future__ import annotations

from e2lm.figures import palette

E2LM = [f"dense-{size}-{arch}" for size in ("500m", "1b", "3b") for arch in ("arch1", "arch2")]


def test_e2lm_has_its_three_colours_and_two_dashes() -> None:
    assert [palette.colour(model, E2LM) for model in E2LM[::2]] == ["#0072B2", "#E69F00", "#009E73"]
    assert {palette.dash(model, E2LM) for model in E2LM[::2]} == {"solid"}
    assert palette.dash("dense-1b-arch2", E2LM) != "solid"


def test_a_lone_model_of_e2lm_keeps_its_colour() -> None:
    assert palette.colour("dense-3b-arch1", ["dense-3b-arch1"]) == "#009E73"


def test_other_families_have_a_colour_per_size() -> None:
    models = ["pythia-70m", "pythia-160m", "pythia-1.4b"]
    assert [palette.colour(model, models) for model in models] == list(palette.OKABE_ITO[:3])
    assert {palette.dash(model, models) for model in models} == {"solid"}


def test_models_of_one_size_have_a_colour_each_and_no_dash() -> None:
    models = ["tr3d-1B3-oscar", "tr3e-1B3-c4", "tr3m-1B3-pile"]
    assert len({palette.colour(model, models) for model in models}) == 3
    assert {palette.dash(model, models) for model in models} == {"solid"}


def test_a_web_only_control_differs_from_deep_and_wide() -> None:
    models = ["demo-50k-deep", "demo-50k-wide", "demo-50k-deep-web"]
    assert len({palette.dash(model, models) for model in models}) == 3
    assert palette.DOTTED not in {palette.dash(model, models) for model in models}
