"""What is done to the people and the settings of one client: which states are legal afterwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from backend_client.portal.clients import Client
from backend_client.portal.journal import Entry, Outcome
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from embedded_backend.telephone import phrase_read_out
from tests.contract.recovery_desk import DELTA, NEWER, OLDER
from tests.crash.deeds import Deed, Look, State, done_if, in_order
from tests.crash.gated_server import GatedServer
from tests.crash.inside import client_of
from tests.crash.provider_deeds import command, when

BIRCH, MIA = "Birch & Sons Logistics", "mia@birch.example"
PASSWORD_CHANGED = frozenset({Outcome.DONE, Outcome.UNKNOWN})

Reader = Callable[[Portal, Provider, Client], Awaitable[Look]]


def _at(client: str, read: Reader) -> Callable[[Portal], Awaitable[Look]]:
    async def again(portal: Portal) -> Look:
        return await read(portal, *await client_of(portal, client))

    return again


# Devices


async def approving_a_device(server: GatedServer, _home: Path) -> Deed:
    """One of several."""
    request = _request_of(server, NEWER)
    phrase = phrase_read_out(server.database, request)
    return _device_deed(server, request, 1, "approve", NEWER, "--phrase", f"{NEWER}={phrase}")


async def denying_a_device(server: GatedServer, _home: Path) -> Deed:
    """One of several."""
    return _device_deed(server, _request_of(server, OLDER), 0, "deny", OLDER)


def _device_deed(server: GatedServer, request: str, approved: int, *words: str) -> Deed:
    def look(server: GatedServer) -> State:
        rows = server.read(
            "SELECT r.id, r.approved FROM auth_requests r JOIN organizations o ON o.id = r.organization_id"
            " WHERE o.name = ? ORDER BY r.id",
            DELTA,
        )
        answered = {found: answer for found, answer in rows if answer is not None}
        assert answered in ({}, {request: approved})
        return tuple(found for found, answer in rows if answer is None)

    async def read(portal: Portal, provider: Provider, client: Client) -> Look:
        board = await portal.device_approvals.inspect(provider, client)
        return Look(board.settled, in_order(one.id for one in board.requests))

    before = look(server)
    after = tuple(each for each in before if each != request)
    line = command(server, "approvals", *words, "--client", DELTA)
    return Deed(line, (before, after), look, _at(DELTA, read), when(after))


def _request_of(server: GatedServer, email: str) -> str:
    found = server.read(
        "SELECT r.id FROM auth_requests r JOIN users u ON u.id = r.user_id"
        " WHERE u.email = ? AND r.organization_id IS NOT NULL AND r.approved IS NULL",
        email,
    )
    return str(found[0][0])


# Members


async def editing_a_member(server: GatedServer, _home: Path) -> Deed:
    """Role and group in one request."""
    return _member_deed(server, "role", MIA, "admin")


async def inviting_again(server: GatedServer, _home: Path) -> Deed:
    """Removed and invited anew, in another role: two writes."""
    return _member_deed(server, "role", MIA, "admin", "--invite-again", "--confirm", MIA)


async def revoking(server: GatedServer, _home: Path) -> Deed:
    """Access is taken away."""
    return _member_deed(server, "revoke", MIA, "--confirm", MIA)


def _member_deed(server: GatedServer, *words: str) -> Deed:
    before = _members(server)
    (old,) = (row for row in before if row[0] == MIA)
    rest = tuple(row for row in before if row[0] != MIA)
    changed = {"--invite-again": (MIA, 1, 0), "revoke": (MIA, old[1], -1)}
    new = next((row for word, row in changed.items() if word in words), (MIA, 1, old[2]))
    after = in_order((*rest, new))
    legal = (before, rest, after) if "--invite-again" in words else (before, after)

    def true(entry: Entry, state: State) -> frozenset[Outcome]:
        step = legal.index(state)
        if len(legal) == 2:
            return done_if(step == 1)
        if entry.act == "member.remove":
            return done_if(step > 0)
        if entry.act == "member.invite":
            return done_if(step == 2)
        assert entry.act == "member.again"
        return (done_if(False), frozenset({Outcome.HALF_DONE}), done_if(True))[step]

    async def read(portal: Portal, provider: Provider, client: Client) -> Look:
        board = await portal.members.board(provider, client)
        return Look(board.settled, in_order((one.email, one.role, one.status) for one in board.members))

    line = command(server, "members", *words, "--client", BIRCH)
    return Deed(line, legal, _members, _at(BIRCH, read), true)


def _members(server: GatedServer) -> tuple[tuple[str, int, int], ...]:
    rows = server.read(
        "SELECT m.email, m.type, m.status FROM organization_users m"
        " JOIN organizations o ON o.id = m.organization_id WHERE o.name = ?",
        BIRCH,
    )
    return in_order((str(email), int(type), int(status)) for email, type, status in rows)


async def recovering(server: GatedServer, _home: Path) -> Deed:
    """A new password and no two-step login: what became of it shows nowhere, which is told."""

    def digest(server: GatedServer) -> object:
        return server.read("SELECT auth_digest FROM users WHERE email = ?", OLDER)[0][0]

    old = digest(server)

    def look(server: GatedServer) -> State:
        return ("new" if digest(server) != old else "old",)

    async def read(portal: Portal, provider: Provider, client: Client) -> Look:
        board = await portal.members.board(provider, client)
        return Look(board.settled, look(server))

    def true(_entry: Entry, state: State) -> frozenset[Outcome]:
        return PASSWORD_CHANGED if state == ("new",) else frozenset({Outcome.UNKNOWN, Outcome.NOT_SENT})

    words = ("members", "recover", OLDER, "--generate", "--reset", "password", "--confirm", OLDER)
    line = command(server, *words, "--client", DELTA)
    return Deed(line, (("old",), ("new",)), look, _at(DELTA, read), true)


# The client itself


async def changing_details(server: GatedServer, _home: Path) -> Deed:
    """The address of the bills, a switch and the name: three writes."""
    columns = "billing_email, limit_collection_deletion, name"

    def look(server: GatedServer) -> State:
        rows = server.read(f"SELECT {columns} FROM organizations WHERE id = ?", place)
        return rows[0]

    async def read(portal: Portal, provider: Provider, client: Client) -> Look:
        details = await portal.organization_settings.inspect(provider, client)
        listed = await portal.client_list(provider)
        assert details.switches is not None
        settled = (*details.settled, *portal.settle_interrupted(listed))
        return Look(settled, (details.billing_email, int(details.switches.limit_deletion), details.name))  # type: ignore[arg-type]

    async def again(portal: Portal) -> Look:
        return await read(portal, *await client_of(portal, str(look(server)[2])))

    place = str(server.read("SELECT id FROM organizations WHERE name = ?", BIRCH)[0][0])
    before, whole = look(server), ("anew@crash.example", 1, "Birch Anew")
    (email, switch, name), (old_email, old_switch, old_name) = whole, before
    states = [(a, b, c) for a in (old_email, email) for b in (old_switch, switch) for c in (old_name, name)]

    def true(entry: Entry, state: State) -> frozenset[Outcome]:
        acts = ("organization.email", "organization.collections", "client.rename")
        at = next(at for at, act in enumerate(acts) if entry.act == act)
        return done_if(state[at] == whole[at])

    words = ("details", "set", "--billing-email", email, "--limit-deletion", "on", "--name", name)
    return Deed(command(server, *words, "--client", BIRCH), tuple(states), look, again, true)


async def adding_a_domain(server: GatedServer, _home: Path) -> Deed:
    """One more."""
    return _domain_deed(server, (), ("crash.example",), "add", "crash.example")


async def removing_a_domain(server: GatedServer, home: Path) -> Deed:
    """One that was added before."""
    server.change(
        "INSERT INTO organization_domains (id, organization_id, domain_name, txt, next_run_at, created_at)"
        " SELECT 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', id, 'crash.example', 'bw=x', 9e17, 0"
        " FROM organizations WHERE name = ?",
        BIRCH,
    )
    words = ("remove", "crash.example", "--confirm", "crash.example")
    return _domain_deed(server, ("crash.example",), (), *words)


def _domain_deed(server: GatedServer, before: State, after: State, *words: str) -> Deed:
    def look(server: GatedServer) -> State:
        rows = server.read(
            "SELECT d.domain_name FROM organization_domains d JOIN organizations o"
            " ON o.id = d.organization_id WHERE o.name = ? ORDER BY d.domain_name",
            BIRCH,
        )
        return in_order(str(name) for (name,) in rows)

    async def read(portal: Portal, provider: Provider, client: Client) -> Look:
        board = await portal.domains.board(provider, client)
        return Look(board.settled, in_order(each.name for each in board.domains))

    held = tuple(each for each in look(server) if each != "crash.example")
    legal = tuple(in_order((*held, *each)) for each in (before, after))
    line = command(server, "domains", *words, "--client", BIRCH)
    return Deed(line, legal, look, _at(BIRCH, read), when(legal[1]))
