"""Keys of a client organization without screens: printed alone, into a pipe or file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import find_client
from backend_client.portal.directory import KeyKind
from backend_client.portal.providers import Provider
from backend_client.secret import Secret
from tui.arguments.base import Arguments
from tui.commands.connection import on_provider
from tui.commands.output import FAILED, OK, USAGE, complain, write_out
from tui.explain import explanation_of
from tui.presenters.typed_name import is_name_of
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


def hand_out_key(arguments: Arguments, kind: KeyKind, *, rotate: bool, shown: bool) -> int:
    """Fetch a key, or replace it, and print it where it is to be `shown`. Returns the exit code.

    Replacing wants the client's name in `--confirm`.
    """
    held: list[Secret] = []

    async def fetch(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), arguments.client)
        if rotate and not is_name_of(client, arguments.confirm):
            return complain(_("Replacing a key wants the client's name: --confirm NAME."), USAGE)
        try:
            proof = await portal.session.proof(held[0])
            settings = portal.organization_settings
            key = await settings.key(provider, client, kind, proof, rotate=rotate)
        except SeatwardenError as error:
            return complain(explanation_of(error).line(), FAILED)
        if shown:
            write_out(key.secret.reveal() + "\n")
        key.secret.drop()
        return OK

    try:
        return on_provider(arguments, fetch, keys=True, keep=held.append)
    finally:
        for each in held:
            each.drop()
