"""Everything a server answers: the models of each call, refusals, tokens, claims, times to wait, reports."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from typing import Any
from unittest.mock import patch

from backend_client.api import large_rows
from backend_client.api.api import Api
from backend_client.api.body import UnusableBody, read_body
from backend_client.api.call import Answer, Call
from backend_client.api.error_shapes import refusal
from backend_client.api.members import MemberRow
from backend_client.api.retry import RetryPolicy, parse_retry_after
from backend_client.api.rows import read_rows
from backend_client.api.servers import PRACTICE, parse_server
from backend_client.api.sign_in_refusals import api_key_refusal, password_refusal
from backend_client.api.token_answer import read_claims
from backend_client.errors import BadAnswer, BadServerAddress, CodeMethod, SeatwardenError
from backend_client.portal.invoices import Invoice, report_of
from tests.contract.replay import DEVICE, EMAIL, HASH, Replay
from tests.contract.wire import load
from tests.contract.wire_uses import READERS
from tests.fuzz.target import Target, drawable, names_said, text_in
from tui.explain import explanation_of
from tui.presenters.csv_cells import csv_text

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LONG_DATE = "Sun, 01 Mar 2026 00:00:00 GMT"
_CALL = Call("GET", "organizations/{organization_id}")
_LARGEST_BODY = 1_000_000
_INVOICE = Invoice("in_1", NOW, "NW-0001", 1.0, "paid")


class _Fuzzed(Replay):
    """Answers a golden's request with whatever it was last told."""

    def say(self, content: bytes) -> None:
        self._content = content
        self.asked.clear()


class Bench:
    """Every call of the client before such a server, in one event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._made: dict[str, tuple[Api, _Fuzzed]] = {}

    def read(self, name: str, content: bytes) -> Any:
        """What the client makes of `content` where the golden of that name belongs."""
        api, server = self._made.get(name) or self._make(name)
        server.say(content)
        return self._loop.run_until_complete(READERS[name](api))

    def run(self, work: Any) -> Any:
        """The result of a coroutine."""
        return self._loop.run_until_complete(work)

    def close(self) -> None:
        """Let go of everything."""
        for api, _server in self._made.values():
            self._loop.run_until_complete(api.aclose())
        self._made.clear()
        self._loop.close()

    def _make(self, name: str) -> tuple[Api, _Fuzzed]:
        golden = load(name)
        server = _Fuzzed(golden)
        api = Api(PRACTICE, device=DEVICE, asgi_app=server)
        api.transport._retries = RetryPolicy(attempts=1)
        if golden.request.signed_in:
            self._loop.run_until_complete(api.auth.sign_in_with_password(EMAIL, HASH))
        self._made[name] = api, server
        return api, server


@cache
def bench() -> Bench:
    """The one of this process."""
    return Bench()


def close_bench() -> None:
    """Close it where it was opened."""
    if bench.cache_info().currsize:
        bench().close()
        bench.cache_clear()


def _model(name: str) -> Target:
    return Target(
        f"wire_{name}",
        lambda data: bench().read(name, data),
        (SeatwardenError,),
        per_byte=400,
        constant=4_000_000,
        json=True,
    )


def _answer(data: bytes) -> Answer:
    """The first line is the status and what the headers say; the rest is the body."""
    head, _line, body = data.partition(b"\n")
    status, _space, after = text_in(head).partition(" ")
    number = int(status) if status.isascii() and status.isdigit() and len(status) == 3 else 400
    headers = {"retry-after": after} if after else {"www-authenticate": "Bearer"}
    return Answer(_CALL, max(400, number), headers, body, "vault.example")


def _refusal(data: bytes) -> None:
    """Every reading of a refusal, and the words it is told in."""
    answer = _answer(data)
    for error in (
        refusal(answer),
        refusal(answer, token_due=True),
        api_key_refusal(answer),
        *(password_refusal(answer, method) for method in (None, *CodeMethod)),
    ):
        assert isinstance(error, SeatwardenError)
        words = explanation_of(error)
        drawable(words.title, words.sentence, words.next_step, words.line())


def _retry_after(data: bytes) -> None:
    found = parse_retry_after(text_in(data), now=NOW)
    assert found is None or 0.0 <= found < 1e12


def _large_rows(data: bytes) -> None:
    """A list that counts as long: cut in pieces it has the same rows as the whole, whatever is in one."""
    row = json.dumps(load("users").answer.body["data"][0], separators=(",", ":")).encode()
    answer = Answer(_CALL, 200, {}, b'{"object":"list","data":[%b,%b]}' % (b",".join([row] * 4), data))
    with patch.multiple(large_rows, _SMALL=0, _PIECE=200, _MOST_AT_ONCE=len(row) * 8):
        found = bench().run(large_rows.read_large_rows(MemberRow, answer))
    with suppress(BadAnswer, RecursionError):  # what ends early is a list all the same, and may say it again
        whole = read_rows(MemberRow, answer)
        assert found == whole or names_said(answer.body).count("data") > 1, f"{found} instead of {whole}"


def _packed(data: bytes) -> None:
    """A packed body, in pieces: never more than it may be, and the same whichever way it is cut."""

    async def pieces(size: int) -> AsyncIterator[bytes]:
        for start in range(0, len(data), size):
            yield data[start : start + size]

    def read(size: int) -> bytes | None:
        try:
            body: bytes = bench().run(read_body(pieces(size), "gzip", _LARGEST_BODY))
        except UnusableBody:
            return None
        assert len(body) <= _LARGEST_BODY
        return body

    assert read(7) == read(len(data) + 1)


def _report(data: bytes) -> None:
    report = report_of(_INVOICE, text_in(data), NOW)
    lines = [(line.client, line.plan, line.total, line.amount) for line in report.lines]
    drawable(csv_text(("client", "plan", "total", "amount"), lines).replace("\n", ""))


TARGETS = (
    *map(_model, sorted(READERS)),
    Target("refusal", _refusal),
    Target("retry_after", _retry_after),
    Target("claims", lambda data: read_claims(text_in(data))),
    Target("large_rows", _large_rows, (BadAnswer,), per_byte=400, constant=12_000_000),
    Target("packed_body", _packed, constant=4_000_000),
    Target("invoice_report", _report, (BadAnswer,), per_byte=300),
    Target("server_address", lambda data: parse_server(text_in(data)), (BadServerAddress,)),
)
