"""`seatwarden directory show|scim-on|scim-off|scim-key|connector-key|hand-over --client NAME|ID`.

A key is printed alone, into a pipe or file; on a terminal only with `--reveal`. Replacing one wants the
client's name in `--confirm`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend_client.portal.clients import Client, find_client
from backend_client.portal.directory import DirectoryState, KeyKind, ScimChange, ScimProvider
from backend_client.portal.providers import Provider
from tui.arguments.directory import DirectoryArguments
from tui.commands.client_keys import hand_out_key
from tui.commands.connection import on_provider
from tui.commands.output import FAILED, USAGE, complain, write_out
from tui.commands.plan_run import refused_unasked, run_plan
from tui.presenters.csv_cells import values_csv
from tui.presenters.directory import directory_record, directory_rows, hand_over, scim_rows, scim_words
from tui.presenters.plan import PlanRow
from tui.row_run import Result, one_by_one
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_KEYS = {"scim-key": KeyKind.SCIM, "connector-key": KeyKind.CONNECTOR}


def run_directory(arguments: DirectoryArguments) -> int:
    """Show or change it. Returns the exit code; one sentence per failure goes to stderr."""
    if arguments.directory_action in _KEYS:
        return _key(arguments, _KEYS[arguments.directory_action])
    switches = arguments.directory_action in ("scim-on", "scim-off")
    unasked = refused_unasked(arguments) if switches else None
    if unasked is not None:
        return unasked

    async def work(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), arguments.client)
        state = await portal.directory.inspect(provider, client)
        if switches:
            return await _switch(arguments, portal, provider, client, state)
        if arguments.directory_action == "hand-over":
            if state.connector_obstacle is not None:
                return complain(_("The client's plan has no directory sync."), FAILED)
            return write_out(hand_over(state, client))
        return write_out(_shown(state, arguments.format))

    return on_provider(arguments, work, keys=True)


async def _switch(
    arguments: DirectoryArguments, portal: Portal, provider: Provider, client: Client, state: DirectoryState
) -> int:
    enabled = arguments.directory_action == "scim-on"
    wanted = ScimProvider[arguments.idp.replace("-", "_").upper()] if arguments.idp else None
    changes = portal.directory.plan(state, enabled=enabled, provider=wanted)

    async def send(batch: Sequence[ScimChange]) -> Sequence[Result]:
        return await one_by_one(batch, lambda change: portal.directory.apply(provider, client, change))

    change = changes[0] if changes else ScimChange(state.scim, enabled, state.scim.provider)
    rows: tuple[PlanRow[ScimChange], ...] = scim_rows(change) if changes else ()
    return await run_plan(arguments, scim_words(change, client), rows, send)


def _key(arguments: DirectoryArguments, kind: KeyKind) -> int:
    if sys.stdout.isatty() and not arguments.reveal:
        return complain(_("This is a terminal: the key is printed here only with --reveal."), USAGE)
    return hand_out_key(arguments, kind, rotate=arguments.rotate, shown=True)


def _shown(state: DirectoryState, format: str) -> str:
    if format == "json":
        return json.dumps(directory_record(state), indent=2) + "\n"
    if format == "csv":
        return values_csv(directory_record(state))
    return (
        "\n".join(" ".join(cell.text for cell in row.cells).rstrip() for row in directory_rows(state)) + "\n"
    )
