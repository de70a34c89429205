from __future__ import annotations

from dataclasses import replace

from e2lm.scoring.settings import default_settings
from e2lm.scoring.signal import ALL_POINTS, OFFICIAL, Window

E2LM = [f"dense-{size}-arch{number}" for size in ("1b", "500m", "3b") for number in (2, 1)]
DEMO = ["demo-115k-deep", "demo-121k-wide", "demo-410k-deep", "demo-398k-wide", "demo-410k-deep-web"]


def test_the_competition_is_scored_by_its_deep_models_in_its_window() -> None:
    lineup = default_settings(["pythia-70m", *E2LM]).lineups[0]
    assert lineup.family == "E2LM"
    assert lineup.sq_models == ("dense-500m-arch1", "dense-1b-arch1", "dense-3b-arch1")
    assert lineup.rc_pairs[0] == ("dense-500m-arch1", "dense-500m-arch2")
    assert len(lineup.rc_pairs) == 3
    assert (lineup.cs_pairs, lineup.window) == ((), OFFICIAL)


def test_the_demo_has_pairs_for_every_score() -> None:
    (lineup,) = default_settings(DEMO).lineups
    assert lineup.sq_models == ("demo-115k-deep", "demo-410k-deep")
    assert lineup.rc_pairs == (("demo-115k-deep", "demo-121k-wide"), ("demo-410k-deep", "demo-398k-wide"))
    assert lineup.cs_pairs == (("demo-410k-deep", "demo-410k-deep-web"),)
    assert lineup.window == ALL_POINTS


def test_a_family_without_deep_models_is_scored_by_all_but_its_web_controls() -> None:
    assert default_settings(["pythia-410m", "pythia-70m"]).lineups[0].sq_models == ("pythia-70m", "pythia-410m")
    science, web = default_settings(["web-s", "sci-s"]).lineups
    assert (science.sq_models, science.cs_pairs) == (("sci-s",), (("sci-s", "web-s"),))
    assert web.sq_models == ("web-s",)


def test_no_model_gives_no_lineup() -> None:
    assert default_settings([]).lineups == ()


def test_what_the_user_chooses_comes_first_and_keeps_each_familys_window() -> None:
    settings = default_settings([*E2LM, "pythia-70m"]).choosing(sq_models=("dense-1b-arch2", "pythia-70m"))
    assert settings.lineups[0].sq_models == ("dense-1b-arch2", "pythia-70m")
    assert len(settings.lineups[0].rc_pairs) == 3
    assert settings.window_of("dense-1b-arch2") == OFFICIAL
    assert settings.window_of("pythia-70m") == ALL_POINTS


def test_the_users_window_replaces_every_other() -> None:
    settings = replace(default_settings(E2LM), window=Window(2000))
    assert settings.window_of("dense-1b-arch1") == settings.window_of("unheard-of") == Window(2000)


def test_settings_are_values_that_can_be_compared_and_hashed() -> None:
    assert hash(default_settings(E2LM)) == hash(default_settings(reversed(E2LM)))
