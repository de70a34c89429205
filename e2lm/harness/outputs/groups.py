"""Groups of tasks in a results file: who belongs to whom, and how many docs a group rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def children_of(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """Group -> its direct sub-tasks and sub-groups, from group_subtasks, or from the indented aliases before it."""
    declared = document.get("group_subtasks")
    if isinstance(declared, Mapping):
        lists = {str(group): members for group, members in declared.items() if isinstance(members, list)}
        return {group: [str(member) for member in members] for group, members in lists.items() if members}
    return _by_alias(document)


def _by_alias(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """0.4.0 and 0.4.1 list a group, then its members with aliases " - member", one blank deeper per level."""
    results = document.get("results")
    groups: dict[str, list[str]] = {}
    open_groups: list[tuple[int, str]] = []
    for task, entries in results.items() if isinstance(results, Mapping) else ():
        alias = entries.get("alias") if isinstance(entries, Mapping) else None
        if not isinstance(alias, str):
            continue
        name = alias.lstrip(" ")
        depth = len(alias) - len(name) if name.startswith("- ") else 0
        open_groups = [(level, group) for level, group in open_groups if level < depth]
        if depth and open_groups:
            groups.setdefault(open_groups[-1][1], []).append(task)
        open_groups.append((depth, task))
    return groups


def parents_of(children: Mapping[str, list[str]]) -> dict[str, str]:
    """Task or sub-group -> the smallest group that lists it."""
    parents: dict[str, str] = {}
    for group in sorted(children, key=lambda name: -len(leaves_of(name, children))):
        for member in children[group]:
            if member != group:
                parents[member] = group
    return parents


def leaves_of(group: str, children: Mapping[str, list[str]]) -> set[str]:
    """The tasks under a group at any depth; the name itself where it is a task."""
    leaves: set[str] = set()
    seen: set[str] = set()
    waiting = [group]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        members = children.get(name)
        if members:
            waiting.extend(members)
        else:
            leaves.add(name)
    return leaves
