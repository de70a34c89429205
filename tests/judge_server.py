"""A server on this machine that speaks OpenAI's chat protocol and answers as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What the server sends: a status, a body and headers; None as the body closes the connection without any."""

    status: int = 200
    body: str | None = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Served:
    """The server's address, and every request in the order of their arrival: body and headers."""

    address: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def asked(self, number: int) -> dict[str, Any]:
        """What stands in the user's message of a request."""
        asked: dict[str, Any] = json.loads(self.requests[number]["messages"][1]["content"])
        return asked


# The question that is asked, and how often it was asked before, to an answer.
Script = Callable[[str, int], Answer]


def said(
    verdict: str, reason: str = "because", *, tokens: tuple[int, int] | None = (100, 20), **message: str
) -> Answer:
    """A completion with a verdict in the asked form; `message` replaces fields of it."""
    return completion(json.dumps({"reason": reason, "verdict": verdict}), tokens=tokens, **message)


def completion(content: str | None, *, tokens: tuple[int, int] | None = (100, 20), **message: str) -> Answer:
    """A completion with any content; `finish_reason` and `refusal` as an endpoint sends them."""
    choice = {
        "index": 0, "finish_reason": message.get("finish_reason", "stop"),
        "message": {"role": "assistant", "content": content, "refusal": message.get("refusal")},
    }  # fmt: skip
    usage = {} if tokens is None else {"usage": {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}}
    return Answer(200, json.dumps({"object": "chat.completion", "choices": [choice], **usage}))


@contextmanager
def judging(script: Script) -> Iterator[Served]:
    """Serves until the end of the block."""
    lock, times = threading.Lock(), dict[str, int]()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            question = json.loads(body["messages"][1]["content"])["question"]
            with lock:
                served.requests.append(body)
                served.headers.append({name.lower(): value for name, value in self.headers.items()})
                before = times.get(question, 0)
                times[question] = before + 1
            answer = script(question, before)
            if self.path != "/v1/chat/completions":
                answer = Answer(404, "no such path")
            if answer.body is None:
                self.close_connection = True
                return
            content = answer.body.encode()
            self.send_response(answer.status)
            for name, value in {"content-length": str(len(content)), **answer.headers}.items():
                self.send_header(name, value)
            # Who had enough, or waited long enough, has hung up.
            with suppress(BrokenPipeError, ConnectionResetError):
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Served(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
