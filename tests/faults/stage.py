"""A practice backend behind the misbehaving proxy, and portals that reach it over https in virtual time."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from backend_client.api.api import Api
from backend_client.api.call import Answer, Call
from backend_client.api.device import this_device
from backend_client.api.failures import Failed
from backend_client.api.pace import Pace
from backend_client.api.servers import PRACTICE, parse_server
from backend_client.portal.journal import Journal
from backend_client.portal.portal import Portal
from backend_client.secret import Secret
from embedded_backend.options import BackendOptions
from embedded_backend.seed import PracticePerson
from embedded_backend.throwaway_ca import ServerCertificate, make_certificate
from tests.faults.fault import Armed, Door
from tests.faults.proxy import Proxy
from tests.hostile.faulty_network import restore
from tests.practice import DEVICE, Practice, running_practice
from tests.skipping_loop import SkippingLoop

_LET_IN = 0.01
_TURNS = 10


class Wire:
    """Puts itself into a portal's transport: virtual time stands still while a request is under way.

    `sent` is when each request began, and its verb.
    """

    def __init__(self, loop: SkippingLoop, proxy: Proxy, portal: Portal) -> None:
        self._loop = loop
        self._proxy = proxy
        self._under_way = 0
        self._targets = 0
        self.sent: list[tuple[float, str]] = []
        transport = portal._api.transport
        transport._clock = loop.time
        self._real = transport._exchange
        transport._exchange = self._exchange  # type: ignore[method-assign]
        proxy.pass_time = self._pass_time_from_afar

    async def _exchange(self, call: Call, bearer: Secret | None) -> Answer | Failed:
        armed = self._proxy.armed
        endpoint = f"{call.method} /{call.host.value}/{call.template}"
        if armed is None or armed.endpoint != endpoint or armed.is_spent:
            return await self._send(call, bearer)
        self._targets += 1
        try:
            if armed.fault.door is Door.OPEN:
                return await self._send(call, bearer)
            return await self._send_to_the_door(armed, call, bearer)
        finally:
            self._targets -= 1

    async def _send_to_the_door(self, armed: Armed, call: Call, bearer: Secret | None) -> Answer | Failed:
        armed.met += 1
        await self._turn(armed.fault.door)
        try:
            return await self._send(call, bearer)
        finally:
            if not armed.always:
                await self._turn(Door.OPEN)

    async def _turn(self, door: Door) -> None:
        with self._loop.occupied():
            await self._proxy.turn(door)

    async def _send(self, call: Call, bearer: Secret | None) -> Answer | Failed:
        """Where nobody answers at the door, everybody who comes waits."""
        passing = None
        if self._proxy.door is Door.SILENT:
            passing = asyncio.ensure_future(self._let_time_pass())
        self._under_way += 1
        self.sent.append((self._loop.time(), call.method))
        try:
            with self._loop.occupied():
                return await self._real(call, bearer)
        finally:
            self._under_way -= 1
            if passing is not None:
                passing.cancel()

    async def _let_time_pass(self) -> None:
        while self._proxy.door is Door.SILENT:
            await asyncio.sleep(_LET_IN)
            self._loop.skip(4.0)

    def _pass_time_from_afar(self, seconds: float) -> Future[None]:
        done: Future[None] = Future()
        try:
            self._loop.call_soon_threadsafe(self._pass_time, seconds, done)
        except RuntimeError:  # the loop ended
            done.set_result(None)
        return done

    def _pass_time(self, seconds: float, done: Future[None]) -> None:
        """Only the request that met the fault waits: others would give up without a reason."""
        if self._proxy.armed is None or (self._targets and self._targets == self._under_way):
            self._loop.skip(seconds)
        self._turns(_TURNS, done)

    def _turns(self, left: int, done: Future[None]) -> None:
        """What became due begins in the next turn of the loop, and takes a few to give up a request."""
        if left:
            self._loop.call_soon(self._turns, left - 1, done)
        else:
            done.set_result(None)


@dataclass
class Stage:
    """`restore()` puts the backend back to its beginning. `wire` is that of the last portal."""

    practice: Practice
    proxy: Proxy
    files: ServerCertificate
    directory: Path
    wire: Wire = field(init=False)

    def restore(self) -> None:
        restore(self.directory / "beginning.sqlite3", self.practice.database)

    @asynccontextmanager
    async def portal(
        self, loop: SkippingLoop, journal: Path | None = None, *, practises: bool = False
    ) -> AsyncIterator[Portal]:
        """A signed-out portal. `practises`: it takes the server for the one without a network."""
        server = parse_server(self.proxy.url)
        if practises:
            server = replace(PRACTICE, api_url=server.api_url, identity_url=server.identity_url)
        api = Api(
            server,
            device=this_device(DEVICE),
            ca_bundle=self.files.authority,
            pace=Pace(clock=loop.time),
        )
        api.auth._clock = loop.time
        async with Portal(api, journal=Journal(journal) if journal else None) as portal:
            self.wire = Wire(loop, self.proxy, portal)
            yield portal

    @asynccontextmanager
    async def signed_in(
        self, loop: SkippingLoop, who: PracticePerson, journal: Path | None = None, *, practises: bool = False
    ) -> AsyncIterator[Portal]:
        """A portal signed in and unlocked as `who`."""
        async with self.portal(loop, journal, practises=practises) as portal:
            await portal.session.sign_in(who.email, Secret(who.password))
            yield portal


@contextmanager
def staged(template: Path, directory: Path, options: BackendOptions | None = None) -> Iterator[Stage]:
    """The backend on a copy of `template`, the proxy before it."""
    directory.mkdir(exist_ok=True)
    shutil.copy(template, directory / "beginning.sqlite3")
    files, foreign = make_certificate(directory / "tls"), make_certificate(directory / "foreign")
    with running_practice(template, directory, options) as practice:
        proxy = Proxy(practice.thread.app, files, foreign)
        with proxy.running():
            yield Stage(practice, proxy, files, directory)
