"""The keys of a provider and its clients beside what is known of them, and accepting one that changed.

Accepting is a person's decision: the key that was shown is pinned, never the one that a server tells by then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backend_client.errors import KeyChanged, KeyDoubt, PinsUnusable, Rule, RuleBroken
from backend_client.portal.interruptions import SettledAct, settle_of_provider
from backend_client.portal.journal import Entry, Outcome
from backend_client.portal.pins import Pin, PinKind, Subject
from backend_client.portal.providers import KeyState, Provider, ProviderKind

if TYPE_CHECKING:
    from backend_client.portal.acts import Acts
    from backend_client.portal.client_reader import ClientReader
    from backend_client.portal.clients import Client
    from backend_client.portal.journal import Journal
    from backend_client.portal.key_watch import Doubt, KeyWatch
    from backend_client.portal.session import Session

ACT = "key.accept"
"""What accepting a key is called in the journal."""

_SHORT = 16
"""Digits of a key id that the journal shows."""


@dataclass(frozen=True, slots=True)
class KnownKey:
    """One key. `key_id` names the one that the server gives now, empty where none opened; `known` is the
    pinned one; `doubt` says why the first is not trusted. `name` is foreign text; of the account's own
    organizations there is no provider's key."""

    kind: PinKind
    id: str
    name: str
    state: KeyState
    key_id: str = ""
    known: Pin | None = None
    doubt: KeyDoubt | None = None

    @property
    def subject(self) -> Subject:
        """What it is pinned as."""
        return self.kind, self.id


class KnownKeys:
    """Reads what is known, and writes it on a person's word. `who` names the account.

    The methods that ask the server raise Locked, TransportError and ResponseError.
    """

    def __init__(
        self,
        *,
        session: Session,
        reader: ClientReader,
        acts: Acts,
        journal: Journal | None,
        who: Callable[[], str],
    ) -> None:
        self._session = session
        self._reader = reader
        self._acts = acts
        self._journal = journal
        self._who = who

    @property
    def file(self) -> Path | None:
        """Where pins are kept."""
        return self._watch.pins.path

    async def board(self, provider: Provider) -> tuple[KnownKey, ...]:
        """The provider's key, then its clients' in the server's order. Quiet."""
        listed = await self._reader.client_list(provider)
        self._settle(provider)
        clients = tuple(self.of_client(client) for client in listed.clients)
        if provider.kind is ProviderKind.OWN_ORGANIZATIONS:
            return clients
        return (self.of_provider(listed.provider), *clients)

    def of_provider(self, provider: Provider) -> KnownKey:
        """The key of a provider that was read before. Raises Locked."""
        keys = self._session.keys
        return self._known(
            (PinKind.PROVIDER, provider.id),
            provider.name,
            provider.key,
            keys.provider_key_id(provider.id),
            keys.provider_doubt(provider.id),
        )

    def of_client(self, client: Client) -> KnownKey:
        """The key of a client that was read before. Raises Locked."""
        keys, place = self._session.keys, client.organization_id
        return self._known(
            (PinKind.CLIENT, place),
            client.name,
            client.key,
            keys.client_key_id(place),
            keys.client_doubt(place),
        )

    def accept(self, provider: Provider, shown: KnownKey) -> None:
        """From now on the key that was shown is the known one.

        Raises ReadOnlyMode, RuleBroken (PINS_UNWRITABLE), PinsUnusable, and KeyChanged where the server gives
        yet another key by now.
        """
        self._acts.check_allowed()
        keys = self._session.keys
        is_provider = shown.kind is PinKind.PROVIDER
        now = keys.provider_key_id(shown.id) if is_provider else keys.client_key_id(shown.id)
        if not now or now != shown.key_id:
            raise KeyChanged(KeyDoubt.CHANGED, provider=is_provider, name="" if is_provider else shown.name)
        self.check_file()
        act = self._acts.begin(
            ACT,
            client=shown.name,
            provider_id=provider.id,
            after={
                "key": now[:_SHORT],
                "replaces": shown.known.digest[:_SHORT] if shown.known else "",
                "key_id": now,
                "pin": shown.kind.value,
                "pin_id": shown.id,
            },
        )
        try:
            self._watch.accept(shown.subject, now, self._who())
        except OSError:
            act.dropped()
            raise RuleBroken(Rule.PINS_UNWRITABLE) from None
        except PinsUnusable:
            act.dropped()
            raise
        act.done()

    def check_file(self) -> None:
        """Raises PinsUnusable where the file cannot be used: that is decided on before any key."""
        self._watch.pins.keys(self._watch.server)

    def set_aside(self) -> Path | None:
        """Rename a file of pins that cannot be used; what is seen next is pinned as if seen first. Returns
        its new name, None where the file is sound. Raises OSError, ReadOnlyMode."""
        self._acts.check_allowed()
        return self._watch.pins.set_aside()

    @property
    def _watch(self) -> KeyWatch:
        return self._session.watch

    def _known(
        self, subject: Subject, name: str, state: KeyState, key_id: str, doubt: Doubt | None
    ) -> KnownKey:
        kind, subject_id = subject
        if key_id:
            state = KeyState.OPEN if doubt is None else KeyState.CHANGED
        return KnownKey(
            kind,
            subject_id,
            name,
            state,
            key_id,
            self._watch.known(subject),
            doubt.reason if doubt is not None else None,
        )

    def _settle(self, provider: Provider) -> None:
        """Close what was accepted when the process ended: the file tells."""

        def decide(entry: Entry) -> SettledAct | None:
            try:
                subject = PinKind(str(entry.after.get("pin"))), str(entry.after.get("pin_id"))
            except ValueError:
                return None
            pin = self._watch.known(subject)
            done = pin is not None and pin.digest == entry.after.get("key_id")
            return SettledAct(entry, Outcome.DONE if done else Outcome.NOT_SENT)

        try:
            settle_of_provider(self._journal, self._watch.server, provider.id, decide, "key", certain=True)
        except OSError:
            return  # the next board asks again
