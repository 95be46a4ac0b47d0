"""The admin of another practice provider, who confirms whoever took an invitation to it.

Nobody plays that admin while practising, so what they would do by hand happens here, with their own keys:
their password is public, as all practice passwords are. Apart from `simulate`, which every request asks.
"""

from __future__ import annotations

from sqlite3 import Row

from backend_client.crypto.account import WrappedAccount, open_account
from backend_client.crypto.enc_string import SealedKey
from backend_client.crypto.kdf import derive_master_key, kdf_from_wire
from backend_client.crypto.keys import PublicKey
from backend_client.errors import CryptoError
from backend_client.secret import Secret
from embedded_backend.audit import STAFF_CONFIRMED
from embedded_backend.database import Database
from embedded_backend.seed_people import Persona, person


def confirm_staff(database: Database, waiting: Row, now: int) -> None:
    """Seal the provider's key to somebody who accepted. Nothing happens where the admin is another by now."""
    who = person(Persona.SEVERAL_PROVIDERS)
    admin = database.row("SELECT * FROM users WHERE id = ?", (who.user_id,))
    sealed = database.value(
        "SELECT key FROM provider_users WHERE provider_id = ? AND user_id = ? AND status = 2",
        (waiting["provider_id"], who.user_id),
    )
    public = database.value("SELECT public_key FROM users WHERE id = ?", (waiting["user_id"],))
    if admin is None or not sealed or not public:
        return
    kdf = kdf_from_wire(admin["kdf"], admin["kdf_iterations"], admin["kdf_memory"], admin["kdf_parallelism"])
    master = derive_master_key(Secret(who.password), admin["salt"] or admin["email"], kdf)
    try:
        account = open_account(master, WrappedAccount(admin["user_key"], admin["private_key"]))
        key = account.private_key.decrypt(SealedKey.parse(sealed))
    except CryptoError:
        return
    database.run(
        "UPDATE provider_users SET status = 2, key = ? WHERE id = ?",
        (str(PublicKey.from_base64(public).encrypt(key)), waiting["id"]),
    )
    event = {"type": STAFF_CONFIRMED, "date": now, "provider_id": waiting["provider_id"]}
    database.insert(
        "events",
        {**event, "provider_user_id": waiting["id"], "acting_user_id": who.user_id, "device_type": 9},
    )


def is_admin_of(database: Database, provider_id: str) -> bool:
    """Whether the simulated admin is a confirmed admin of that provider."""
    statement = (
        "SELECT 1 FROM provider_users WHERE provider_id = ? AND user_id = ? AND status = 2 AND type = 0"
    )
    return database.row(statement, (provider_id, person(Persona.SEVERAL_PROVIDERS).user_id)) is not None
