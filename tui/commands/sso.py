"""`seatwarden sso show|values|set|enable|disable --client NAME|ID`: single sign-on without screens.

The client secret is never an argument and never printed: it comes from the environment or is asked for.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from backend_client.errors import RuleBroken
from backend_client.portal.clients import Client, find_client
from backend_client.portal.providers import Provider
from backend_client.portal.sso import SsoChange, SsoState, SsoWish, composed, start_values
from backend_client.portal.sso_fields import FIELDS, Shape, SsoKind
from backend_client.portal.sso_rules import problems, suggested_identifier, tidied
from backend_client.secret import Secret
from tui.arguments.sso import SsoArguments
from tui.commands.connection import on_provider
from tui.commands.input_text import Unfit, input_json
from tui.commands.output import FAILED, complain, write_out
from tui.commands.plan_run import refused_unasked, run_plan
from tui.explain import explanation_of
from tui.presenters.csv_cells import values_csv
from tui.presenters.plan import PlanRow
from tui.presenters.sso import plan_rows, plan_words, sso_record, sso_rows, status_sentences, to_register
from tui.presenters.sso_words import fault_sentence
from tui.row_run import Result, one_by_one
from tui.safe_text import safe_text
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

SECRET_VARIABLE = "SEATWARDEN_SSO_CLIENT_SECRET"  # noqa: S105 - a name, no secret
_KINDS = {kind.name.lower(): kind for kind in SsoKind}
_SECRET = "clientSecret"  # noqa: S105 - the name of a member


def run_sso(arguments: SsoArguments) -> int:
    """Show or change it. Returns the exit code; one sentence per failure goes to stderr."""
    if arguments.sso_action in ("show", "values"):
        return on_provider(arguments, _shower(arguments), keys=True)
    unasked = refused_unasked(arguments)
    if unasked is not None:
        return unasked
    try:
        given = _read(arguments.input) if arguments.sso_action == "set" else {}
    except Unfit as unfit:
        return complain(unfit.sentence, unfit.code)
    secret = _client_secret(given, arguments)

    async def change(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), arguments.client)
        state = await portal.sso.inspect(provider, client)
        if state.obstacle is not None:
            return complain(explanation_of(RuleBroken(state.obstacle)).line(), FAILED)
        if arguments.sso_action != "set":
            changes = portal.sso.plan_switch(state, enabled=arguments.sso_action == "enable")
        else:
            try:
                wish = _wish(state, client, given, secret)
            except Unfit as unfit:
                return complain(unfit.sentence, unfit.code)
            found = problems(state, tidied(composed(state.config, wish)))
            for each in found:
                complain(fault_sentence(each.field, each.fault), FAILED)
            if found:
                return FAILED
            changes = portal.sso.plan(state, wish)
        return await _run(arguments, portal, provider, client, state, changes)

    return on_provider(arguments, change, keys=True)


async def _run(
    arguments: SsoArguments,
    portal: Portal,
    provider: Provider,
    client: Client,
    state: SsoState,
    changes: Sequence[SsoChange],
) -> int:
    async def send(batch: Sequence[SsoChange]) -> Sequence[Result]:
        return await one_by_one(batch, lambda change: portal.sso.apply(provider, client, change))

    change = changes[0] if changes else SsoChange(state.config, state.config, ())
    rows: tuple[PlanRow[SsoChange], ...] = plan_rows(change) if changes else ()
    return await run_plan(arguments, plan_words(state, change, client), rows, send)


def _shower(arguments: SsoArguments) -> Any:
    async def show(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), arguments.client)
        state = await portal.sso.inspect(provider, client)
        return write_out(_shown(state, arguments))

    return show


def _shown(state: SsoState, arguments: SsoArguments) -> str:
    values = arguments.sso_action == "values"
    record = sso_record(state)
    record = record.get("register", record) if values else record
    if arguments.format == "json":
        return json.dumps(record, indent=2) + "\n"
    if arguments.format == "csv":
        return values_csv(record)
    if values and state.obstacle is None:
        return "".join(f"{each.label}: {each.text}\n" for each in to_register(state))
    lines = [" ".join(cell.text for cell in row.cells).rstrip() for row in sso_rows(state)]
    return "\n".join((status_sentences(state)[0], *lines)) + "\n"


def _read(source: str) -> dict[str, Any]:
    found = input_json(source)
    if not isinstance(found, dict):
        raise Unfit(_("The input must be one JSON object."))
    if any(str(name).casefold() == _SECRET.casefold() for name in found):
        raise Unfit(
            _("The client secret does not belong into the file: set {name}.").format(name=SECRET_VARIABLE)
        )
    return found


def _client_secret(given: dict[str, Any], arguments: SsoArguments) -> Secret | None:
    """From the environment, else asked for where somebody can be asked; None keeps the one there is."""
    if arguments.sso_action != "set" or given.get("kind") == "saml":
        return None
    text = os.environ.get(SECRET_VARIABLE, "")
    if not text and sys.stdin.isatty() and not arguments.yes and not arguments.dry_run:
        text = getpass.getpass(_("Client secret (empty keeps the one there is): "))
    return Secret(text) if text else None


def _wish(state: SsoState, client: Client, given: dict[str, Any], secret: Secret | None) -> SsoWish:
    """What the file asks for; fields it leaves out stay. Raises Unfit."""
    named = given.get("kind")
    kind = state.config.kind if named is None else _KINDS.get(str(named))
    if kind is None:
        raise Unfit(_("The input must name its kind: oidc or saml."))
    identifier = given.get("identifier", state.config.identifier or suggested_identifier(client.name))
    if not isinstance(identifier, str):
        raise Unfit(_("identifier must be a text."))
    known = {each.name: each for each in FIELDS[kind]}
    values = start_values(state.config, kind)
    for name, value in given.items():
        if name in ("kind", "identifier"):
            continue
        field = known.get(name)
        if field is None:
            sentence = _("No field is called '{name}'. There are: {names}.")
            raise Unfit(sentence.format(name=safe_text(name, limit=40), names=", ".join(known)))
        flag = field.shape is Shape.FLAG
        fits = isinstance(value, bool) if flag else isinstance(value, str) or type(value) is int
        if not fits or (field.shape is Shape.CHOICE and value not in field.choices):
            raise Unfit(_("The value of {name} does not fit.").format(name=name))
        values[name] = value
    return SsoWish(kind, identifier, values, secret if kind is SsoKind.OIDC else None)
