"""What a server that means harm could do with keys, done to practice data: for trying and for tests.

Only the practice, whose passwords everybody knows, can be changed like this.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from backend_client.crypto.account import WrappedAccount, open_account
from backend_client.crypto.enc_string import EncString, SealedKey
from backend_client.crypto.kdf import derive_master_key, kdf_from_wire
from backend_client.crypto.keys import PrivateKey, PublicKey, SymmetricKey
from backend_client.errors import CryptoError
from backend_client.secret import Secret
from embedded_backend.seed_people import Persona, person

_STAFF: Final = "SELECT id, user_id, key FROM provider_users WHERE provider_id = ? AND key IS NOT NULL"
_CLIENTS: Final = "SELECT id, organization_id, key FROM provider_organizations WHERE provider_id = ?"


class NoSuchClient(ValueError):
    """No client of the practice provider has this name."""


def other_key_ids(database: Path) -> dict[tuple[str, str], str]:
    """What somebody knows who saw other keys before: ids that no key has, by what ("provider" or "client")
    and the id of the admin's provider, and of the second of its clients by name."""
    with closing(sqlite3.connect(database)) as connection:
        (provider_id,) = connection.execute(
            "SELECT provider_id FROM provider_users WHERE user_id = ? AND key IS NOT NULL",
            (person(Persona.ADMIN).user_id,),
        ).fetchone()
        clients = connection.execute(
            "SELECT o.id FROM organizations o JOIN provider_organizations po ON po.organization_id = o.id"
            " WHERE po.provider_id = ? ORDER BY o.name LIMIT 1 OFFSET 1",
            (provider_id,),
        ).fetchall()
    subjects = [("provider", provider_id), *(("client", client_id) for (client_id,) in clients)]
    return {subject: SymmetricKey.generate().key_id for subject in subjects}


def change_client_key(database: Path, name: str) -> None:
    """Give a client of the admin's provider another organization key and key pair.

    What was encrypted before stays as it is and opens no more. Raises NoSuchClient.
    """
    with closing(sqlite3.connect(database)) as connection, connection:
        provider_id, provider_key = _provider(connection)
        found = connection.execute(
            "SELECT po.id, po.organization_id FROM provider_organizations po"
            " JOIN organizations o ON o.id = po.organization_id WHERE po.provider_id = ? AND o.name = ?",
            (provider_id, name),
        ).fetchone()
        if found is None:
            raise NoSuchClient(name)
        row_id, organization_id = found
        key, pair = SymmetricKey.generate(), PrivateKey.generate()
        connection.execute(
            "UPDATE provider_organizations SET key = ? WHERE id = ?",
            (str(provider_key.encrypt(key.to_bytes())), row_id),
        )
        connection.execute(
            "UPDATE organizations SET public_key = ?, private_key = ? WHERE id = ?",
            (pair.public_key.to_base64(), str(key.encrypt(pair.to_der())), organization_id),
        )


def change_provider_key(database: Path) -> None:
    """Give the admin's provider another key, to all of its staff; its clients keep theirs, wrapped anew."""
    with closing(sqlite3.connect(database)) as connection, connection:
        provider_id, old = _provider(connection)
        new = SymmetricKey.generate()
        for row_id, user_id, _key in connection.execute(_STAFF, (provider_id,)).fetchall():
            (public,) = connection.execute("SELECT public_key FROM users WHERE id = ?", (user_id,)).fetchone()
            sealed = str(PublicKey.from_base64(public).encrypt(new.to_bytes()))
            connection.execute("UPDATE provider_users SET key = ? WHERE id = ?", (sealed, row_id))
        for row_id, _organization_id, wrapped in connection.execute(_CLIENTS, (provider_id,)).fetchall():
            try:
                key = old.decrypt(EncString.parse(wrapped))
            except CryptoError:  # one client of the practice has a damaged key on purpose
                continue
            connection.execute(
                "UPDATE provider_organizations SET key = ? WHERE id = ?", (str(new.encrypt(key)), row_id)
            )


def _provider(connection: sqlite3.Connection) -> tuple[str, SymmetricKey]:
    """The admin's provider that is set up, and its key."""
    admin = person(Persona.ADMIN)
    private = _private_key(connection, admin.user_id, admin.password)
    provider_id, sealed = connection.execute(
        "SELECT provider_id, key FROM provider_users WHERE user_id = ? AND key IS NOT NULL", (admin.user_id,)
    ).fetchone()
    return provider_id, SymmetricKey.from_bytes(private.decrypt(SealedKey.parse(sealed)))


def _private_key(connection: sqlite3.Connection, user_id: str, password: str) -> PrivateKey:
    salt, email, kind, iterations, memory, lanes, user_key, private_key = connection.execute(
        "SELECT salt, email, kdf, kdf_iterations, kdf_memory, kdf_parallelism, user_key, private_key"
        " FROM users WHERE id = ?",
        (user_id,),
    ).fetchone()
    master = derive_master_key(
        Secret(password), salt or email, kdf_from_wire(kind, iterations, memory, lanes)
    )
    return open_account(master, WrappedAccount(user_key, private_key)).private_key
