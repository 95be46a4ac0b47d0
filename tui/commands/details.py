"""`seatwarden details show|set|rotate-key|purge|delete --client NAME|ID`: a client organization itself.

Passwords come from a prompt or BW_PASSWORD. Purging, deleting and replacing a key want the client's name in
`--confirm`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend_client.portal.clients import Client, find_client
from backend_client.portal.directory import KeyKind
from backend_client.portal.organization_details import Change, OrganizationDetails
from backend_client.portal.providers import Provider
from backend_client.secret import Secret
from tui.arguments.details import SWITCHES, DetailsArguments
from tui.commands.client_keys import hand_out_key
from tui.commands.connection import on_provider
from tui.commands.interrupted import tell_inside
from tui.commands.output import USAGE, complain, write_out
from tui.commands.plan_run import refused_unasked, run_plan
from tui.presenters.csv_cells import values_csv
from tui.presenters.organization_details import details_record, details_rows
from tui.presenters.organization_plans import End, changes_rows, changes_words, end_rows, end_words
from tui.presenters.table import PlainRow
from tui.presenters.typed_name import is_name_of
from tui.row_run import Result, one_by_one
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


def run_details(given: DetailsArguments) -> int:
    """Do what was asked for. Returns the exit code; one sentence per failure goes to stderr."""
    if given.details_action == "rotate-key":
        kind = KeyKind.SCIM if given.type == "scim" else KeyKind.CONNECTOR
        return hand_out_key(given, kind, rotate=True, shown=given.show)
    if given.details_action in ("purge", "delete"):
        return _end(given)
    if given.details_action == "set":
        if not (given.name or given.billing_email or _switches(given)):
            return complain(_("Say what is to be set: --name, --billing-email, or a switch."), USAGE)
        unasked = refused_unasked(given)
        if unasked is not None:
            return unasked

    async def work(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), given.client)
        details = await portal.organization_settings.inspect(provider, client)
        tell_inside(details.settled)
        if given.details_action == "show":
            return write_out(_shown(details, provider, given.format))
        return await _set(given, portal, provider, details)

    return on_provider(given, work, keys=True)


def _switches(given: DetailsArguments) -> dict[str, bool]:
    """Those of the four that were named."""
    said = {name: getattr(given, name) for name in SWITCHES}
    return {name: value == "on" for name, value in said.items() if value}


async def _set(
    given: DetailsArguments, portal: Portal, provider: Provider, details: OrganizationDetails
) -> int:
    settings, client = portal.organization_settings, details.client
    changes: list[Change] = []
    if wanted := _switches(given):
        changes += settings.plan_switches(details, wanted)
    if given.billing_email:
        changes += settings.plan_email(details, given.billing_email)
    if given.name:  # last: what comes after it would be about a client of another name
        changes += settings.plan_name(provider, details, given.name)

    async def send(batch: Sequence[Change]) -> Sequence[Result]:
        return await one_by_one(batch, lambda one: settings.apply(provider, client, one))

    return await run_plan(given, changes_words(changes, client), changes_rows(changes), send)


def _end(given: DetailsArguments) -> int:
    unasked = refused_unasked(given)
    if unasked is not None:
        return unasked
    held: list[Secret] = []

    async def work(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), given.client)
        if not given.dry_run and not is_name_of(client, given.confirm):
            return complain(_("This wants the client's name: --confirm NAME."), USAGE)
        return await _carry_out(given, portal, provider, client, held)

    try:
        return on_provider(given, work, keys=True, keep=held.append)
    finally:
        for each in held:
            each.drop()


async def _carry_out(
    given: DetailsArguments, portal: Portal, provider: Provider, client: Client, held: list[Secret]
) -> int:
    settings = portal.organization_settings
    deletes = given.details_action == "delete"
    end = End(deletes=deletes, items=None if deletes else await settings.count_items(client))

    async def act(wanted: End) -> None:
        proof = await portal.session.proof(held[0])
        if wanted.deletes:
            await settings.delete(provider, client, proof)
        else:
            await settings.purge(provider, client, proof)

    async def send(batch: Sequence[End]) -> Sequence[Result]:
        return await one_by_one(batch, act)

    rows = () if end.items == 0 else end_rows(end, client)
    return await run_plan(given, end_words(end, client, provider), rows, send)


def _shown(details: OrganizationDetails, provider: Provider, format: str) -> str:
    if format == "json":
        return json.dumps(details_record(details), indent=2) + "\n"
    if format == "csv":
        return values_csv(details_record(details))
    lines = (row for row in details_rows(details, provider) if not row.id.endswith(_ACTS))
    return "\n".join(_line(row) for row in lines) + "\n"


def _line(row: PlainRow) -> str:
    """What stands behind a heading is about keys of a screen."""
    what, value = row.cells
    return what.text if what.style == "heading" else f"{what.text} {value.text}".rstrip()


_ACTS = ("purge", "delete", "end")
"""Rows of the screen that are no facts."""
