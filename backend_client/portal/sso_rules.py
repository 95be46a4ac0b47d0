"""What a single sign-on configuration must fulfil, and what saving it brings about. Pure.

The server checks less: any address for OIDC, and nothing at all of a kind it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from backend_client.crypto.certificate import (
    Certificate as Certificate,
    bare_certificate,
    holds_private_key,
    read_certificate,
)
from backend_client.errors import MalformedData, SsoFault
from backend_client.portal.sso import SsoConfig, SsoState
from backend_client.portal.sso_fields import (
    DECRYPTION,
    FIELDS,
    KEY_CONNECTOR_URL,
    Decryption,
    Shape,
    SsoField,
    SsoKind,
)

LONGEST_IDENTIFIER = 50
IDENTIFIER, CLIENT_SECRET, KIND = "identifier", "clientSecret", "configType"
SINGLE_ORGANIZATION, REQUIRE_SSO, ACCOUNT_RECOVERY = 3, 4, 8
"""Policies by the server's numbers."""

_ILLEGAL = re.compile(r"[<>\"]")
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class SsoProblem:
    """What is wrong with one field, by the server's name of it."""

    field: str
    fault: SsoFault


class Effect(StrEnum):
    """What a save brings about besides what it stores."""

    POLICIES_SWITCHED_ON = "policies_switched_on"
    LOGIN_BEGINS = "login_begins"
    LOGIN_ENDS = "login_ends"
    NOBODY_LOGS_IN = "nobody_logs_in"
    STAYS_OFF = "stays_off"
    CHANGES_AT_ONCE = "changes_at_once"
    NO_IDENTIFIER = "no_identifier"
    IDENTIFIER_CHANGES = "identifier_changes"
    LEAVES_KEY_CONNECTOR = "leaves_key_connector"


def suggested_identifier(name: str) -> str:
    """An identifier from a client's name: small letters, digits and hyphens; empty where none are in it."""
    words = re.sub(r"[^a-z0-9]+", "-", name.casefold().replace("'", "")).strip("-")
    return words[:LONGEST_IDENTIFIER].rstrip("-")


def problems(state: SsoState, wished: SsoConfig) -> tuple[SsoProblem, ...]:
    """Everything that is wrong with a configuration, in the order of the form."""
    return tuple(SsoProblem(*found) for found in _problems(state, wished))


def _problems(state: SsoState, wished: SsoConfig) -> Iterator[tuple[str, SsoFault]]:
    identifier = wished.identifier
    if len(identifier.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_IDENTIFIER:
        yield IDENTIFIER, SsoFault.TOO_LONG
    elif not identifier.isprintable():
        yield IDENTIFIER, SsoFault.HIDDEN
    kind = wished.kind
    if kind is None:
        yield KIND, SsoFault.REQUIRED
        return
    if wished.decryption == Decryption.KEY_CONNECTOR:
        yield from _key_connector(state, wished)
    for each in FIELDS[kind]:
        fault = _fault(each, wished.fields.get(each.name))
        if fault is not None:
            yield each.name, fault
        if each.name == "clientId" and not (wished.client_secret and wished.client_secret.reveal().strip()):
            yield CLIENT_SECRET, SsoFault.REQUIRED


def _key_connector(state: SsoState, wished: SsoConfig) -> Iterator[tuple[str, SsoFault]]:
    if not state.key_connector:
        yield DECRYPTION, SsoFault.NO_KEY_CONNECTOR
    elif not wished.enabled:
        yield DECRYPTION, SsoFault.KEY_CONNECTOR_OFF
    elif state.policies_on is not None and not {SINGLE_ORGANIZATION, REQUIRE_SSO} <= state.policies_on:
        yield DECRYPTION, SsoFault.KEY_CONNECTOR_POLICIES
    elif not wished.text(KEY_CONNECTOR_URL):
        yield KEY_CONNECTOR_URL, SsoFault.REQUIRED


def _fault(field: SsoField, value: Any) -> SsoFault | None:
    if field.shape is Shape.FLAG:
        return None if value is None or isinstance(value, bool) else SsoFault.BAD_CHOICE
    if field.shape is Shape.CHOICE:
        kinds = {type(each) for each in field.choices}
        return None if value is None or type(value) in kinds else SsoFault.BAD_CHOICE
    text = value if isinstance(value, str) else ""
    if value is not None and not isinstance(value, str):
        return SsoFault.BAD_CHOICE
    if not text.strip():
        return SsoFault.REQUIRED if field.required else None
    if field.shape is Shape.CERTIFICATE:
        return certificate_fault(text)
    if _HIDDEN.search(text):
        return SsoFault.HIDDEN
    return _address_fault(text) if field.shape is Shape.URL else None


def _address_fault(text: str) -> SsoFault | None:
    if _ILLEGAL.search(text):
        return SsoFault.BAD_CHARACTERS
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)
    except ValueError:
        fits = False
    return None if fits and text.startswith(("http://", "https://")) else SsoFault.NOT_URL


def certificate_fault(text: str) -> SsoFault | None:
    """What keeps a pasted text from being a certificate."""
    if holds_private_key(text):
        return SsoFault.PRIVATE_KEY
    try:
        read_certificate(text)
    except MalformedData as fault:
        return SsoFault.NOT_BASE64 if fault.what == "base64" else SsoFault.NOT_CERTIFICATE
    return None


def certificate_of(text: str) -> Certificate | None:
    """What a certificate says of itself; None for what is none."""
    try:
        return read_certificate(text) if text.strip() else None
    except MalformedData:
        return None


def tidied(wished: SsoConfig) -> SsoConfig:
    """The same as the server stores it: a certificate without armour, lists without stray spaces."""
    fields = dict(wished.fields)
    for each in (*FIELDS[SsoKind.OIDC], *FIELDS[SsoKind.SAML]):
        value = fields.get(each.name)
        if not isinstance(value, str):
            continue
        if each.shape is Shape.LIST:
            fields[each.name] = ", ".join(part for piece in value.split(",") if (part := piece.strip()))
        elif each.shape is Shape.CERTIFICATE and certificate_fault(value) is None:
            fields[each.name] = bare_certificate(value)
    kept = {name: value for name, value in fields.items() if value != ""}
    return SsoConfig(wished.enabled, wished.identifier, kept, wished.client_secret)


def missing_policies(state: SsoState, after: SsoConfig) -> tuple[int, ...]:
    """The policies that saving `after` would switch on: trusted devices need them, on or off."""
    if after.decryption != Decryption.TRUSTED_DEVICES:
        return ()
    needed = (SINGLE_ORGANIZATION, ACCOUNT_RECOVERY, REQUIRE_SSO)
    return tuple(each for each in needed if each not in (state.policies_on or frozenset()))


def effects(state: SsoState, before: SsoConfig, after: SsoConfig) -> tuple[Effect, ...]:
    """What saving `after` over `before` brings about, gravest first."""
    switches = before.enabled is not after.enabled
    requires = REQUIRE_SSO in (state.policies_on or ())
    found = {
        Effect.POLICIES_SWITCHED_ON: bool(missing_policies(state, after)),
        Effect.LOGIN_BEGINS: switches and after.enabled,
        Effect.LOGIN_ENDS: switches and not after.enabled,
        Effect.NOBODY_LOGS_IN: switches and not after.enabled and requires,
        Effect.STAYS_OFF: not switches and not after.enabled,
        Effect.CHANGES_AT_ONCE: not switches and after.enabled,
        Effect.NO_IDENTIFIER: not after.identifier,
        Effect.IDENTIFIER_CHANGES: bool(before.identifier) and before.identifier != after.identifier,
        Effect.LEAVES_KEY_CONNECTOR: before.decryption == Decryption.KEY_CONNECTOR != after.decryption,
    }
    return tuple(effect for effect, holds in found.items() if holds)
