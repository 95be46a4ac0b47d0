"""Account recovery: the key that a member left with the organization, and a new master password for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import Field

from backend_client.api.call import Call
from backend_client.api.caller import Caller
from backend_client.api.wire import Id, Number, WireModel, read_model, read_nothing
from backend_client.secret import Secret

_TEMPLATE = "organizations/{organization_id}/users/{member_id}"


class RecoveryDetails(WireModel):
    """What recovering one member takes. The keys are wire texts: the organization's private key under its
    symmetric key, and the member's user key sealed to the public half. `master_password_salt` is None on
    servers that only know the e-mail address as salt. Memory is in MiB. `organization_user_id` is the member
    that all of it is about.
    """

    organization_user_id: Id | None = None
    kdf: Number = 0
    kdf_iterations: int
    kdf_memory: int | None = None
    kdf_parallelism: int | None = None
    master_password_salt: str | None = None
    reset_password_key: str | None = Field(default=None, repr=False)
    encrypted_private_key: str | None = Field(default=None, repr=False)


class AccountKeysAnswer(WireModel):
    """The public keys of an account. `verifying_key` is there for accounts of the newer encryption only."""

    public_key: str | None = None
    verifying_key: str | None = None


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A master password as a request carries it: the authentication hash, the user key wrapped with it
    (EncString type 2), and how both were derived, which must be what the server has of the account.
    """

    proof: Secret
    user_key: str = field(repr=False)
    details: RecoveryDetails


class AccountRecoveryApi:
    """Calls about recovering members' accounts."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def details(self, organization_id: str, member_id: str) -> RecoveryDetails:
        """Quiet. NotFound also for members whom the caller's role does not reach."""
        call = Call("GET", f"{_TEMPLATE}/reset-password-details", _place(organization_id, member_id))
        return read_model(RecoveryDetails, await self._caller.request(call))

    async def account_keys(self, user_id: str) -> AccountKeysAnswer:
        """The public keys of an account, by its user id. Quiet."""
        call = Call("GET", "users/{user_id}/keys", {"user_id": user_id})
        return read_model(AccountKeysAnswer, await self._caller.request(call))

    async def recover(
        self, organization_id: str, member_id: str, *, password: NewPassword | None, two_step: bool
    ) -> None:
        """Give a new master password, take two-step login away (`two_step`), or both.

        The server saves before it mails: even a fault of the server may come after the change. A password
        whose salt the server told is sent in the newer form, any other in the older, which all take. Servers
        that tell it, and those that reset two-step login, answer 204; an empty 200 is not theirs.
        """
        newer = password is None or bool(password.details.master_password_salt)
        body: dict[str, object] = {"resetMasterPassword": password is not None, "resetTwoFactor": two_step}
        if password is not None:
            body |= _newer(password) if password.details.master_password_salt else _older(password)
        place = _place(organization_id, member_id)
        answer = await self._caller.request(Call("PUT", f"{_TEMPLATE}/recover-account", place, body=body))
        read_nothing(answer, status=204 if newer else 0)


def _older(password: NewPassword) -> dict[str, object]:
    return {"newMasterPasswordHash": password.proof, "key": password.user_key}


def _newer(password: NewPassword) -> dict[str, object]:
    details = password.details
    derived = {
        "salt": details.master_password_salt,
        "kdf": {
            "kdfType": details.kdf,
            "iterations": details.kdf_iterations,
            "memory": details.kdf_memory,
            "parallelism": details.kdf_parallelism,
        },
    }
    return {
        "authenticationData": {**derived, "masterPasswordAuthenticationHash": password.proof},
        "unlockData": {**derived, "masterKeyWrappedUserKey": password.user_key},
    }


def _place(organization_id: str, member_id: str) -> dict[str, str]:
    return {"organization_id": organization_id, "member_id": member_id}
