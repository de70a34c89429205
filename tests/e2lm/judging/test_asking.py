"""A judging from its request to its rate, against a server that behaves and misbehaves as endpoints do."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from e2lm.alignment.rate import rate
from e2lm.errors import RequestError
from e2lm.judging import kept, steering
from e2lm.judging.asking import judge, left
from e2lm.judging.endpoint import Endpoint
from e2lm.judging.request import Request, request_of
from e2lm.judging.result import judgement
from e2lm.leakage.items import Item
from tests.judge_server import Answer, completion, judging, said

KEY = "sk-very-secret"
ITEMS = [Item(f"key{n}", "quiz", f"question {n}", ("yes", "no"), (0,), f"question {n}", "") for n in range(40)]


def never(_: float) -> None:
    """Waits for nothing."""


def prepared(home: Path, size: int = 10, parallel: int = 4) -> tuple[Path, Request]:
    request = request_of("quiz", ITEMS, "judge-1", size=size, parallel=parallel)
    return kept.folder_of(home, kept.keep_request(home, request)), request


def everything_in(folder: Path) -> str:
    return "".join(file.read_text() for file in folder.rglob("*") if file.is_file())


def test_a_request_is_a_sample_and_reads_back(tmp_path: Path) -> None:
    folder, request = prepared(tmp_path, size=7)
    assert kept.read_request(folder) == request
    assert (len(request.questions), request.population) == (7, 40)
    assert kept.ids(tmp_path) == [folder.name]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"model": " "}, "model"), ({"size": 0}, "sample"), ({"parallel": 0}, "parallel"), ({"criteria": ""}, "criteria"),
     ({"among": ["elsewhere"]}, "task")],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_before_anything_is_written(change: dict[str, object], field: str) -> None:
    with pytest.raises(RequestError) as raised:
        request_of(**{"task": "quiz", "items": ITEMS, "model": "judge-1", **change})  # type: ignore[arg-type]
    assert raised.value.field == field


def test_every_question_is_asked_once_and_its_cost_and_answer_are_kept(tmp_path: Path) -> None:
    folder, request = prepared(tmp_path)
    heard: list[str] = []
    with judging(lambda question, _: said("Accept" if question != request.questions[2].text else "Reject")) as server:
        assert judge(folder, request, Endpoint(server.address, KEY), said=lambda call: heard.append(call.doc_key))
    assert len(server.requests) == 10
    assert sorted(heard) == sorted(one.doc_key for one in request.questions)
    found = judgement(folder, request, whole=True)
    counted = rate(one.word for one in found.verdicts)
    assert (counted.accepted, counted.rejected, counted.errors) == (9, 1, 0)
    assert (found.settings["prompt_tokens"], found.settings["completion_tokens"]) == (1000, 200)
    assert json.loads(kept.calls_in(folder)[0].raw)["object"] == "chat.completion"


def test_neither_key_nor_address_is_kept_even_where_the_endpoint_repeats_them(tmp_path: Path) -> None:
    folder, request = prepared(tmp_path)

    def talkative(question: str, _: int) -> Answer:
        if question == request.questions[1].text:
            return Answer(400, f"no key like {KEY} at {server.address}")
        return said("Accept", f"asked with {KEY} at {server.address}")

    with judging(talkative) as server:
        judge(folder, request, Endpoint(server.address, KEY))
    text = everything_in(folder)
    assert "asked with [key] at [address]" in text
    assert KEY not in text
    assert server.address not in text


def test_refusals_and_broken_answers_count_against(tmp_path: Path) -> None:
    folder, request = prepared(tmp_path, size=4)
    answers = dict(
        zip(
            [one.text for one in request.questions],
            [said("Accept"), completion("not json"), said("Accept", refusal="no"), completion(None)],
            strict=True,
        )
    )
    with judging(lambda question, _: answers[question]) as server:
        assert judge(folder, request, Endpoint(server.address))
    counted = rate(one.word for one in judgement(folder, request, whole=True).verdicts)
    assert (counted.asked, counted.errors, counted.value) == (4, 3, 0.25)
    assert not left(folder, request)
    assert len(server.requests) == 4


def test_it_waits_as_a_429_asks_and_goes_on(tmp_path: Path) -> None:
    folder, request = prepared(tmp_path, size=5, parallel=1)
    waits: list[float] = []

    def busy_at_first(_: str, before: int) -> Answer:
        return said("Accept") if before else Answer(429, "slow down", {"retry-after": "11"})

    with judging(busy_at_first) as server:
        assert judge(folder, request, Endpoint(server.address), sleep=waits.append)
    assert waits == [11] * 5
    assert kept.calls_in(folder)[0].failures == ("status 429: slow down",)
    assert not any(call.lost for call in kept.calls_in(folder))


@pytest.mark.parametrize(
    ("answer", "remedy"),
    [
        (Answer(401, "who are you"), "OPENAI_API_KEY"),
        (Answer(404, "no such model"), "model's name"),
        (Answer(400, "response_format is not known"), "JSON schema"),
        (Answer(500, "broken"), "start again"),
        (Answer(body=None), "start again"),
    ],
)
def test_an_endpoint_that_cannot_judge_at_all_costs_no_benchmark_its_rate(
    tmp_path: Path, answer: Answer, remedy: str
) -> None:
    folder, request = prepared(tmp_path)
    with judging(lambda *_: answer) as server, pytest.raises(RequestError) as raised:
        judge(folder, request, Endpoint(server.address), sleep=never)
    assert remedy in raised.value.remedy
    assert len({json.dumps(one["messages"]) for one in server.requests}) == 1
    assert not judgement(folder, request, whole=False).verdicts
    assert steering.failure(folder) == str(raised.value)


def test_an_endpoint_that_breaks_off_stops_the_judging_and_a_later_start_goes_on(tmp_path: Path) -> None:
    folder, request = prepared(tmp_path, size=20)
    good = {one.text for one in request.questions[:9]}
    down = Answer(503, "down")
    with (
        judging(lambda question, _: said("Accept") if question in good else down) as server,
        pytest.raises(RequestError, match="503"),
    ):
        judge(folder, request, Endpoint(server.address), sleep=never)
    some = judgement(folder, request, whole=False)
    assert {one.word for one in some.verdicts} == {"accept"}
    assert len(some.verdicts) == 9
    with judging(lambda *_: said("Reject")) as server:
        assert judge(folder, request, Endpoint(server.address))
    assert len(server.requests) == 11
    words = [one.word for one in judgement(folder, request, whole=True).verdicts]
    assert (words.count("accept"), words.count("reject")) == (9, 11)
    assert steering.failure(folder) == ""


def test_single_questions_without_an_answer_are_errors_once_all_were_asked(tmp_path: Path) -> None:
    folder, request = prepared(tmp_path, size=10)
    bad = request.questions[5].text
    with judging(lambda question, _: Answer(500, "broken") if question == bad else said("Accept")) as server:
        assert judge(folder, request, Endpoint(server.address), sleep=never)
    counted = rate(one.word for one in judgement(folder, request, whole=True).verdicts)
    assert (counted.accepted, counted.errors, counted.value) == (9, 1, 0.9)
    assert [one.text for one in left(folder, request)] == [bad]
    with judging(lambda *_: said("Accept")) as server:
        assert judge(folder, request, Endpoint(server.address))
    assert len(server.requests) == 1
    assert rate(one.word for one in judgement(folder, request, whole=True).verdicts).value == 1.0


def test_a_stop_ends_it_and_what_was_answered_is_a_sample(tmp_path: Path) -> None:
    folder, request = prepared(tmp_path, size=12, parallel=2)
    with judging(lambda *_: said("Accept")) as server:
        assert not judge(folder, request, Endpoint(server.address), said=lambda _: steering.stop(folder))
        found = judgement(folder, request, whole=False)
        assert [one.doc_key for one in found.verdicts] == [request.questions[0].doc_key]
        assert judge(folder, request, Endpoint(server.address))
    assert len(server.requests) == 12


def test_several_are_asked_at_a_time_but_no_more_than_wanted(tmp_path: Path) -> None:
    folder, request = prepared(tmp_path, size=13, parallel=3)
    most, now, lock = 0, 0, threading.Lock()
    together = threading.Barrier(3, timeout=5)

    def counting(question: str, _: int) -> Answer:
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        if question != request.questions[0].text:
            together.wait()
        with lock:
            now -= 1
        return said("Accept")

    with judging(counting) as server:
        assert judge(folder, request, Endpoint(server.address))
    assert most == 3


def test_two_processes_do_not_ask_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, request = prepared(tmp_path)
    holder = steering.lock_of(folder)
    with holder:
        assert steering.is_asking(folder)
        monkeypatch.setattr(steering, "PATIENCE", 0.05)
        with pytest.raises(RequestError, match="another process"):
            judge(folder, request, Endpoint("http://127.0.0.1:9/v1"))
    assert not steering.is_asking(folder)


def test_a_line_that_a_crash_tore_off_is_asked_again(tmp_path: Path) -> None:
    folder, request = prepared(tmp_path, size=3)
    with judging(lambda *_: said("Accept")) as server:
        judge(folder, request, Endpoint(server.address))
        lines = (folder / kept.ANSWERS).read_bytes()
        (folder / kept.ANSWERS).write_bytes(lines[:-40])
        assert len(left(folder, request)) == 1
        assert judge(folder, request, Endpoint(server.address))
    assert len(server.requests) == 4
    assert len(judgement(folder, request, whole=True).verdicts) == 3


def test_a_disk_that_refuses_is_named_and_no_answer_is_lost_silently(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, request = prepared(tmp_path, size=3)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("e2lm.judging.asking.keep", full)
    with judging(lambda *_: said("Accept")) as server, pytest.raises(RequestError, match="No space left") as raised:
        judge(folder, request, Endpoint(server.address))
    assert raised.value.file == str(folder)
    (tmp_path / "file").write_text("")
    with pytest.raises(RequestError, match="cannot be written"):
        kept.keep_request(tmp_path / "file", request)


def test_a_damaged_request_is_named_with_its_file(tmp_path: Path) -> None:
    folder, _ = prepared(tmp_path)
    (folder / kept.REQUEST).write_text('{"task": "quiz"}')
    with pytest.raises(RequestError) as raised:
        kept.read_request(folder)
    assert raised.value.file.endswith("request.json")
    with pytest.raises(RequestError):
        kept.folder_of(tmp_path, "../elsewhere")
