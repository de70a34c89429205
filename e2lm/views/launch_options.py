"""The options of a sweep, written once: the runs page draws them and `python -m e2lm sweep` takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Literal, NamedTuple

from e2lm.errors import RequestError
from e2lm.harness.order import ORDERS
from e2lm.harness.request import DTYPES, EXECUTORS, SCORINGS, Executor, Request, Settings, Target

Kind = Literal["count", "choice", "text", "names", "pairs"]


class Option(NamedTuple):
    """One option. `name` is the field of Settings, or `executor`, `workers` and `options` of Executor.

    `flag` is its name on the command line and `label` on the page, `about` what it does. `count` is a whole number of
    at least `least`, `choice` one of `choices` (the first is the usual one), `names` and `pairs` (name=value) any
    number of words; `usual` says what is meant where nothing is given.
    """

    name: str
    flag: str
    label: str
    kind: Kind
    about: str
    usual: str = ""
    choices: tuple[str, ...] = ()
    least: int = 0


SHOTS, LIMIT, DTYPE, DEVICE, OUTPUT = (
    Option(
        "num_fewshot", "--shots", "few-shot", "count", "few-shot examples before each question", "task's"
    ),
    Option(
        "limit", "--limit", "limit", "count", "smoke run: only the first so many docs of each task", "all docs", least=1
    ),
    Option(
        "dtype", "--dtype", "dtype", "choice", "the weights' precision; a float32 softmax goes with 16 bits",
        "float32 on the CPU, else 16 bits", ("", *DTYPES),
    ),
    Option(
        "device", "--device", "device", "text", "where models run, such as cpu, cuda, cuda:1 or mps",
        "the best there is",
    ),
    Option(
        "output", "--output", "output", "text", "folder or URL (s3://, gs://, hf://) that gets the results",
        "the home's runs",
    ),
)  # fmt: skip
EXECUTOR, WORKERS, ENGINE = (
    Option("executor", "--executor", "executor", "choice", "which engine starts the workers", choices=EXECUTORS),
    Option(
        "workers", "--workers", "workers", "count", "processes at once, or machines of a cluster", "one per GPU",
        least=1,
    ),
    Option(
        "options", "--executor-option", "engine options", "pairs",
        "ray: address, gpus, cpus; slurm: partition, time, gpus, cpus, mem, array_parallelism, account", "none",
    ),
)  # fmt: skip
ORDER, SCORING, BATCH = (
    Option(
        "order", "--order", "order", "choice",
        "first, last, middle checkpoint and so on, so that curves take shape early; or one after the other",
        choices=ORDERS,
    ),
    Option(
        "scoring", "--scoring", "scoring", "choice",
        "prefix computes each distinct token once, checked against lm-eval's own way, which is several times slower",
        choices=SCORINGS,
    ),
    Option(
        "batch_size", "--batch-size", "batch size", "text", "rows at once where lm-eval's own way scores", "auto"
    ),
)  # fmt: skip
CODE, REMOTE, PICKLED = (
    Option(
        "approved_code", "--approve-code", "approved code", "names",
        "sha256 of each task file whose code may run; an edited file has another", "none",
    ),
    Option(
        "allow_remote_code", "--allow-remote-code", "may run their authors' code", "names",
        "models whose repository's own Python may run, by name", "none",
    ),
    Option(
        "allow_pickled_weights", "--allow-pickled-weights", "may load pickled weights", "names",
        "models whose weights may be pickles, which can run code, by name", "none",
    ),
)  # fmt: skip
# In one row on the page, behind "more", and beside what needs consent.
FRONT = (SHOTS, LIMIT, DTYPE, DEVICE, EXECUTOR)
BEHIND = (OUTPUT, ORDER, SCORING, BATCH, WORKERS, ENGINE)
CONSENT = (CODE, REMOTE, PICKLED)
OPTIONS = (*FRONT, *BEHIND, *CONSENT)


def request(
    targets: Sequence[Target], tasks: Iterable[str], task_folder: str, values: Mapping[str, Any], label: str = ""
) -> Request:
    """The request for some checkpoints and tasks; `values` are those of OPTIONS by name, absent or None as usual.

    Raises RequestError naming the field that is wrong.
    """
    given = {name: value for name, value in values.items() if value is not None}
    known = {field.name for field in fields(Settings)}
    settings = {name: value for name, value in given.items() if name in known}
    if "batch_size" in settings:
        settings["batch_size"] = _rows(str(settings["batch_size"]))
    for option in OPTIONS:
        if option.kind == "names" and option.name in settings:
            settings[option.name] = tuple(settings[option.name])
    executor = Executor(
        given.get("executor", EXECUTORS[0]), given.get("workers"), tuple(map(_pair, given.get("options", ())))
    )
    return Request(tuple(targets), Settings(tuple(tasks), task_folder, **settings), label, executor)


def _rows(text: str) -> int | str:
    text = text.strip() or BATCH.usual
    return int(text) if text.isdecimal() else text


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = (part.strip() for part in text.partition("="))
    if not (name and sign and value):
        raise RequestError(
            f"{text!r} is no option of an executor", remedy="Write name=value, such as partition=gpu.", field="options"
        )
    return name, value
