"""One client of the practice backend, and command lines that fill it: which states are legal afterwards."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from backend_client.connection import connect
from backend_client.crypto.enc_string import EncString
from backend_client.crypto.keys import SymmetricKey
from backend_client.portal.clients import Client, find_client
from backend_client.portal.members import MemberStatus
from backend_client.portal.onboarding.patterns import PATTERNS, Pattern
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from backend_client.secret import Secret
from embedded_backend.seed_people import PRACTICE_PASSWORD
from embedded_backend.telephone import phrase_read_out
from tests.crash.gated_server import GatedServer
from tests.crash.victim import ADMIN, journal_of
from tests.practice import DEVICE

AUTOMATIC = "Default collection"
INVITED_AT_ONCE = 20
PEOPLE = tuple(f"never.{number}@crash.example" for number in range(45))
ITEMS = 60
SHELVES = ("Crash/One", "Crash/Two", "Socials")

Members = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Inside:
    """What a client holds: names of collections and addresses with their status, in order, each as often as
    it is there."""

    collections: tuple[str, ...]
    items: int
    members: Members

    @property
    def counts(self) -> Counter[int]:
        """How many members have each status."""
        return Counter(status for _email, status in self.members)

    @property
    def made(self) -> int:
        """Collections besides the automatic one."""
        return sum(name != AUTOMATIC for name in self.collections)

    def with_collections(self, names: Sequence[str]) -> Inside:
        """With these more."""
        return replace(self, collections=tuple(sorted((*self.collections, *names))))

    def with_members(self, emails: Sequence[str], status: int) -> Inside:
        """With these in that status, new ones among them."""
        known = dict(self.members) | dict.fromkeys(emails, status)
        return replace(self, members=tuple(sorted(known.items())))


@dataclass(frozen=True, slots=True)
class Fill:
    """One command line. `legal` are the states that may follow, from before to the whole plan."""

    place: Place
    arguments: tuple[str, ...]
    legal: tuple[Inside, ...]
    module: str = "tests.crash.unpaced"

    def look(self, server: GatedServer) -> Inside:
        """What the client holds now: nothing is lost and nothing doubled."""
        state = self.place.look(server)
        assert state in self.legal, _difference(self.legal[0], state)
        return state


def _difference(before: Inside, after: Inside) -> str:
    names = Counter(after.collections) - Counter(before.collections)
    members = Counter(after.members) - Counter(before.members)
    lost = Counter(before.members) - Counter(after.members)
    return f"collections {dict(names)}, items {after.items - before.items}, members {members}, lost {lost}"


class Onlooker:
    """Signs in afresh; `journal` is whose acts are told, None for nobody's."""

    def __init__(self, server: GatedServer, home: Path | None) -> None:
        journal = None if home is None else journal_of(home)
        self._portal = connect(server.url, device_id=DEVICE, ca_bundle=server.authority, journal=journal)

    async def __aenter__(self) -> Portal:
        await self._portal.session.sign_in_with_api_key(ADMIN.client_id, Secret(ADMIN.api_key))
        await self._portal.session.unlock(Secret(PRACTICE_PASSWORD))
        return self._portal

    async def __aexit__(self, *_error: object) -> None:
        await self._portal.aclose()


async def client_of(portal: Portal, name: str) -> tuple[Provider, Client]:
    """The client of that name."""
    (provider,) = await portal.providers()
    return provider, find_client(await portal.client_list(provider), name)


@dataclass(frozen=True, slots=True)
class Place:
    """A client, and the key that opens the names of its collections."""

    name: str
    id: str
    key: SymmetricKey

    @classmethod
    async def open(cls, server: GatedServer, name: str) -> Place:
        """Take the key once; the database tells the rest."""
        async with Onlooker(server, None) as portal:
            opened = await portal.collections._opener.open(*await client_of(portal, name))
            return cls(name, opened.id, opened.sealing_key)

    def look(self, server: GatedServer) -> Inside:
        """What it holds now, straight from the database."""
        rows = server.read("SELECT name FROM collections WHERE organization_id = ? AND type = 0", self.id)
        names = [self.key.decrypt_text(EncString.parse(sealed)) for (sealed,) in rows]
        live = "SELECT count(*) FROM ciphers WHERE organization_id = ? AND deleted_at IS NULL"
        ((items,),) = server.read(live, self.id)
        members = server.read(
            "SELECT email, status FROM organization_users WHERE organization_id = ?", self.id
        )
        return Inside(tuple(sorted(names)), items, tuple(sorted(members)))


# The command lines


async def collections(server: GatedServer, _home: Path) -> Fill:
    """The common names of departments, one write each."""
    place = await Place.open(server, "Second Client's Organization")
    before, names = place.look(server), PATTERNS[Pattern.DEPARTMENT]
    legal = tuple(before.with_collections(names[:count]) for count in range(len(names) + 1))
    return Fill(
        place, _command(server, place.name, "collections", "create", "--pattern", "department"), legal
    )


async def importing(server: GatedServer, home: Path) -> Fill:
    """A file of items in two new collections and one that is there: one write."""
    place = await Place.open(server, "My Client's Organization")
    before = place.look(server)
    file = home.parent / "export.json"
    file.write_text(json.dumps(_export()))
    new = [name for name in SHELVES if name not in before.collections]
    after = replace(before.with_collections(new), items=before.items + ITEMS)
    return Fill(place, _command(server, place.name, "import", str(file)), (before, after))


async def inviting(server: GatedServer, home: Path) -> Fill:
    """45 people: three batches."""
    place = await Place.open(server, "Ironwood Architects")
    server.change("UPDATE organizations SET seats = 120 WHERE id = ?", place.id)
    before = place.look(server)
    people = home.parent / "people.txt"
    people.write_text("\n".join(PEOPLE))
    batches = range(0, len(PEOPLE) + INVITED_AT_ONCE, INVITED_AT_ONCE)
    legal = tuple(before.with_members(PEOPLE[:count], MemberStatus.INVITED) for count in batches)
    return Fill(place, _command(server, place.name, "invite", "--input", str(people)), legal)


async def confirming(server: GatedServer, _home: Path) -> Fill:
    """Everybody who accepted, after asking each for the phrase: one write."""
    place = await Place.open(server, "Birch & Sons Logistics")
    before = place.look(server)
    emails = [email for email, status in before.members if status == MemberStatus.ACCEPTED]
    phrases = [f"{email}={phrase_read_out(server.database, email)}" for email in emails]
    after = before.with_members(emails, MemberStatus.CONFIRMED)
    words = [*emails, *(word for phrase in phrases for word in ("--phrase", phrase))]
    return Fill(place, _command(server, place.name, "members", "confirm", *words), (before, after))


MakeFill = Callable[[GatedServer, Path], Awaitable[Fill]]
"""From a fresh server and a home to a command line."""


def _command(server: GatedServer, client: str, *words: str) -> tuple[str, ...]:
    where = ("--server", server.url, "--ca-bundle", str(server.authority), "--client", client)
    return (*words, *where, "--yes")


def _export() -> dict[str, object]:
    """An unencrypted export of Bitwarden's."""
    shelves = [{"id": str(number), "name": name} for number, name in enumerate(SHELVES)]
    items = [
        {
            "type": 1,
            "name": f"Item {number}",
            "login": {"username": f"user{number}", "password": "x"},
            "collectionIds": [str(number % len(SHELVES))],
        }
        for number in range(ITEMS)
    ]
    return {"encrypted": False, "collections": shelves, "items": items}
