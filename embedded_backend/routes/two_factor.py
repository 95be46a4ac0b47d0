"""API: mailing the two-step code of a sign-in, and whether a device is known. Anonymous."""

from __future__ import annotations

import base64
import binascii
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import passwords
from embedded_backend.call import Call, route
from embedded_backend.device_requests import usable
from embedded_backend.errors import Problem
from embedded_backend.sign_in import TWO_STEP_MAIL
from embedded_backend.wire import answer, done


def send_email_login(call: Call) -> Response:
    """Mail a six-digit code to an account that proved its password. A newer code ends the older one."""
    email = call.text("email", "Email", longest=256).strip().lower()
    user = call.database.row("SELECT * FROM users WHERE email = ?", (email,))
    if user is None or not user["two_step_email"] or not _proved(call, user):
        raise Problem(400, "Cannot send two-factor email.")
    address = user["two_step_email"]
    call.backend.mail_code(
        address, "Two-step login code", user_id=user["id"], purpose=TWO_STEP_MAIL, digits=6
    )
    return done()


def _proved(call: Call, user: Row) -> bool:
    code = call.body.get("authrequestaccesscode")
    if isinstance(code, str) and code:
        request = {"authrequest": str(call.body.get("authrequestid", "")), "password": code}
        return usable(call.backend, user, request) is not None
    session = call.body.get("ssoemail2fasessiontoken")
    if isinstance(session, str) and session:
        claims = call.backend.signer.read(session, now=call.backend.options.clock()) or {}
        if claims.get("use") != TWO_STEP_MAIL or claims.get("sub") != user["id"]:
            raise Problem(
                400, "Cannot send two-factor email: a valid, non-expired session token is required."
            )
        return True
    return passwords.matches(user, str(call.body.get("masterpasswordhash", "")))


def known_device(call: Call) -> Response:
    """Whether an account used a device before: a bare boolean, false for unknown accounts."""
    encoded = call.request.headers.get("X-Request-Email", "")
    identifier = call.request.headers.get("X-Device-Identifier", "")
    try:
        email = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode().strip().lower()
    except (binascii.Error, UnicodeDecodeError):
        raise Problem(400, "Please provide a valid X-Request-Email header.") from None
    found = call.database.value(
        "SELECT 1 FROM devices d JOIN users u ON u.id = d.user_id WHERE u.email = ? AND d.identifier = ?",
        (email, identifier),
    )
    return answer(found is not None)


ROUTES: list[BaseRoute] = [
    route("/two-factor/send-email-login", send_email_login, "POST"),
    route("/devices/knowndevice", known_device),
]
