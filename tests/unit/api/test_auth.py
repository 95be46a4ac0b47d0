"""Signing in, staying signed in, and replaying once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from backend_client.api.accounts import AccountsApi
from backend_client.api.auth import Auth
from backend_client.api.billing import BillingApi
from backend_client.api.caller import Caller
from backend_client.api.clients import ClientsApi
from backend_client.api.servers import PRACTICE
from backend_client.api.transport import Transport
from backend_client.errors import (
    BadRequest,
    CodeMethod,
    CodeRequired,
    NotFound,
    NotPermitted,
    RateLimited,
    ServerFault,
    SessionExpired,
    SignedOut,
    TokenRefused,
    WrongCode,
    WrongCredentials,
)
from backend_client.secret import Secret
from tests.unit.api.fake_server import DEVICE, Asked, FakeServer, Reply, token_body

TOKEN = "/identity/connect/token"
PROFILE = "/api/accounts/profile"
WARNINGS = "/api/providers/p1/billing/vnext/warnings"
REFUSED = Reply(401, b"", {"WWW-Authenticate": "Bearer"})
GOOD_PROFILE = Reply(200, {"id": "user-1", "email": "ada@example.test"})


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Desk:
    """The pieces of one session on a scripted server."""

    def __init__(self) -> None:
        self.server = FakeServer()
        self.clock = Clock()
        self.transport = Transport(PRACTICE, device=DEVICE, asgi_app=self.server.app)
        self.auth = Auth(self.transport, clock=self.clock)
        caller = Caller(self.transport, self.auth)
        self.accounts = AccountsApi(caller)
        self.billing = BillingApi(caller)
        self.clients = ClientsApi(caller)
        self.server.on("POST", TOKEN, *(Reply(200, token_body(number)) for number in range(1, 9)))
        self.server.on("GET", PROFILE, GOOD_PROFILE)

    async def sign_in(self) -> None:
        await self.auth.sign_in_with_password("ada@example.test", Secret("hash"))

    def grants(self) -> list[str]:
        return [asked.form["grant_type"] for asked in self.server.asked_for(TOKEN)]

    def bearers(self, path: str) -> list[str]:
        return [asked.headers["authorization"] for asked in self.server.asked_for(path)]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    yield desk
    await desk.transport.aclose()


async def test_what_a_password_sign_in_sends(desk: Desk) -> None:
    await desk.auth.sign_in_with_password(" ada@example.test ", Secret("aGFzaA=="))
    (asked,) = desk.server.asked_for(TOKEN)
    assert asked.form == {
        "grant_type": "password",
        "client_id": "cli",
        "scope": "api offline_access",
        "username": "ada@example.test",
        "password": "aGFzaA==",
        "deviceIdentifier": DEVICE.identifier,
        "deviceName": "desk",
        "deviceType": "25",
    }
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.headers["bitwarden-client-version"].count(".") == 2
    assert asked.headers["bitwarden-client-name"] == "cli"
    assert asked.headers["device-type"] == "25"
    assert asked.headers["accept"] == "application/json"
    assert asked.headers["user-agent"].startswith("Seatwarden")
    assert "authorization" not in asked.headers


@pytest.mark.parametrize(
    ("method", "members"),
    [
        (CodeMethod.AUTHENTICATOR, {"twoFactorProvider": "0", "twoFactorToken": "123"}),
        (CodeMethod.EMAIL, {"twoFactorProvider": "1", "twoFactorToken": "123"}),
        (CodeMethod.YUBIKEY, {"twoFactorProvider": "3", "twoFactorToken": "123"}),
        (CodeMethod.NEW_DEVICE, {"newDeviceOtp": "123"}),
    ],
)
async def test_what_a_code_adds(desk: Desk, method: CodeMethod, members: dict[str, str]) -> None:
    await desk.auth.sign_in_with_password("ada@example.test", Secret("h"), (method, Secret("123")))
    form = desk.server.asked_for(TOKEN)[0].form
    assert {name: form[name] for name in members} == members
    assert form.get("twoFactorRemember", "0") == "0"


async def test_a_code_is_asked_for_and_refused_and_taken(desk: Desk) -> None:
    challenge = {"error": "invalid_grant", "TwoFactorProviders2": {"0": None}}
    wrong = {"error": "invalid_grant", "ErrorModel": {"Message": "Two-step token is invalid. Try again."}}
    desk.server.on("POST", TOKEN, Reply(400, challenge), Reply(400, wrong), Reply(200, token_body()))
    with pytest.raises(CodeRequired):
        await desk.sign_in()
    assert not desk.auth.signed_in
    code = (CodeMethod.AUTHENTICATOR, Secret("000000"))
    with pytest.raises(WrongCode):
        await desk.auth.sign_in_with_password("ada@example.test", Secret("hash"), code)
    await desk.auth.sign_in_with_password("ada@example.test", Secret("hash"), code)
    assert desk.auth.signed_in


async def test_what_an_api_key_sign_in_sends(desk: Desk) -> None:
    await desk.auth.sign_in_with_api_key(" user.user-1 ", Secret("s3cret"))
    form = desk.server.asked_for(TOKEN)[0].form
    assert form["grant_type"] == "client_credentials"
    assert (form["client_id"], form["client_secret"], form["scope"]) == ("user.user-1", "s3cret", "api")
    assert form["deviceIdentifier"] == DEVICE.identifier


async def test_a_wrong_api_key(desk: Desk) -> None:
    desk.server.on("POST", TOKEN, Reply(400, {"error": "invalid_client"}))
    with pytest.raises(WrongCredentials) as caught:
        await desk.auth.sign_in_with_api_key("user.user-1", Secret("s3cret"))
    assert caught.value.api_key


@pytest.mark.parametrize(("status", "kind"), [(429, RateLimited), (500, ServerFault)])
async def test_sign_ins_are_never_repeated(desk: Desk, status: int, kind: type[Exception]) -> None:
    desk.server.on("POST", TOKEN, Reply(status))
    with pytest.raises(kind):
        await desk.sign_in()
    assert len(desk.server.asked_for(TOKEN)) == 1


async def test_prelogin_falls_back_to_the_older_path(desk: Desk) -> None:
    desk.server.on("POST", "/identity/accounts/prelogin", Reply(200, {"kdf": 0, "kdfIterations": 600_000}))
    found = await desk.auth.prelogin(" ada@example.test")
    assert found.iterations == 600_000
    assert [asked.json for asked in desk.server.asked] == [{"email": "ada@example.test"}] * 2


async def test_codes_are_mailed(desk: Desk) -> None:
    desk.server.on("POST", "/api/two-factor/send-email-login", Reply())
    desk.server.on("POST", "/api/accounts/resend-new-device-otp", Reply())
    await desk.auth.send_email_code("ada@example.test", Secret("hash"))
    await desk.auth.resend_new_device_code("ada@example.test", Secret("hash"))
    first, second = (asked.json for asked in desk.server.asked)
    assert first == {
        "email": "ada@example.test",
        "masterPasswordHash": "hash",
        "deviceIdentifier": DEVICE.identifier,
    }
    assert second == {"email": "ada@example.test", "masterPasswordHash": "hash"}


async def test_a_code_that_cannot_be_mailed(desk: Desk) -> None:
    desk.server.on("POST", "/api/two-factor/send-email-login", Reply(400, {"message": "Cannot send."}))
    with pytest.raises(BadRequest):
        await desk.auth.send_email_code("ada@example.test", Secret("hash"))


async def test_calls_need_a_sign_in(desk: Desk) -> None:
    with pytest.raises(SignedOut):
        await desk.accounts.profile()
    assert desk.server.asked == []


async def test_a_refused_token_is_renewed_and_the_call_sent_once_more(desk: Desk) -> None:
    await desk.sign_in()
    desk.server.on("GET", PROFILE, REFUSED, GOOD_PROFILE)
    assert (await desk.accounts.profile()).id == "user-1"
    assert desk.grants() == ["password", "refresh_token"]
    assert desk.server.asked_for(TOKEN)[1].form == {
        "grant_type": "refresh_token",
        "client_id": "cli",
        "refresh_token": "refresh-1",
    }
    first, second = desk.bearers(PROFILE)
    assert first != second


async def test_a_token_refused_twice_is_not_tried_a_third_time(desk: Desk) -> None:
    await desk.sign_in()
    desk.server.on("GET", PROFILE, REFUSED)
    with pytest.raises(TokenRefused):
        await desk.accounts.profile()
    assert len(desk.server.asked_for(PROFILE)) == 2
    assert desk.grants() == ["password", "refresh_token"]


async def test_a_server_that_refuses_what_it_gives_out_is_not_asked_for_more(desk: Desk) -> None:
    await desk.sign_in()
    desk.server.on("GET", PROFILE, *[REFUSED] * 5, GOOD_PROFILE)
    for _ in range(3):
        with pytest.raises(TokenRefused):
            await desk.accounts.profile()
    assert desk.grants() == ["password", "refresh_token"]
    desk.server.on("GET", PROFILE, GOOD_PROFILE, REFUSED, GOOD_PROFILE)
    for _ in range(2):
        assert (await desk.accounts.profile()).id == "user-1"
    assert desk.grants() == ["password", "refresh_token", "refresh_token"]


async def test_a_role_refusal_renews_nothing(desk: Desk) -> None:
    await desk.sign_in()
    desk.server.on(
        "GET", WARNINGS, Reply(401, {"object": "error", "message": "Unauthorized.", "errors": None})
    )
    with pytest.raises(NotPermitted):
        await desk.billing.warnings("p1")
    assert desk.grants() == ["password"]


async def test_routes_that_never_challenge_are_judged_by_the_tokens_age(desk: Desk) -> None:
    await desk.sign_in()

    def grow_old(_asked: Asked) -> Reply:
        desk.clock.now += 3600.0
        return Reply(401, {"object": "error", "message": "Unauthorized.", "errors": None})

    desk.server.on("GET", WARNINGS, grow_old, Reply(200, b""))
    warnings = await desk.billing.warnings("p1")
    assert (warnings.suspension, warnings.tax_id) == (None, None)
    assert desk.grants() == ["password", "refresh_token"]


@pytest.mark.parametrize(("left", "renewed"), [(301.0, False), (299.0, True)])
async def test_tokens_are_renewed_five_minutes_early(desk: Desk, left: float, renewed: bool) -> None:
    await desk.sign_in()
    desk.clock.now += 3600.0 - left
    await desk.accounts.profile()
    assert desk.grants() == (["password", "refresh_token"] if renewed else ["password"])


async def test_twenty_calls_at_once_renew_once(desk: Desk) -> None:
    await desk.sign_in()
    desk.clock.now += 3500.0
    await asyncio.gather(*(desk.accounts.profile() for _ in range(20)))
    assert desk.grants() == ["password", "refresh_token"]
    assert len(set(desk.bearers(PROFILE))) == 1


async def test_twenty_refusals_at_once_renew_once(desk: Desk) -> None:
    await desk.sign_in()
    first = f"Bearer {(await desk.auth.token()).reveal()}"
    desk.server.on(
        "GET",
        PROFILE,
        lambda asked: REFUSED if asked.headers["authorization"] == first else GOOD_PROFILE,
    )
    gate = desk.server.gates[PROFILE] = asyncio.Event()
    calls = [asyncio.create_task(desk.accounts.profile()) for _ in range(20)]
    await desk.server.until_asked(PROFILE, 10)
    gate.set()
    await asyncio.gather(*calls)
    assert desk.grants() == ["password", "refresh_token"]
    assert desk.bearers(PROFILE).count(first) >= 10


async def test_an_api_key_session_signs_in_again(desk: Desk) -> None:
    for number in (1, 2, 3):
        body = token_body(number)
        del body["refresh_token"]
        desk.server.on("POST", TOKEN, Reply(200, body))
        if number == 1:
            await desk.auth.sign_in_with_api_key("user.user-1", Secret("s3cret"))
        desk.clock.now += 3500.0
        await desk.accounts.profile()
    assert desk.grants() == ["client_credentials"] * 4
    assert desk.server.asked_for(TOKEN)[3].form["client_secret"] == "s3cret"


@pytest.mark.parametrize("status", [400, 401])
async def test_a_session_that_cannot_be_renewed_is_over(desk: Desk, status: int) -> None:
    await desk.sign_in()
    desk.clock.now += 4000.0
    desk.server.on("POST", TOKEN, Reply(status, {"error": "invalid_grant"}))
    with pytest.raises(SessionExpired):
        await desk.accounts.profile()
    assert not desk.auth.signed_in
    with pytest.raises(SignedOut):
        await desk.accounts.profile()


async def test_a_refresh_token_that_is_not_sent_again_stays(desk: Desk) -> None:
    await desk.sign_in()
    renewal = token_body(2)
    del renewal["refresh_token"]
    desk.server.on("POST", TOKEN, Reply(200, renewal))
    for _ in range(2):
        await desk.auth.renew()
    assert [asked.form["refresh_token"] for asked in desk.server.asked_for(TOKEN)[1:]] == ["refresh-1"] * 2


async def test_the_end_of_a_session_is_told_once_the_tokens_are_gone(desk: Desk) -> None:
    told: list[bool] = []
    desk.auth.on_over(lambda: told.append(desk.auth.signed_in))
    await desk.sign_in()
    desk.server.on("POST", TOKEN, Reply(400, {"error": "invalid_grant"}))
    with pytest.raises(SessionExpired):
        await desk.auth.renew()
    assert told == [False]


async def test_an_answer_without_a_refresh_token_cannot_be_renewed(desk: Desk) -> None:
    body = token_body()
    del body["refresh_token"]
    desk.server.on("POST", TOKEN, Reply(200, body))
    await desk.sign_in()
    desk.clock.now += 4000.0
    with pytest.raises(SessionExpired):
        await desk.accounts.profile()


@pytest.mark.parametrize("status", [403, 429, 500, 503])
async def test_a_passing_failure_is_forgiven_while_the_token_lives(desk: Desk, status: int) -> None:
    await desk.sign_in()
    desk.server.on("POST", TOKEN, Reply(status))
    desk.clock.now += 3400.0
    assert (await desk.accounts.profile()).id == "user-1"
    desk.clock.now += 300.0
    with pytest.raises((NotPermitted, RateLimited, ServerFault)):
        await desk.accounts.profile()
    assert desk.auth.signed_in


async def test_signing_out_during_a_renewal_wins(desk: Desk) -> None:
    await desk.sign_in()
    gate = desk.server.gates[TOKEN] = asyncio.Event()
    renewing = asyncio.create_task(desk.auth.renew())
    await desk.server.until_asked(TOKEN, 2)
    desk.auth.forget()
    gate.set()
    with pytest.raises(SignedOut):
        await renewing
    assert not desk.auth.signed_in


async def test_whoever_stops_waiting_for_a_renewal_does_not_lose_it(desk: Desk) -> None:
    await desk.sign_in()
    desk.clock.now += 3500.0
    gate = desk.server.gates[TOKEN] = asyncio.Event()
    gone, waiting = (asyncio.create_task(desk.accounts.profile()) for _ in range(2))
    await desk.server.until_asked(TOKEN, 2)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    gate.set()
    assert (await waiting).id == "user-1"
    assert desk.grants() == ["password", "refresh_token"]


async def test_a_renewal_that_fails_is_asked_once_for_all_who_wait(desk: Desk) -> None:
    await desk.sign_in()
    desk.clock.now += 4000.0
    desk.server.on("POST", TOKEN, Reply(503))
    asked = await asyncio.gather(*(desk.accounts.profile() for _ in range(5)), return_exceptions=True)
    assert [type(one) for one in asked] == [ServerFault] * 5
    assert desk.grants() == ["password", "refresh_token"]


async def test_closing_waits_for_no_renewal(desk: Desk) -> None:
    await desk.sign_in()
    desk.server.gates[TOKEN] = asyncio.Event()
    renewing = asyncio.create_task(desk.auth.renew())
    await desk.server.until_asked(TOKEN, 2)
    await desk.auth.aclose()
    assert not desk.auth.signed_in
    with pytest.raises(asyncio.CancelledError):
        await renewing


async def test_forgetting_drops_the_tokens(desk: Desk) -> None:
    await desk.sign_in()
    token = await desk.auth.token()
    desk.auth.forget()
    assert token.reveal() == ""
    with pytest.raises(SignedOut):
        await desk.auth.token()


async def test_renewing_now_brings_fresh_claims(desk: Desk) -> None:
    await desk.sign_in()
    before = await desk.auth.token()
    await desk.auth.renew()
    assert desk.auth.claims.user_id == "user-1"
    assert await desk.auth.token() is not before


async def test_a_missing_client_list_is_not_found(desk: Desk) -> None:
    await desk.sign_in()
    with pytest.raises(NotFound):
        await desk.clients.list("p1")
