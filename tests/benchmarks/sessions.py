"""People who click, as sessions of Streamlit's own protocol: a websocket each, without a browser's share of the time.

A click sends what a browser would send: the states of all widgets with one of them changed. It is answered when the
server says that the script has finished, so that its time holds waiting for the other sessions, the script, and all of
its elements on their way. A click in a fragment of the page asks for that fragment only, as a browser does, and
fragments that the page asks to run every few seconds are run, too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

import numpy as np
import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 60.0  # seconds for an answer
_CHOICES = ("selectbox", "button_group")


class Choice(NamedTuple):
    """A widget with options: its kind and id, the options as shown, its parameter in the address ("" for none), and the
    fragment of the page that it stands in ("" for none)."""

    kind: str
    widget: str
    options: tuple[str, ...]
    parameter: str
    fragment: str


@dataclass
class Session:
    """One person's open page: the widgets it shows, and the states that were clicked."""

    socket: ClientConnection
    query: str
    page: str = ""
    choices: dict[str, Choice] = field(default_factory=dict)  # by label
    states: dict[str, WidgetState] = field(default_factory=dict)
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    offered: asyncio.Event = field(default_factory=asyncio.Event)  # set once there is something to click
    failures: list[str] = field(default_factory=list)
    fragments: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    awaited: str = ""  # the fragment that the last click asked for, "" for the whole script
    answered: bool = False  # whether an element of that fragment has come since

    async def run(self, fragment: str = "", *, auto: bool = False) -> None:
        """Asks for a run of the whole script, or of a fragment."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash, state.page_name = self.query, self.page, ""
        state.widget_states.widgets.extend(self.states.values())
        if fragment:
            state.fragment_id, state.is_auto_rerun = fragment, auto
        await self.socket.send(message.SerializeToString())

    async def listen(self) -> None:
        """Takes what the server sends until the socket closes."""
        async for content in self.socket:
            if isinstance(content, bytes):
                self._take(ForwardMsg.FromString(content))

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self.page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta":
            self.answered |= message.delta.fragment_id == self.awaited
            self._element(message.delta.new_element, message.delta.fragment_id)
        elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            self.finished.set()
        elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
            if self.awaited and self.answered:
                self.finished.set()
        elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            self.failures.append("the script does not compile")
        elif kind == "auto_rerun" and message.auto_rerun.fragment_id not in self.fragments:
            name = message.auto_rerun.fragment_id
            self.fragments[name] = asyncio.create_task(self._repeat(name, message.auto_rerun.interval))

    def _element(self, element: Element, fragment: str) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.failures.append(f"{element.exception.type}: {element.exception.message}")
        elif kind in _CHOICES:
            widget = getattr(element, kind)
            options = tuple(getattr(option, "content", option) for option in widget.options)
            self.choices[widget.label] = Choice(kind, widget.id, options, widget.query_param_key, fragment)
            if len(options) > 1:
                self.offered.set()

    async def _repeat(self, fragment: str, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            if self.finished.is_set():
                await self.run(fragment, auto=True)

    async def choose(self, label: str, option: str) -> None:
        """Sets a widget's state, and the address where that holds it, and asks for the run that a click asks for."""
        choice = self.choices[label]
        state = WidgetState(id=choice.widget)
        if choice.kind == "selectbox":
            state.string_value = option
        else:
            state.string_array_value.data.append(option)
        self.states[choice.widget] = state
        if choice.parameter:
            self.query = urlencode({**dict(parse_qsl(self.query)), choice.parameter: option})
        self.finished.clear()
        self.awaited, self.answered = choice.fragment, False
        await self.run(choice.fragment)


def clicks_of(session: Session) -> Iterator[tuple[str, str]]:
    """Endless clicks: each choice of the first page in turn, from the option after the one that it shows on."""
    labels = [label for label, choice in session.choices.items() if len(choice.options) > 1]
    for turn in count(1):
        for label in labels:
            options = session.choices[label].options
            yield label, options[turn % len(options)]


def clicked(url: str, server: int, addresses: list[str], seconds: float, every: float = 1.0) -> dict[str, Any]:
    """One person for each address, each clicking once `every` seconds; percentiles of the answers' times in seconds.

    `server` is the process that is asked: `processor` is how long a click occupied it.
    """
    return asyncio.run(_clicked(url, psutil.Process(server), addresses, seconds, every))


async def _clicked(
    url: str, server: psutil.Process, addresses: list[str], seconds: float, every: float
) -> dict[str, Any]:
    begun = time.perf_counter()
    first = await _person(url, addresses[0], 0.0, 0.0, every)
    opened, before = time.perf_counter() - begun, _processor(server)
    people = [
        _person(url, address, every * place / len(addresses), seconds, every) for place, address in enumerate(addresses)
    ]
    found = await asyncio.gather(*people)
    times = np.concatenate([times for times, _ in found])
    failures = [failure for _, failures in (first, *found) for failure in failures]
    return {
        "seconds": float(np.percentile(times, 95)), "p50": float(np.percentile(times, 50)), "clicks": len(times),
        "longest": float(times.max()), "first": opened, "failures": failures[:3],
        "processor": (_processor(server) - before) / len(times),
    }  # fmt: skip


def _processor(server: psutil.Process) -> float:
    spent = server.cpu_times()
    return float(spent.user + spent.system)


async def _person(url: str, address: str, wait: float, seconds: float, every: float) -> tuple[list[float], list[str]]:
    """Opens a page, then clicks; a click that had to wait for the one before counts from when it was due."""
    page, _, query = address.partition("?")
    stream = url.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(stream, subprotocols=["streamlit"], max_size=None, ping_interval=None) as socket:  # type: ignore[list-item]
        session = Session(socket, query)
        listening = asyncio.create_task(session.listen())
        await _open(session, page)
        await asyncio.wait_for(session.offered.wait(), PATIENCE)
        times: list[float] = []
        await asyncio.sleep(wait)
        due = start = time.perf_counter()
        for label, option in clicks_of(session):
            if due - start >= seconds:
                break
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await session.choose(label, option)
            await asyncio.wait_for(session.finished.wait(), PATIENCE)
            times.append(time.perf_counter() - due)
            due += every
        for task in (*session.fragments.values(), listening):
            task.cancel()
    return times, session.failures


async def _open(session: Session, page: str) -> None:
    message = BackMsg()
    message.rerun_script.query_string, message.rerun_script.page_name = session.query, page
    await session.socket.send(message.SerializeToString())
    await asyncio.wait_for(session.finished.wait(), PATIENCE)
