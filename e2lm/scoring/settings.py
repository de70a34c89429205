"""What a score rests on: which models, pairs and points, each a choice with an honest default taken from names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from e2lm.checkpoints.models import ModelName, describe
from e2lm.scoring.ranking import Reference
from e2lm.scoring.signal import ALL_POINTS, OFFICIAL, Window
from e2lm.scoring.total import PUBLISHED, Weights

OFFICIAL_FAMILY = "E2LM"
CUT_TOKENS = 206_000_000_000
DEEP, WIDE = ("arch1", "deep"), ("arch2", "wide")
SAME_SIZE = 1.25  # deep and wide models of one size differ a little in their numbers of parameters
SCIENCE_WORDS, WEB_WORDS = {"sci", "science", "scientific"}, {"web", "webonly"}


@dataclass(frozen=True)
class Lineup:
    """Which models stand for a family in each score.

    `models` are all of the family. SQ is the mean over `sq_models`; `rc_pairs` are pairs of the same size (first,
    second); `cs_pairs` are (science, web). `window` says which points count unless the user sets one.
    """

    family: str
    models: tuple[str, ...]
    sq_models: tuple[str, ...]
    rc_pairs: tuple[tuple[str, str], ...] = ()
    cs_pairs: tuple[tuple[str, str], ...] = ()
    window: Window = ALL_POINTS


@dataclass(frozen=True)
class ScoreSettings:
    """`lineups` in order of precedence: a row is scored by the first lineup that has a curve of it, so that families
    never mix in one number. `window` replaces every lineup's own. `reference` and `cut_tokens` belong to RC;
    `proxy_at` is the step of the reference checkpoint k where RC needs its proxy (None: the middle checkpoint)."""

    lineups: tuple[Lineup, ...] = ()
    window: Window | None = None
    reference: Reference = "mean up to the cut"
    cut_tokens: int = CUT_TOKENS
    proxy_at: int | None = None
    weights: Weights = PUBLISHED

    def lineup_of(self, model: str) -> Lineup | None:
        return next((lineup for lineup in self.lineups if model in lineup.models), None)

    def window_of(self, model: str) -> Window:
        """The user's window, else that of the model's own family, which comes after what the user has chosen."""
        windows = (lineup.window for lineup in reversed(self.lineups) if model in lineup.models)
        return self.window or next(windows, ALL_POINTS)

    def choosing(
        self,
        sq_models: tuple[str, ...] | None = None,
        rc_pairs: tuple[tuple[str, str], ...] | None = None,
        cs_pairs: tuple[tuple[str, str], ...] | None = None,
    ) -> ScoreSettings:
        """The same settings with the user's own models or pairs, of whatever families, in front of the defaults."""
        pairs = (*(rc_pairs or ()), *(cs_pairs or ()))
        chosen = (*(sq_models or ()), *(model for pair in pairs for model in pair))
        first = next((lineup for model in chosen if (lineup := self.lineup_of(model))), Lineup("", (), ()))
        mine = replace(
            first,
            family="chosen",
            models=tuple(dict.fromkeys((*first.models, *chosen))),
            sq_models=first.sq_models if sq_models is None else sq_models,
            rc_pairs=first.rc_pairs if rc_pairs is None else rc_pairs,
            cs_pairs=first.cs_pairs if cs_pairs is None else cs_pairs,
        )
        return replace(self, lineups=(mine, *self.lineups))


def default_settings(models: Iterable[str]) -> ScoreSettings:
    """Settings for these models: one lineup a family, the competition's first.

    SQ of the deep (arch1) models as in the paper, or of all models where a family has no such pair, web-only controls
    left out; RC of deep and wide models of the same size; CS of models whose names differ in "web" alone; the official
    window for the competition's models, all points for others.
    """
    names = sorted({*models})
    described = sorted((describe(name) for name in names), key=lambda name: (name.size or 0.0, name.model))
    cs_pairs = _science_web_pairs(names)
    families: dict[str, list[ModelName]] = {}
    for name in described:
        families.setdefault(name.family, []).append(name)
    lineups = [_lineup(family, members, cs_pairs) for family, members in families.items()]
    return ScoreSettings(tuple(sorted(lineups, key=_precedence)))


def _precedence(lineup: Lineup) -> tuple[bool, bool, str]:
    only_web = all(_words(model) & WEB_WORDS for model in lineup.sq_models)
    return lineup.family != OFFICIAL_FAMILY, only_web, lineup.family


def _lineup(family: str, models: list[ModelName], cs_pairs: tuple[tuple[str, str], ...]) -> Lineup:
    deep = tuple(name.model for name in models if name.variant in DEEP)
    members = {name.model for name in models}
    pairs = tuple(pair for pair in cs_pairs if pair[0] in members)
    webs = {web for _, web in pairs}
    science = tuple(name.model for name in models if not _words(name.model) & WEB_WORDS)
    return Lineup(
        family=family,
        models=tuple(dict.fromkeys([*(name.model for name in models), *sorted(webs)])),
        sq_models=deep or science or tuple(name.model for name in models),
        rc_pairs=_deep_wide_pairs(models),
        cs_pairs=pairs,
        window=OFFICIAL if family == OFFICIAL_FAMILY else ALL_POINTS,
    )


def _deep_wide_pairs(models: list[ModelName]) -> tuple[tuple[str, str], ...]:
    """Each deep model with the wide one nearest in size, where they are of the same size."""
    pairs = []
    for deep in (name for name in models if name.variant in DEEP):
        other = WIDE[DEEP.index(deep.variant)]
        ratios = {wide.model: _ratio(deep.size, wide.size) for wide in models if wide.variant == other}
        nearest = min(ratios, key=lambda name: ratios[name], default="")
        if nearest and ratios[nearest] <= SAME_SIZE:
            pairs.append((deep.model, nearest))
    return tuple(pairs)


def _ratio(left: float | None, right: float | None) -> float:
    return max(left, right) / min(left, right) if left and right else float("inf")


def _science_web_pairs(models: list[str]) -> tuple[tuple[str, str], ...]:
    webs = {_words(name) - WEB_WORDS: name for name in models if _words(name) & WEB_WORDS}
    return tuple(
        (name, webs[_words(name) - SCIENCE_WORDS])
        for name in models
        if not _words(name) & WEB_WORDS and _words(name) - SCIENCE_WORDS in webs
    )


def _words(model: str) -> frozenset[str]:
    return frozenset(re.split(r"[-_. ]+", model.lower()))
