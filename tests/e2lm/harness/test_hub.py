"""Checkpoints of the hub: what is downloaded of them, and what is said where that does not work.

A server on this machine speaks the hub's protocol; no test asks anything of another machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import constants

from e2lm.errors import RequestError
from e2lm.harness.hub import fetch
from e2lm.harness.request import Settings
from e2lm.harness.sources import hub_target
from tests.conftest import Tiny
from tests.hub_server import Hub, Repository, commit_of, files_of, served

TOKEN = "hf_only_in_the_environment"
PLAIN = Settings(("any",))


@pytest.fixture(scope="module")
def hub(tiny: Tiny) -> Iterator[Hub]:
    files = files_of(tiny.checkpoints / "step100")
    pickled = {"config.json": files["config.json"], "pytorch_model.bin": b"x", "training_args.bin": b"y"}
    main = {"README.md": b"read me", "iter_0002000/pytorch_model.bin": b"x", "iter_0002000/modeling.py": b"1"}
    for step in (2000, 4000):
        main |= files_of(tiny.checkpoints / "step100", f"iter_{step:07}")
    pieces = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
    parted = {name: content for name, content in files.items() if name != "model.safetensors"} | {
        "model.safetensors.index.json": json.dumps(pieces).encode(),
        "model-00001-of-00002.safetensors": files["model.safetensors"],
        "model-00002-of-00002.safetensors": files["model.safetensors"],
        "consolidated.safetensors": files["model.safetensors"],
    }
    repositories = {
        "toy/dense": Repository({"main": main, "step1000": files}),
        "toy/gated": Repository({"main": files}, token=TOKEN),
        "toy/pickled": Repository({"main": pickled}),
        "toy/parted": Repository({"main": parted}),
    }
    with served(repositories) as hub:
        yield hub


@pytest.fixture(autouse=True)
def here(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The hub's library looks at the server of this test, with an empty cache; it read its environment long ago."""
    monkeypatch.setattr(constants, "ENDPOINT", hub.address)
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", hub.address + "/{repo_id}/resolve/{revision}/{filename}"
    )
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _: None)  # between its retries
    monkeypatch.delenv("HF_TOKEN", raising=False)
    hub.asked.clear()
    yield
    hub.down = False


def test_only_the_files_of_a_subfolder_are_downloaded_and_only_once(hub: Hub) -> None:
    target = hub_target("toy/dense", subfolder="iter_0002000")
    fetched = fetch(target, PLAIN)
    assert (fetched.folder.name, fetched.commit) == ("iter_0002000", commit_of("toy/dense", "main"))
    expected = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]
    assert sorted(hub.downloaded()) == [f"iter_0002000/{name}" for name in expected]
    assert sorted(file.name for file in fetched.folder.iterdir()) == expected
    hub.asked.clear()
    assert fetch(target, PLAIN) == fetched
    assert not hub.downloaded()


def test_a_revision_is_its_own_commit_and_weights_in_pieces_come_by_their_index(hub: Hub) -> None:
    assert fetch(hub_target("toy/dense", revision="step1000"), PLAIN).commit == commit_of("toy/dense", "step1000")
    folder = fetch(hub_target("toy/parted"), PLAIN).folder
    assert len(list(folder.glob("model-0000?-of-00002.safetensors"))) == 2
    assert "consolidated.safetensors" not in hub.downloaded()


def test_a_local_checkpoint_stays_where_it_is(tiny: Tiny, hub: Hub) -> None:
    folder = tiny.checkpoints / "step100"
    fetched = fetch(hub_target(str(folder)), PLAIN)
    assert (fetched.folder, fetched.commit) == (folder, "")
    assert not hub.asked


def test_code_and_pickles_come_only_for_a_model_that_is_allowed_by_name(hub: Hub) -> None:
    target = hub_target("toy/pickled")
    with pytest.raises(RequestError, match="pickled") as error:
        fetch(target, Settings(("any",), allow_pickled_weights=("toy/dense",)))
    assert (error.value.file, error.value.field) == ("toy/pickled", "allow_pickled_weights")
    assert not hub.downloaded()
    fetch(target, Settings(("any",), allow_pickled_weights=("toy/pickled",)))
    assert sorted(hub.downloaded()) == ["config.json", "pytorch_model.bin"]
    coded = hub_target("toy/dense", subfolder="iter_0002000")
    folder = fetch(coded, Settings(("any",), allow_remote_code=("toy/dense",))).folder
    assert (folder / "modeling.py").is_file()
    assert not (folder / "pytorch_model.bin").exists()


@pytest.mark.parametrize(
    ("pretrained", "revision", "subfolder", "problem", "remedy"),
    [
        ("toy/none", "", "", "no such model", "Check the id"),
        ("toy/dense", "step1001", "", "no revision step1001", "did you mean step1000?"),
        ("toy/dense", "", "iter_0003000", "no subfolder iter_0003000", "iter_0004000"),
        ("toy/dense", "", "", "no config.json", "Name a subfolder, such as iter_0002000"),
        ("toy/gated", "", "", "gated", "set HF_TOKEN"),
    ],
)
def test_what_is_not_there_is_said_with_its_own_remedy(
    pretrained: str, revision: str, subfolder: str, problem: str, remedy: str
) -> None:
    with pytest.raises(RequestError, match=problem) as error:
        fetch(hub_target(pretrained, revision, subfolder), PLAIN)
    assert error.value.file.startswith(pretrained)
    assert remedy in error.value.remedy


def test_a_gated_model_takes_the_token_of_the_environment(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_of_somebody_else")
    with pytest.raises(RequestError, match="gated") as error:
        fetch(hub_target("toy/gated"), PLAIN)
    assert "the account that HF_TOKEN belongs to" in error.value.remedy
    assert "hf_of_somebody_else" not in str(error.value)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert fetch(hub_target("toy/gated"), PLAIN).commit
    assert hub.downloaded()


def test_without_a_network_what_is_in_the_cache_is_used_and_else_the_remedy_is_said(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, missing = (hub_target("toy/dense", subfolder=f"iter_000{step}") for step in (2000, 4000))
    fetched = fetch(there, PLAIN)
    hub.down = True
    assert fetch(there, PLAIN) == fetched
    with pytest.raises(RequestError, match="answered 503"):
        fetch(missing, PLAIN)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    hub.asked.clear()
    assert fetch(there, PLAIN) == fetched
    with pytest.raises(RequestError, match="HF_HUB_OFFLINE is set") as error:
        fetch(missing, PLAIN)
    assert "Unset HF_HUB_OFFLINE" in error.value.remedy
    assert not hub.asked


def test_a_copy_cut_short_in_the_cache_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    target = hub_target("toy/dense", subfolder="iter_0004000")
    (fetch(target, PLAIN).folder / "model.safetensors").unlink()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(RequestError, match="HF_HUB_OFFLINE is set"):
        fetch(target, PLAIN)


def test_a_hub_that_nobody_answers_for_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(RequestError, match="cannot be reached") as error:
        fetch(hub_target("toy/dense"), PLAIN)
    assert "HF_ENDPOINT" in error.value.remedy
