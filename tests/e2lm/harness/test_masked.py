"""What a worker prints: without secrets, in the letters that its log takes."""

from __future__ import annotations

import io
import sys

import pytest

from e2lm.harness.masked import masked_output


def test_secrets_do_not_come_through_and_the_rest_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_batterystaple")
    with masked_output():
        print("sent hf_batterystaple to https://me:secret@mirror/x")
        print("so did stderr: hf_batterystaple", file=sys.stderr, flush=True)
        sys.stdout.writelines(["hf_batterystaple, ", "done\n"])
    print("hf_batterystaple")
    said = capsys.readouterr()
    assert said.out == "sent *** to https://***@mirror/x\n***, done\nhf_batterystaple\n"
    assert said.err == "so did stderr: ***\n"


def test_letters_that_the_log_does_not_have_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster may still have a locale of its own; a folder's name may be no text at all."""
    log = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(log, encoding="latin-1", write_through=True))
    with masked_output():
        print("é 漢 \udcff")
    assert log.getvalue() == b"\xe9 \\u6f22 \\udcff\n"
