"""Planning a change of clients from a command line: checked, put into words, ready to be made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_client.errors import ClientNotFound, Rule, RuleBroken
from backend_client.portal.client_changes import AddableOrganization, ClientChanges, NewClient
from backend_client.portal.client_rules import (
    check_move,
    check_name,
    check_new_seats,
    check_owner_email,
    check_provider,
    check_seats,
    pool_of,
)
from backend_client.portal.clients import Client, ClientList, find_client, tier_of_name
from tui.arguments.base import Arguments
from tui.presenters.client_changes import (
    add_consequences,
    create_review,
    move_readout,
    seats_readout,
    unlink_consequences,
)
from tui.safe_text import safe_text
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


@dataclass(frozen=True, slots=True)
class Change:
    """One change, checked and in words, and how to make it."""

    act: str
    review: tuple[str, ...]
    make: Callable[[ClientChanges], Awaitable[tuple[Client, ...]]]


async def plan_change(arguments: Arguments, portal: Portal, listed: ClientList) -> Change:
    """The change that `arguments` ask for. Raises RuleBroken, ClientNotFound; nothing is sent."""
    if arguments.clients_action == "add":
        check_provider(listed.provider, admins_only=True)
        return _plan_add(arguments, listed, await portal.changes.addable(listed.provider))
    return _PLANS[arguments.clients_action](arguments, listed)


def _plan_create(arguments: Arguments, listed: ClientList) -> Change:
    check_provider(listed.provider, admins_only=True)
    wanted = arguments.plan.casefold()
    pools = [pool for pool in listed.pools if wanted in (pool.plan.casefold(), tier_of_name(pool.plan).value)]
    if len(pools) != 1:
        raise RuleBroken(Rule.PLAN_UNKNOWN)
    new = NewClient(arguments.name, arguments.owner_email, pools[0].plan, arguments.seats)
    check_name(new.name)
    check_owner_email(new.owner_email)
    check_new_seats(listed.provider, pools[0], new.seats)

    async def make(changes: ClientChanges) -> tuple[Client, ...]:
        return (await changes.create(listed.provider, new),)

    return Change("create", create_review(listed, new), make)


def _plan_seats(arguments: Arguments, listed: ClientList) -> Change:
    client = find_client(listed, arguments.client)
    check_provider(listed.provider, admins_only=False)
    check_seats(listed.provider, pool_of(listed, client.plan), client, arguments.seats)

    async def make(changes: ClientChanges) -> tuple[Client, ...]:
        return (await changes.set_seats(listed.provider, client, arguments.seats),)

    heading = _("{client}: {before} -> {after} seats").format(
        client=safe_text(client.name), before=client.seats.assigned, after=arguments.seats
    )
    return Change("seats", (heading, *seats_readout(listed, client, arguments.seats)), make)


def _plan_move(arguments: Arguments, listed: ClientList) -> Change:
    source, target = find_client(listed, arguments.client), find_client(listed, arguments.target)
    check_provider(listed.provider, admins_only=False)
    check_move(listed.provider, pool_of(listed, source.plan), source, target, arguments.seats)

    async def make(changes: ClientChanges) -> tuple[Client, ...]:
        return await changes.move_seats(listed.provider, source, target, arguments.seats)

    return Change("move", move_readout(listed, source, target, arguments.seats), make)


def _plan_rename(arguments: Arguments, listed: ClientList) -> Change:
    client = find_client(listed, arguments.client)
    check_provider(listed.provider, admins_only=False)
    check_name(arguments.name)

    async def make(changes: ClientChanges) -> tuple[Client, ...]:
        return (await changes.rename(listed.provider, client, arguments.name),)

    names = {"before": safe_text(client.name), "after": safe_text(arguments.name)}
    return Change("rename", (_("{before} -> {after}").format(**names),), make)


def _plan_add(arguments: Arguments, listed: ClientList, addable: tuple[AddableOrganization, ...]) -> Change:
    found = [one for one in addable if _is(one, arguments.client)]
    if len(found) != 1:
        raise ClientNotFound(arguments.client)

    async def make(changes: ClientChanges) -> tuple[Client, ...]:
        return (await changes.add_existing(listed.provider, found[0]),)

    return Change("add", add_consequences(found[0].name, found[0].plan, found[0].seats), make)


def _plan_unlink(arguments: Arguments, listed: ClientList) -> Change:
    client = find_client(listed, arguments.client)
    check_provider(listed.provider, admins_only=True, even_suspended=True)

    async def make(changes: ClientChanges) -> tuple[Client, ...]:
        await changes.unlink(listed.provider, client)
        return (client,)

    return Change("unlink", unlink_consequences(client), make)


_PLANS: dict[str, Callable[[Arguments, ClientList], Change]] = {
    "create": _plan_create,
    "seats": _plan_seats,
    "move": _plan_move,
    "rename": _plan_rename,
    "unlink": _plan_unlink,
}


def _is(organization: AddableOrganization, wanted: str) -> bool:
    return wanted == organization.id or wanted.casefold() == organization.name.casefold()
