"""Why a checkpoint did not evaluate, as one sentence with a remedy, from what transformers, torch or the hub raised."""

from __future__ import annotations

import re

from e2lm.errors import E2LMError
from e2lm.harness.remote import shown
from e2lm.harness.request import Settings, Target

# (what stands in the error's text, what to say, the remedy); the first that matches counts.
_KNOWN = (
    (
        r"out of memory|can't allocate memory|DefaultCPUAllocator",
        "the memory is not enough",
        "Lower the batch size or use a 16-bit dtype.",
    ),
    (
        r"trust_remote_code",
        "the model needs code from its own repository",
        "Read that code; then allow this model's remote code by its name.",
    ),
    (
        r"no file named model\.safetensors|does not appear to have a file named .*safetensors|use_safetensors",
        "there are no safetensors weights",
        "Convert the weights to safetensors, or allow this model's pickled weights by its name.",
    ),
    (r"gated repo", "the model is gated", "Ask for access on its page and set HF_TOKEN."),
    (
        r"offline mode|HF_HUB_OFFLINE|outgoing traffic has been disabled",
        "it is not in the cache, and HF_HUB_OFFLINE is set",
        "Unset HF_HUB_OFFLINE, or download it where there is a network and give its folder.",
    ),
    (
        r"couldn't connect to|Name or service not known|Max retries|ConnectError|Connection refused",
        "the hub cannot be reached",
        "Check the network and HF_ENDPOINT, or download it where there is a network and give its folder.",
    ),
    (
        r"is not a valid model identifier|Repository Not Found|not a local folder",
        "there is no such model on the hub",
        "Check the id; a gated or private model needs HF_TOKEN.",
    ),
    (
        r"Revision Not Found|not a valid git identifier|Entry Not Found|not appear to have a file named config\.json",
        "the revision or subfolder is not there",
        "Check revision and subfolder on the model's page.",
    ),
    (
        r"does not recognize this architecture",
        "transformers does not know the model's architecture",
        "Check model_type in config.json, or install the transformers version that knows it.",
    ),
    (
        r"Should have a `model_type`",
        "config.json does not say what model it is",
        "Copy the config.json of this checkpoint.",
    ),
    (
        r"StrictDataclass\w*ValidationError",
        "config.json describes no possible model",
        "Take config.json from the same checkpoint; the log says what is wrong in it.",
    ),
    (
        r"ignore_mismatched_sizes|size mismatch",
        "the weights do not fit config.json",
        "Take both from the same checkpoint; the log lists the tensors.",
    ),
    (
        r"index out of range in self|device-side assert",
        "the tokenizer has tokens that the model does not know",
        "Take config.json, weights and tokenizer from the same checkpoint.",
    ),
    (r"JSONDecodeError|expected value at line", "one of its JSON files is damaged", "Copy the files anew."),
    (
        r"backend tokenizer|tokenizer",
        "the tokenizer does not load",
        "Copy tokenizer.json and tokenizer_config.json into the checkpoint's folder.",
    ),
    (r"SafetensorError|HeaderTooLarge|MetadataIncomplete", "the weights are damaged", "Copy the files anew."),
)


def reason(error: BaseException, target: Target, settings: Settings) -> str:
    """What went wrong with `target`, where, and what to do, in one line without secrets of the environment."""
    if isinstance(error, E2LMError):
        return shown(str(error))
    text = shown(" ".join(f"{type(error).__name__}: {error}".split()))
    where = shown("/".join(filter(None, (target.pretrained, target.revision, target.subfolder))))
    for pattern, problem, remedy in _KNOWN:
        if re.search(pattern, text, re.IGNORECASE):
            batch = f" (now {settings.batch_size})" if "batch size" in remedy else ""
            return f"{where}: {problem}. {remedy}{batch}"
    return f"{where}: {text[:300].rstrip('.: ')}. See the log for the whole message."
