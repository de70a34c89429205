"""Where checkpoints are found: local folders, presets, hub ids; and what keeps one from loading."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from e2lm.errors import RequestError
from e2lm.harness.request import Settings
from e2lm.harness.sources import PRESETS, checkpoints, local_checkpoints
from e2lm.harness.tables import found_table
from e2lm.harness.weights import files_hash
from tests.conftest import Tiny


@pytest.fixture
def copy(tiny: Tiny, tmp_path: Path) -> Path:
    """A checkpoint that a test may damage."""
    return Path(shutil.copytree(tiny.checkpoints / "step100", tmp_path / "toy" / "step100"))


def test_a_parent_folder_gives_its_checkpoints_by_step(tiny: Tiny) -> None:
    found = local_checkpoints([tiny.checkpoints])
    assert [(one.target.model, one.target.checkpoint, one.target.step) for one in found] == [
        ("toy", "step100", 100),
        ("toy", "step200", 200),
        ("toy", "step300", 300),
    ]
    assert not any(one.problem for one in found)
    assert found_table(found)["run"].all()
    assert len({files_hash(one.target) for one in found}) == 3


def test_a_checkpoint_folder_itself_and_its_parent_give_it_once(tiny: Tiny) -> None:
    assert len(local_checkpoints([tiny.checkpoints / "step100", tiny.checkpoints])) == 3


def test_names_that_mean_the_same_checkpoint_give_it_once(tiny: Tiny) -> None:
    found = checkpoints([str(tiny.checkpoints / "step100"), str(tiny.checkpoints), "org/model", "org/model"])
    assert [one.target.checkpoint for one in found] == ["step100", "step200", "step300", "main"]


def test_the_checkpoints_own_record_beats_its_path(copy: Path) -> None:
    record = {
        "model": "demo-50k-deep",
        "checkpoint": "step-0050",
        "step": 50,
        "tokens": 800,
        "demo": True,
        "role": "web",
    }
    (copy / "e2lm.json").write_text(json.dumps(record), encoding="utf-8")
    target = local_checkpoints([copy])[0].target
    assert (target.model, target.checkpoint, target.step, target.tokens) == ("demo-50k-deep", "step-0050", 50, 800)
    assert target.demo
    assert target.role == "web"


def test_a_folder_that_is_missing_or_holds_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="does not exist"):
        local_checkpoints([tmp_path / "none"])
    with pytest.raises(RequestError, match="no checkpoint"):
        local_checkpoints([tmp_path])


def test_weights_cut_short_are_found_before_anything_loads(copy: Path) -> None:
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    found = local_checkpoints([copy])
    assert "cut short" in found[0].problem
    assert not found_table(found)["run"].any()


@pytest.mark.parametrize("content", [b"", b"garbage garbage", b"\x10\0\0\0\0\0\0\0{"])
def test_weights_that_are_garbage_are_found(copy: Path, content: bytes) -> None:
    (copy / "model.safetensors").write_bytes(content)
    assert "damaged" in local_checkpoints([copy])[0].problem


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json"])
def test_a_broken_json_file_is_found(copy: Path, name: str) -> None:
    (copy / name).write_text("{", encoding="utf-8")
    assert "not JSON" in local_checkpoints([copy])[0].problem


@pytest.mark.parametrize("header", [b'{"a": {}}', b'{"a": 5}', b'{"a": {"data_offsets": [0, "x"]}}', b"[" * 5000, b"5"])
def test_a_header_that_is_json_but_none_of_safetensors_is_found(copy: Path, header: bytes) -> None:
    (copy / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    assert "model.safetensors: the weights are damaged" in local_checkpoints([copy])[0].problem


def test_what_cannot_be_read_spoils_its_own_checkpoint_only(copy: Path, tiny: Tiny) -> None:
    """Links into a cache that was emptied, folders in place of files, JSON that is nothing but brackets."""
    shutil.copytree(tiny.checkpoints / "step200", copy.parent / "step200")
    shutil.copytree(tiny.checkpoints / "step300", copy.parent / "step300")
    for step in ("step100", "step200"):
        (copy.parent / step / "model.safetensors").unlink()
    (copy / "model.safetensors").symlink_to(copy / "blobs" / "gone")
    (copy.parent / "step200" / "model.safetensors").mkdir()
    assert [one.problem.split(". ")[0] for one in local_checkpoints([copy.parent])] == [
        "model.safetensors: it is a link to nothing",
        "model.safetensors: it cannot be read: Is a directory",
        "",
    ]
    (copy.parent / "step300" / "generation_config.json").write_text("[" * 100_000, encoding="utf-8")
    assert "generation_config.json: it is not JSON" in local_checkpoints([copy.parent])[2].problem
    (copy.parent / "step300" / "e2lm.json").write_text("[" * 100_000, encoding="utf-8")
    assert local_checkpoints([copy.parent])[2].target.step == 300


def test_links_are_followed_and_what_has_several_names_is_one_checkpoint(copy: Path, tmp_path: Path) -> None:
    links = tmp_path / "links" / "toy"
    links.mkdir(parents=True)
    (links / "step100").symlink_to(copy)
    assert [one.target.pretrained for one in local_checkpoints([links])] == [str(links / "step100")]
    shutil.copytree(copy, copy.parent / "step200")
    (copy.parent / "latest").symlink_to("step200")
    (copy.parent / "again").symlink_to(copy.parent)
    found = local_checkpoints([copy.parent, links])
    assert [one.target.pretrained for one in found] == [str(copy), str(copy.parent / "step200")]


def test_names_that_would_steer_a_terminal_are_made_harmless(copy: Path) -> None:
    (copy / "e2lm.json").write_text(json.dumps({"model": "a\nb \u001b[31m漢", "checkpoint": "c\td"}), encoding="utf-8")
    target = local_checkpoints([copy])[0].target
    assert (target.model, target.checkpoint) == ("a_b _[31m漢", "c_d")


def test_a_name_that_is_no_text_is_a_problem_of_its_checkpoint(copy: Path) -> None:
    try:
        copy.rename(copy.with_name(os.fsdecode(b"step\xff")))
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (found,) = local_checkpoints([copy.parent])
    assert found.problem == "its path is no UTF-8 text. Rename the folder."
    assert found.target.pretrained.encode("utf-8")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("~nobody-of-this-name/models", "is no path here"),
        ("a" * 300, "is no path here"),
        ("https://huggingface.co/EleutherAI/pythia-70m", "an address is no model id"),
        ("org/..", "no model id"),
        ("a\0b", "no model id"),
        ("org/na me", "no model id"),
        ("mödel", "no model id"),
    ],
)
def test_a_name_that_means_nothing_is_refused_with_a_remedy(name: str, problem: str) -> None:
    with pytest.raises(RequestError, match=problem):
        checkpoints([name])


def test_pickled_weights_are_refused_unless_allowed(copy: Path) -> None:
    (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
    assert "pickled" in local_checkpoints([copy])[0].problem
    assert not local_checkpoints([copy], Settings(("a",), allow_pickled_weights=(str(copy),)))[0].problem


def test_code_of_another_repository_is_allowed_by_its_own_name(copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    config["auto_map"] = {"AutoConfig": "configuration.Mine", "AutoTokenizer": ["someone/else--code.Tokenizer", None]}
    (copy / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert not local_checkpoints([copy])[0].problem
    allowed = Settings(("a",), allow_remote_code=(str(copy),))
    assert "code of someone/else" in local_checkpoints([copy], allowed)[0].problem
    both = Settings(("a",), allow_remote_code=(str(copy), "someone/else"))
    assert not local_checkpoints([copy], both)[0].problem


def test_the_six_models_of_the_competition_have_27_checkpoints_each() -> None:
    dense = [preset for preset in PRESETS if preset.pretrained.startswith("tiiuae/")]
    assert len(dense) == 6
    targets = dense[0].targets()
    assert len(targets) == 27
    assert (targets[0].subfolder, targets[-1].subfolder) == ("iter_0002000", "iter_0054000")
    assert targets[0].tokens == 2_097_152_000
    assert targets[-1].tokens == pytest.approx(197.604e9, rel=1e-5)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.pretrained)
def test_every_preset_knows_its_tokens(preset: object) -> None:
    targets = preset.targets()  # type: ignore[attr-defined]
    assert all(target.tokens is not None for target in targets)
    assert len({target.checkpoint for target in targets}) == len(targets)


def test_names_are_folders_presets_or_hub_ids(tiny: Tiny) -> None:
    names = [str(tiny.checkpoints), "pythia-70m", "tiiuae/dense-1b-arch2"]
    found = checkpoints(names)
    assert len(found) == 3 + 154 + 27
    chosen = checkpoints(["EleutherAI/pythia-70m"], ["step1000", "step2000"])
    assert [(one.target.revision, one.target.tokens) for one in chosen] == [
        ("step1000", 2_097_152_000),
        ("step2000", 4_194_304_000),
    ]
    assert checkpoints(["someone/model"])[0].target.checkpoint == "main"
    with pytest.raises(RequestError, match="no model id"):
        checkpoints(["not a name"])


def test_weights_in_pieces_are_whole_or_say_what_they_lack(copy: Path) -> None:
    pieces = [f"model-0000{at}-of-00003.safetensors" for at in (1, 2, 3)]
    (copy / "model.safetensors").rename(copy / pieces[0])
    shutil.copy(copy / pieces[0], copy / pieces[1])
    index = copy / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": dict(zip("abc", pieces, strict=True))}), encoding="utf-8")
    assert f"the weights lack {pieces[2]}." in local_checkpoints([copy])[0].problem
    shutil.copy(copy / pieces[0], copy / pieces[2])
    assert not local_checkpoints([copy])[0].problem
    index.write_text("[]", encoding="utf-8")
    assert "index of the weights is damaged" in local_checkpoints([copy])[0].problem
