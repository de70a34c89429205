"""One checkpoint after the other through lm-eval, one task at a time, into lm-eval's own files.

Worker side: imports lm-eval, torch and transformers inside its functions, since that takes 9 s.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from e2lm.errors import RequestError
from e2lm.harness.cells import CellIdentity
from e2lm.harness.device import Device
from e2lm.harness.loading import Prepared, fits, loaded_model, release_memory, take_weights
from e2lm.harness.progress import Report, silent
from e2lm.harness.prompts import BuiltTask
from e2lm.harness.request import LM_EVAL, Settings, Target
from e2lm.harness.writing import write_files
from e2lm.harness.written import SIDECAR

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

    from e2lm.harness.prefix.tokens import Tokenised

_COUNTED = ("requests", "distinct", "computed", "cut", "nan", "seconds")


def model_args(target: Target, settings: Settings, device: Device) -> dict[str, Any]:
    """lm-eval's `model_args`, typed; which checkpoint a results file belongs to stands only here."""
    args: dict[str, Any] = {"pretrained": target.pretrained}
    if target.revision:
        args["revision"] = target.revision
    if target.subfolder:
        args["subfolder"] = target.subfolder
    args["dtype"] = device.dtype
    if device.softmax_dtype:
        args["softmax_dtype"] = device.softmax_dtype
    if not settings.allows_pickled_weights(target):
        args["use_safetensors"] = True
    if settings.allows_remote_code(target):
        args["trust_remote_code"] = True
    return args


def identity(target: Target, task: BuiltTask, settings: Settings, device: Device) -> CellIdentity:
    """What makes the results of this checkpoint on this task those of this cell and of no other."""
    return CellIdentity(
        target.model, target.checkpoint, task.name, task.version, task.prompts, task.shots,
        device.dtype, device.softmax_dtype, settings.limit,
    )  # fmt: skip


@dataclass
class Evaluator:
    """Evaluates checkpoints under one set of settings; holds one model at a time, and what the next can use of it."""

    settings: Settings
    device: Device

    def __post_init__(self) -> None:
        self._lm: Any = None
        self._prepared: Prepared | None = None
        self._tokenised: dict[int, tuple[object, Tokenised]] = {}

    def load(self, prepared: Prepared) -> None:
        """Makes a checkpoint the one that `write` evaluates. Raises RequestError, and whatever transformers raises."""
        lm, self._lm, self._prepared = self._lm, None, None
        model = lm.model if lm is not None and fits(prepared, lm.model) else None
        if model is not None and not take_weights(model, prepared.folder):
            model = None
        if model is None or lm.tokenizer is not prepared.tokenizer:
            lm = None
        if model is None:
            release_memory()
            model = loaded_model(prepared, self.settings, self.device)
        if lm is None:
            lm = self._wrapped(model, prepared)
        lm.pretrained, lm.revision = prepared.target.pretrained, prepared.target.revision or "main"
        self._lm, self._prepared = lm, prepared

    def write(
        self, task: BuiltTask, work: Path, report: Report = silent, kept: Path | None = None
    ) -> Mapping[str, Any]:
        """Evaluates the loaded checkpoint on a task, writes results_*.json, samples_*.jsonl and e2lm.json into `work`,
        and gives back how it was scored (the sidecar's `scoring`).

        `kept` is a folder for the answers of a group's finished leaf tasks. The files are checked, since lm-eval only
        warns where it cannot write. Raises RequestError for what the user can mend, NoRoomError where the disk is full,
        and whatever torch raises while the model runs.
        """
        from e2lm.harness.answers import Keep, LeafByLeaf

        prepared = self._loaded()
        self._require_vocabulary(task)
        key = {"target": asdict(prepared.target), "files": prepared.files_hash or prepared.commit}
        key |= {"device": asdict(self.device), "scoring": self.settings.scoring}
        keep = Keep(kept, key) if kept and len(task.leaves) > 1 else None
        lm = LeafByLeaf(self._lm, self._info(), task.leaf_prompts, keep)
        args = model_args(prepared.target, self.settings, self.device)
        try:
            write_files(lm, args, task, self.settings, self.device.device, work, report)
        except AssertionError as error:  # lm-eval's way of refusing a choice, without a word
            raise self._refused(task) or error from error
        scoring = _scoring(lm.records, self.settings)
        cell = identity(prepared.target, task, self.settings, self.device)
        sidecar = {
            **asdict(prepared.target),
            "files_hash": prepared.files_hash,
            "commit": prepared.commit,
            "cell": cell.to_json(),
            "scoring": scoring,
        }
        (work / SIDECAR).write_text(json.dumps(sidecar, indent=2) + "\n", encoding="utf-8")
        return scoring

    def tokenised(self, tokenizer: object) -> Tokenised:
        """The requests that a tokenizer has encoded so far, shared by all checkpoints that have this one."""
        from e2lm.harness.prefix.tokens import Tokenised

        return self._tokenised.setdefault(id(tokenizer), (tokenizer, Tokenised()))[1]

    def _wrapped(self, model: Any, prepared: Prepared) -> Any:  # noqa: ANN401 lm-eval's HFLM
        from lm_eval.models.huggingface import HFLM

        from e2lm.harness.prefix.lm import PrefixLM

        args = {
            "pretrained": model,
            "tokenizer": prepared.tokenizer,
            "batch_size": self.settings.batch_size,
            "softmax_dtype": self.device.softmax_dtype or None,
        }
        if self.settings.scoring == LM_EVAL:
            return HFLM(**args)
        return PrefixLM(**args, tokenised=self.tokenised(prepared.tokenizer))

    def _info(self) -> dict[str, Any]:
        """What lm-eval records of a model; it would ask the hub for the commit at each evaluation."""
        model, prepared = self._lm.model, self._loaded()
        return {
            "model_num_parameters": model.num_parameters(),
            "model_dtype": model.dtype,
            "model_revision": self._lm.revision,
            "model_sha": prepared.commit,
        }

    def _require_vocabulary(self, task: BuiltTask) -> None:
        """A token without a row in the weights breaks a card's whole process, so it is looked for beforehand."""
        prepared, rows = self._loaded(), self._lm.model.get_input_embeddings().weight.shape[0]
        if _highest_token(prepared.tokenizer) < rows:
            return
        asked = [request.args for request in task.requests if request.request_type == "loglikelihood"]
        pairs = self.tokenised(prepared.tokenizer).pairs(asked, prepared.tokenizer, quiet=True)
        highest = max((int(tokens.max()) for pair in pairs for tokens in pair if len(tokens)), default=0)
        if highest >= rows:
            raise RequestError(
                f"the prompts have token {highest}, the weights only rows for {rows}: tokenizer and weights are not of "
                "one model",
                remedy="Take both from the same checkpoint.",
                file=str(prepared.folder),
            )

    def _refused(self, task: BuiltTask) -> RequestError | None:
        """The first choice that lm-eval does not score: one without tokens, or longer than the model takes."""
        prepared, longest = self._loaded(), self._lm.max_length
        requests = [one for one in task.requests if one.request_type == "loglikelihood"]
        pairs = self.tokenised(prepared.tokenizer).pairs([one.args for one in requests], prepared.tokenizer, quiet=True)
        for request, (_, choice) in zip(requests, pairs, strict=True):
            if not 0 < len(choice) <= longest:
                return RequestError(
                    f"choice {request.idx + 1} of doc {request.doc_id} of task {request.task_name} has {len(choice):,} "
                    f"tokens, the model takes 1 to {longest:,}",
                    remedy="Leave that doc out of the task, or the model out of the sweep.",
                    file=str(prepared.folder),
                )
        return None

    def _loaded(self) -> Prepared:
        if self._prepared is None:
            raise RuntimeError("no checkpoint is loaded")
        return self._prepared


@functools.lru_cache(maxsize=8)
def _highest_token(tokenizer: PreTrainedTokenizerBase) -> int:
    return max(tokenizer.get_vocab().values(), default=0)


def _scoring(records: Sequence[Mapping[str, Any]], settings: Settings) -> dict[str, Any]:
    """How a cell was scored: by which way, why not by the asked one, and the counts of all its leaves together."""
    fallback = next((record for record in records if record.get("scoring", settings.scoring) != settings.scoring), None)
    scoring: dict[str, Any] = {"scoring": fallback["scoring"] if fallback else settings.scoring}
    scoring["why"] = str(fallback.get("why", "")) if fallback else ""
    for name in _COUNTED:
        counts = [record[name] for record in records if name in record]
        if counts:
            scoring[name] = round(sum(counts), 3)
    return scoring
