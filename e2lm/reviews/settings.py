"""What scores rest on as options of a command, so that whoever reads a number can have it computed again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast, get_args

from e2lm.checkpoints import describe
from e2lm.errors import RequestError
from e2lm.scoring.ranking import Reference
from e2lm.scoring.settings import Lineup, ScoreSettings
from e2lm.scoring.signal import ALL_POINTS, OFFICIAL, Window
from e2lm.scoring.total import PUBLISHED, Weights

REFERENCES: tuple[Reference, ...] = get_args(Reference)
WINDOWS: Mapping[str, Window] = {"official": OFFICIAL, "all": ALL_POINTS}
CHOSEN = "chosen"  # the line-up that holds a person's own models and pairs
BILLION = 1_000_000_000
_LISTS = ("weights", "sq_models", "rc_pairs", "cs_pairs")
Pairs = tuple[tuple[str, str], ...]


def options_of(settings: ScoreSettings, family: str) -> list[str]:
    """The options that give these settings over the usual ones of the family; what is usual is left out."""
    found = ["--family", family] if family else []
    if settings.window is not None:
        names = [name for name, window in WINDOWS.items() if window == settings.window]
        found += ["--window", names[0] if names else _spelled(settings.window)]
    found += [] if settings.reference == REFERENCES[0] else ["--reference", settings.reference]
    found += [] if settings.proxy_at is None else ["--proxy-at", str(settings.proxy_at)]
    if settings.weights != PUBLISHED:
        found += ["--weights", *(f"{weight:g}" for weight in vars(settings.weights).values())]
    mine = next((one for one in settings.lineups if one.family == CHOSEN), None)
    if mine is not None:
        found += _several("--sq-models", mine.sq_models)
        found += _several("--rc-pairs", [name for pair in mine.rc_pairs for name in pair])
        found += _several("--cs-pairs", [name for pair in mine.cs_pairs for name in pair])
    return found


def given_options(given: Mapping[str, Any]) -> list[str]:
    """Parsed options as a command takes them again."""
    found = []
    for name in ("family", "window", "reference", "proxy_at", "weights", "sq_models", "rc_pairs", "cs_pairs"):
        value = given.get(name)
        if value is not None:
            several = value if name in _LISTS else [value]
            words = [f"{one:g}" if isinstance(one, float) else str(one) for one in several]
            found += [f"--{name.replace('_', '-')}", *words]
    return found


def settings_of(given: Mapping[str, Any], usual: ScoreSettings, family: str) -> ScoreSettings:
    """The settings that parsed options ask for: window, reference, proxy_at, weights, sq_models, rc_pairs, cs_pairs,
    each None where not given. Raises RequestError for what cannot be meant."""
    window = None if given.get("window") is None else _window(str(given["window"]))
    reference = cast("Reference", given.get("reference") or REFERENCES[0])
    if reference not in REFERENCES:
        raise RequestError(f"there is no reference {reference}", remedy=f"One of {'; '.join(REFERENCES)}", field="RC")
    weights = PUBLISHED if given.get("weights") is None else Weights(*map(float, given["weights"]))
    found = replace(usual, window=window, reference=reference, proxy_at=given.get("proxy_at"), weights=weights)
    if not any(given.get(name) for name in ("sq_models", "rc_pairs", "cs_pairs")):
        return found
    own = lineup(found, family)
    return found.choosing(
        tuple(given.get("sq_models") or own.sq_models),
        _pairs(given.get("rc_pairs"), "rc-pairs") or own.rc_pairs,
        _pairs(given.get("cs_pairs"), "cs-pairs") or own.cs_pairs,
    )


def lineup(settings: ScoreSettings, family: str) -> Lineup:
    """The usual line-up of a family."""
    return next((one for one in settings.lineups if one.family == family), Lineup(family, (), ()))


def resting_on(answered: Iterable[str], settings: ScoreSettings, family: str) -> list[str]:
    """Of the models that `answered`, by name, those that the family's scores need: its own, and what its line-up names
    beside them, such as a web run."""
    named = {model for one in settings.lineups if one.family in (CHOSEN, family) for model in one.models}
    return sorted(model for model in {*answered} if describe(model).family == family or model in named)


def _several(option: str, names: Sequence[str]) -> list[str]:
    return [option, *names] if names else []


def _pairs(names: Sequence[str] | None, field: str) -> Pairs:
    given = list(names or ())
    if len(given) % 2:
        raise RequestError("a model has no partner", remedy="Name two models for each pair", field=field)
    return tuple(zip(given[::2], given[1::2], strict=True))


def _spelled(window: Window) -> str:
    every = "" if window.step_multiple is None else str(window.step_multiple)
    upto = "" if window.max_tokens is None else f"{window.max_tokens / BILLION:g}"
    return f"{every}:{upto}"


def _window(text: str) -> Window:
    if text in WINDOWS:
        return WINDOWS[text]
    every, colon, upto = text.partition(":")
    try:
        if not colon:
            raise ValueError(text)
        steps, tokens = int(every) if every else None, round(float(upto) * BILLION) if upto else None
        if (steps is not None and steps < 1) or (tokens is not None and tokens < 1):
            raise ValueError(text)
    except (ValueError, OverflowError):
        raise RequestError(
            f"{text[:40]} is no window", remedy="Give official, all, or STEPS:BILLIONS such as 4000:206", field="window"
        ) from None
    return Window(steps, tokens)
