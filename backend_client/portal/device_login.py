"""Login with another device: this one asks, somebody compares the phrase there and approves.

Nothing secret is typed here. What belongs to one request (a key pair, an access code) lives in one
`DeviceAttempt` and is dropped on every way out; the request itself cannot be taken back and runs out.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from backend_client.crypto.device_login import RequestKeys
from backend_client.errors import (
    BadRequest,
    DeviceAnswerRefused,
    DeviceLoginDenied,
    DeviceLoginOver,
    NotFound,
    TransportError,
)
from backend_client.portal import clock
from backend_client.portal.key_ring import KeyRing
from backend_client.portal.unlocking import wrapped_account
from backend_client.secret import Secret

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.auth_requests import AuthRequestAnswer
    from backend_client.api.token_answer import TokenAnswer

LIFE: Final = timedelta(minutes=15)
"""How long servers keep such a request."""


@dataclass(frozen=True, slots=True)
class DeviceLogin:
    """A request that waits. `phrase` is to be compared with what the other device shows; `ends` is UTC."""

    email: str
    phrase: str
    ends: datetime


@dataclass(slots=True)
class DeviceAttempt:
    """A sign-in that another device is asked to approve. `sealed` is its answer once there is one."""

    email: str
    keys: RequestKeys
    request_id: str
    ends: datetime
    sealed: str = field(default="", repr=False)
    salt: ClassVar[str] = ""

    def __repr__(self) -> str:
        return "DeviceAttempt(********)"

    @property
    def proof(self) -> Secret:
        """The access code: what a password is at other sign-ins."""
        return self.keys.access_code

    def shown(self) -> DeviceLogin:
        """What a person needs to know."""
        return DeviceLogin(self.email, self.keys.phrase(self.email), self.ends)

    def open(self, answer: TokenAnswer) -> KeyRing:
        """The keys. Raises DeviceAnswerRefused, SignInNeedsBrowser."""
        return KeyRing(self.keys.open(self.sealed, wrapped_account(answer, password=False)))

    def drop(self) -> None:
        """Let go of the pair, the code and the answer."""
        self.keys.drop()
        self.sealed = ""


async def ask_device(api: Api, email: str) -> DeviceAttempt:
    """Ask the account's other devices. Raises UnknownDevice, BadRequest, TransportError."""
    keys = await asyncio.to_thread(RequestKeys.generate)
    ends = clock.now() + LIFE
    try:
        answer = await api.auth_requests.create(email, keys.public_key, keys.access_code)
    except BaseException:
        keys.drop()
        raise
    return DeviceAttempt(email.strip(), keys, answer.id, ends)


async def look_for_answer(api: Api, attempt: DeviceAttempt) -> bool:
    """Whether the other device approved; its answer is in `attempt` then.

    Raises DeviceLoginDenied, DeviceLoginOver, DeviceAnswerRefused, and whatever a read may raise, which
    ends nothing: the same may be asked again.
    """
    try:
        answer = await api.auth_requests.response(attempt.request_id, attempt.proof)
    except (NotFound, BadRequest):
        raise DeviceLoginOver("the request is over") from None
    except TransportError:
        _check_time(attempt)
        raise
    if answer.request_approved:
        attempt.sealed = _sealed_key(answer)
        return True
    if answer.response_date is not None:
        raise DeviceLoginDenied("the other device refused")
    _check_time(attempt)
    return False


def _check_time(attempt: DeviceAttempt) -> None:
    """For where the server is out of reach, or forgets to say that the time is over."""
    if clock.now() >= attempt.ends:
        raise DeviceLoginOver("the time is over")


def _sealed_key(answer: AuthRequestAnswer) -> str:
    if answer.master_password_hash:
        raise DeviceAnswerRefused("an older form of answer, with the master key")
    if not answer.key:
        raise DeviceAnswerRefused("approved without a key")
    return answer.key
