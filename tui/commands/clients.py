"""`seatwarden clients create|seats|move|rename|add|unlink`: changes of clients without screens.

The same rules, reviews and journal as the screens. A change is shown first; it is made after a yes at
the terminal or with `--yes`. Unlinking wants the client's name in `--confirm`, which `--yes` never
replaces.
"""

from __future__ import annotations

import json
import sys
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
from backend_client.portal.providers import Provider
from tui.arguments import Arguments
from tui.commands.connection import on_provider
from tui.commands.interrupted import tell_interrupted
from tui.commands.output import FAILED, OK, USAGE, complain, write_out
from tui.presenters.client_changes import (
    add_consequences,
    create_review,
    move_readout,
    seats_readout,
    unlink_consequences,
)
from tui.presenters.seat_report import Record, seat_record
from tui.safe_text import safe_text
from tui.settings import read_settings
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


@dataclass(frozen=True, slots=True)
class _Change:
    """One change, checked and in words, and how to make it."""

    act: str
    review: tuple[str, ...]
    make: Callable[[ClientChanges], Awaitable[tuple[Client, ...]]]


def run_clients(arguments: Arguments) -> int:
    """Show one change and make it. Returns the exit code; one sentence goes to stderr on failure."""
    if not (arguments.dry_run or arguments.yes or sys.stdin.isatty()):
        return complain(_("This changes things: give --yes, or --dry-run to see what it would do."), USAGE)

    async def change_it(portal: Portal, provider: Provider) -> int:
        listed = await portal.client_list(provider)
        repeats = tell_interrupted(arguments, portal, listed)
        change = await _planned(arguments, portal, listed)
        if arguments.clients_action == "unlink":
            shown = find_client(listed, arguments.client).name
            if arguments.confirm not in (shown, safe_text(shown)):
                return complain(_("Unlinking wants the client's name: --confirm NAME."), USAGE)
        if arguments.dry_run:
            return _report(arguments, change, "planned", ())
        if repeats:
            return complain(
                _("Nothing was sent: this may repeat that change. Look at the client first."), FAILED
            )
        if not arguments.yes and not _agreed(change):
            return complain(_("Nothing was changed."), FAILED)
        return _report(arguments, change, "done", await change.make(portal.changes))

    needs_keys = arguments.clients_action in ("create", "add") and not arguments.dry_run
    return on_provider(arguments, change_it, keys=needs_keys)


async def _planned(arguments: Arguments, portal: Portal, listed: ClientList) -> _Change:
    if arguments.clients_action == "add":
        check_provider(listed.provider, admins_only=True)
        return _plan_add(arguments, listed, await portal.changes.addable(listed.provider))
    return _PLANS[arguments.clients_action](arguments, listed)


def _plan_create(arguments: Arguments, listed: ClientList) -> _Change:
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

    return _Change("create", create_review(listed, new), make)


def _plan_seats(arguments: Arguments, listed: ClientList) -> _Change:
    client = find_client(listed, arguments.client)
    check_provider(listed.provider, admins_only=False)
    check_seats(listed.provider, pool_of(listed, client.plan), client, arguments.seats)

    async def make(changes: ClientChanges) -> tuple[Client, ...]:
        return (await changes.set_seats(listed.provider, client, arguments.seats),)

    heading = _("{client}: {before} -> {after} seats").format(
        client=safe_text(client.name), before=client.seats.assigned, after=arguments.seats
    )
    return _Change("seats", (heading, *seats_readout(listed, client, arguments.seats)), make)


def _plan_move(arguments: Arguments, listed: ClientList) -> _Change:
    source, target = find_client(listed, arguments.client), find_client(listed, arguments.target)
    check_provider(listed.provider, admins_only=False)
    check_move(listed.provider, pool_of(listed, source.plan), source, target, arguments.seats)

    async def make(changes: ClientChanges) -> tuple[Client, ...]:
        return await changes.move_seats(listed.provider, source, target, arguments.seats)

    return _Change("move", move_readout(listed, source, target, arguments.seats), make)


def _plan_rename(arguments: Arguments, listed: ClientList) -> _Change:
    client = find_client(listed, arguments.client)
    check_provider(listed.provider, admins_only=False)
    check_name(arguments.name)

    async def make(changes: ClientChanges) -> tuple[Client, ...]:
        return (await changes.rename(listed.provider, client, arguments.name),)

    names = {"before": safe_text(client.name), "after": safe_text(arguments.name)}
    return _Change("rename", (_("{before} -> {after}").format(**names),), make)


def _plan_add(arguments: Arguments, listed: ClientList, addable: tuple[AddableOrganization, ...]) -> _Change:
    found = [one for one in addable if _is(one, arguments.client)]
    if len(found) != 1:
        raise ClientNotFound(arguments.client)

    async def make(changes: ClientChanges) -> tuple[Client, ...]:
        return (await changes.add_existing(listed.provider, found[0]),)

    return _Change("add", add_consequences(found[0].name, found[0].plan, found[0].seats), make)


def _plan_unlink(arguments: Arguments, listed: ClientList) -> _Change:
    client = find_client(listed, arguments.client)
    check_provider(listed.provider, admins_only=True)

    async def make(changes: ClientChanges) -> tuple[Client, ...]:
        await changes.unlink(listed.provider, client)
        return (client,)

    return _Change("unlink", unlink_consequences(client), make)


_PLANS: dict[str, Callable[[Arguments, ClientList], _Change]] = {
    "create": _plan_create,
    "seats": _plan_seats,
    "move": _plan_move,
    "rename": _plan_rename,
    "unlink": _plan_unlink,
}


def _is(organization: AddableOrganization, wanted: str) -> bool:
    return wanted == organization.id or wanted.casefold() == organization.name.casefold()


def _agreed(change: _Change) -> bool:
    sys.stderr.write("\n".join((*change.review, _("Go ahead? [y/N] "))))
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _report(arguments: Arguments, change: _Change, result: str, clients: tuple[Client, ...]) -> int:
    if arguments.format == "json":
        rule = read_settings().low
        records: list[Record] = [seat_record(client, rule) for client in clients]
        body = {"act": change.act, "result": result, "review": list(change.review), "clients": records}
        return write_out(json.dumps(body, indent=2, ensure_ascii=True) + "\n")
    closing = _("Nothing was sent.") if result == "planned" else _("Done.")
    write_out("\n".join((*change.review, closing)) + "\n")
    return OK
