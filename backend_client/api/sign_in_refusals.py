"""Why a token request was refused: the identity host's 400 bodies as sign-in errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend_client.api.call import Answer
from backend_client.api.error_shapes import error_object, member, refusal
from backend_client.errors import (
    BrowserReason,
    ClientTooOld,
    CodeMethod,
    CodeRequired,
    SeatwardenError,
    SignInNeedsBrowser,
    UnknownDevice,
    WrongCode,
    WrongCredentials,
)

TWO_STEP_NUMBERS = {CodeMethod.AUTHENTICATOR: 0, CodeMethod.EMAIL: 1, CodeMethod.YUBIKEY: 3}
"""The server's numbers of the methods a terminal can serve, best first."""

_BROWSER_METHODS = {"2": "duo", "6": "organization_duo", "7": "webauthn", "4": "u2f"}
_NOT_OFFERED = frozenset({"5", "8"})  # remembered devices; recovery codes, which switch two-step off
_REFUSALS = frozenset({400, 401, 403})
_REQUEST_OVER = ("access code is incorrect", "auth request not found")  # Vaultwarden's words
_TOO_OLD = frozenset({"version_header_missing", "invalid_client_version"})


def password_refusal(answer: Answer, submitted: CodeMethod | None) -> SeatwardenError:
    """The error a refused password grant stands for; `submitted` is the code sent along, if any."""
    if answer.status not in _REFUSALS:
        return refusal(answer)
    body = error_object(answer)
    error, message = _words(body)
    challenge = _challenge(body)
    if challenge is not None:
        if submitted in TWO_STEP_NUMBERS and str(TWO_STEP_NUMBERS[submitted]) in challenge:
            return WrongCode(submitted)
        return _code_required(challenge)
    if "ssoorganizationidentifier" in body or "sso authentication is required" in message:
        return SignInNeedsBrowser(BrowserReason.SSO)
    if error in _TOO_OLD:
        return ClientTooOld("the server refuses this client version")
    if error == "device_error":
        return _device_refusal(answer, message)
    if "no two-step providers enabled" in message:
        return SignInNeedsBrowser(BrowserReason.TWO_STEP_METHOD)
    if _says_old_encryption(message):
        return SignInNeedsBrowser(BrowserReason.OLD_ENCRYPTION)
    if any(words in message for words in _REQUEST_OVER):
        return WrongCredentials()
    if submitted is not None and "username or password is incorrect" not in message:
        return WrongCode(submitted)
    if error == "invalid_grant" or "username or password" in message:
        return WrongCredentials()
    return refusal(answer)


def api_key_refusal(answer: Answer) -> SeatwardenError:
    """The error a refused API-key grant stands for."""
    if answer.status not in _REFUSALS:
        return refusal(answer)
    error, message = _words(error_object(answer))
    if error in _TOO_OLD:
        return ClientTooOld("the server refuses this client version")
    if _says_old_encryption(message):
        return SignInNeedsBrowser(BrowserReason.OLD_ENCRYPTION)
    if error in ("device_error", "invalid_scope", "unsupported_grant_type", "invalid_request"):
        return refusal(answer)
    if error.startswith("invalid_") or "client_id" in message or "client_secret" in message:
        return WrongCredentials(api_key=True)
    return refusal(answer)


def _words(body: Mapping[str, Any]) -> tuple[str, str]:
    """The error code and every message of the body, in lower case."""
    error = body.get("error")
    model = body.get("errormodel")
    texts = (body.get("error_description"), member(model, "message"), body.get("message"))
    messages = "\n".join(text for text in texts if isinstance(text, str))
    return (error.lower() if isinstance(error, str) else "", messages.lower())


def _says_old_encryption(message: str) -> bool:
    """Accounts without a user key; servers before 2025.6 asked for a migration in the web vault."""
    return ("legacy" in message and "encryption" in message) or "encryption key migration" in message


def _challenge(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The two-step challenge as method number → parameters; None when the body is none."""
    parameters = body.get("twofactorproviders2")
    if isinstance(parameters, dict):
        return {str(number): value for number, value in parameters.items()}
    numbers = body.get("twofactorproviders")
    return {str(number): None for number in numbers} if isinstance(numbers, list) else None


def _code_required(challenge: Mapping[str, Any]) -> SeatwardenError:
    served = {str(number): method for method, number in TWO_STEP_NUMBERS.items()}
    methods = [method for number, method in served.items() if number in challenge]
    unsupported = [
        _BROWSER_METHODS.get(number, "other")
        for number in sorted(challenge)
        if number not in served and number not in _NOT_OFFERED
    ]
    if not methods:
        return SignInNeedsBrowser(BrowserReason.TWO_STEP_METHOD, methods=unsupported)
    hint = member(challenge.get("1"), "email")
    return CodeRequired(methods, unsupported=unsupported, email_hint=hint if isinstance(hint, str) else "")


def _device_refusal(answer: Answer, message: str) -> SeatwardenError:
    if "new device verification required" in message:
        return CodeRequired([CodeMethod.NEW_DEVICE])
    if "invalid new device otp" in message:
        return WrongCode(CodeMethod.NEW_DEVICE)
    if "unknown device" in message:
        return UnknownDevice("no login with another device from here")
    return refusal(answer)
