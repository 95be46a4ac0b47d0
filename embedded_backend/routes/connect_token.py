"""Identity: the token endpoint with password, API key and refresh."""

from __future__ import annotations

import hashlib
import re
import secrets
import uuid
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import device_requests, obstacles, passwords, sign_in
from embedded_backend.audit import SIGNED_IN, log_account
from embedded_backend.call import Call, route
from embedded_backend.errors import TokenProblem
from embedded_backend.profile import account_keys
from embedded_backend.tokens import ACCESS_SECONDS, access_claims
from embedded_backend.wire import TICKS_PER_SECOND, Json, answer

_CLIENTS = frozenset({"cli", "web", "browser", "desktop", "mobile", "connector"})
_REFRESH_DAYS = {"web": 7, "mobile": 60}
_VERSION = re.compile(r"\d+(?:\.\d+){1,3}")
_NO_VERSION = (
    "No client version header found, required to prevent encryption errors."
    ' Please confirm your client is supplying the header: "Bitwarden-Client-Version"'
)
_FIRST_V2_VERSION = (2025, 11, 0)
_DEVICE_NAMES = [
    "Android",
    "iOS",
    "ChromeExtension",
    "FirefoxExtension",
    "OperaExtension",
    "EdgeExtension",
    "WindowsDesktop",
    "MacOsDesktop",
    "LinuxDesktop",
    "ChromeBrowser",
    "FirefoxBrowser",
    "OperaBrowser",
    "EdgeBrowser",
    "IEBrowser",
    "UnknownBrowser",
    "AndroidAmazon",
    "UWP",
    "SafariBrowser",
    "VivaldiBrowser",
    "VivaldiExtension",
    "SafariExtension",
    "SDK",
    "Server",
    "WindowsCLI",
    "MacOsCLI",
    "LinuxCLI",
    "DuckDuckGoBrowser",
]


def token(call: Call) -> Response:
    """Sign in or renew; every refusal is a 400 in the token endpoint's shape."""
    grant = call.form.get("grant_type", "")
    if grant == "password":
        return _password(call)
    if grant == "client_credentials":
        return _api_key(call)
    if grant == "refresh_token":
        return _refresh(call)
    raise TokenProblem("unsupported_grant_type")


def _password(call: Call) -> Response:
    form = call.form
    client = form.get("client_id", "")
    if client not in _CLIENTS:
        raise TokenProblem("invalid_client")
    scope = form.get("scope", "").split()
    if "api" not in scope or not set(scope) <= {"api", "offline_access"}:
        raise TokenProblem("invalid_scope")
    email = form.get("username", "").strip().lower()
    user = call.database.row("SELECT * FROM users WHERE email = ?", (email,))
    request = device_requests.usable(call.backend, user, form) if "authrequest" in form else None
    proved = bool(request) if "authrequest" in form else passwords.matches(user, form.get("password", ""))
    if not proved or user is None:
        text = "Username or password is incorrect. Try again."
        raise TokenProblem("invalid_grant", "invalid_username_or_password", text, delayed=True)
    _check_version(call, user)
    obstacles.check_sso(user)
    sign_in.check_two_step(call.backend, user, form)
    device = _device(form)
    problem = sign_in.device_problem(call.backend, user, form)
    if problem is not None:
        return problem.response()
    obstacles.check_encryption(user)
    if request is not None:
        device_requests.use_up(call.backend, request)
    _remember_device(call, user, device)
    extra: Json = {}
    if "offline_access" in scope:
        extra["refresh_token"] = _new_refresh_token(call, user, client, device)
    if form.get("twofactorremember") == "1" and sign_in.methods(user):
        extra["TwoFactorToken"] = sign_in.remember_token(call.backend, user, device[0])
    return _success(call, user, client, scope, device, extra)


def _api_key(call: Call) -> Response:
    client = call.form.get("client_id", "")
    kind, _, user_id = client.partition(".")
    user = (
        call.database.row("SELECT * FROM users WHERE id = ?", (user_id.lower(),)) if kind == "user" else None
    )
    secret = call.form.get("client_secret", "").encode()
    if user is None or not secrets.compare_digest(secret, user["api_key"].encode()):
        raise TokenProblem("invalid_client")
    if call.form.get("scope", "").split() != ["api"]:
        raise TokenProblem("invalid_scope")
    _check_version(call, user)
    device = _device(call.form)
    obstacles.check_encryption(user)
    _remember_device(call, user, device)
    connector = user["obstacle"] == obstacles.KEY_CONNECTOR
    return _success(call, user, client, ["api"], device, {"ApiUseKeyConnector": True} if connector else {})


def _refresh(call: Call) -> Response:
    digest = _digest(call.form.get("refresh_token", ""))
    stored = call.database.row("SELECT * FROM refresh_tokens WHERE digest = ?", (digest,))
    user = stored and call.database.row("SELECT * FROM users WHERE id = ?", (stored["user_id"],))
    if stored is None or user is None or stored["expires_at"] <= call.backend.now:
        raise TokenProblem("invalid_grant")
    if stored["security_stamp"] != user["security_stamp"] or stored["client_id"] != call.form.get(
        "client_id"
    ):
        raise TokenProblem("invalid_grant")
    until = _refresh_end(call, stored["client_id"])
    call.database.run("UPDATE refresh_tokens SET expires_at = ? WHERE digest = ?", (until, digest))
    device = (stored["device_identifier"], stored["device_type"], "")
    body = _oauth(call, user, stored["client_id"], ["api", "offline_access"], device)
    return answer({**body, "refresh_token": call.form["refresh_token"]})


def _check_version(call: Call, user: Row) -> None:
    text = call.request.headers.get("Bitwarden-Client-Version", "").strip()
    if not _VERSION.fullmatch(text):
        raise TokenProblem("version_header_missing", _NO_VERSION, _NO_VERSION)
    version = tuple(int(part) for part in text.split("."))
    modern = (user["private_key"] or "").startswith("7.") and user["security_version"] == 2
    if modern and version < _FIRST_V2_VERSION:
        message = "Please update your app to continue using Bitwarden"
        raise TokenProblem("invalid_client_version", message, message)


def _device(form: dict[str, str]) -> tuple[str, int, str]:
    """Identifier, type and name of the device."""
    identifier, kind, name = (
        form.get(field, "").strip() for field in ("deviceidentifier", "devicetype", "devicename")
    )
    known = int(kind) if kind.isdecimal() else _DEVICE_NAMES.index(kind) if kind in _DEVICE_NAMES else -1
    if not identifier or not name or not 0 <= known < len(_DEVICE_NAMES):
        raise TokenProblem("device_error", "No device information provided", "no device information provided")
    return identifier, known, name


def _remember_device(call: Call, user: Row, device: tuple[str, int, str]) -> None:
    values = (str(uuid.uuid4()), user["id"], *device, call.backend.now)
    call.database.run(
        "INSERT OR IGNORE INTO devices (id, user_id, identifier, type, name, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        values,
    )


def _new_refresh_token(call: Call, user: Row, client: str, device: tuple[str, int, str]) -> str:
    text = secrets.token_hex(32).upper() + "-1"
    values = {
        "digest": _digest(text),
        "user_id": user["id"],
        "client_id": client,
        "device_identifier": device[0],
        "device_type": device[1],
        "security_stamp": user["security_stamp"],
        "expires_at": _refresh_end(call, client),
    }
    call.database.insert("refresh_tokens", values)
    return text


def _refresh_end(call: Call, client: str) -> int:
    return call.backend.now + _REFRESH_DAYS.get(client, 30) * 86_400 * TICKS_PER_SECOND


def _digest(token_text: str) -> str:
    return hashlib.sha256(token_text.encode()).hexdigest()


def _oauth(call: Call, user: Row, client: str, scope: list[str], device: tuple[str, int, str]) -> Json:
    named = (device[0], _DEVICE_NAMES[device[1]])
    now = call.backend.options.clock()
    claims = access_claims(call.database, user, client_id=client, scope=scope, device=named, now=now)
    return {
        "access_token": call.backend.signer.sign(claims),
        "expires_in": ACCESS_SECONDS,
        "token_type": "Bearer",
        "scope": " ".join(scope),
    }


def _success(
    call: Call, user: Row, client: str, scope: list[str], device: tuple[str, int, str], extra: Json
) -> Response:
    log_account(call, user["id"], SIGNED_IN, device_type=device[1])
    body = {**_oauth(call, user, client, scope, device), **extra}
    if user["user_key"] is not None:
        body["Key"] = user["user_key"]
    if user["private_key"] is not None:
        body["PrivateKey"] = user["private_key"]
        body["AccountKeys"] = _account_keys(user)
    kdf = _kdf(user)
    body.update({f"Kdf{name}" if name != "KdfType" else "Kdf": value for name, value in kdf.items()})
    body["ForcePasswordReset"] = bool(user["force_password_reset"])
    body["MasterPasswordPolicy"] = {"Object": "masterPasswordPolicy"}
    options: Json = {"Object": "userDecryptionOptions", "HasMasterPassword": user["user_key"] is not None}
    if user["user_key"] is not None:
        options["MasterPasswordUnlock"] = _unlock(user, kdf)
    options.update(obstacles.decryption_options(user))
    return answer({**body, "UserDecryptionOptions": options})


def _unlock(user: Row, kdf: Json) -> Json:
    return {
        "Kdf": {name: value for name, value in kdf.items() if value is not None},
        "MasterKeyEncryptedUserKey": user["user_key"],
        "Salt": user["salt"] or user["email"],
    }


def _kdf(user: Row) -> Json:
    return {
        "KdfType": user["kdf"],
        "Iterations": user["kdf_iterations"],
        "Memory": user["kdf_memory"],
        "Parallelism": user["kdf_parallelism"],
    }


def _account_keys(user: Row) -> Json:
    """The camelCase keys with the `Object` members in PascalCase; null members are left out."""
    keys = account_keys(user) or {}
    return {_pascal_object(name): _members(value) for name, value in keys.items() if value is not None}


def _members(value: str | Json) -> str | Json:
    if isinstance(value, str):
        return value
    return {_pascal_object(name): item for name, item in value.items() if item is not None}


def _pascal_object(name: str) -> str:
    return "Object" if name == "object" else name


ROUTES: list[BaseRoute] = [route("/connect/token", token, "POST")]
