"""Which panels the overview shows, in which order, and what each of them holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from e2lm.curves import chance
from e2lm.figures.overview import Panel
from e2lm.views.benchmarks import FRONT, Benchmark, below, headlines, reads_as, shown_tasks, top_level
from e2lm.views.names import task_labels
from e2lm.views.points import Unit, drawn_points

ORDERS = ("front page first", "by SQ", "by name")


def panels_of(
    curves: pd.DataFrame, missing: pd.DataFrame, scores: pd.DataFrame, unit: Unit, *,
    order: str = ORDERS[0], group: str = "", tasks: Sequence[str] = (), levels: Mapping[str, float] | None = None,
) -> list[Panel]:  # fmt: skip
    """One panel per shown task, per sub-task of `group`, or per one of `tasks`, each under its headline metric.

    `missing` is e2lm.curves.gaps and `scores` e2lm.scoring.table.task_scores of the same curves; `levels` are chance
    levels known from the tasks' questions.
    """
    wanted = set(tasks or (below(curves, group) if group else shown_tasks(curves)))
    names, tops = task_labels(curves), set(top_level(curves))
    chosen = [one for task, one in headlines(curves).items() if task in wanted]
    points = drawn_points(curves[of_benchmarks(curves, chosen)], missing, unit)
    by_task = {str(task): part for task, part in points.groupby("task", sort=False)}
    rows = {
        Benchmark(
            row["task"], row["metric"], row["filter"], None if pd.isna(row["n_shot"]) else int(row["n_shot"])
        ): row
        for row in scores[scores["partial_n"] == 0].to_dict("records")
    }
    panels = []
    for one in chosen:
        row = rows.get(one)
        sq, noise = (row["sq"], row["noise"]) if row else (None, None)
        level = (levels or {}).get(one.task)
        panels.append(
            Panel(
                task=one.task, label=names[one.task].rpartition(" › ")[2],
                points=by_task.get(one.task, points.iloc[:0]), sq=sq, noise_level=noise, reads_as=reads_as(sq, noise),
                chance=level if level is not None else chance(one.task, one.metric),
            )
        )  # fmt: skip
    return sorted(panels, key=lambda panel: (panel.task not in tops, *_place(panel, order)))


def of_benchmarks(curves: pd.DataFrame, chosen: list[Benchmark]) -> pd.Series:
    """Which rows of a curve table belong to the chosen benchmarks."""
    keys = set(chosen)
    shots = [None if pd.isna(count) else int(count) for count in curves["n_shot"]]
    rows = zip(curves["task"], curves["metric"], curves["filter"], shots, strict=True)
    return pd.Series([Benchmark(*row) in keys for row in rows], index=curves.index, dtype=bool)


def _place(panel: Panel, order: str) -> tuple[float, float, str]:
    by_sq = -(panel.sq if panel.sq is not None else -1.0)
    if order == "by name":
        return 0, 0, panel.label.lower()
    front = FRONT.index(panel.task) if panel.task in FRONT and order == ORDERS[0] else len(FRONT)
    return front, by_sq, panel.label.lower()
