"""The steps of a sign-in after the password was right: two-step codes and unknown devices."""

from __future__ import annotations

import re
from sqlite3 import Row

from embedded_backend import totp
from embedded_backend.backend import Backend
from embedded_backend.errors import TokenProblem
from embedded_backend.obstacles import browser_methods
from embedded_backend.wire import TICKS_PER_SECOND, Json

AUTHENTICATOR, EMAIL, YUBIKEY, REMEMBER = 0, 1, 3, 5
TWO_STEP_MAIL = "two-step e-mail"
NEW_DEVICE_MAIL = "new device"
_WRONG_CODE = "Two-step token is invalid. Try again."
_YUBIKEY_OTP = re.compile(r"[cbdefghijklnrtuv]{44}")
_DAY = 86_400


def redacted(email: str) -> str:
    """An address as the two-step challenge shows it: one star for every hidden character."""
    local, _, domain = email.partition("@")
    shown = 2 if len(local) > 4 else 1 if len(local) >= 3 else 0
    return f"{local[:shown]}{'*' * (len(local) - shown)}@{domain}"


def methods(user: Row) -> dict[str, Json | None]:
    """The account's two-step methods with what a client needs to ask for each."""
    found: dict[str, Json | None] = {}
    if user["totp_secret"]:
        found[str(AUTHENTICATOR)] = None
    if user["two_step_email"]:
        found[str(EMAIL)] = {"Email": redacted(user["two_step_email"])}
    if user["yubikey_id"]:
        found[str(YUBIKEY)] = {"Nfc": True}
    return {**found, **browser_methods(user)}


def check_two_step(backend: Backend, user: Row, form: dict[str, str]) -> None:
    """Ask for a code, or check the one that came. Raises the challenge or the refusal."""
    offered = methods(user)
    if not offered:
        return
    provider, code = form.get("twofactorprovider", ""), form.get("twofactortoken", "")
    if provider == str(REMEMBER) and _remembered(backend, user, form, code):
        return
    if not code or provider == str(REMEMBER):
        raise _challenge(backend, user, offered)
    if provider not in offered or not _right(backend, user, int(provider), code):
        raise TokenProblem("invalid_grant", "invalid_username_or_password", _WRONG_CODE, delayed=True)


def _right(backend: Backend, user: Row, provider: int, code: str) -> bool:
    if provider == AUTHENTICATOR:
        return totp.accepts(user["totp_secret"], code, backend.options.clock())
    if provider == EMAIL:
        return backend.use_code(user["id"], TWO_STEP_MAIL, code)
    if provider != YUBIKEY:
        return False
    typed = code.strip().lower()
    return bool(_YUBIKEY_OTP.fullmatch(typed)) and typed.startswith(user["yubikey_id"])


def _challenge(backend: Backend, user: Row, offered: dict[str, Json | None]) -> TokenProblem:
    extra: Json = {"TwoFactorProviders": list(offered), "TwoFactorProviders2": offered}
    if str(EMAIL) in offered:
        extra["SsoEmail2faSessionToken"] = session_token(backend, user)
        extra["Email"] = user["email"]
    extra["MasterPasswordPolicy"] = {"Object": "masterPasswordPolicy"}
    return TokenProblem("invalid_grant", "Two factor required.", None, extra)


def session_token(backend: Backend, user: Row) -> str:
    """Proof of a right password, good for two minutes, to have a code mailed."""
    return backend.signer.sign(
        {"use": TWO_STEP_MAIL, "sub": user["id"], "exp": int(backend.options.clock()) + 120}
    )


def remember_token(backend: Backend, user: Row, device: str) -> str:
    """Lets one device skip the code for thirty days."""
    expires = int(backend.options.clock()) + 30 * _DAY
    claims = {"use": "remember", "sub": user["id"], "device": device, "exp": expires}
    return backend.signer.sign({**claims, "sstamp": user["security_stamp"]})


def _remembered(backend: Backend, user: Row, form: dict[str, str], token: str) -> bool:
    claims = backend.signer.read(token, now=backend.options.clock()) or {}
    wanted = {"use": "remember", "sub": user["id"], "sstamp": user["security_stamp"]}
    return claims.get("device") == form.get("deviceidentifier") and wanted.items() <= claims.items()


def device_problem(backend: Backend, user: Row, form: dict[str, str]) -> TokenProblem | None:
    """Check the device of a password sign-in. A wrong code is raised.

    The demand for a code is returned, not raised: the code that was mailed with it must stay.
    """
    if form.get("authrequest"):
        return None if _known(backend, user, form) else _unknown_device()
    if not backend.options.new_device_verification or methods(user) or not user["verify_devices"]:
        return None
    if user["created_at"] > backend.now - _DAY * TICKS_PER_SECOND or _known(backend, user, form):
        return None
    code = form.get("newdeviceotp", "")
    if code and backend.use_code(user["id"], NEW_DEVICE_MAIL, code):
        return None
    if code:
        raise TokenProblem("device_error", "Invalid New Device OTP", "invalid new device otp", delayed=True)
    mail_new_device_code(backend, user)
    return TokenProblem(
        "device_error", "New device verification required", "new device verification required"
    )


def _unknown_device() -> TokenProblem:
    return TokenProblem(
        "device_error",
        "Auth requests are not supported on unknown devices",
        "auth request flow unsupported on unknown device",
    )


def mail_new_device_code(backend: Backend, user: Row) -> None:
    """Mail the code that proves a new device."""
    backend.mail_code(user["email"], "New device", user_id=user["id"], purpose=NEW_DEVICE_MAIL, digits=8)


def _known(backend: Backend, user: Row, form: dict[str, str]) -> bool:
    """Whether the device signed in before, or the account never used any device."""
    devices = backend.database.rows("SELECT identifier FROM devices WHERE user_id = ?", (user["id"],))
    known = {row["identifier"] for row in devices}
    return not known or form.get("deviceidentifier") in known
