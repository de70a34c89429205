"""Folders of an object store: what lies there, its bytes, and what is said where it cannot be had."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from e2lm.errors import RequestError
from e2lm.harness.remote import RemoteError, RemoteFolder, checked_url, is_url, opened, shown
from tests import object_store


@pytest.fixture
def folder(bucket: str) -> RemoteFolder:
    return opened(f"{bucket}/team/results")


def test_files_are_listed_by_name_with_a_mark_that_changes_with_their_content(
    folder: RemoteFolder, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"one")
    folder.put({"run/a.json": tmp_path / "a", "b.json": tmp_path / "a"})
    first = folder.files()
    assert {name: size for name, (size, _) in first.items()} == {"run/a.json": 3, "b.json": 3}
    folder.write("b.json", b"two")
    second = folder.files()
    assert second["run/a.json"] == first["run/a.json"]
    assert second["b.json"] != first["b.json"]


def test_what_is_put_there_comes_back_byte_by_byte(folder: RemoteFolder, tmp_path: Path) -> None:
    folder.write("run/ä 1.json", b"\x00\xff{}")
    assert folder.read(["run/ä 1.json"]) == {"run/ä 1.json": b"\x00\xff{}"}
    folder.fetch({"run/ä 1.json": tmp_path / "back"})
    assert (tmp_path / "back").read_bytes() == b"\x00\xff{}"
    assert folder.exists("run/ä 1.json")
    folder.remove(["run/ä 1.json", "never/there.json"])
    assert folder.files() == {}
    assert not folder.exists("run/ä 1.json")


def test_a_neighbour_whose_name_begins_alike_is_not_inside(folder: RemoteFolder) -> None:
    RemoteFolder(folder.url, folder.store, folder.root + "-old").write("x.json", b"{}")
    assert folder.files() == {}


def test_a_bucket_that_does_not_exist_is_an_error_and_an_empty_folder_is_not(folder: RemoteFolder) -> None:
    assert folder.below("nothing/here").files() == {}
    with pytest.raises(RemoteError, match=r"s3://no-such-bucket/x: there is no such bucket"):
        opened("s3://no-such-bucket/x").files()


def test_a_store_that_does_not_answer_is_said_without_its_secrets(
    folder: RemoteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    object_store.forget_connections()
    with pytest.raises(RemoteError, match="the store cannot be reached") as raised:
        opened(folder.url).files()
    assert object_store.SECRET not in str(raised.value)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full stands for a full disk")
def test_a_full_disk_here_is_no_fault_of_the_store(folder: RemoteFolder) -> None:
    folder.write("a.json", b"{}")
    with pytest.raises(OSError, match="No space left"):
        folder.fetch({"a.json": Path("/dev/full")})


def test_addresses_are_told_from_paths() -> None:
    assert is_url("s3://bucket/folder")
    assert not is_url("/home/me/runs")
    assert checked_url(" S3://bucket/folder/ ") == "s3://bucket/folder"
    assert checked_url("hf://datasets/team/results@main/runs") == "hf://datasets/team/results@main/runs"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://example.com/x", "no object store has such an address"),
        ("simplecache::s3://bucket/x", "no object store has such an address"),
        ("s3://", "the address names no folder"),
        ("s3://bucket/../other", "the address names no folder"),
        ("s3://me:hunter2hunter@bucket/x", "holds a name or password"),
    ],
)
def test_addresses_that_name_no_store_are_refused_with_a_remedy(url: str, problem: str) -> None:
    with pytest.raises(RequestError, match=problem) as raised:
        checked_url(url)
    assert "hunter2" not in str(raised.value)
    assert raised.value.remedy


def test_secrets_of_the_environment_and_of_addresses_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_TOKEN", "tok-1234567")
    assert shown("GET ftp://me:pw@host/x with tok-1234567 failed") == "GET ftp://***@host/x with *** failed"


def test_a_store_whose_package_is_absent_names_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    with pytest.raises(RequestError, match=r"gs:// needs the package gcsfs.*pip install gcsfs"):
        opened("gs://bucket/folder")
