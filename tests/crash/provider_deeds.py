"""What admins of a provider do to it: its people, its own record, a client's end, joining another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backend_client.portal.journal import Entry, Outcome
from backend_client.portal.people import PeopleBoard, PersonRole, PersonStatus
from backend_client.portal.portal import Portal
from embedded_backend.letter_box import mails_with_links
from embedded_backend.telephone import phrase_read_out
from tests.crash.deeds import Deed, Look, State, done_if, in_order
from tests.crash.gated_server import GatedServer
from tests.crash.victim import ADMIN

WIM, IVO, SAM = "wim@northwind.example", "ivo@northwind.example", "sam@northwind.example"
NEW = ("nia@crash.example", "noa@crash.example")
NORTHWIND, ENDED = "Northwind MSP", "Third Client's Organization"

# People


async def inviting_people(server: GatedServer, _home: Path) -> Deed:
    """Two at once."""
    words = ("invite", *NEW, "--role", "service-user")
    added = ((each, PersonRole.SERVICE_USER, PersonStatus.INVITED) for each in NEW)
    return _people_deed(server, words, (), tuple(added))


async def confirming_people(server: GatedServer, _home: Path) -> Deed:
    """One, whose phrase is known."""
    phrase = phrase_read_out(server.database, WIM)
    return _changed_person(server, WIM, ("confirm", WIM, "--phrase", f"{WIM}={phrase}"), status=2)


async def promoting_people(server: GatedServer, _home: Path) -> Deed:
    """A service user becomes an admin."""
    return _changed_person(server, SAM, ("role", SAM, "--role", "provider-admin"), role=PersonRole.ADMIN)


async def removing_people(server: GatedServer, _home: Path) -> Deed:
    """Two at once."""
    gone = tuple(row for row in _people(server) if row[0] in (SAM, IVO))
    return _people_deed(server, ("remove", SAM, IVO, "--confirm", SAM, "--confirm", IVO), gone, ())


def _changed_person(
    server: GatedServer, email: str, words: tuple[str, ...], *, role: int | None = None, status: int = 2
) -> Deed:
    (row,) = (row for row in _people(server) if row[0] == email)
    after = (email, row[1] if role is None else role, status)
    assert after != row
    return _people_deed(server, words, (row,), (after,))


def _people_deed(server: GatedServer, words: tuple[str, ...], gone: State, come: State) -> Deed:
    before = _people(server)
    after = in_order((set(before) - set(gone)) | set(come))

    async def again(portal: Portal) -> Look:
        (provider,) = await portal.providers()
        board: PeopleBoard = await portal.people.board(provider)
        return Look(board.settled, in_order((one.email, one.role, one.status) for one in board.people))

    return Deed(command(server, "people", *words), (before, after), _people, again, when(after))


def _people(server: GatedServer) -> tuple[tuple[str, int, int], ...]:
    rows = server.read(
        "SELECT u.email, u.type, u.status FROM provider_users u JOIN providers p ON p.id = u.provider_id"
        " WHERE p.name = ?",
        NORTHWIND,
    )
    return in_order((str(email), int(type), int(status)) for email, type, status in rows)


# The provider itself


async def renaming_the_provider(server: GatedServer, _home: Path) -> Deed:
    """Its name and its address at once."""
    place = server.read("SELECT id FROM providers WHERE name = ?", NORTHWIND)[0][0]

    def look(server: GatedServer) -> State:
        return server.read("SELECT name, billing_email FROM providers WHERE id = ?", place)[0]

    async def again(portal: Portal) -> Look:
        (provider,) = await portal.providers()
        record = await portal.provider_settings.read(provider)
        settled = portal.provider_settings.settle(provider, record)
        return Look(settled, (record.name, record.billing_email))

    after = ("Northwind Anew", "anew@crash.example")
    words = command(server, "provider", "set", "--name", after[0], "--billing-email", after[1])
    return Deed(words, (look(server), after), look, again, when(after))


async def deleting_a_client(server: GatedServer, _home: Path) -> Deed:
    """With everything in it."""

    def look(server: GatedServer) -> State:
        rows = server.read(
            "SELECT o.name FROM organizations o JOIN provider_organizations l ON l.organization_id = o.id"
            " JOIN providers p ON p.id = l.provider_id WHERE p.name = ?",
            NORTHWIND,
        )
        return in_order(str(name) for (name,) in rows)

    async def again(portal: Portal) -> Look:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        return Look(portal.settle_interrupted(listed), in_order(each.name for each in listed.clients))

    before = look(server)
    after = tuple(name for name in before if name != ENDED)
    words = command(server, "details", "delete", "--client", ENDED, "--confirm", ENDED)
    return Deed(words, (before, after), look, again, when(after))


# Joining


async def joining_a_provider(server: GatedServer, home: Path) -> Deed:
    """By the link of the mail. Nothing but doing it again shows what became of it."""

    @dataclass(frozen=True, slots=True)
    class Accepting:
        """Does it again each time."""

        link: str

        async def __call__(self, portal: Portal) -> Look:
            invitation = await portal.joining.read(self.link)
            await portal.joining.accept(invitation)
            return Look((), look(server))

    def look(server: GatedServer) -> tuple[tuple[str, int], ...]:
        return tuple(
            (str(name), int(status))
            for name, status in server.read(
                "SELECT p.name, u.status FROM provider_users u JOIN providers p ON p.id = u.provider_id"
                " WHERE u.email = ? ORDER BY p.name",
                ADMIN.email,
            )
        )

    mails = mails_with_links(server.database, ADMIN.email)
    mail = next(text.reveal() for told, text in mails if told.startswith("Join a provider"))
    text = mail.replace("https://practice.invalid", server.url)
    file = home.parent / "link.txt"
    file.write_text(text)
    before = look(server)
    after = tuple((name, PersonStatus.ACCEPTED if status == 0 else status) for name, status in before)

    def true(entry: Entry, state: State) -> frozenset[Outcome]:
        """Done by whichever run: a later one finds it done, or does it."""
        assert state == after
        return frozenset({Outcome.DONE, Outcome.NOT_SENT, Outcome.REFUSED})

    words = (f"@{file}", *command(server, "join"))
    return Deed(words, (before, after), look, Accepting(text), true)


def command(server: GatedServer, *words: str) -> tuple[str, ...]:
    """A command line that agrees to everything."""
    return (*words, "--server", server.url, "--ca-bundle", str(server.authority), "--yes")


def when(after: State) -> Callable[[Entry, State], frozenset[Outcome]]:
    """For one write that is there or is not."""
    return lambda _entry, state: done_if(state == after)
