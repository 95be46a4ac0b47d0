"""Signing in meets faults: it comes through or says why not; nothing is held then, and the next try works."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from backend_client.errors import CodeMethod, CodeRequired, SeatwardenError
from backend_client.portal.account import SessionState
from backend_client.portal.portal import Portal
from backend_client.secret import Secret
from embedded_backend.seed import Persona, PracticePerson, person
from tests.faults.fault import Fault
from tests.faults.judged import End, Judged
from tests.faults.stage import Stage
from tests.faults.tried import LONGEST
from tests.skipping_loop import SkippingLoop

PASSWORD = "POST /identity/accounts/prelogin/password"

_TOKEN = "POST /identity/connect/token"

_KNOWN = (
    "INSERT OR IGNORE INTO devices (id, user_id, identifier, type, name, created_at)"
    " SELECT id, id, 'a-telephone', 1, 'telephone', 0 FROM users"
)
_OURS = (
    "INSERT OR IGNORE INTO devices (id, user_id, identifier, type, name, created_at)"
    " SELECT id || '-ours', id, '7f5b2c1e-3c0d-4a2b-9c58-0d9f5f7f1a11', 25, 'x', 0 FROM users"
)
_MAILS = "SELECT count(*) FROM outbox"


@dataclass(frozen=True)
class Entry:
    """A way in, as far as it is tried. `unlocks`: it leads to keys. `makes` asks what grows by one at
    most for each request that is carried out; `missing` are requests the server does not know."""

    enter: Callable[[Portal, PracticePerson], Awaitable[object]]
    who: Persona = Persona.ADMIN
    unlocks: bool = True
    makes: str = ""
    missing: frozenset[str] = frozenset()


async def _with_password(portal: Portal, who: PracticePerson) -> None:
    await portal.session.sign_in(who.email, Secret(who.password))


def _mailed(method: CodeMethod) -> Callable[[Portal, PracticePerson], Awaitable[object]]:
    async def enter(portal: Portal, who: PracticePerson) -> None:
        try:
            await portal.session.sign_in(who.email, Secret(who.password))
        except CodeRequired:
            await portal.session.send_code(method)

    return enter


async def _with_device(portal: Portal, who: PracticePerson) -> None:
    await portal.session.begin_device_login(who.email)
    await portal.session.poll_device_login()


ENTRIES: Mapping[str, Entry] = {
    PASSWORD: Entry(_with_password),
    "POST /identity/accounts/prelogin": Entry(_with_password, missing=frozenset({PASSWORD})),
    _TOKEN: Entry(_with_password),
    "POST /api/two-factor/send-email-login": Entry(
        _mailed(CodeMethod.EMAIL), Persona.EMAIL_CODE, unlocks=False, makes=_MAILS
    ),
    "POST /api/accounts/resend-new-device-otp": Entry(
        _mailed(CodeMethod.NEW_DEVICE), Persona.NEW_DEVICE, unlocks=False, makes=_MAILS
    ),
    "POST /api/auth-requests": Entry(_with_device, unlocks=False, makes="SELECT count(*) FROM auth_requests"),
    "GET /api/auth-requests/{request_id}/response": Entry(_with_device, unlocks=False),
}


class Entering:
    """One way in, tried again and again from the same beginning."""

    def __init__(self, stage: Stage, loop: SkippingLoop, endpoint: str, entry: Entry) -> None:
        self._stage, self._loop, self._endpoint, self._entry = stage, loop, endpoint, entry
        self._who = person(entry.who)

    async def meets(self, fault: Fault, *, always: bool) -> Judged:
        """Sign in, while `fault` is in the way."""
        stage, entry = self._stage, self._entry
        stage.restore()
        if entry.makes != _MAILS:
            for statement in (_KNOWN, _OURS):
                stage.practice.execute(statement)
        stage.proxy.missing = entry.missing
        try:
            async with stage.portal(self._loop) as portal:
                return await self._tried(portal, fault, always=always)
        finally:
            stage.proxy.missing = frozenset()

    async def _tried(self, portal: Portal, fault: Fault, *, always: bool) -> Judged:
        proxy, wrong = self._stage.proxy, []
        before = self._made()
        armed = proxy.arm(self._endpoint, fault, always=always)
        began = self._loop.time()
        try:
            await self._entry.enter(portal, self._who)
            end = End.RECOVERED
            if self._entry.unlocks and portal.session.state is not SessionState.UNLOCKED:
                wrong.append("signed in without keys")
        except SeatwardenError:
            end = End.TOLD
            if portal.session.state is not SessionState.SIGNED_OUT or portal._api.auth.signed_in:
                wrong.append("half signed in")
        except Exception as error:  # what must not happen is counted, not let through
            end = End.RAW
            wrong.append(f"raised {error!r}")
        seconds = self._loop.time() - began
        asked = proxy.arrived[self._endpoint] + proxy.arrived[_TOKEN]  # which mails a first code by itself
        doubled = max(0, self._made() - before - asked)
        if not self._endpoint.startswith("GET") and proxy.arrived[self._endpoint] > 1:
            wrong.append(f"sent {proxy.arrived[self._endpoint]} times")
        proxy.heal()
        if not armed.met:
            wrong.append("not asked at all")
        if seconds > LONGEST:
            wrong.append(f"took {seconds:.0f} s")
        try:
            await self._entry.enter(portal, self._who)
        except SeatwardenError as error:
            wrong.append(f"the server is well again, and {error!r}")
        return Judged(self._endpoint, "signing in", fault.name, end, seconds, 0, doubled, tuple(wrong))

    def _made(self) -> int:
        if not self._entry.makes:
            return 0
        ((count,),) = self._stage.practice.execute(self._entry.makes)
        return int(str(count))
