"""The endpoint that judges: its address and key, from the environment only, and one call to it.

OPENAI_BASE_URL is the address up to /v1, OPENAI_API_KEY the key; servers on one's own machine (vLLM, llama.cpp, Ollama)
often need none. Neither is ever written, logged or shown: not in what is kept of a call, in an error or in a repr.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from e2lm.errors import RequestError

ADDRESS, KEY = "OPENAI_BASE_URL", "OPENAI_API_KEY"
OPENAI = "https://api.openai.com/v1"
WITHOUT = f"Set {ADDRESS}, {KEY} or both in the environment that the app or the command is started in."

CONNECT_SECONDS = 10.0
SILENT_SECONDS = 120.0  # that an endpoint may think without sending anything
WHOLE_SECONDS = 300.0  # that one answer may take in all
LARGEST_ANSWER = 1024**2
_TALKATIVE = ("httpx2", "httpcore2")  # below warnings they log addresses and headers
TOO_LARGE, TOO_LONG = "the reply is larger than 1 MiB", "the reply took too long"


@dataclass(frozen=True)
class Endpoint:
    """Where a judge is asked; both fields are secrets."""

    address: str = field(repr=False)
    key: str = field(repr=False, default="")

    def without_secrets(self, text: str) -> str:
        """A text in which neither address nor key stands, such as an endpoint's complaint about the key."""
        for secret, instead in ((self.key, "[key]"), (self.address, "[address]"), (_host(self.address), "[host]")):
            text = text.replace(secret, instead) if secret else text
        return text


@dataclass(frozen=True)
class Reply:
    """What came back of one call: `status` 0 and `failure` in words where no whole answer came, else the text.

    Text and failure may repeat the secrets: `Endpoint.without_secrets` before anything of them is kept or shown.
    `retry_after` is what the endpoint asks to wait, in its own words ("" if nothing).
    """

    status: int
    text: str = field(repr=False)
    failure: str = field(repr=False, default="")
    retry_after: str = ""


def endpoint_of(environment: Mapping[str, str]) -> Endpoint | None:
    """The endpoint that an environment names; None where it names none. Raises RequestError for no http(s) address."""
    address, key = (environment.get(name, "").strip() for name in (ADDRESS, KEY))
    if not address and not key:
        return None
    address = (address or OPENAI).rstrip("/")
    try:
        url = httpx2.URL(address)
        sound = url.scheme in ("http", "https") and bool(url.host) and address.isprintable()
    except httpx2.InvalidURL:
        sound = False
    if not sound or not key.isascii() or not key.isprintable():
        wrong, remedy = (KEY, "Give the key alone, on one line") if sound else (ADDRESS, "Write https://HOST/v1")
        raise RequestError("the judge's endpoint cannot be used", remedy=f"{remedy}.", field=wrong)
    return Endpoint(address, key)


def client(endpoint: Endpoint) -> httpx2.Client:
    """A client that sends the key to this endpoint only: it follows no redirect, and its library logs no request."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    return httpx2.Client(headers=headers, timeout=httpx2.Timeout(SILENT_SECONDS, connect=CONNECT_SECONDS))


def call(client: httpx2.Client, endpoint: Endpoint, body: Mapping[str, Any]) -> Reply:
    """Asks once. What goes wrong on the way is in the reply; nothing is raised."""
    started, content = time.monotonic(), bytearray()
    try:
        with client.stream("POST", f"{endpoint.address}/chat/completions", json=body) as response:
            for part in response.iter_bytes():
                content += part
                if len(content) > LARGEST_ANSWER or time.monotonic() - started > WHOLE_SECONDS:
                    return Reply(0, "", TOO_LARGE if len(content) > LARGEST_ANSWER else TOO_LONG)
            text = content.decode("utf-8", "replace")
            return Reply(response.status_code, text, "", response.headers.get("retry-after", ""))
    except httpx2.TimeoutException:
        return Reply(0, "", f"no answer within {client.timeout.read or 0:g} s")
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as error:
        return Reply(0, "", f"the endpoint cannot be reached ({error})")


def _host(address: str) -> str:
    host = httpx2.URL(address).host
    return host if "." in host else ""
