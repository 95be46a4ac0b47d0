"""A portal whose answers a test writes down, for what the practice backend does not do on request.

`StandInFront` is a bare application that shows one screen; `StandInPortal` answers from lists and
remembers what it was asked.
"""

from __future__ import annotations

import asyncio
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.screen import Screen

from backend_client.errors import CodeMethod, SeatwardenError
from backend_client.portal import clock
from backend_client.portal.account import Account, SessionState
from backend_client.portal.clients import Client
from backend_client.portal.device_login import LIFE, DeviceLogin
from backend_client.portal.organization import OrganizationVault
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from backend_client.portal.session import Session
from backend_client.secret import Secret
from tui.job import Job
from tui.jobs import Jobs
from tui.presenters.command_words import Command, History
from tui.screens.base import Place
from tui.settings import Settings

ADA = Account(user_id="user-1", email="ada@north.example", name="Ada", server="vault.north.example")


class StandInFront(App[Any]):
    """Shows `shown` and exits with what it dismisses."""

    BINDINGS = [Binding("ctrl+q,q", "quit", "Quit", id="app.quit")]

    def __init__(self, shown: Screen[Any], *, practice: bool = False) -> None:
        super().__init__()
        self.settings = Settings()
        self.practice = practice
        self.profile = ""
        self.new_profile = False
        self.watching = False
        self.read_only = False
        self.results: list[Any] = []
        self.history = History()
        self.obeyed: list[Command] = []
        self.jobs = Jobs()
        self._shown = shown

    def on_mount(self) -> None:
        self.push_screen(self._shown, self.results.append)

    async def unlocked(self) -> bool:
        raise AssertionError("no screen under test asks for keys")

    def open_client(self, place: Place, provider: Provider, client: Client) -> None:
        raise AssertionError("no screen under test opens another one inside a client")

    def choose_provider(self, wanted: str = "") -> None:
        raise AssertionError("no screen under test asks for a provider")

    def obey(self, command: Command) -> None:
        self.obeyed.append(command)

    def job_line(self, width: int) -> str:
        return ""

    def run_job(self, job: Job[Any]) -> None:
        self.jobs.add(job)
        self.run_worker(self.jobs.send(job), group="commit", exit_on_error=False)


class StandInSession(Session):
    """Raises the next of `failures` (None: succeeds) at each call that would reach the server."""

    def __init__(self, *failures: SeatwardenError | None, account: Account | None = ADA) -> None:
        self._state = SessionState.SIGNED_OUT
        self._account = account
        self._answer = None
        self._listeners = []
        self._failures = list(failures)
        self.calls: list[tuple[str, ...]] = []
        self.given: list[Secret] = []
        self.gate: asyncio.Event | None = None
        self.polled, self.approves_after = 0, 1

    @property
    def over(self) -> bool:
        return False

    async def _next(self, *call: str, secret: Secret | None = None) -> None:
        self.calls.append(call)
        if secret is not None:
            self.given.append(secret)
        if self.gate is not None:
            await self.gate.wait()
        failure = self._failures.pop(0) if self._failures else None
        if failure is not None:
            raise failure

    async def sign_in(self, email: str, password: Secret) -> None:
        await self._next("sign_in", email, password.reveal(), secret=password)
        self._state = SessionState.UNLOCKED

    async def sign_in_with_api_key(self, client_id: str, client_secret: Secret) -> None:
        await self._next("api_key", client_id, client_secret.reveal(), secret=client_secret)
        self._state = SessionState.LOCKED

    async def begin_device_login(self, email: str) -> DeviceLogin:
        await self._next("ask_device", email)
        asked = sum(call[0] == "ask_device" for call in self.calls)
        return DeviceLogin(email, f"chop-groom-humbly-almighty-number{asked}", clock.now() + LIFE)

    async def poll_device_login(self) -> bool:
        await self._next("poll")
        self.polled += 1
        return self.polled >= self.approves_after

    async def finish_device_login(self) -> None:
        await self._next("finish")
        self._state = SessionState.UNLOCKED

    async def submit_code(self, method: CodeMethod, code: Secret) -> None:
        await self._next("code", method, code.reveal(), secret=code)
        self._state = SessionState.UNLOCKED

    async def send_code(self, method: CodeMethod) -> None:
        await self._next("send", method)

    async def unlock(self, password: Secret) -> None:
        await self._next("unlock", password.reveal(), secret=password)
        self._state = SessionState.UNLOCKED

    def cancel_sign_in(self) -> None:
        self.calls.append(("cancel",))

    async def sign_out(self) -> None:
        self.calls.append(("sign_out",))
        self._state = SessionState.SIGNED_OUT


class StandInPortal(Portal):
    """Answers `organization_vault` from a list of vaults and failures; the last one stays."""

    def __init__(
        self,
        session: StandInSession | None = None,
        *vaults: OrganizationVault | Exception,
        practice: bool = False,
    ) -> None:
        self.session = self.stand_in = session or StandInSession()
        self._vaults = list(vaults)
        self._is_practice = practice
        self.closed = False

    @property
    def server(self) -> str:
        return ADA.server

    @property
    def practice(self) -> bool:
        return self._is_practice

    async def aclose(self) -> None:
        self.closed = True

    async def organization_vault(self, provider: Provider, client: Client) -> OrganizationVault:
        answer = self._vaults.pop(0) if len(self._vaults) > 1 else self._vaults[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def shown_text(app: App[Any]) -> str:
    """Everything on the screen, line by line."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())
