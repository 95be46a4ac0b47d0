"""Single sign-on as sentences, rows, plans and records. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from backend_client.errors import RuleBroken
from backend_client.portal.clients import Client
from backend_client.portal.sso import ServiceProvider, SsoChange, SsoConfig, SsoState
from backend_client.portal.sso_fields import CERTIFICATE, FIELDS, KEY_CONNECTOR_URL, SsoKind
from backend_client.portal.sso_rules import Certificate, Effect, certificate_of, effects, missing_policies
from tui.explain import explanation_of
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.sso_words import field_word, kind_word, policy_name, value_words
from tui.presenters.table import Cell, Column, PlainRow
from tui.safe_text import safe_text
from tui.translate import _

_LONGEST_ADDRESS = 500


class Register(NamedTuple):
    """A value to register at the identity provider. `name` is a word for programs."""

    name: str
    label: str
    text: str


def to_register(state: SsoState) -> tuple[Register, ...]:
    """What is registered at the identity provider, before it gives values of its own: safe texts."""
    values, kind = state.service_provider, state.config.kind
    oidc = (
        Register("oidcCallback", _("OIDC callback"), values.callback),
        Register("oidcSignedOut", _("OIDC signed out"), values.signed_out),
    )
    saml = (
        Register("samlEntityId", _("SAML SP entity ID"), _entity_id(values, state.config)),
        Register("samlMetadata", _("SAML metadata URL"), values.metadata),
        Register("samlAcs", _("SAML ACS URL"), values.acs),
    )
    found = (*saml, *oidc) if kind is SsoKind.SAML else (*oidc, *saml)
    return tuple(each._replace(text=safe_text(each.text, limit=_LONGEST_ADDRESS)) for each in found)


def _entity_id(values: ServiceProvider, config: SsoConfig) -> str:
    """The one that applies; a new SAML configuration starts with the client's own."""
    begun = config.kind is SsoKind.SAML
    return values.entity_id_static if begun and not config.unique_entity_id else values.entity_id


def status_sentences(state: SsoState) -> tuple[str, ...]:
    """Where it stands, and what comes next."""
    config = state.config
    if state.obstacle is not None:
        words = explanation_of(RuleBroken(state.obstacle))
        return (_("Not applicable.") + " " + words.sentence, words.next_step)
    if not config.configured:
        return (
            _("Single sign-on is not set up."),
            _("1. Register the values below at the identity provider: y copies one.")
            + _relative(state.service_provider),
            _("2. e takes what the provider then gives you; it is saved switched off."),
            _("3. t switches it on, once that is checked."),
        )
    facts = _("Single sign-on is {state}: {kind}, identifier {identifier}.").format(
        state=_("ON") if config.enabled else _("off"),
        kind=kind_word(config.kind),
        identifier=safe_text(config.identifier, limit=60) or _("none"),
    )
    if config.enabled:
        after = _("Test a login before you require it: the policy Require SSO comes last.")
    else:
        after = _("Compare the values at both ends, then t switches it on.")
    return (facts, after + _relative(state.service_provider))


def _relative(values: ServiceProvider) -> str:
    if values.absolute:
        return ""
    return " " + _("The server gives paths only: put its SSO address before them.")


def sso_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("what", _("Field"), 24, narrow=16, wide=26),
        Column("value", _("Value"), 40, narrow=20, flexible=True),
    )


def sso_rows(state: SsoState) -> tuple[PlainRow, ...]:
    """What to register, then what is stored; the client secret only as set or not."""
    if state.obstacle is not None:
        return ()
    rows = [_heading("register", _("To register there"))]
    rows.extend(
        PlainRow(f"register.{each.name}", (Cell(f"  {each.label}"), Cell(each.text or "-")))
        for each in to_register(state)
    )
    if state.config.configured:
        rows.append(_heading("stored", _("Stored here")))
        rows.extend(
            PlainRow(f"stored.{name}", (Cell(f"  {label}"), Cell(text)))
            for name, label, text in _stored(state)
        )
    return tuple(rows)


def _heading(id: str, text: str) -> PlainRow:
    return PlainRow(id, (Cell(text, "heading"), Cell("")))


def _stored(state: SsoState) -> Iterator[tuple[str, str, str]]:
    config = state.config
    yield "identifier", field_word("identifier").label, value_words("identifier", config.identifier)
    yield "configType", field_word("configType").label, kind_word(config.kind)
    if config.kind is None:
        return
    for each in FIELDS[config.kind]:
        value = config.fields.get(each.name)
        if each.name == KEY_CONNECTOR_URL and not value:
            continue
        text = value_words(each.name, value)
        if each.name == CERTIFICATE and isinstance(value, str):
            text = certificate_line(certificate_of(value), state.read_at)
        yield each.name, field_word(each.name).label, text
        if each.name == "clientId":
            yield "clientSecret", field_word("clientSecret").label, secret_word(config)


def secret_word(config: SsoConfig) -> str:
    """Whether there is a client secret."""
    return _("set, not shown") if config.client_secret else _("not set")


def certificate_line(certificate: Certificate | None, now: datetime) -> str:
    """A certificate in one line: whom it names, and until when it holds."""
    if certificate is None:
        return _("does not parse")
    subject = safe_text(certificate.subject, limit=60) or "-"
    return f"{subject}, {_expiry(certificate, now)}"


def certificate_sentences(certificate: Certificate, now: datetime) -> tuple[str, ...]:
    """Subject, issuer, expiry, fingerprint."""
    subject, issuer = safe_text(certificate.subject, limit=80), safe_text(certificate.issuer, limit=80)
    issued = _("issued by itself") if subject == issuer else _("issued by {issuer}").format(issuer=issuer)
    return (
        _("Certificate of {subject}, {issued}, {expiry}.").format(
            subject=subject or "-", issued=issued, expiry=_expiry(certificate, now)
        ),
        _("SHA-256 {fingerprint}").format(fingerprint=certificate.fingerprint[:32] + "..."),
    )


def _expiry(certificate: Certificate, now: datetime) -> str:
    day = certificate.not_after.strftime("%Y-%m-%d")
    if certificate.not_after <= now:
        return _("EXPIRED {day}").format(day=day)
    if certificate.not_before > now:
        return _("NOT VALID before {day}").format(day=certificate.not_before.strftime("%Y-%m-%d"))
    return _("valid until {day}").format(day=day)


# Plans


def plan_rows(change: SsoChange) -> tuple[PlanRow[SsoChange], ...]:
    """The one save, then field by field what it changes; a secret as changed or kept."""
    on = _("on") if change.after.enabled else _("off")
    was = _("on") if change.before.enabled else _("off")
    effect = f"{was} -> {on}" if change.switches else _("stays {state}").format(state=on)
    rows = [PlanRow("save", _("Single sign-on"), effect, change)]
    for name, what, values in _changed(change):
        rows.append(PlanRow(name, what, values, None, detail=values))
    return tuple(rows)


def _changed(change: SsoChange) -> Iterator[tuple[str, str, str]]:
    if change.identifier_changes:
        before, after = change.before.identifier, change.after.identifier
        yield "identifier", _indented("identifier"), _arrow("identifier", before, after)
    for each in change.fields:
        yield each.name, _indented(each.name), _arrow(each.name, each.before, each.after)
    if change.after.client_secret is not None and (change.fields or change.secret_changes):
        word = _("changed") if change.before.client_secret else _("set")
        yield "clientSecret", _indented("clientSecret"), word if change.secret_changes else _("kept")


def _indented(name: str) -> str:
    return f"  {field_word(name).label}"


def _arrow(name: str, before: Any, after: Any) -> str:
    if name == CERTIFICATE:
        now = certificate_of(after) if isinstance(after, str) else None
        return "-" if now is None else _("-> {subject}").format(subject=safe_text(now.subject, limit=60))
    new = value_words(name, after)
    return f"{value_words(name, before)} -> {new}" if before not in (None, "") else f"-> {new}"


def plan_words(state: SsoState, change: SsoChange, client: Client) -> PlanWords:
    """The words around the rows: what saving brings about."""
    name = safe_text(client.name, limit=50)
    lines = (_("Single sign-on of {client}: this is saved as a whole.").format(client=name),)
    commit = _("Yes, save it")
    if change.switches:
        commit = _("Yes, switch it on") if change.after.enabled else _("Yes, switch it off")
    return PlanWords(
        title=_("Review"),
        what=_("Field"),
        effect=_("Before -> after"),
        review=(*lines, *effect_sentences(state, change)),
        commit=commit,
        done=lambda count: _("Saved") if count else _("Not saved"),
    )


def effect_sentences(state: SsoState, change: SsoChange) -> tuple[str, ...]:
    """What the save brings about, in words."""
    policies = ", ".join(policy_name(number) for number in missing_policies(state, change.after))
    words = {
        Effect.POLICIES_SWITCHED_ON: _(
            "SWITCHES POLICIES ON: {policies}. Members in other organizations are revoked by it."
        ).format(policies=policies),
        Effect.LOGIN_BEGINS: _("Members can log in through the identity provider at once."),
        Effect.LOGIN_ENDS: _("Members can no longer log in through the identity provider."),
        Effect.NOBODY_LOGS_IN: _(
            "The policy Require SSO is on: members who are not owner or admin are locked out."
        ),
        Effect.STAYS_OFF: _("It stays off: nobody logs in through it yet. t switches it on later."),
        Effect.CHANGES_AT_ONCE: _("It is on: every login uses the new values at once."),
        Effect.NO_IDENTIFIER: _(
            "Without an identifier members cannot name this organization at the login page."
        ),
        Effect.IDENTIFIER_CHANGES: _("Members and login links that use the old identifier no longer get in."),
        Effect.LEAVES_KEY_CONNECTOR: _("The server refuses to leave Key Connector while a member uses it."),
    }
    return tuple(words[effect] for effect in effects(state, change.before, change.after))


def switched_on_sentence(before: frozenset[int] | None, after: frozenset[int] | None) -> str:
    """The policies that a save which failed switched on all the same; empty where it was none."""
    found = (after or frozenset()) - (before or frozenset())
    if not found:
        return ""
    names = ", ".join(policy_name(number) for number in sorted(found))
    return _("These policies were switched on all the same: {policies}.").format(policies=names)


# Records


def sso_record(state: SsoState) -> dict[str, Any]:
    """All of it for JSON; the client secret only as "set" or "not set", members not known here by name."""
    if state.obstacle is not None:
        return {"state": "not_applicable", "reason": state.obstacle.value}
    config = state.config
    known = {"configType", *(each.name for kind in SsoKind for each in FIELDS[kind])}
    return {
        "state": "on" if config.enabled else "off" if config.configured else "not_set_up",
        "kind": "" if config.kind is None else config.kind.name.lower(),
        "identifier": config.identifier,
        "clientSecret": "set" if config.client_secret else "not set",
        "fields": {name: value for name, value in config.fields.items() if name in known},
        "otherFields": sorted(safe_text(name, limit=60) for name in config.fields if name not in known),
        "register": {each.name: each.text for each in to_register(state)},
        "registerAbsolute": state.service_provider.absolute,
    }
