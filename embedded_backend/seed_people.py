"""The practice people: who they are, and how each signs in.

Nothing here is a secret: every practice database holds the same people, and none of them exists.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from dataclasses import dataclass
from enum import StrEnum

from embedded_backend.seed_v2 import V2_PASSWORD, V2_SALT, V2_USER_ID

PRACTICE_PASSWORD = "practice makes perfect"  # noqa: S105 - shown on the unlock screen
PRACTICE_TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - base 32, for any authenticator
PRACTICE_YUBIKEY_ID = "ccccccbcgujh"  # the first twelve letters of every code of the practice key
_NAMESPACE = uuid.UUID("5ea70a8d-0000-4000-8000-000000000000")


class Persona(StrEnum):
    """What a practice person is there for."""

    ADMIN = "admin"
    SECOND_ADMIN = "second_admin"
    SERVICE_USER = "service_user"
    SEVERAL_PROVIDERS = "several_providers"
    EMPTY_PROVIDER = "empty_provider"
    UNBILLED_ADMIN = "unbilled_admin"
    NO_ORGANIZATION = "no_organization"
    OWNER_ONLY = "owner_only"
    AUTHENTICATOR = "authenticator"
    EMAIL_CODE = "email_code"
    YUBIKEY = "yubikey"
    NEW_DEVICE = "new_device"
    ARGON2 = "argon2"
    V2 = "v2"
    WAITING = "waiting"
    SUSPENDED_ADMIN = "suspended_admin"
    SUSPENDED_USER = "suspended_user"
    BUSINESS_UNIT = "business_unit"
    RESELLER = "reseller"
    DENIES_DEVICES = "denies_devices"
    NEVER_ANSWERS = "never_answers"
    BROWSER_TWO_STEP = "browser_two_step"
    SSO_REQUIRED = "sso_required"
    TRUSTED_DEVICES = "trusted_devices"
    KEY_CONNECTOR = "key_connector"
    OLD_ENCRYPTION = "old_encryption"
    PASSWORD_CHANGE = "password_change"  # noqa: S105 - a word, not a password


@dataclass(frozen=True, slots=True)
class PracticePerson:
    """One account. `role` says in words what the person may do; `salt` is set where it is not the e-mail."""

    persona: Persona
    email: str
    name: str
    role: str
    password: str = PRACTICE_PASSWORD
    salt: str | None = None
    fixed_id: str | None = None

    @property
    def user_id(self) -> str:
        """The account id, the same in every practice database."""
        return self.fixed_id or str(uuid.uuid5(_NAMESPACE, self.email))

    @property
    def client_id(self) -> str:
        """The client id of the personal API key."""
        return f"user.{self.user_id}"

    @property
    def api_key(self) -> str:
        """The thirty characters of the personal API key."""
        digest = hashlib.sha256(f"practice api key of {self.email}".encode()).digest()
        return base64.b32encode(digest).decode()[:30]


PRACTICE_PEOPLE: tuple[PracticePerson, ...] = (
    PracticePerson(Persona.ADMIN, "ada@northwind.example", "Ada Lindqvist", "provider admin"),
    PracticePerson(Persona.SECOND_ADMIN, "ben@northwind.example", "Ben Okafor", "provider admin"),
    PracticePerson(Persona.SERVICE_USER, "sam@northwind.example", "Sam Moreau", "service user"),
    PracticePerson(
        Persona.SEVERAL_PROVIDERS,
        "pat@southgate.example",
        "Pat Vermeer",
        "service user here, provider admin there",
    ),
    PracticePerson(
        Persona.EMPTY_PROVIDER, "nadia@newleaf.example", "Nadia Haas", "provider admin without clients"
    ),
    PracticePerson(
        Persona.UNBILLED_ADMIN, "olga@oldmill.example", "Olga Reuter", "admin of an unbilled provider"
    ),
    PracticePerson(
        Persona.NO_ORGANIZATION, "noel@nowhere.example", "Noel Dubois", "in no provider, no organization"
    ),
    PracticePerson(Persona.OWNER_ONLY, "quinn@quarry.example", "Quinn Ahlberg", "owner of an organization"),
    PracticePerson(
        Persona.AUTHENTICATOR, "tess@northwind.example", "Tess Brandt", "service user, authenticator"
    ),
    PracticePerson(Persona.EMAIL_CODE, "emil@northwind.example", "Emil Castro", "service user, e-mail codes"),
    PracticePerson(Persona.YUBIKEY, "yara@northwind.example", "Yara Singh", "service user, YubiKey"),
    PracticePerson(
        Persona.NEW_DEVICE, "dina@northwind.example", "Dina Petrov", "service user, unknown device"
    ),
    PracticePerson(Persona.ARGON2, "argo@northwind.example", "Argo Nilsen", "service user, Argon2id"),
    PracticePerson(
        Persona.V2,
        "vera@northwind.example",
        "Vera Almeida",
        "service user, newer account encryption",
        password=V2_PASSWORD,
        salt=V2_SALT,
        fixed_id=V2_USER_ID,
    ),
    PracticePerson(
        Persona.WAITING, "wim@northwind.example", "Wim de Graaf", "accepted, waits to be confirmed"
    ),
    PracticePerson(
        Persona.SUSPENDED_ADMIN, "sue@harrow.example", "Sue Harrow", "admin of a suspended provider"
    ),
    PracticePerson(
        Persona.SUSPENDED_USER, "sid@harrow.example", "Sid Novak", "service user of a suspended provider"
    ),
    PracticePerson(
        Persona.BUSINESS_UNIT, "bea@meridian.example", "Bea Hoffmann", "admin of a business unit portal"
    ),
    PracticePerson(Persona.RESELLER, "rex@cobalt.example", "Rex Palmer", "admin of a reseller"),
    PracticePerson(Persona.DENIES_DEVICES, "dora.denies@gate.example", "Dora Ek", "denies Login with device"),
    PracticePerson(
        Persona.NEVER_ANSWERS, "nils.never@gate.example", "Nils Roth", "never answers Login with device"
    ),
    PracticePerson(
        Persona.BROWSER_TWO_STEP, "duo@gate.example", "Dunja Orlov", "two-step login needs a browser"
    ),
    PracticePerson(Persona.SSO_REQUIRED, "sso@gate.example", "Saskia Odom", "must use single sign-on"),
    PracticePerson(
        Persona.TRUSTED_DEVICES, "trusted@gate.example", "Tom Dvorak", "trusted devices, no master password"
    ),
    PracticePerson(
        Persona.KEY_CONNECTOR, "connector@gate.example", "Kai Conti", "Key Connector, no master password"
    ),
    PracticePerson(
        Persona.OLD_ENCRYPTION, "old@gate.example", "Otto Lindgren", "account of an old encryption"
    ),
    PracticePerson(
        Persona.PASSWORD_CHANGE, "change@gate.example", "Carla Huber", "must change the master password"
    ),
)

NO_PASSWORD = frozenset({Persona.TRUSTED_DEVICES, Persona.KEY_CONNECTOR})
"""People without a master password; their own devices open their account with the practice password."""

NO_USER_KEY = NO_PASSWORD | {Persona.OLD_ENCRYPTION}
"""People whose user key the server does not hand out wrapped by a master password."""


def person(persona: Persona) -> PracticePerson:
    """The practice person of that kind."""
    return next(found for found in PRACTICE_PEOPLE if found.persona is persona)
