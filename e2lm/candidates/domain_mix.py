"""The domain mix of a candidate against that of its source: a filter can raise a score by keeping the easy subjects.

    distance = 1/2 sum over domains of |share in the candidate - share in the source|       0 equal, 1 no overlap

(total variation): the share of the candidate's questions that would have to come from other domains. Even a random
subset of n of N questions is some distance away; per domain its share is off by about sqrt(2 p (1 - p) (N - n) /
(pi n (N - 1))) on average, the mean absolute deviation of a normal with the hypergeometric's variance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from e2lm.subsets import Mask

FAR = 0.2  # a fifth of the questions in other domains than the source's: its curve is one of other subjects
BEYOND_CHANCE = 2.0  # times the distance of random subsets, so that small candidates are not warned about

# One row per domain of the source, the most over-represented first; shares in 0 .. 1.
MIX_COLUMNS = ("domain", "source", "candidate", "source_share", "candidate_share", "change")


@dataclass(frozen=True)
class DomainMix:
    """`table` has MIX_COLUMNS; `by_chance` is the mean distance of random subsets of the same size."""

    table: pd.DataFrame
    distance: float
    by_chance: float

    @property
    def far(self) -> bool:
        """Whether the mix has changed so much that the candidate measures other domains."""
        return self.distance > max(FAR, BEYOND_CHANCE * self.by_chance)


def domain_mix(domains: pd.Series, chosen: Mask) -> DomainMix:
    """The mix of the chosen questions; `domains` names each of the source's, e.g. its subject.

    Distances are NaN where nothing is chosen.
    """
    places, found = pd.factorize(domains.astype(str).to_numpy(object), sort=True)
    source = np.bincount(places, minlength=len(found))
    candidate = np.bincount(places[chosen], minlength=len(found))
    whole, kept = int(source.sum()), int(candidate.sum())
    share, own = source / max(whole, 1), candidate / max(kept, 1)
    table = pd.DataFrame(
        {
            "domain": found, "source": source, "candidate": candidate, "source_share": share,
            "candidate_share": own if kept else np.nan, "change": own - share if kept else np.nan,
        }
    )[list(MIX_COLUMNS)]  # fmt: skip
    if not kept:
        return DomainMix(table, float("nan"), float("nan"))
    variance = share * (1 - share) / kept * (whole - kept) / max(whole - 1, 1)
    by_chance = float(np.sqrt(2 * variance / np.pi).sum() / 2)
    ordered = table.sort_values(["change", "domain"], ascending=[False, True], ignore_index=True)
    return DomainMix(ordered, float(np.abs(own - share).sum() / 2), by_chance)
