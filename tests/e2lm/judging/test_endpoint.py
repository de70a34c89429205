"""The endpoint: where it is named, what goes there, and what never leaves it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from e2lm.errors import RequestError
from e2lm.judging import endpoint as endpoints
from e2lm.judging.endpoint import OPENAI, Endpoint, Reply, call, client, endpoint_of
from e2lm.judging.retries import FIRST_WAIT, LONGEST_WAIT, asked, in_words, passes, wait
from tests.judge_server import Answer, judging, said

BODY = {"messages": [{}, {"content": '{"question": "Why?"}'}]}


def test_without_address_and_key_there_is_no_judge() -> None:
    assert endpoint_of({"OPENAI_API_KEY": " ", "PATH": "/bin"}) is None


def test_a_key_alone_is_for_openai_and_an_address_alone_needs_no_key() -> None:
    assert endpoint_of({"OPENAI_API_KEY": "sk-1"}) == Endpoint(OPENAI, "sk-1")
    assert endpoint_of({"OPENAI_BASE_URL": "http://localhost:8000/v1/"}) == Endpoint("http://localhost:8000/v1", "")


@pytest.mark.parametrize(
    ("environment", "field"),
    [
        ({"OPENAI_BASE_URL": "localhost:8000"}, "OPENAI_BASE_URL"),
        ({"OPENAI_BASE_URL": "ftp://judge/v1"}, "OPENAI_BASE_URL"),
        ({"OPENAI_BASE_URL": "http:///v1"}, "OPENAI_BASE_URL"),
        ({"OPENAI_BASE_URL": "http://judge/v1\nx"}, "OPENAI_BASE_URL"),
        ({"OPENAI_API_KEY": "sk-1\nsk-2"}, "OPENAI_API_KEY"),
        ({"OPENAI_API_KEY": "schlüssel"}, "OPENAI_API_KEY"),
    ],
)
def test_an_address_or_key_that_cannot_be_used_is_named_but_not_shown(environment: dict[str, str], field: str) -> None:
    with pytest.raises(RequestError) as raised:
        endpoint_of(environment)
    assert raised.value.field == field
    assert not any(value in str(raised.value) for value in environment.values())


def test_address_and_key_stand_in_no_repr_and_in_no_complaint() -> None:
    endpoint = Endpoint("https://user:word@judge.example/v1", "sk-secret")
    assert "judge" not in repr(endpoint)
    assert "sk-secret" not in repr(endpoint)
    complaint = "Incorrect key sk-secret for https://user:word@judge.example/v1 at judge.example"
    assert endpoint.without_secrets(complaint) == "Incorrect key [key] for [address] at [host]"


def test_the_key_goes_in_the_header_and_nowhere_else() -> None:
    with judging(lambda *_: said("Accept")) as server:
        endpoint = Endpoint(server.address, "sk-secret")
        with client(endpoint) as connection:
            reply = call(connection, endpoint, BODY)
    assert reply.status == 200
    assert server.headers[0]["authorization"] == "Bearer sk-secret"
    assert "sk-secret" not in str(server.requests)


def test_address_and_key_are_not_logged_at_any_level(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with judging(lambda *_: said("Accept")) as server:
        endpoint = Endpoint(server.address, "sk-secret")
        with client(endpoint) as connection:
            call(connection, endpoint, BODY)
    assert len(server.requests) == 1
    assert "sk-secret" not in caplog.text
    assert server.address.removeprefix("http://") not in caplog.text


def test_without_a_key_no_header_is_sent() -> None:
    with judging(lambda *_: said("Accept")) as server, client(Endpoint(server.address)) as connection:
        call(connection, Endpoint(server.address), BODY)
    assert "authorization" not in server.headers[0]


def test_a_redirect_is_not_followed_with_the_key() -> None:
    with judging(lambda *_: said("Accept")) as other:
        moved = Answer(307, "", {"location": f"{other.address}/chat/completions"})
        with judging(lambda *_: moved) as server, client(Endpoint(server.address, "sk-secret")) as connection:
            reply = call(connection, Endpoint(server.address, "sk-secret"), BODY)
    assert reply.status == 307
    assert not other.requests


def test_silence_a_closed_connection_and_nobody_there_are_failures_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object) -> Answer:
        time.sleep(0.4)
        return said("Accept")

    monkeypatch.setattr(endpoints, "SILENT_SECONDS", 0.1)
    with judging(late) as server, client(Endpoint(server.address)) as connection:
        silent = call(connection, Endpoint(server.address), BODY)
    assert (silent.status, silent.failure) == (0, "no answer within 0.1 s")
    with judging(lambda *_: Answer(body=None)) as server, client(Endpoint(server.address)) as connection:
        cut = call(connection, Endpoint(server.address), BODY)
    assert cut.status == 0
    assert "cannot be reached" in cut.failure
    with client(Endpoint(server.address)) as connection:
        nobody = call(connection, Endpoint(server.address), BODY)
    assert "cannot be reached" in nobody.failure


def test_a_reply_without_end_is_not_read_to_its_end() -> None:
    with judging(lambda *_: Answer(200, "x" * 2_000_000)) as server, client(Endpoint(server.address)) as connection:
        reply = call(connection, Endpoint(server.address), BODY)
    assert reply.failure == "the reply is larger than 1 MiB"
    assert not passes(reply)


@pytest.mark.parametrize("status", [0, 408, 409, 429, 500, 502, 503, 529])
def test_these_failures_pass(status: int) -> None:
    assert passes(Reply(status, ""))


@pytest.mark.parametrize("status", [200, 307, 400, 401, 403, 404, 422])
def test_these_do_not(status: int) -> None:
    assert not passes(Reply(status, ""))


def test_the_wait_doubles_up_to_a_minute_and_is_spread() -> None:
    for turn in range(12):
        usual = min(FIRST_WAIT * 2**turn, LONGEST_WAIT)
        assert usual <= wait(turn) <= 1.25 * usual
    assert len({wait(3) for _ in range(5)}) > 1


def test_what_the_endpoint_asks_for_is_waited_but_no_longer_than_a_minute() -> None:
    assert wait(0, "7") == 7
    assert wait(0, "86400") == LONGEST_WAIT
    in_twenty = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    assert 15 < wait(0, in_twenty) <= 20
    assert wait(0, "Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert wait(0, "soon") >= FIRST_WAIT


def test_it_is_asked_again_until_an_answer_comes() -> None:
    replies = iter([Reply(429, "slow down", retry_after="3"), Reply(503, "busy"), Reply(200, "yes")])
    waits: list[float] = []
    reply, failures = asked(lambda: next(replies), waits.append)
    assert reply.text == "yes"
    assert failures == ("status 429: slow down", "status 503: busy")
    assert waits[0] == 3
    assert len(waits) == 2


def test_after_five_tries_the_last_failure_stands() -> None:
    waits: list[float] = []
    reply, failures = asked(lambda: Reply(0, "", "no answer within 120 s"), waits.append)
    assert in_words(reply) == "no answer within 120 s"
    assert (len(failures), len(waits)) == (4, 4)
