"""The practice client whose members left their keys, as our client sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from backend_client import Secret, connect
from backend_client.errors import SignInNeedsBrowser, WrongCredentials
from backend_client.portal.account import SessionState
from backend_client.portal.clients import find_client
from backend_client.portal.devices import DeviceBoard, DeviceRequest
from backend_client.portal.recovery import RecoveryCase
from embedded_backend.database import Database
from embedded_backend.device_requests import opened_answer
from embedded_backend.seed import Persona, person
from tests.contract.member_desk import Desk
from tests.hostile.fault_injector import HTML, FaultInjector, Message, Receive, Send
from tests.practice import DEVICE, Practice

DELTA = "Delta Fisheries"
OLDER, NEWER, CHANGED = "boris.lund2@delta.example", "elin.abel5@delta.example", "farid.berg6@delta.example"
BARE, OWNER = "greta.costa7@delta.example", "zoe.ivanov0@delta.example"
"""Members: with an older account, a newer one, one that changed after enrolling, and two not enrolled."""

GOOD = "Correct horse battery 1!"


class RecoveryDesk(Desk):
    """Delta, opened by a provider admin."""

    async def id_of(self, email: str) -> str:
        return next(one.id for one in (await self.board()).members if one.email == email)

    async def case(self, email: str) -> RecoveryCase:
        return await self.portal.account_recovery.inspect(self.provider, self.client, await self.id_of(email))

    async def recover(
        self, case: RecoveryCase, password: str | None = GOOD, *, two_step: bool = False
    ) -> None:
        secret = None if password is None else Secret(password)
        await self.portal.account_recovery.apply(
            self.provider, self.client, case, password=secret, two_step=two_step
        )
        assert secret is None or not secret

    async def devices(self) -> DeviceBoard:
        return await self.portal.device_approvals.inspect(self.provider, self.client)

    async def device(self, email: str) -> DeviceRequest:
        return next(one for one in (await self.devices()).requests if one.email == email)

    def opened_by_device(self, request_id: str) -> bytes:
        database = Database(self.practice.database)
        try:
            return opened_answer(database, request_id)
        finally:
            database.close()


@asynccontextmanager
async def recovery_desk(
    practice: Practice, journal: Path, faults: FaultInjector | None = None, *, read_only: bool = False
) -> AsyncIterator[RecoveryDesk]:
    """Delta, through `faults` where they are given."""
    who = person(Persona.ADMIN)
    portal = connect(
        "practice",
        device_id=DEVICE,
        asgi_app=faults or practice.thread.app,
        journal=journal,
        read_only=read_only,
    )
    async with portal:
        await portal.session.sign_in(who.email, Secret(who.password))
        (provider,) = await portal.providers()
        client = find_client(await portal.client_list(provider), DELTA)
        yield RecoveryDesk(practice, portal, provider, client)


class LosesAnswers(FaultInjector):
    """Lets a request through to the backend, and answers 502 in its place."""

    lost = ""

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if not self.lost or not str(scope["path"]).endswith(self.lost):
            await super().__call__(scope, receive, send)
            return
        await self._real_answer(scope, receive)
        await send({"type": "http.response.start", "status": 502, "headers": []})
        await send({"type": "http.response.body", "body": HTML})


async def opens_with(practice: Practice, email: str, password: str) -> bool:
    """Whether the member signs in with that password and every key of the account opens.

    A temporary password counts; the member would replace it in the web vault first.
    """
    practice.execute("UPDATE users SET totp_secret = NULL WHERE email = ?", email)
    async with practice.portal() as portal:
        try:
            await portal.session.sign_in(email, Secret(password))
        except WrongCredentials:
            return False
        except SignInNeedsBrowser:
            temporary = "SELECT force_password_reset FROM users WHERE email = ?"
            if practice.execute(temporary, email) != [(1,)]:
                raise
            practice.execute("UPDATE users SET force_password_reset = 0 WHERE email = ?", email)
        else:
            return portal.session.state is SessionState.UNLOCKED
    return await opens_with(practice, email, password)
