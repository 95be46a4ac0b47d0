"""A client's directory as sentences, rows, plans, records and a text to hand over. Pure."""

from __future__ import annotations

from typing import Any

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.clients import Client
from backend_client.portal.directory import DirectoryState, KeyKind, Scim, ScimChange, ScimProvider
from tui.explain import explanation_of
from tui.presenters.organization_keys import key_made, key_word
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.table import Cell, Column, PlainRow
from tui.safe_text import safe_text
from tui.translate import _

SCIM_ADDRESS, SCIM_KEY = "scim.address", "scim.key"
SERVER, CLIENT_ID, CLIENT_SECRET, HAND_OVER = (
    "connector.server",
    "connector.client_id",
    "connector.secret",
    "connector.hand_over",
)
KEY_ROWS = {SCIM_KEY: KeyKind.SCIM, CLIENT_SECRET: KeyKind.CONNECTOR}
"""Rows that stand for a key: it is fetched when it is copied, and never drawn."""

_LONGEST_ADDRESS = 500


def provider_word(number: int | None) -> str:
    """An identity provider; one not known here by its number."""
    if number is None:
        return _("not said")
    names = {
        ScimProvider.DEFAULT: _("another one"),
        ScimProvider.ENTRA_ID: "Microsoft Entra ID",
        ScimProvider.OKTA: "Okta",
        ScimProvider.ONELOGIN: "OneLogin",
        ScimProvider.JUMPCLOUD: "JumpCloud",
        ScimProvider.GOOGLE_WORKSPACE: "Google Workspace",
        ScimProvider.RIPPLING: "Rippling",
        ScimProvider.PING: "Ping Identity",
    }
    return {int(kind): name for kind, name in names.items()}.get(number, str(number))


def scim_word(scim: Scim) -> str:
    """Whether it works."""
    if scim.half:
        return _("half on: one of its two switches is off, so nothing gets in")
    if scim.enabled:
        return _("on")
    return _("off") if scim.connection_id else _("never switched on")


def intro_sentences() -> tuple[str, ...]:
    """What this is instead of, and what stays to be done."""
    return (
        _(
            "Instead of typing addresses, people can come from the customer's directory. Choose one road. "
            "Either way each of them is invited, takes a seat, and is confirmed by you."
        ),
    )


def directory_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("what", _("What"), 22, narrow=16),
        Column("value", _("Value"), 40, narrow=20, flexible=True),
    )


def directory_rows(state: DirectoryState) -> tuple[PlainRow, ...]:
    """Both roads; a closed one says why."""
    rows = [_heading("scim", _("A  SCIM"), _("the identity provider sends changes by itself"))]
    if state.scim_obstacle is not None:
        rows.append(_row("scim.closed", _("not here"), _why(state.scim_obstacle)))
    else:
        rows += [
            _row("scim.state", _("SCIM"), scim_word(state.scim)),
            _row("scim.provider", _("Identity provider"), provider_word(state.scim.provider)),
            _row(SCIM_ADDRESS, _("SCIM URL"), _address(state.scim_address)),
            _row(SCIM_KEY, _("SCIM key"), key_word(state.keys, KeyKind.SCIM)),
        ]
    rows.append(_heading("connector", _("B  Connector"), _("a program at the customer's site syncs")))
    if state.connector_obstacle is not None:
        rows.append(_row("connector.closed", _("not here"), _why(state.connector_obstacle)))
    else:
        rows += [
            _row(SERVER, _("Server URL"), _address(state.server_address)),
            _row(CLIENT_ID, _("Client ID"), _address(state.client_id)),
            _row(CLIENT_SECRET, _("Client secret"), key_word(state.keys, KeyKind.CONNECTOR)),
            _row(HAND_OVER, _("Hand-over text"), _("what to enter where, without secrets")),
        ]
    return tuple(rows)


def _heading(id: str, what: str, value: str) -> PlainRow:
    return PlainRow(id, (Cell(what, "heading"), Cell(value, "heading")))


def _row(id: str, what: str, value: str) -> PlainRow:
    return PlainRow(id, (Cell(f"   {what}"), Cell(value)))


def _address(text: str) -> str:
    return safe_text(text, limit=_LONGEST_ADDRESS)


def _why(obstacle: Rule) -> str:
    return explanation_of(RuleBroken(obstacle)).sentence


def row_hint(id: str, state: DirectoryState) -> str:
    """What a row is for."""
    hints = {
        "scim": _("For Entra ID, Okta, OneLogin, JumpCloud, Google Workspace, Rippling, Ping and others."),
        "scim.state": _("t switches it on or off."),
        "scim.provider": _("A hint for the provider's ways; e chooses another."),
        SCIM_ADDRESS: _("The base URL (tenant URL) at the identity provider: {address}").format(
            address=_address(state.scim_address)
        ),
        SCIM_KEY: _("The bearer token there. y asks for your password and copies it unseen; r replaces it."),
        "connector": _("For Active Directory, LDAP and others: the vendor's Directory Connector program."),
        SERVER: _("In the program: Settings, self-hosted server URL. The clouds are chosen by region."),
        CLIENT_ID: _("In the program: Log in, client ID: {client_id}").format(
            client_id=_address(state.client_id)
        ),
        CLIENT_SECRET: _(
            "In the program: Log in, client secret: the organization's API key, which no vault can be opened "
            "with. y copies it unseen; r replaces it."
        ),
        HAND_OVER: _("y copies it, w writes it to a file: for whoever runs the program."),
    }
    return hints.get(id, "")


def copied_text(id: str, state: DirectoryState, client: Client) -> str:
    """What a row that is no key puts on the clipboard; empty for one without a value."""
    return {
        SCIM_ADDRESS: _address(state.scim_address),
        SERVER: _address(state.server_address),
        CLIENT_ID: _address(state.client_id),
        HAND_OVER: hand_over(state, client),
    }.get(id, "")


def hand_over(state: DirectoryState, client: Client) -> str:
    """The text for whoever runs Directory Connector at the customer: no secret in it."""
    lines = (
        _("Directory Connector for {client}").format(client=safe_text(client.name, limit=80)),
        "",
        _("1. Install Directory Connector on a machine that reaches the directory."),
        _("2. Settings, self-hosted: server URL {address}").format(address=_address(state.server_address)),
        _("   (not needed on the vendor's clouds: choose the region)"),
        _("3. Log in with the organization's API key:"),
        _("   client ID      {client_id}").format(client_id=_address(state.client_id)),
        _("   client secret  is handed over separately; never by e-mail"),
        _("4. Choose the directory, its address and account; then groups and users to sync."),
        _("5. Test the sync there before the first real one: it may invite everybody at once."),
        _("6. Leave 'Overwrite existing organization users' off, unless it is to remove people."),
        _("7. Everybody who accepts the invitation is confirmed by us."),
    )
    return "\n".join(lines) + "\n"


# Plans


def scim_rows(change: ScimChange) -> tuple[PlanRow[ScimChange], ...]:
    """The one write."""
    before, after = change.before, _("on") if change.enabled else _("off")
    was = _("half on") if before.half else _("on") if before.enabled else _("off")
    effect = f"{was} -> {after}" if was != after else after
    if change.provider != before.provider:
        effect += f", {provider_word(before.provider)} -> {provider_word(change.provider)}"
    return (PlanRow("scim", _("SCIM"), effect, change),)


def scim_words(change: ScimChange, client: Client) -> PlanWords:
    """The words around it: what switching it means."""
    name = safe_text(client.name, limit=50)
    if change.enabled:
        review = (
            _("{client}: whoever holds the SCIM key can then invite, suspend and remove people.").format(
                client=name
            ),
            _("Everybody who is sent is invited by e-mail and takes a seat. You still confirm them."),
        )
        commit = _("Yes, switch it on")
    else:
        review = (
            _("{client}: the identity provider's requests are refused at once.").format(client=name),
            _("People who came through it stay as they are; nobody is removed. The key stays the same."),
        )
        commit = _("Yes, switch it off")
    return PlanWords(
        title="SCIM",
        what=_("What"),
        effect=_("Before -> after"),
        review=review,
        commit=commit,
        done=lambda count: _("Switched") if count else _("Not switched"),
    )


# Records


def directory_record(state: DirectoryState) -> dict[str, Any]:
    """Both roads for JSON; no key."""
    return {
        "scim": None
        if state.scim_obstacle is not None
        else {
            "state": "half" if state.scim.half else "on" if state.scim.enabled else "off",
            "provider": scim_provider_name(state.scim.provider),
            "url": state.scim_address,
            "key": key_made(state.keys, KeyKind.SCIM),
        },
        "scimReason": "" if state.scim_obstacle is None else state.scim_obstacle.value,
        "connector": None
        if state.connector_obstacle is not None
        else {
            "server": state.server_address,
            "clientId": state.client_id,
            "clientSecret": key_made(state.keys, KeyKind.CONNECTOR),
        },
        "connectorReason": "" if state.connector_obstacle is None else state.connector_obstacle.value,
    }


def scim_provider_name(number: int | None) -> str:
    """The word of an identity provider on the command line; empty where none was said."""
    if number is None:
        return ""
    return (
        ScimProvider(number).name.lower().replace("_", "-") if number in tuple(ScimProvider) else str(number)
    )
