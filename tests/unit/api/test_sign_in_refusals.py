"""The identity host's refusals, as the errors a person can act on."""

from __future__ import annotations

import json

import pytest

from backend_client.api.call import Answer, Call, Host
from backend_client.api.sign_in_refusals import api_key_refusal, password_refusal
from backend_client.errors import (
    BadRequest,
    BrowserReason,
    ClientTooOld,
    CodeMethod,
    CodeRequired,
    RateLimited,
    SeatwardenError,
    ServerFault,
    SignInNeedsBrowser,
    UnknownDevice,
    WrongCode,
    WrongCredentials,
)


def answer(body: object, status: int = 400) -> Answer:
    call = Call("POST", "connect/token", host=Host.IDENTITY)
    return Answer(call, status, {}, json.dumps(body).encode())


def refused(error: str, description: str = "", message: str = "", **more: object) -> dict[str, object]:
    """The identity host's shape, PascalCase inside."""
    return {
        "error": error,
        "error_description": description,
        "ErrorModel": {"Object": "error", "Message": message},
        **more,
    }


def vaultwarden(message: str) -> dict[str, object]:
    return {
        "message": message,
        "error": "",
        "error_description": "",
        "validationErrors": {"": [message]},
        "errorModel": {"message": message, "object": "error"},
    }


def challenge(**methods: object) -> dict[str, object]:
    numbered = {name.removeprefix("m"): value for name, value in methods.items()}
    return {
        "error": "invalid_grant",
        "error_description": "Two factor required.",
        "TwoFactorProviders": list(numbered),
        "TwoFactorProviders2": numbered,
    }


WRONG = refused(
    "invalid_grant", "invalid_username_or_password", "Username or password is incorrect. Try again."
)
WRONG_TWO_STEP = refused(
    "invalid_grant", "invalid_username_or_password", "Two-step token is invalid. Try again."
)
SSO = refused("invalid_grant", "Sso authentication is required.", "Sso authentication is required.")
LEGACY = refused(
    "invalid_grant",
    "invalid_username_or_password",
    "Legacy encryption without a user key is no longer supported.",
)
NO_METHOD = refused("invalid_grant", "invalid_username_or_password", "No two-step providers enabled.")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (SSO, BrowserReason.SSO),
        ({**SSO, "SsoOrganizationIdentifier": "acme"}, BrowserReason.SSO),
        (refused("invalid_grant", "Two-factor recovery has been performed. SSO authentication is required."),
         BrowserReason.SSO),
        (LEGACY, BrowserReason.OLD_ENCRYPTION),
        (NO_METHOD, BrowserReason.TWO_STEP_METHOD),
        (challenge(m2={"Host": "x"}, m7=None), BrowserReason.TWO_STEP_METHOD),
    ],
)  # fmt: skip
def test_accounts_that_need_a_browser(body: object, reason: BrowserReason) -> None:
    error = password_refusal(answer(body), None)
    assert isinstance(error, SignInNeedsBrowser)
    assert error.reason is reason


@pytest.mark.parametrize(
    "body",
    [
        WRONG,
        {"error": "invalid_grant"},
        vaultwarden("Username or password is incorrect. Try again"),
        {"ERROR": "INVALID_GRANT", "errormodel": {"message": "USERNAME OR PASSWORD IS INCORRECT"}},
    ],
)
def test_wrong_passwords(body: object) -> None:
    error = password_refusal(answer(body), None)
    assert isinstance(error, WrongCredentials)
    assert not error.api_key


def test_a_two_step_challenge_lists_what_a_terminal_can_serve_best_first() -> None:
    body = challenge(
        m7=None, m3={"Nfc": True}, m1={"Email": "j***@example.test"}, m0=None, m2={}, m6={}, m8={}
    )
    error = password_refusal(answer(body), None)
    assert isinstance(error, CodeRequired)
    assert error.methods == (CodeMethod.AUTHENTICATOR, CodeMethod.EMAIL, CodeMethod.YUBIKEY)
    assert error.unsupported == ("duo", "organization_duo", "webauthn")
    assert error.email_hint == "j***@example.test"


@pytest.mark.parametrize(
    "body",
    [
        {"error": "invalid_grant", "TwoFactorProviders": ["0"], "TwoFactorProviders2": {"0": None}},
        {"error": "invalid_grant", "TwoFactorProviders": [0]},
        {"error": "invalid_grant", "twofactorproviders2": {"0": None}},
    ],
)
def test_a_challenge_in_any_form(body: object) -> None:
    error = password_refusal(answer(body), None)
    assert isinstance(error, CodeRequired)
    assert (error.methods, error.unsupported, error.email_hint) == ((CodeMethod.AUTHENTICATOR,), (), "")


def test_unknown_methods_are_named_other() -> None:
    error = password_refusal(answer(challenge(m0=None, m42=None)), None)
    assert isinstance(error, CodeRequired)
    assert error.unsupported == ("other",)


@pytest.mark.parametrize(
    ("body", "submitted"),
    [
        (WRONG_TWO_STEP, CodeMethod.AUTHENTICATOR),
        (WRONG_TWO_STEP, CodeMethod.EMAIL),
        (vaultwarden("Invalid TOTP code!"), CodeMethod.AUTHENTICATOR),
        (challenge(m0=None), CodeMethod.AUTHENTICATOR),
        (refused("device_error", "Invalid New Device OTP", "invalid new device otp"), CodeMethod.NEW_DEVICE),
    ],
)
def test_wrong_codes(body: object, submitted: CodeMethod) -> None:
    error = password_refusal(answer(body), submitted)
    assert isinstance(error, WrongCode)
    assert error.method is submitted


def test_a_new_device_wants_a_code() -> None:
    body = refused("device_error", "New device verification required", "new device verification required")
    error = password_refusal(answer(body), None)
    assert isinstance(error, CodeRequired)
    assert error.methods == (CodeMethod.NEW_DEVICE,)


def test_a_two_step_challenge_after_a_new_device_code_is_a_new_question() -> None:
    assert isinstance(password_refusal(answer(challenge(m0=None)), CodeMethod.NEW_DEVICE), CodeRequired)


def test_a_password_that_changed_while_the_code_was_typed() -> None:
    assert isinstance(password_refusal(answer(WRONG), CodeMethod.AUTHENTICATOR), WrongCredentials)


@pytest.mark.parametrize("code", ["version_header_missing", "invalid_client_version"])
def test_a_version_the_server_refuses(code: str) -> None:
    body = refused(code, "x", "Please update your app to continue using Bitwarden")
    assert isinstance(password_refusal(answer(body), None), ClientTooOld)
    assert isinstance(api_key_refusal(answer(body)), ClientTooOld)


@pytest.mark.parametrize(
    "body",
    [
        {"error": "invalid_client"},
        {"error": "invalid_grant"},
        vaultwarden("Incorrect client_secret"),
        vaultwarden("Malformed client_id"),
    ],
)
def test_wrong_api_keys(body: object) -> None:
    error = api_key_refusal(answer(body))
    assert isinstance(error, WrongCredentials)
    assert error.api_key


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (refused("device_error", "No device information provided", "no device information provided"), 400,
         BadRequest),
        (refused("invalid_scope"), 400, BadRequest),
        (vaultwarden("This user has been disabled"), 400, BadRequest),
        ({"message": "Slow down!"}, 429, RateLimited),
        ({}, 500, ServerFault),
        ({}, 503, ServerFault),
    ],
)  # fmt: skip
def test_other_refusals_stay_what_they_are(body: object, status: int, kind: type[SeatwardenError]) -> None:
    assert type(password_refusal(answer(body, status), None)) is kind
    assert type(api_key_refusal(answer(body, status))) is kind


@pytest.mark.parametrize("submitted", [None, CodeMethod.AUTHENTICATOR])
@pytest.mark.parametrize(
    "message", ["Username or access code is incorrect. Try again", "Auth request not found. Try again."]
)
def test_a_request_to_another_device_that_is_over(message: str, submitted: CodeMethod | None) -> None:
    assert isinstance(password_refusal(answer(vaultwarden(message)), submitted), WrongCredentials)


def test_an_unknown_device_is_told_apart_from_a_new_one() -> None:
    words = "auth request flow unsupported on unknown device"
    assert isinstance(password_refusal(answer(refused("device_error", message=words)), None), UnknownDevice)


@pytest.mark.parametrize(
    "message",
    [
        "Legacy encryption without a userkey is no longer supported. To recover your account, please "
        "contact support",
        "Encryption key migration is required. Please log in to the web vault at https://vault.example.com/#",
    ],
)
def test_accounts_of_the_old_encryption_are_named_with_either_grant(message: str) -> None:
    body = answer(refused("invalid_grant", "invalid_username_or_password", message))
    for refusal in (password_refusal(body, None), api_key_refusal(body)):
        assert isinstance(refusal, SignInNeedsBrowser)
        assert refusal.reason is BrowserReason.OLD_ENCRYPTION
