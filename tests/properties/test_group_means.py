"""Mean curves of groups of docs equal the means of each group's own values, on random ragged cubes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from e2lm.cube import Cube
from e2lm.metrics import METRICS, values, values_of
from e2lm.subject_table import ALL, group_means
from tests.properties.test_metrics import cubes


@settings(max_examples=40, deadline=None)
@given(cubes(), st.data())
def test_a_groups_mean_is_the_mean_of_its_docs_that_have_a_value(
    drawn: tuple[Cube, list[list[str]], np.ndarray], data: st.DataObject
) -> None:
    plain, _, bare = drawn
    count = len(plain.docs)
    names = data.draw(st.lists(st.sampled_from("xyz"), min_size=count, max_size=count))
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    cube = replace(plain, docs=plain.docs.assign(kind=names))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(values, "_CELLS", 4)
        found = group_means(cube, by="kind", unprompted=bare, chosen=chosen)
    assert found.groups == (ALL, *sorted(set(names)))
    for place, metric in enumerate(METRICS):
        of_docs = values_of(cube, metric, bare)
        for group, name in enumerate(found.groups):
            rows = of_docs[chosen & (np.array(names) == name if name != ALL else True)]
            seen = ~np.isnan(rows)
            assert found.counts[place, group].tolist() == seen.sum(axis=0).tolist()
            assert found.docs[place, group] == seen.any(axis=1).sum()
            for point in range(rows.shape[1]):
                with np.errstate(invalid="ignore"):
                    mean = rows[seen[:, point], point].mean() if seen[:, point].any() else np.nan
                assert found.means[place, group, point] == pytest.approx(mean, abs=1e-12, rel=1e-12, nan_ok=True)
