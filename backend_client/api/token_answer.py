"""What the identity host answers: prelogin and tokens, in whatever casing it chooses.

The token answer mixes snake_case, PascalCase and camelCase, so every member name is lowered before
it is read. Claims are read out of the access token without checking its signature: they only tell
us what the server thinks of us, and the server decides anyway.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import from_json

from backend_client.api.call import Answer
from backend_client.api.wire import LARGEST, Flag, Text, bad_answer, lower_keys, problem_of, read_object
from backend_client.secret import Secret

_DEFAULT_LIFETIME = 3600


def _texts(value: object) -> object:
    """A claim of one value is a string, of several a list."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


_Claimed = Annotated[tuple[str, ...], BeforeValidator(_texts)]
_Printable = Annotated[str, StringConstraints(pattern=r"^[!-~]+$")]


class _Lowered(BaseModel):
    """Read from an object whose member names were lowered and whose underscores were kept."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        defer_build=True,
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,
        alias_generator=lambda name: name.replace("_", ""),
        validate_by_name=True,
        validate_by_alias=True,
    )


class PreloginAnswer(_Lowered):
    """How the account's master key is derived: `kdf` 0 PBKDF2, 1 Argon2id; memory in MiB.

    `salt` None means the e-mail. A normal answer proves nothing about the account's existence.
    """

    kdf: int
    iterations: int
    memory: int | None = None
    parallelism: int | None = None
    salt: str | None = None


class Claims(_Lowered):
    """What the access token says about its bearer. Names and e-mail are foreign text.

    The provider tuples hold provider ids; they go stale until the token is renewed.
    """

    user_id: Text = ""
    email: Text = ""
    name: Text = ""
    provider_admin: _Claimed = ()
    provider_service_user: _Claimed = ()


class TokenAnswer(_Lowered):
    """A successful sign-in.

    `wrapped_user_key`, the `kdf` members and `salt` come from `MasterPasswordUnlock` where the server
    sends it, else from the older flat members; None where the account has no master password. The
    other keys are EncStrings and base64 as sent. `has_master_password` None: the server does not say.
    A renewal carries tokens only.
    """

    access_token: Secret
    refresh_token: Secret | None = None
    expires_in: Annotated[int, Field(ge=0, le=LARGEST)] = _DEFAULT_LIFETIME
    wrapped_user_key: str | None = None
    wrapped_private_key: str | None = None
    public_key: str | None = None
    signed_public_key: str | None = None
    wrapped_signing_key: str | None = None
    verifying_key: str | None = None
    security_state: str | None = None
    security_version: int | None = None
    kdf: int = 0
    kdf_iterations: int = 0
    kdf_memory: int | None = None
    kdf_parallelism: int | None = None
    salt: str | None = None
    force_password_reset: Flag = False
    key_connector: Flag = False
    has_master_password: bool | None = None
    claims: Claims = Claims.model_construct()

    def __repr__(self) -> str:
        return "TokenAnswer(********)"

    __str__ = __repr__

    @property
    def user_id(self) -> str:
        """The account's id."""
        return self.claims.user_id

    @property
    def email(self) -> str:
        """The account's e-mail. Foreign text."""
        return self.claims.email

    @property
    def name(self) -> str:
        """The person's name, or an empty string. Foreign text."""
        return self.claims.name


class _Tokens(_Lowered):
    access_token: _Printable
    refresh_token: _Printable | None = None


def read_prelogin(answer: Answer) -> PreloginAnswer:
    """Prefers `kdfSettings` over the flat members. Raises BadAnswer."""
    found = _prelogin(answer)
    if isinstance(found, str):
        raise bad_answer(answer, found)
    return found


def read_token(answer: Answer) -> TokenAnswer:
    """Raises BadAnswer; neither the tokens nor the keys appear in it, nor in its traceback's frames."""
    found = _token(answer)
    if isinstance(found, str):
        raise bad_answer(answer, found)
    return found


def _prelogin(answer: Answer) -> PreloginAnswer | str:
    """The answer, or what is wrong with it."""
    body = lower_keys(read_object(answer))
    settings = body.get("kdfsettings")
    flat = {
        "kdf": body.get("kdf"),
        "iterations": body.get("kdfiterations"),
        "memory": body.get("kdfmemory"),
        "parallelism": body.get("kdfparallelism"),
    }
    nested = {**settings, "kdf": settings.get("kdftype")} if isinstance(settings, dict) else flat
    try:
        return PreloginAnswer.model_validate({**nested, "salt": body.get("salt") or None})
    except ValidationError as error:
        return problem_of(error, answer)


def _token(answer: Answer) -> TokenAnswer | str:
    """The answer, or what is wrong with it."""
    body = lower_keys(read_object(answer))
    renamed = {"accesstoken": body.get("access_token"), "refreshtoken": body.get("refresh_token")}
    options = _object(body, "userdecryptionoptions")
    try:
        tokens = _Tokens.model_validate(renamed)
        return TokenAnswer.model_validate(
            {
                **_unlocking(body),
                **_account_keys(body),
                "access_token": Secret(tokens.access_token),
                "refresh_token": Secret(tokens.refresh_token) if tokens.refresh_token else None,
                "expires_in": body.get("expires_in") or _DEFAULT_LIFETIME,
                "force_password_reset": body.get("forcepasswordreset"),
                "key_connector": body.get("apiusekeyconnector") or bool(options.get("keyconnectoroption")),
                "has_master_password": options.get("hasmasterpassword"),
                "claims": read_claims(tokens.access_token),
            }
        )
    except ValidationError as error:
        return problem_of(error, answer)


def _unlocking(body: Mapping[str, Any]) -> dict[str, Any]:
    options = _object(body, "userdecryptionoptions")
    unlock = _object(options, "masterpasswordunlock")
    if not unlock:
        return {
            "wrapped_user_key": body.get("key") or None,
            "kdf": body.get("kdf") or 0,
            "kdf_iterations": body.get("kdfiterations") or 0,
            "kdf_memory": body.get("kdfmemory"),
            "kdf_parallelism": body.get("kdfparallelism"),
        }
    kdf = _object(unlock, "kdf")
    return {
        "wrapped_user_key": unlock.get("masterkeyencrypteduserkey") or body.get("key") or None,
        "kdf": kdf.get("kdftype") or 0,
        "kdf_iterations": kdf.get("iterations") or 0,
        "kdf_memory": kdf.get("memory"),
        "kdf_parallelism": kdf.get("parallelism"),
        "salt": unlock.get("salt") or None,
    }


def _account_keys(body: Mapping[str, Any]) -> dict[str, Any]:
    keys = _object(body, "accountkeys")
    pair = _object(keys, "publickeyencryptionkeypair")
    signature = _object(keys, "signaturekeypair")
    state = _object(keys, "securitystate")
    return {
        "wrapped_private_key": pair.get("wrappedprivatekey") or body.get("privatekey") or None,
        "public_key": pair.get("publickey"),
        "signed_public_key": pair.get("signedpublickey"),
        "wrapped_signing_key": signature.get("wrappedsigningkey"),
        "verifying_key": signature.get("verifyingkey"),
        "security_state": state.get("securitystate"),
        "security_version": state.get("securityversion"),
    }


def _object(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def read_claims(access_token: str) -> Claims:
    """The claims of a JWT; empty ones when it is none (tokens may be opaque)."""
    try:
        payload = access_token.split(".")[1]
        padded = payload + "=" * (-len(payload) % 4)
        claims = from_json(base64.urlsafe_b64decode(padded))
        return Claims.model_validate(
            {
                "user_id": claims.get("sub"),
                "email": claims.get("email"),
                "name": claims.get("name"),
                "provider_admin": claims.get("providerprovideradmin"),
                "provider_service_user": claims.get("providerserviceuser"),
            }
        )
    except (AttributeError, IndexError, binascii.Error, ValueError):
        return Claims()
