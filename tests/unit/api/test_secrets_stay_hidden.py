"""Planted secrets never reach a log record, an exception's text or a repr."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Iterator
from contextlib import suppress

import pytest

from backend_client.api.api import Api
from backend_client.api.call import Call
from backend_client.api.pace import Pace
from backend_client.api.servers import parse_server
from backend_client.api.transport import Transport
from backend_client.errors import CodeMethod, SeatwardenError
from backend_client.secret import Secret
from tests.unit.api.fake_server import DEVICE, FakeServer, Reply, api_on, token_body

PLANTED = "pl4nted-s3cret"
TOKEN = "/identity/connect/token"
PROFILE = "/api/accounts/profile"


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All loggers at their most talkative, as a curious person would set them."""
    names = ("", "httpx", "httpcore", "httpcore.http11", "httpcore.connection", "asyncio", "seatwarden.api")
    with caplog.at_level(logging.DEBUG):
        levels = {name: logging.getLogger(name).level for name in names}
        for name in names:
            logging.getLogger(name).setLevel(logging.DEBUG)
        yield caplog
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def frames_of_ours(error: BaseException) -> str:
    """What a traceback prints below the test's own frame, with the locals of every frame."""
    outer = error.__traceback__
    below = outer.tb_next if outer is not None else None
    captured = traceback.TracebackException(type(error), error, below, capture_locals=True)
    return "".join(captured.format()) + repr(error) + str(error)


def assert_quiet(caplog: pytest.LogCaptureFixture) -> None:
    for record in caplog.records:
        assert PLANTED not in record.getMessage()
        assert PLANTED not in str(record.args)


async def sign_in(api: Api) -> None:
    code = (CodeMethod.AUTHENTICATOR, Secret(f"{PLANTED}-code"))
    await api.auth.sign_in_with_password("ada@example.test", Secret(f"{PLANTED}-hash"), code)


async def test_a_whole_session_logs_only_templates(everything_logged: pytest.LogCaptureFixture) -> None:
    server = FakeServer()
    server.on("POST", TOKEN, Reply(200, token_body(access_token=f"{PLANTED}-access", Key=f"2.{PLANTED}")))
    server.on("GET", f"/api/providers/{PLANTED}/organizations", Reply(200, {"data": [{"name": PLANTED}]}))
    api = api_on(server)
    await sign_in(api)
    await api.clients.list(PLANTED)
    await api.transport.send(Call("GET", "auth-requests/{id}/response", {"id": "1"}, {"code": PLANTED}))
    await api.aclose()
    assert_quiet(everything_logged)
    ours = [r.getMessage() for r in everything_logged.records if r.name == "seatwarden.api"]
    assert [line.rsplit(" ", 2)[0] for line in ours] == [
        "POST connect/token 200",
        "GET providers/{provider_id}/organizations 200",
        "GET auth-requests/{id}/response 404",
    ]


async def test_a_real_connection_logs_nothing_of_the_request(
    everything_logged: pytest.LogCaptureFixture,
) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        await writer.drain()
        writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    server = parse_server(f"http://127.0.0.1:{port}", allow_loopback_http=True)
    transport = Transport(server, device=DEVICE, pace=Pace.off())
    call = Call("GET", "auth-requests/{id}/response", {"id": PLANTED}, {"code": PLANTED})
    assert (await transport.send(call, bearer=Secret(PLANTED))).status == 200
    await transport.aclose()
    listener.close()
    assert_quiet(everything_logged)
    assert not [record for record in everything_logged.records if record.name.startswith("http")]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(400, {"error": "invalid_grant", "ErrorModel": {"Message": PLANTED}}),
        Reply(400, {"message": PLANTED, "validationErrors": {PLANTED: [PLANTED]}}),
        Reply(500, {"message": PLANTED, "exceptionMessage": PLANTED}),
        Reply(200, {"access_token": f"{PLANTED}\n"}),
        Reply(200, {"access_token": PLANTED, "expires_in": PLANTED}),
        Reply(200, {"access_token": PLANTED, "Key": [PLANTED]}),
        Reply(200, f'{{"access_token": "{PLANTED}'.encode()),
        Reply(200, f"<html>{PLANTED}</html>".encode()),
        Reply(302, PLANTED.encode(), {"Location": f"https://x.test/?{PLANTED}"}),
    ],
)
async def test_failed_sign_ins_say_nothing(everything_logged: pytest.LogCaptureFixture, reply: Reply) -> None:
    server = FakeServer()
    server.on("POST", TOKEN, reply)
    api = api_on(server)
    with pytest.raises(SeatwardenError) as caught:
        await sign_in(api)
    await api.aclose()
    assert_quiet(everything_logged)
    assert PLANTED not in frames_of_ours(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "u", "email": ["pl4nted-s3cret"]}',
        b'{"id": "pl4nted s3cret pl4nted-s3cret"}',
        b'["pl4nted-s3cret"]',
        b'{"pl4nted-s3cret": 1}',
    ],
)
async def test_malformed_answers_say_nothing(body: bytes) -> None:
    server = FakeServer()
    server.on("POST", TOKEN, Reply(200, token_body()))
    server.on("GET", PROFILE, Reply(200, body))
    api = api_on(server)
    await sign_in(api)
    with pytest.raises(SeatwardenError) as caught:
        await api.accounts.profile()
    await api.aclose()
    assert PLANTED not in frames_of_ours(caught.value)
    assert caught.value.__context__ is None


async def test_nothing_is_in_a_repr() -> None:
    server = FakeServer()
    server.on("POST", TOKEN, Reply(200, token_body(access_token=PLANTED, refresh_token=PLANTED)))
    api = api_on(server)
    code = (CodeMethod.EMAIL, Secret(PLANTED))
    token = await api.auth.sign_in_with_password("ada@example.test", Secret(PLANTED), code)
    for thing in (token, api.auth, api.auth._held, api.transport, api):
        assert PLANTED not in repr(thing)
    await api.aclose()


async def test_an_api_key_is_in_no_repr() -> None:
    server = FakeServer()
    server.on("POST", TOKEN, Reply(200, token_body()))
    api = api_on(server)
    await api.auth.sign_in_with_api_key("user.user-1", Secret(PLANTED))
    assert PLANTED not in repr(api.auth._held)
    with suppress(SeatwardenError):
        await api.accounts.profile()
    await api.aclose()
