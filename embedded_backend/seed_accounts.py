"""Practice accounts with real keys: the named people, and members nobody signs in as."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from backend_client.crypto.kdf import Argon2id, Kdf, Pbkdf2, derive_master_key
from backend_client.crypto.keys import PrivateKey, PublicKey, SymmetricKey
from backend_client.secret import Secret
from embedded_backend import seed_v2 as v2
from embedded_backend.database import Database
from embedded_backend.obstacles import BROWSER_TWO_STEP, KEY_CONNECTOR, OLD_ENCRYPTION, SSO, TRUSTED_DEVICES
from embedded_backend.passwords import stored_hash
from embedded_backend.seed_people import (
    NO_PASSWORD,
    NO_USER_KEY,
    PRACTICE_PASSWORD,
    PRACTICE_PEOPLE,
    PRACTICE_TOTP_SECRET,
    PRACTICE_YUBIKEY_ID,
    Persona,
    PracticePerson,
)
from embedded_backend.wire import TICKS_PER_SECOND

DAY = 86_400 * TICKS_PER_SECOND
# 600,000 is today's default. Older accounts with fewer exist, and seed faster.
_MAIN_ITERATIONS = 600_000
_OTHER_ITERATIONS = 10_000
_GATE = (
    Persona.DENIES_DEVICES,
    Persona.NEVER_ANSWERS,
    Persona.BROWSER_TWO_STEP,
    Persona.SSO_REQUIRED,
    Persona.TRUSTED_DEVICES,
    Persona.KEY_CONNECTOR,
    Persona.OLD_ENCRYPTION,
    Persona.PASSWORD_CHANGE,
)
"""They show what can stand in the way of a sign-in, and are in no provider."""
_OBSTACLES = {
    Persona.BROWSER_TWO_STEP: BROWSER_TWO_STEP,
    Persona.SSO_REQUIRED: SSO,
    Persona.TRUSTED_DEVICES: TRUSTED_DEVICES,
    Persona.KEY_CONNECTOR: KEY_CONNECTOR,
    Persona.OLD_ENCRYPTION: OLD_ENCRYPTION,
}
_SHARE_A_PAIR = (
    Persona.SUSPENDED_ADMIN,
    Persona.SUSPENDED_USER,
    Persona.BUSINESS_UNIT,
    Persona.RESELLER,
    *_GATE,
)
"""Making a pair takes longest of all; these take one of those that members share."""
_NO_SALT, _NO_DIGEST = bytes(16), bytes(32)  # matches no hash that can be found
_FIRST_NAMES = [
    "Alma",
    "Boris",
    "Clara",
    "Dario",
    "Elin",
    "Farid",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Katja",
    "Liam",
    "Maren",
    "Nils",
    "Olive",
    "Pedro",
    "Rosa",
    "Stefan",
    "Tilda",
    "Ugo",
    "Vivian",
    "Wanda",
    "Xenia",
    "Yusuf",
    "Zoe",
]
_LAST_NAMES = [
    "Abel",
    "Berg",
    "Costa",
    "Duval",
    "Ekman",
    "Fischer",
    "Garcia",
    "Holm",
    "Ivanov",
    "Jansen",
    "Keller",
    "Lund",
    "Marino",
    "Novak",
]


@dataclass(frozen=True, slots=True)
class KeyRing:
    """RSA pairs made once for a seed: one per named person, a few shared by everybody else."""

    people: dict[Persona, PrivateKey]
    members: tuple[PrivateKey, ...]
    organizations: tuple[PrivateKey, ...]


def make_keys(*, shared: int) -> KeyRing:
    """Generate every RSA pair of a seed, on both cores."""
    others = (Persona.V2, *_SHARE_A_PAIR)
    personas: list[Persona] = [found.persona for found in PRACTICE_PEOPLE if found.persona not in others]
    with ThreadPoolExecutor(2) as pool:
        pairs = list(pool.map(lambda _: PrivateKey.generate(), range(len(personas) + 2 * shared)))
    people = dict(zip(personas, pairs, strict=False))
    rest = pairs[len(personas) :]
    people.update(dict.fromkeys(_SHARE_A_PAIR, rest[0]))
    return KeyRing(people, tuple(rest[:shared]), tuple(rest[shared:]))


def public_keys(ring: KeyRing) -> dict[Persona, PublicKey]:
    """Whom keys can be sealed to."""
    found = {persona: pair.public_key for persona, pair in ring.people.items()}
    return {**found, Persona.V2: PublicKey.from_base64(v2.V2_PUBLIC_KEY)}


def insert_people(database: Database, ring: KeyRing, now: int) -> None:
    """The accounts of the practice people."""
    with ThreadPoolExecutor(2) as pool:
        accounts = list(pool.map(lambda found: _account(found, ring, now), PRACTICE_PEOPLE))
    for account in accounts:
        database.insert("users", account)
    known = next(found for found in PRACTICE_PEOPLE if found.persona is Persona.NEW_DEVICE)
    device = {"id": str(uuid.uuid4()), "user_id": known.user_id, "identifier": str(uuid.uuid4())}
    database.insert("devices", {**device, "type": 9, "name": "chrome", "created_at": now - 90 * DAY})


def _account(person: PracticePerson, ring: KeyRing, now: int) -> dict[str, Any]:
    created = now - 400 * DAY
    persona = person.persona
    keys = v2_keys() if persona is Persona.V2 else _v1_keys(person, ring.people[persona])
    kept = {"device_key": keys["user_key"], "user_key": None} if persona in NO_USER_KEY else {}
    if persona in NO_PASSWORD:
        kept.update(auth_salt=None, auth_digest=None)
    return {
        "id": person.user_id,
        "email": person.email,
        "name": person.name,
        "salt": person.salt,
        **keys,
        **kept,
        "api_key": person.api_key,
        "security_stamp": str(uuid.uuid4()),
        "totp_secret": PRACTICE_TOTP_SECRET if persona is Persona.AUTHENTICATOR else None,
        "two_step_email": person.email if persona is Persona.EMAIL_CODE else None,
        "yubikey_id": PRACTICE_YUBIKEY_ID if persona is Persona.YUBIKEY else None,
        "verify_devices": persona is Persona.NEW_DEVICE,
        "force_password_reset": persona is Persona.PASSWORD_CHANGE,
        "obstacle": _OBSTACLES.get(persona),
        "created_at": created,
        "revised_at": created,
    }


def new_account(user_id: str, email: str, name: str, pair: PrivateKey, now: int) -> dict[str, Any]:
    """The row of an account of today that signs in with the practice password."""
    columns = _kdf_columns(0, _OTHER_ITERATIONS, None, None)
    return {
        "id": user_id,
        "email": email,
        "name": name,
        **_wrapped_keys(Secret(PRACTICE_PASSWORD), email, Pbkdf2(_OTHER_ITERATIONS), columns, pair),
        "security_stamp": str(uuid.uuid4()),
        "created_at": now,
        "revised_at": now,
    }


def _v1_keys(person: PracticePerson, pair: PrivateKey) -> dict[str, Any]:
    kdf, columns = _kdf(person.persona)
    return _wrapped_keys(Secret(person.password), person.salt or person.email, kdf, columns, pair)


def _wrapped_keys(
    password: Secret, salt: str, kdf: Kdf, columns: dict[str, Any], pair: PrivateKey
) -> dict[str, Any]:
    master = derive_master_key(password, salt, kdf)
    user_key = SymmetricKey.generate()
    auth_salt, digest = stored_hash(master.authentication_hash(password))
    return {
        **columns,
        "auth_salt": auth_salt,
        "auth_digest": digest,
        "user_key": str(master.stretched().encrypt(user_key.to_bytes())),
        "user_key_id": None,
        "private_key": str(user_key.encrypt(pair.to_der())),
        "public_key": pair.public_key.to_base64(),
        "signed_public_key": None,
        "signing_key": None,
        "verifying_key": None,
        "security_state": None,
        "security_version": None,
    }


def v2_keys() -> dict[str, Any]:
    """The columns of an account with the published keys of the newer encryption."""
    kind, passes, memory, lanes = v2.V2_KDF
    salt, digest = stored_hash(v2.V2_AUTH_HASH)
    return {
        **_kdf_columns(kind, passes, memory, lanes),
        "auth_salt": salt,
        "auth_digest": digest,
        "user_key": v2.V2_USER_KEY,
        "user_key_id": v2.V2_USER_KEY_ID,
        "private_key": v2.V2_PRIVATE_KEY,
        "public_key": v2.V2_PUBLIC_KEY,
        "signed_public_key": v2.V2_SIGNED_PUBLIC_KEY,
        "signing_key": v2.V2_SIGNING_KEY,
        "verifying_key": v2.V2_VERIFYING_KEY,
        "security_state": v2.V2_SECURITY_STATE,
        "security_version": v2.V2_SECURITY_VERSION,
    }


def _kdf(persona: Persona) -> tuple[Kdf, dict[str, Any]]:
    if persona is Persona.ARGON2:
        return Argon2id(6, 32, 4), _kdf_columns(1, 6, 32, 4)
    iterations = _MAIN_ITERATIONS if persona is Persona.ADMIN else _OTHER_ITERATIONS
    return Pbkdf2(iterations), _kdf_columns(0, iterations, None, None)


def _kdf_columns(kind: int, iterations: int, memory: int | None, lanes: int | None) -> dict[str, Any]:
    return {"kdf": kind, "kdf_iterations": iterations, "kdf_memory": memory, "kdf_parallelism": lanes}


@dataclass(frozen=True, slots=True)
class Member:
    """An account nobody signs in as: it has a public key, and a password that nobody knows."""

    user_id: str
    email: str
    public_key: PublicKey


class MemberMaker:
    """Invents members and collects their account rows."""

    def __init__(self, ring: KeyRing, now: int) -> None:
        self._keys = [(pair.public_key, pair.public_key.to_base64()) for pair in ring.members]
        self._now = now
        self._rows: list[tuple[Any, ...]] = []

    @staticmethod
    def names() -> Iterator[tuple[str, str]]:
        """First and last names; 350 pairs before they repeat."""
        for number in range(10_000):
            yield _FIRST_NAMES[number % 25], _LAST_NAMES[(number // 25 + number) % 14]

    def make(self, email: str, name: str, *, days: int, two_step: bool) -> Member:
        """One account, made `days` before the seed."""
        key, text = self._keys[len(self._rows) % len(self._keys)]
        user_id = str(uuid.uuid4())
        made = self._now - days * DAY
        totp = PRACTICE_TOTP_SECRET if two_step else None
        self._rows.append(
            (
                user_id,
                email,
                name,
                text,
                uuid.uuid4().hex[:30],
                str(uuid.uuid4()),
                totp,
                _NO_SALT,
                _NO_DIGEST,
                made,
                made,
            )
        )
        return Member(user_id, email, key)

    def save(self, database: Database) -> None:
        """Insert the accounts made so far."""
        columns = [
            "id",
            "email",
            "name",
            "public_key",
            "api_key",
            "security_stamp",
            "totp_secret",
            "auth_salt",
            "auth_digest",
            "created_at",
            "revised_at",
        ]
        database.insert_many("users", columns, self._rows)
        self._rows.clear()
