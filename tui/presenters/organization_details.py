"""A client organization itself as rows, hints, plans and records. Pure."""

from __future__ import annotations

from typing import Any

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.collection_switches import CollectionSwitches
from backend_client.portal.directory import KeyKind
from backend_client.portal.organization_details import Feature, OrganizationDetails
from backend_client.portal.providers import Provider, ProviderKind
from tui.explain import explanation_of
from tui.presenters.csv_cells import camel_case
from tui.presenters.numbers import UNKNOWN, day, figure
from tui.presenters.organization import seats_words
from tui.presenters.organization_keys import key_made, key_word
from tui.presenters.table import Cell, Column, PlainRow
from tui.safe_text import safe_text
from tui.terms import tier_word
from tui.translate import _

NAME, EMAIL, CLIENT_ID, PHRASE, IDENTIFIER = "name", "billing_email", "client_id", "phrase", "identifier"
PURGE, DELETE = "purge", "delete"
API_KEY, SCIM_KEY = "key.api", "key.scim"
KEY_ROWS = {API_KEY: KeyKind.CONNECTOR, SCIM_KEY: KeyKind.SCIM}
"""Rows that stand for a key: it is fetched when it is copied, and never drawn."""

SWITCH = "switch."
"""What the ids of the four settings for collections begin with."""

_LONGEST = 260


def switch_word(name: str) -> str:
    """One of the four settings for collections."""
    return {
        "admin_access": _("Admin access to all items"),
        "limit_creation": _("Restrict creation"),
        "limit_deletion": _("Restrict deletion"),
        "limit_item_deletion": _("Restrict item deletion"),
    }[name]


def switch_effect(name: str, on: bool) -> str:
    """What it means to be on or off, in a sentence."""
    return {
        ("admin_access", True): _(
            "Owners and admins of the client reach and manage every collection and item."
        ),
        ("admin_access", False): _(
            "Owners and admins reach only what they were given and what nobody manages; a new collection "
            "needs a manager."
        ),
        ("limit_creation", True): _("Only owners, admins and custom roles with that right make collections."),
        ("limit_creation", False): _("Every member may make collections."),
        ("limit_deletion", True): _("Members cannot delete collections, also not those they manage."),
        ("limit_deletion", False): _("Members may delete the collections they manage."),
        ("limit_item_deletion", True): _("Only who manages a collection deletes its items."),
        ("limit_item_deletion", False): _("Who may edit an item may delete it."),
    }[name, on]


def feature_word(feature: Feature) -> str:
    """What a plan holds."""
    return {
        Feature.GROUPS: _("groups"),
        Feature.POLICIES: _("policies"),
        Feature.SSO: _("single sign-on"),
        Feature.SCIM: _("SCIM"),
        Feature.DIRECTORY: _("Directory Connector"),
        Feature.EVENTS: _("event log"),
        Feature.DOMAINS: _("claimed domains"),
        Feature.ACCOUNT_RECOVERY: _("account recovery"),
        Feature.CUSTOM_ROLES: _("custom roles"),
        Feature.MY_ITEMS: _("My Items"),
        Feature.API: _("API"),
        Feature.KEY_CONNECTOR: _("Key Connector"),
        Feature.PREMIUM: _("premium for members"),
        Feature.SELF_HOST: _("self-hosting"),
        Feature.AUTOMATIC_CONFIRMATION: _("automatic confirmation"),
        Feature.INVITE_LINKS: _("invite links"),
        Feature.RISK_INSIGHTS: _("Access Intelligence"),
        Feature.SECRETS_MANAGER: _("Secrets Manager"),
    }[feature]


def details_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("what", _("What"), 28, narrow=20),
        Column("value", _("Value"), 40, narrow=20, flexible=True),
    )


def details_rows(details: OrganizationDetails, provider: Provider) -> tuple[PlainRow, ...]:
    """Everything, under five headings."""
    return (
        *_organization(details),
        *_collections(details),
        *_keys(details),
        *_plan(details),
        _heading("end", _("E  Danger zone"), _("what cannot be undone")),
        _row(PURGE, _("Purge the vault"), _("deletes every item; collections and members stay")),
        _row(DELETE, _("Delete the client"), _end_word(provider)),
    )


def _end_word(provider: Provider) -> str:
    if provider.kind is ProviderKind.OWN_ORGANIZATIONS:
        return _("deletes the organization with everything in it")
    return _("deletes the organization; its seats go back to the pool")


def _organization(details: OrganizationDetails) -> tuple[PlainRow, ...]:
    client = details.client
    unread = "" if details.known else _("not shown to your account")
    storage = UNKNOWN if details.storage_gb is None else _("{count} GB").format(count=details.storage_gb)
    most = _("no limit") if details.most_collections is None else figure(details.most_collections)
    since = UNKNOWN if client.since is None else day(client.since)
    return (
        _heading("organization", _("A  Organization"), ""),
        _row(NAME, _("Name"), _text(details.name) or _("(no name)")),
        _row(EMAIL, _("Billing e-mail"), unread or _text(details.billing_email) or UNKNOWN),
        _row("plan", _("Plan"), _text(client.plan) or tier_word(client.tier, UNKNOWN)),
        _row("seats", _("Seats"), seats_words(client.seats)),
        _row("storage", _("Storage"), unread or storage),
        _row("most", _("Most collections"), unread or most),
        _row(IDENTIFIER, _("SSO identifier"), _text(details.identifier) or _("none")),
        _row("since", _("Client since"), since),
        _row(PHRASE, _("Fingerprint phrase"), details.phrase or _phrase_word(details)),
    )


def _collections(details: OrganizationDetails) -> tuple[PlainRow, ...]:
    words = _("fixed on Vaultwarden") if details.switches_fixed else _("Enter switches one")
    rows = [_heading("collections", _("B  Collections"), words)]
    for name in CollectionSwitches.__slots__:
        on = None if details.switches is None else bool(getattr(details.switches, name))
        state = _("not shown to your account") if on is None else _("on") if on else _("off")
        rows.append(_row(SWITCH + name, switch_word(name), state))
    return tuple(rows)


def _keys(details: OrganizationDetails) -> tuple[PlainRow, ...]:
    api = _key(details, KeyKind.CONNECTOR, details.api_obstacle)
    scim = _key(details, KeyKind.SCIM, details.scim_obstacle)
    return (
        _heading("keys", _("C  Keys"), _("for programs; y copies one unseen, r replaces it")),
        _row(CLIENT_ID, _("Client ID"), _text(details.client_id)),
        _row(API_KEY, _("Client secret (API key)"), api),
        _row(SCIM_KEY, _("SCIM key"), scim),
    )


def _key(details: OrganizationDetails, kind: KeyKind, obstacle: Rule | None) -> str:
    return why(obstacle) if obstacle is not None else key_word(details.key_dates, kind)


def _plan(details: OrganizationDetails) -> tuple[PlainRow, ...]:
    if not details.known:
        return ()
    held, lacking = feature_lists(details)
    return (
        _heading("features", _("D  What the plan holds"), ""),
        _row("features.held", _("It may use"), held),
        _row("features.lacking", _("It may not use"), lacking),
    )


def feature_lists(details: OrganizationDetails) -> tuple[str, str]:
    """What it may use, and what it may not."""
    held = ", ".join(feature_word(each) for each in Feature if each in details.features)
    lacking = ", ".join(feature_word(each) for each in Feature if each not in details.features)
    return held or _("nothing of what is known here"), lacking or _("nothing")


def _heading(id: str, what: str, value: str) -> PlainRow:
    return PlainRow(id, (Cell(what, "heading"), Cell(value, "heading")))


def _row(id: str, what: str, value: str) -> PlainRow:
    return PlainRow(id, (Cell(f"   {what}"), Cell(value)))


def _phrase_word(details: OrganizationDetails) -> str:
    return _("ANOTHER KEY PAIR than the known one") if details.pair_changed else _("no key pair, or not told")


def _text(text: str) -> str:
    return safe_text(text, limit=_LONGEST)


def why(obstacle: Rule) -> str:
    """Why something is not there."""
    return explanation_of(RuleBroken(obstacle)).sentence


def row_hint(id: str, details: OrganizationDetails, provider: Provider) -> str:
    """What a row is for, and what its keys do."""
    if id.startswith(SWITCH):
        name = id.removeprefix(SWITCH)
        if details.switches is None:
            return why(Rule.SETTINGS_UNREAD)
        effect = switch_effect(name, bool(getattr(details.switches, name)))
        if details.switches_fixed:
            return f"{effect} {why(Rule.SETTINGS_FIXED)}"
        return f"{effect} " + _("Enter switches it. What you may do as provider staff stays the same.")
    managed = provider.kind is not ProviderKind.OWN_ORGANIZATIONS
    held, lacking = feature_lists(details)
    hints = {
        NAME: _("Enter renames it; its seats stay as they are.") if managed else _("Enter renames it."),
        EMAIL: _(
            "Where the server mails about this organization; the bills go to the provider. Enter changes it."
        )
        if managed
        else _("Where bills and notices go. Enter changes it."),
        "plan": _("A plan is chosen when a client is made; it is not changed from here."),
        "seats": _("s on the list of clients changes them.") if managed else _("Changed in the web vault."),
        "storage": _("For attachments of all members together."),
        IDENTIFIER: _("What members type to sign in through their identity provider; S sets it."),
        "since": _("When the provider made it or took it over."),
        PHRASE: _("Members who enrol in account recovery compare it with what they are shown. y copies it."),
        CLIENT_ID: _("Programs sign in with it and the client secret, as organization. y copies it."),
        API_KEY: _(
            "It has an owner's power over members, groups and policies, and opens no vault. y asks for your "
            "password and copies it unseen; r replaces it."
        ),
        SCIM_KEY: _(
            "The bearer token of the SCIM address; d shows that address. y copies it, r replaces it."
        ),
        "features.held": _("It may use: {features}.").format(features=held),
        "features.lacking": _("It may not use: {features}.").format(features=lacking),
        PURGE: _("Enter asks for your password and the client's name first."),
        DELETE: _(
            "Enter asks for your password and the client's name first. To let it go on by itself, unlink it."
        )
        if managed
        else _("Enter asks for your password and the organization's name first."),
    }
    return hints.get(id, "")


def copied_text(id: str, details: OrganizationDetails) -> str:
    """What a row that is no key puts on the clipboard; empty for one without a value."""
    return {
        NAME: _text(details.name),
        EMAIL: _text(details.billing_email),
        IDENTIFIER: _text(details.identifier),
        PHRASE: details.phrase,
        CLIENT_ID: _text(details.client_id),
        "since": "" if details.client.since is None else day(details.client.since),
    }.get(id, "")


def details_record(details: OrganizationDetails) -> dict[str, Any]:
    """Everything for JSON; no key."""
    client, switches = details.client, details.switches
    return {
        "client": details.name,
        "organizationId": client.organization_id,
        "billingEmail": details.billing_email if details.known else None,
        "plan": client.plan,
        "assigned": client.seats.assigned,
        "used": client.seats.used,
        "storageGb": details.storage_gb,
        "mostCollections": details.most_collections,
        "ssoIdentifier": details.identifier,
        "since": None if client.since is None else client.since.isoformat(),
        "phrase": details.phrase,
        "switches": None
        if switches is None
        else {camel_case(name): bool(getattr(switches, name)) for name in CollectionSwitches.__slots__},
        "switchesFixed": details.switches_fixed,
        "clientId": details.client_id,
        "apiKey": key_made(details.key_dates, KeyKind.CONNECTOR),
        "scimKey": key_made(details.key_dates, KeyKind.SCIM),
        "features": sorted(feature.value for feature in details.features) if details.known else None,
    }
