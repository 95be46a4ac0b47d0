"""The Provider Portal in plain words: what the front end holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from backend_client.api.api import Api
from backend_client.api.lanes import Lane
from backend_client.api.priority import background
from backend_client.api.waits import Waiting
from backend_client.errors import BadAnswer, DecryptionFailed, ProviderKeyMissing, ResponseError
from backend_client.portal.account import SessionState
from backend_client.portal.acts import Acts
from backend_client.portal.client_reader import PRACTICE_SERVER, ClientReader
from backend_client.portal.clients import Client, ClientList, ClientPeople, ClientSetup
from backend_client.portal.item_counts import ItemCounts
from backend_client.portal.journal import Journal
from backend_client.portal.key_watch import KeyWatch
from backend_client.portal.nouns import PortalNouns
from backend_client.portal.pins import Pins
from backend_client.portal.providers import Provider
from backend_client.portal.session import Session

if TYPE_CHECKING:  # what a client list does not need is loaded when it is first asked for
    from backend_client.portal.interruptions import SettledAct
    from backend_client.portal.item_counts import ItemCount
    from backend_client.portal.local_notes import LocalNotes
    from backend_client.portal.onboarding.steps import Checklist, NotNeeded, Step
    from backend_client.portal.organization import OrganizationVault
    from backend_client.portal.reconcile import Settled
    from backend_client.portal.shown_acts import Shown

_READS_OF_A_CHECKLIST = 4


class Portal(PortalNouns):
    """Everything a front end can ask for, on one server. Use as an async context manager.

    Create it inside the event loop that uses it. Every method may raise TransportError,
    ResponseError, SignedOut and SessionExpired besides what it names.
    """

    def __init__(
        self,
        api: Api,
        *,
        journal: Journal | None = None,
        notes: LocalNotes | None = None,
        pins: Pins | None = None,
        read_only: bool = False,
    ) -> None:
        self._api = api
        self.session = Session(api, KeyWatch(pins or Pins(), api.server.host))
        self.session.subscribe(self._on_session)
        self._reader = ClientReader(api, self.session)
        self.journal = journal
        self.notes = notes
        self.read_only = read_only
        self._acts = Acts(journal, who=self._who, server=api.server.host, read_only=read_only)
        self._counts = ItemCounts(api.server.host, notes)

    @property
    def server(self) -> str:
        """The server's host name, or "practice"."""
        return self._api.server.host

    @property
    def server_address(self) -> str:
        """What `connect` takes to find exactly this server again: a region, "practice", its whole address."""
        return self._api.server.name

    @property
    def practice(self) -> bool:
        """Whether this is the practice backend."""
        return self._api.server.practice

    @property
    def says_practice(self) -> bool:
        """Whether the server calls itself the practice backend, in this process or reached over https.

        For titles only: what a server says of itself earns it no leniency.
        """
        return self._reader.server_name == PRACTICE_SERVER

    def background(self) -> AbstractContextManager[None]:
        """What is asked inside, and in tasks begun inside, leaves room for what somebody waits for: it starts
        when nobody else waits, in this process or another one of this person."""
        return background()

    def on_waiting(self, listener: Callable[[Waiting | None], None]) -> None:
        """Call `listener` when something that somebody waits for is put off for more than a moment, and with
        None when nothing is any longer."""
        self._api.transport.waits.subscribe(listener)

    def forecast(self, *, reads: int = 0, writes: int = 0, invitations: int = 0) -> float:
        """Seconds that so many calls must wait for the limits of the server, if nobody else makes any.

        Inside `background` it is the forecast for work that leaves room.
        """
        pace = self._api.transport.pace
        wanted = ((Lane.READ, reads), (Lane.WRITE, writes), (Lane.INVITE, invitations))
        return max(pace.forecast(lane, calls) for lane, calls in wanted)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Drop keys and tokens, and close connections."""
        await self.session.sign_out()
        await self._api.aclose()

    async def providers(self) -> tuple[Provider, ...]:
        """The places the account manages clients from, by name. Raises NoProvider when there is none."""
        await self._settle_by_profile()
        return await self._reader.providers()

    async def _settle_by_profile(self) -> None:
        """Close interrupted acts that only the profile decides; it is downloaded once for both."""
        if self.journal is not None:
            from backend_client.portal.gone_providers import settle_by_profile  # noqa: PLC0415

            settle_by_profile(self.journal, self.server, self._who(), await self._reader.profile())

    async def places(self) -> tuple[Provider, ...]:
        """Everything to choose from: the providers, and the account's own organizations where it administers
        some. Raises NoProvider when there is none."""
        return await self._reader.places()

    def forget_opened(self) -> None:
        """Drop what was read and every key but the account's: another provider follows."""
        self._reader.forget()
        self._counts.forget()
        if self.session.state is SessionState.UNLOCKED:
            self.session.keys.close()

    async def client_list(self, provider: Provider) -> ClientList:
        """Clients, seats and pools. Quiet: writes no audit event. Works locked (keys NOT_TRIED)."""
        return await self._reader.client_list(provider)

    def settle_interrupted(self, listed: ClientList) -> tuple[Settled, ...]:
        """What became of acts on this provider that a crash interrupted. May raise OSError.

        Each is told once; one that is `waiting` again each time, until the keys or the time decide it.
        """
        if self.journal is None:
            return ()
        from backend_client.portal.reconcile import settle  # noqa: PLC0415

        keys = self.session.keys if self.session.state is SessionState.UNLOCKED else None
        return settle(self.journal, self.server, listed, keys)

    async def client_people(self, client: Client) -> ClientPeople:
        """How many people of a client are invited, accepted, confirmed. Quiet."""
        return await self._reader.client_people(client)

    async def has_confirmed_owner(self, client: Client) -> bool:
        """Whether a client has a confirmed owner of its own, without whom it cannot be unlinked. Quiet."""
        return await self._reader.has_confirmed_owner(client)

    async def organization_vault(self, provider: Provider, client: Client) -> OrganizationVault:
        """Open a client: its collections, decrypted. Quiet: access comes from members and groups.

        Raises Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound.
        """
        return await self._organizations.vault(provider, client)

    async def count_items(self, provider: Provider, client: Client) -> ItemCount:
        """How many items a client holds. Downloads its vault; `checklist` uses it from then on.

        Raises Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound.
        """
        return await self.imports.count(provider, client)

    def counted_items(self, client: Client) -> ItemCount | None:
        """The last count from here; None where the items were never counted."""
        return self._counts.last(client.organization_id)

    async def checklist(self, provider: Provider, client: Client) -> Checklist:
        """Where the onboarding of a client stands, from live data and local notes. Quiet.

        Items are as they were last counted from here; they are read where an import was interrupted. A key
        that does not open blocks steps. Raises Locked, ClientNotFound.
        """
        from backend_client.portal.interruptions import settle_inside  # noqa: PLC0415

        marks = await self._import_marks(provider, client)

        def settle(shown: Shown) -> tuple[SettledAct, ...]:
            decide = replace(shown, item_marks=marks).decide
            try:
                return settle_inside(self.journal, self.server, client.organization_id, decide)
            except OSError:
                return ()  # the next checklist asks again

        return await self._checklist(provider, client, settle)

    async def _import_marks(self, provider: Provider, client: Client) -> frozenset[str] | None:
        from backend_client.portal.interruptions import interrupted_inside  # noqa: PLC0415

        try:
            if interrupted_inside(self.journal, self.server, client.organization_id, "vault"):
                return await self.imports.marks(provider, client)
        except (ResponseError, BadAnswer, ProviderKeyMissing, DecryptionFailed, OSError):
            return None
        return None

    async def _checklist(
        self, provider: Provider, client: Client, settle: Callable[[Shown], tuple[SettledAct, ...]] | None
    ) -> Checklist:
        """Without `settle` in the background, where nobody is told of interrupted acts."""
        from backend_client.portal.onboarding.steps import with_notes  # noqa: PLC0415

        counted = self.counted_items(client)
        items = counted.items if counted else None
        read = await self._organizations.checklist(
            provider, client, items, waived=self.waived_collections(client), settle=settle
        )
        return with_notes(read, self._notes_on(client), items_read_at=counted.read_at if counted else None)

    async def room_for_setup(self) -> None:
        """Wait until `client_setup` may be asked and room is left for what somebody waits for."""
        await self._api.transport.pace.room(Lane.READ, _READS_OF_A_CHECKLIST)

    async def client_setup(self, provider: Provider, client: Client) -> ClientSetup:
        """How far the onboarding of a client is, for the list of clients. Quiet.

        Flags and key are taken as the last list left them. Raises Locked.
        """
        checklist = await self._checklist(provider, client, None)
        done, needed = checklist.counted
        return ClientSetup(client.organization_id, done, needed, checklist.read_at)

    def mark_not_needed(self, client: Client, step: Step, reason: str | None) -> None:
        """Note locally that a step is not needed, or with None that it is. May raise OSError."""
        if self.notes is not None:
            self.notes.mark_not_needed(self.server, client.organization_id, step, reason, self._who())

    def waived_collections(self, client: Client) -> frozenset[str]:
        """Ids of the client's collections that were noted locally to stay without a manager."""
        return frozenset() if self.notes is None else self.notes.waived(self.server, client.organization_id)

    def waive_managers(self, client: Client, collection_ids: Iterable[str], reason: str) -> None:
        """Note locally that these collections stay without a manager. May raise OSError."""
        if self.notes is not None:
            self.notes.waive(self.server, client.organization_id, collection_ids, reason, self._who())

    def switched_admin_access_on(self, client: Client) -> bool:
        """Whether admins' access to all items was last switched on from here. May raise OSError."""
        from backend_client.portal.admin_access import switched_on_here  # noqa: PLC0415

        entries = () if self.journal is None else self.journal.entries()
        return switched_on_here(entries, self.server, client.organization_id)

    def _notes_on(self, client: Client) -> dict[Step, NotNeeded]:
        return {} if self.notes is None else self.notes.not_needed(self.server, client.organization_id)

    def _on_session(self, state: SessionState) -> None:
        if state is SessionState.SIGNED_OUT:
            self._reader.forget()
            self._counts.forget()
