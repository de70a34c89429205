"""What libraries raise becomes one sentence with a remedy, and no secret of the environment stands in it."""

from __future__ import annotations

import pytest

from e2lm.errors import RequestError
from e2lm.harness.reasons import reason
from e2lm.harness.request import Settings
from e2lm.harness.sources import hub_target

TARGET = hub_target("toy/dense", "step1000", "iter_0002000")
SETTINGS = Settings(("any",), batch_size=8)


@pytest.mark.parametrize(
    ("error", "problem", "remedy"),
    [
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), "the memory is not enough", "(now 8)"),
        (ValueError("please pass `trust_remote_code=True`"), "code from its own repository", "by its name"),
        (OSError("does not appear to have a file named model.safetensors"), "no safetensors", "by its name"),
        (OSError("Cannot access gated repo for url"), "gated", "HF_TOKEN"),
        (OSError("outgoing traffic has been disabled"), "HF_HUB_OFFLINE is set", "Unset HF_HUB_OFFLINE"),
        (OSError("We couldn't connect to 'https://hub'"), "cannot be reached", "HF_ENDPOINT"),
        (OSError("404 Client Error. Revision Not Found for url"), "revision or subfolder", "model's page"),
        (IndexError("index out of range in self"), "tokens that the model does not know", "same checkpoint"),
        (ValueError("Should have a `model_type` key in its config.json."), "what model it is", "config.json"),
        (RuntimeError("something new: "), "something new. See", "See the log"),
        (RuntimeError("something new"), "something new", "See the log"),
    ],
)
def test_an_error_says_where_what_and_what_to_do(error: Exception, problem: str, remedy: str) -> None:
    said = reason(error, TARGET, SETTINGS)
    assert said.startswith("toy/dense/step1000/iter_0002000: ")
    assert problem in said
    assert remedy in said


def test_tokens_and_passwords_are_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_abcdefgh")
    text = "401 for https://me:secret@mirror/x with hf_abcdefgh"
    for error in (OSError(text), RequestError(text, remedy="Try again.")):
        said = reason(error, TARGET, SETTINGS)
        assert "hf_abcdefgh" not in said
        assert "secret" not in said
