"""`seatwarden clients create|seats|move|rename|add|unlink`: changes of clients without screens.

The same rules, reviews and journal as the screens. A change is shown first; it is made after a yes at
the terminal or with `--yes`. Unlinking wants the client's name in `--confirm`, which `--yes` never
replaces. `--input` takes rows of JSON instead of arguments: they are made in turn, each with its result.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import Client, find_client
from backend_client.portal.providers import Provider
from tui.arguments.base import Arguments
from tui.commands.client_input import requests_from
from tui.commands.client_plans import Change, plan_change
from tui.commands.connection import on_provider
from tui.commands.input_text import Unfit
from tui.commands.interrupted import tell_interrupted
from tui.commands.output import FAILED, OK, USAGE, agreed, complain, write_out
from tui.commands.plan_run import refused_unasked
from tui.explain import explanation_of
from tui.presenters.seat_report import seat_record
from tui.presenters.typed_name import is_name_of
from tui.settings import read_settings
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

Result = dict[str, Any]


def run_clients(arguments: Arguments) -> int:
    """Show each change and make it. Returns the exit code; one sentence per failure goes to stderr."""
    unasked = refused_unasked(arguments)
    if unasked is not None:
        return unasked
    try:
        requests = requests_from(arguments)
    except Unfit as unfit:
        return complain(unfit.sentence, unfit.code)

    async def change_them(portal: Portal, provider: Provider) -> int:
        if tell_interrupted(requests, portal, await portal.client_list(provider)) and not arguments.dry_run:
            return complain(
                _("Nothing was sent: this may repeat that change. Look at the client first."), FAILED
            )
        results = [await _change(request, portal, provider) for request in requests]
        return _report(arguments, results)

    needs_keys = arguments.clients_action in ("create", "add") and not arguments.dry_run
    return on_provider(arguments, change_them, keys=needs_keys)


async def _change(request: Arguments, portal: Portal, provider: Provider) -> Result:
    """Plan one change on a fresh list and make it. A failure is a result: the rows after it still count."""
    try:
        listed = await portal.client_list(provider)
        change = await plan_change(request, portal, listed)
        unlinks = request.clients_action == "unlink"
        if unlinks and not is_name_of(find_client(listed, request.client), request.confirm):
            return _failed(change.act, _("Unlinking wants the client's name: --confirm NAME."), USAGE)
        if request.dry_run:
            return _made(change, "planned", ())
        if not request.yes and not agreed(change.review):
            return _failed(change.act, _("Nothing was changed."))
        return _made(change, "done", await change.make(portal.changes))
    except SeatwardenError as error:
        return _failed(request.clients_action, explanation_of(error).sentence)


def _made(change: Change, result: str, clients: tuple[Client, ...]) -> Result:
    rule = read_settings().low
    records = [seat_record(client, rule) for client in clients]
    return {"act": change.act, "result": result, "review": list(change.review), "clients": records}


def _failed(act: str, sentence: str, code: int = FAILED) -> Result:
    complain(sentence, code)
    return {"act": act, "result": "failed", "problem": sentence, "code": code}


def _report(arguments: Arguments, results: list[Result]) -> int:
    codes: list[int] = [result.pop("code", OK) for result in results]
    if arguments.format == "json":
        body = results if arguments.input else results[0]
        if arguments.input or codes == [OK]:
            write_out(json.dumps(body, indent=2, ensure_ascii=True) + "\n")
        return max(codes)
    closing = {"planned": _("Nothing was sent."), "done": _("Done.")}
    for result in results:
        if result["result"] in closing:
            write_out("\n".join((*result["review"], closing[result["result"]])) + "\n")
    return max(codes)
