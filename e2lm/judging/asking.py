"""A judging carried out: every question of a request asked once, several at a time, each answer kept at once.

The first question goes alone. An endpoint that refuses it, or cannot be reached, would refuse them all: the judging
stops there and says why, since errors count against a benchmark that is not to blame. So it does after several
questions in a row that the endpoint did not answer. What was answered is kept, and a later start goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx2
from filelock import Timeout

from e2lm.alignment.answer import Answer, answer_of
from e2lm.alignment.asking import Question, body
from e2lm.errors import RequestError
from e2lm.judging.endpoint import Endpoint, call, client
from e2lm.judging.kept import Kept, keep, last_calls, writing
from e2lm.judging.request import Request
from e2lm.judging.retries import asked, in_words
from e2lm.judging.steering import STOP, begin, lock_of, note_failure

_OTHER = "Check the model's name, and that the endpoint takes a JSON schema and the parameters temperature and seed."
REMEDIES = {
    400: _OTHER,
    401: "Check OPENAI_API_KEY.",
    403: "Check OPENAI_API_KEY, and that it may use this model.",
    404: "Check OPENAI_BASE_URL (it ends in /v1) and the model's name.",
    422: _OTHER,
    429: "Wait, or ask fewer at a time, then start again: what was answered is kept.",
}
MOST_LOST = 5  # questions in a row without an answer from the endpoint

Sleep = Callable[[float], None]


def judge(
    folder: Path,
    request: Request,
    endpoint: Endpoint,
    *,
    said: Callable[[Kept], None] = lambda _: None,
    sleep: Sleep = time.sleep,
) -> bool:
    """Asks what has no answer yet, and says whether every question was asked: not where `steering.stop` ended it.

    `said` hears of each call as it is kept. Raises RequestError where another process asks already, where the endpoint
    refuses or does not answer, and where an answer cannot be written.
    """
    with writing(folder), _alone(folder), client(endpoint) as connection:
        begin(folder)
        try:
            return _judged(folder, request, _Asker(connection, endpoint, request, sleep), said)
        except RequestError as error:
            note_failure(folder, str(error))
            raise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    lock = lock_of(folder)
    try:
        lock.acquire()
    except Timeout as error:
        remedy = "Wait for it, or stop it on the alignment page."
        raise RequestError("another process asks already", remedy=remedy, file=str(folder)) from error
    with lock:
        yield


def left(folder: Path, request: Request) -> list[Question]:
    """The questions of a request that the endpoint did not answer yet."""
    calls = last_calls(folder)
    return [one for one in request.questions if one.doc_key not in calls or calls[one.doc_key].lost]


class _Asker:
    """One connection to one endpoint, for one request."""

    def __init__(self, connection: httpx2.Client, endpoint: Endpoint, request: Request, sleep: Sleep) -> None:
        self.connection, self.endpoint, self.request, self.sleep = connection, endpoint, request, sleep

    def ask(self, question: Question) -> tuple[Kept, int]:
        """One question with its retries, as it is kept, and the status of the last reply (0: there was none)."""
        started = time.monotonic()
        sent = body(question, self.request.model, self.request.criteria, self.request.seed)
        reply, failures = asked(partial(call, self.connection, self.endpoint, sent), self.sleep)
        lost = reply.status != 200
        answer = Answer("error", in_words(reply)) if lost else answer_of(reply.text)
        clean = self.endpoint.without_secrets
        return Kept(
            question.doc_key, answer.word, clean(answer.reason), answer.prompt_tokens, answer.completion_tokens,
            round(time.monotonic() - started, 3), tuple(map(clean, failures)), lost, clean(reply.text),
        ), reply.status  # fmt: skip


def _judged(folder: Path, request: Request, asker: _Asker, said: Callable[[Kept], None]) -> bool:
    lost = 0
    for place, group in enumerate(_groups(left(folder, request), request.parallel)):
        if (folder / STOP).exists():
            return False
        with ThreadPoolExecutor(max_workers=len(group)) as threads:
            answers = list(threads.map(asker.ask, group))
        for kept, _ in answers:
            keep(folder, kept)
            said(kept)
        for kept, status in answers:
            lost = lost + 1 if kept.lost else 0
            if kept.lost and (place == 0 or lost >= MOST_LOST):
                raise _refusal(status, kept.reason)
    return True


def _groups(questions: Sequence[Question], parallel: int) -> list[Sequence[Question]]:
    """The first question alone, the others as many at a time as may be asked in parallel."""
    size = max(parallel, 1)
    others = [questions[start : start + size] for start in range(1, len(questions), size)]
    return [questions[:1], *others] if questions else []


def _refusal(status: int, why: str) -> RequestError:
    remedy = REMEDIES.get(status, "Check that the endpoint runs, then start again: what was answered is kept.")
    return RequestError(f"the endpoint does not judge ({why})", remedy=remedy)
