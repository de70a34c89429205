"""The tasks of a sweep as they are asked: docs, prompts and requests built once and asked of every checkpoint.

Worker side: imports lm-eval inside its functions.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from e2lm.errors import RequestError
from e2lm.harness.progress import Report, reported, silent
from e2lm.harness.request import Settings
from e2lm.harness.task_loading import LoadedTasks

if TYPE_CHECKING:
    from lm_eval.api.instance import Instance
    from lm_eval.api.task import Task

# lm-eval's own seeds (`simple_evaluate`): random few-shot examples are drawn with them.
_SEED, _OTHER_SEED = 0, 1234
MIXED_SHOTS = -1


@dataclass(frozen=True)
class BuiltTask:
    """One task of the request, ready to be asked: `objects` for lm-eval, `leaves` by name.

    `prompts` hashes all that is asked, `leaf_prompts` what each leaf asks; `shots` is MIXED_SHOTS where leaves differ.
    """

    name: str
    objects: tuple[Any, ...]
    manager: Any
    leaves: Mapping[str, Task]
    version: str
    shots: int
    leaf_prompts: Mapping[str, str]
    prompts: str = field(default="")

    @property
    def requests(self) -> list[Instance]:
        """Every request of every leaf, in the order in which lm-eval asks them."""
        return [instance for leaf in self.leaves.values() for instance in leaf.instances]

    @property
    def docs(self) -> int:
        return sum(len({instance.doc_id for instance in leaf.instances}) for leaf in self.leaves.values())


def built_tasks(loaded: LoadedTasks, settings: Settings, report: Report = silent) -> list[BuiltTask]:
    """Builds every task's requests as lm-eval's `simple_evaluate` does, once.

    From then on, lm-eval's own call to build them finds them again, without answers: they do not depend on the model,
    since no chat template is applied. Raises RequestError for a task that has no docs.
    """
    _seed()
    with reported(report):
        return [_built(name, objects, loaded.manager, settings) for name, objects in loaded.by_name.items()]


def _seed() -> None:
    import numpy as np
    import torch

    random.seed(_SEED)
    np.random.seed(_OTHER_SEED)
    torch.manual_seed(_OTHER_SEED)


def _built(name: str, objects: tuple[Any, ...], manager: Any, settings: Settings) -> BuiltTask:  # noqa: ANN401
    found = manager.load(list(objects))
    leaves: dict[str, Task] = found["tasks"]
    for leaf in leaves.values():
        _set_shots(leaf, settings.num_fewshot)
    for leaf_name, leaf in leaves.items():
        _build(leaf_name, leaf, settings.limit)
    shots = {leaf.get_config("num_fewshot") or 0 for leaf in leaves.values()}
    asked = {leaf_name: _asked(leaf_name, leaf) for leaf_name, leaf in leaves.items()}
    group = found["groups"].get(name)
    return BuiltTask(
        name,
        objects,
        manager,
        leaves,
        _version(group, leaves),
        shots.pop() if len(shots) == 1 else MIXED_SHOTS,
        asked,
        blake2b(json.dumps([asked, found["group_map"]]).encode(), digest_size=16).hexdigest(),
    )


def _set_shots(leaf: Task, shots: int | None) -> None:
    """As `simple_evaluate` does: a task whose file says 0 stays at 0."""
    own = leaf.get_config("num_fewshot")
    if shots is not None and own != 0:
        leaf.set_config(key="num_fewshot", value=shots)
    elif own is None:
        leaf.set_config(key="num_fewshot", value=0)
    leaf.set_fewshot_seed(seed=_OTHER_SEED)


def _build(name: str, leaf: Task, limit: int | None) -> None:
    try:
        leaf.build_all_requests(limit=limit, rank=0, world_size=1)
    except ValueError as error:
        if "did not find any docs" not in str(error):
            raise
        raise RequestError(f"task {name} has no docs", remedy="Check its data set.", field="tasks") from error
    instances = leaf.instances

    def found_again(**_: object) -> None:
        for instance in instances:
            instance.resps, instance.filtered_resps = [], {}
        leaf._instances = instances

    leaf.build_all_requests = found_again


def _version(group: Any, leaves: Mapping[str, Task]) -> str:  # noqa: ANN401 lm-eval's Group
    """The group's own version, else its leaves': one where they agree."""
    own = (getattr(group, "metadata", None) or {}).get("version")
    versions = [str(own)] if own is not None else sorted({str(leaf.VERSION) for leaf in leaves.values()})
    return ", ".join(versions)


def _asked(name: str, leaf: Task) -> str:
    """A hash over one leaf's requests, and over what is made of the answers."""
    config = leaf.dump_config()
    made = {key: config.get(key) for key in ("output_type", "metric_list", "filter_list", "num_fewshot", "repeats")}
    digest = blake2b(
        json.dumps([name, str(leaf.VERSION), made], default=_named, sort_keys=True).encode(), digest_size=16
    )
    for text in _texts(leaf.instances):
        digest.update(text.encode("utf-8", errors="surrogatepass"))
    return digest.hexdigest()


def _texts(instances: list[Instance]) -> Iterator[str]:
    """Every request in a form of its own; a context that several requests share stands once."""
    last: object = None
    for instance in instances:
        first, *others = instance.args
        yield f"\0{instance.request_type} {instance.doc_id} {instance.idx} "
        if first is not last:
            yield f"\1{first}"
        last = first
        yield "\2" + (others[0] if len(others) == 1 and isinstance(others[0], str) else _dumped(others))


def _dumped(value: object) -> str:
    return json.dumps(value, default=_named, sort_keys=True)


def _named(value: object) -> str:
    """A function or class by its name: what is written of it must not hold its place in memory."""
    return str(getattr(value, "__qualname__", None) or type(value).__qualname__)
