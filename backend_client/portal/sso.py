"""A client's single sign-on as values: what the server holds, what a person wishes, what would change."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from backend_client.errors import Rule
from backend_client.portal.sso_fields import (
    DECRYPTION,
    FIELDS,
    UNIQUE_ENTITY_ID,
    FieldValue,
    Shape,
    SsoField,
    SsoKind,
)
from backend_client.secret import Secret


@dataclass(frozen=True, slots=True)
class ServiceProvider:
    """What the customer registers at the identity provider. Foreign text.

    `absolute` is False where the server gave paths only and no address they belong to is known.
    """

    callback: str = ""
    signed_out: str = ""
    entity_id: str = ""
    entity_id_static: str = ""
    metadata: str = ""
    acs: str = ""
    absolute: bool = True

    @property
    def addresses(self) -> tuple[str, ...]:
        """All of them."""
        return (
            self.callback,
            self.signed_out,
            self.entity_id,
            self.entity_id_static,
            self.metadata,
            self.acs,
        )


@dataclass(frozen=True, slots=True)
class SsoConfig:
    """What the server holds. `fields` are all members it sent but the client secret, by its names.

    Foreign values of any JSON type: read them with `text`, `number` and `flag`. `keyConnectorEnabled` is
    not among them: sent back, it would overwrite the way of decryption.
    """

    enabled: bool = False
    identifier: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict, repr=False)
    client_secret: Secret | None = None

    @property
    def kind(self) -> SsoKind | None:
        """The protocol; None where there is no configuration, or one of a kind not known here."""
        number = self.number("configType")
        return SsoKind(number) if number in tuple(SsoKind) else None

    @property
    def configured(self) -> bool:
        """Whether anything was ever saved."""
        return bool(self.fields)

    @property
    def decryption(self) -> int:
        """How vaults open, as the server's number."""
        return self.number(DECRYPTION) or 0

    @property
    def unique_entity_id(self) -> bool:
        """Whether the service provider calls itself by this client's own entity id."""
        return self.fields.get(UNIQUE_ENTITY_ID) is True

    def text(self, name: str) -> str:
        """A member as text; empty where it is none."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        """A member as a number; None where it is none."""
        value = self.fields.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def same_as(self, other: SsoConfig) -> bool:
        """Whether nothing differs, the secret included."""
        plain = (self.enabled, self.identifier, dict(self.fields))
        return plain == (other.enabled, other.identifier, dict(other.fields)) and same_secret(
            self.client_secret, other.client_secret
        )


def same_secret(one: Secret | None, other: Secret | None) -> bool:
    """Whether two secrets cover the same text; none is the same as an empty one."""
    return hmac.compare_digest(
        (one.reveal() if one else "").encode("utf-8", "surrogatepass"),
        (other.reveal() if other else "").encode("utf-8", "surrogatepass"),
    )


@dataclass(frozen=True, slots=True)
class SsoState:
    """Where a client's single sign-on stands, at `read_at` (UTC).

    `obstacle` is why there is none here; then `config` is empty. `policies_on` are numbers of policies,
    None where they could not be read.
    """

    read_at: datetime
    obstacle: Rule | None = None
    config: SsoConfig = field(default_factory=SsoConfig)
    service_provider: ServiceProvider = field(default_factory=ServiceProvider)
    key_connector: bool = False
    policies_on: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class SsoWish:
    """A configuration as a person wants it; enabled or not stays as it is.

    `values` are fields of `kind` by name; a field that is not named stays as it is. Without a
    `client_secret` the one there is stays.
    """

    kind: SsoKind
    identifier: str
    values: Mapping[str, FieldValue] = field(repr=False)
    client_secret: Secret | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One member that would change. None means empty; foreign values of any JSON type."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class SsoChange:
    """One save: the whole configuration, since the server replaces all of it. Nothing else is sent."""

    before: SsoConfig
    after: SsoConfig
    fields: tuple[FieldChange, ...]

    @property
    def switches(self) -> bool:
        """Whether it switches single sign-on on or off."""
        return self.before.enabled is not self.after.enabled

    @property
    def secret_changes(self) -> bool:
        """Whether another client secret is sent."""
        return not same_secret(self.before.client_secret, self.after.client_secret)

    @property
    def identifier_changes(self) -> bool:
        """Whether the identifier becomes another one."""
        return self.before.identifier != self.after.identifier


def start_values(config: SsoConfig, kind: SsoKind) -> dict[str, FieldValue]:
    """What a form begins with for `kind`: what is stored, else the start values.

    A kind that was never filled in has none of its own: the server stores numbers for it all the same.
    """
    fields = FIELDS[kind]
    begun = config.kind is kind or any(config.text(each.name) for each in fields if each.required)
    return {each.name: _start(config, each, begun=begun) for each in fields}


def _start(config: SsoConfig, wanted: SsoField, *, begun: bool) -> FieldValue:
    stored = config.fields.get(wanted.name)
    if wanted.name == DECRYPTION:
        return stored if type(stored) is int else wanted.start
    if wanted.shape is Shape.FLAG:
        return stored is True if begun else wanted.start
    if wanted.shape is Shape.CHOICE:
        known = begun and type(stored) in (int, str) and (stored or stored in wanted.choices)
        return stored if known and stored is not None else wanted.start
    return stored if isinstance(stored, str) else wanted.start


def composed(config: SsoConfig, wish: SsoWish) -> SsoConfig:
    """The configuration that would be saved: what is stored, with the wish laid over it."""
    fields = dict(config.fields)
    fields["configType"] = int(wish.kind)
    for known in FIELDS[wish.kind]:
        if known.name not in wish.values:
            continue
        value = wish.values[known.name]
        value = value.strip() if isinstance(value, str) else value
        if value == "" and isinstance(value, str):
            fields.pop(known.name, None)
        else:
            fields[known.name] = value
    return SsoConfig(
        enabled=config.enabled,
        identifier=wish.identifier.strip(),
        fields=fields,
        client_secret=wish.client_secret or config.client_secret,
    )


def differences(before: SsoConfig, after: SsoConfig) -> tuple[FieldChange, ...]:
    """The members that differ, in the order of the form; those not known here last."""
    names = [each.name for kind in SsoKind for each in FIELDS[kind]]
    known = dict.fromkeys(["configType", *names, *sorted(before.fields), *sorted(after.fields)])
    pairs = ((name, before.fields.get(name), after.fields.get(name)) for name in known)
    return tuple(FieldChange(*pair) for pair in pairs if not _same(pair[1], pair[2]))


def _same(one: Any, other: Any) -> bool:
    """Whether two members mean the same: absent, empty and off are one."""
    blank = (_is_blank(one), _is_blank(other))
    return all(blank) or (not any(blank) and type(one) is type(other) and bool(one == other))


def _is_blank(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, str) and not value)
