"""The seed: real keys that open with the cryptography a client uses, quickly made."""

from __future__ import annotations

import asyncio
import stat
import time
from pathlib import Path
from typing import Any

import pytest

from backend_client.crypto.account import WrappedAccount, open_account
from backend_client.crypto.enc_string import EncString, SealedKey
from backend_client.crypto.kdf import derive_master_key, kdf_from_wire
from backend_client.crypto.keys import PrivateKey, PublicKey, SymmetricKey
from backend_client.errors import DecryptionFailed
from backend_client.secret import Secret
from embedded_backend.database import Database, UnknownSchema, reset
from embedded_backend.seed import PRACTICE_PEOPLE, Persona, person, seed_practice
from embedded_backend.seed_people import NO_USER_KEY
from tests.unit.backend.desk import Desk, open_desk

_RESELLER = 1


async def private_key(desk: Desk, persona: Persona) -> PrivateKey:
    """Sign in with the API key and open the account with the password."""
    await desk.sign_in(persona)
    who = person(persona)
    synced = (await desk.get("sync")).json()
    unlock, keys = synced["userDecryption"]["masterPasswordUnlock"], synced["profile"]["accountKeys"]
    kdf = unlock["kdf"]
    chosen = kdf_from_wire(kdf["kdfType"], kdf["iterations"], kdf["memory"], kdf["parallelism"])
    master = derive_master_key(Secret(who.password), unlock["salt"], chosen)
    pair, signature, state = (
        keys[name] or {} for name in ("publicKeyEncryptionKeyPair", "signatureKeyPair", "securityState")
    )
    wrapped = WrappedAccount(
        user_key=unlock["masterKeyEncryptedUserKey"],
        private_key=pair["wrappedPrivateKey"],
        public_key=pair["publicKey"],
        signing_key=signature.get("wrappedSigningKey"),
        verifying_key=signature.get("verifyingKey"),
        signed_public_key=pair["signedPublicKey"],
        security_state=state.get("securityState"),
        security_version=state.get("securityVersion"),
    )
    return open_account(master, wrapped).private_key


@pytest.mark.parametrize(
    "persona", [found.persona for found in PRACTICE_PEOPLE if found.persona not in NO_USER_KEY]
)
async def test_every_account_opens_and_so_do_its_providers(desk: Desk, persona: Persona) -> None:
    key = await private_key(desk, persona)
    profile = await desk.profile()
    keys = {
        row["id"]: SymmetricKey.from_bytes(key.decrypt(SealedKey.parse(row["key"])))
        for row in profile["providers"]
        if row["providerType"] != _RESELLER
    }
    for client in profile["providerOrganizations"]:
        if client["providerType"] == _RESELLER:
            assert client["key"] is None
            continue
        broken = client["name"] == "Harbour Hotels"
        wrapped = EncString.parse(client["key"])
        if broken:
            with pytest.raises(DecryptionFailed):
                keys[client["providerId"]].decrypt(wrapped)
        else:
            assert len(keys[client["providerId"]].decrypt(wrapped)) == 64
    for row in profile["organizations"]:
        assert len(key.decrypt(SealedKey.parse(row["key"]))) == 64


async def organization_key(desk: Desk, name: str) -> tuple[str, SymmetricKey]:
    key = await private_key(desk, Persona.ADMIN)
    sealed = (await desk.profile())["providers"][0]["key"]
    provider_key = SymmetricKey.from_bytes(key.decrypt(SealedKey.parse(sealed)))
    row = (await desk.clients())[name]
    return row["organizationId"], SymmetricKey.from_bytes(provider_key.decrypt(EncString.parse(row["key"])))


async def test_collection_names_open(desk: Desk) -> None:
    organization, key = await organization_key(desk, "My Client's Organization")
    rows = (await desk.get(f"organizations/{organization}/collections")).json()["data"]
    names = [key.decrypt_text(EncString.parse(row["name"])) for row in rows]
    assert names == ["Default collection", "Socials", "Productivity Tools", "Financials"]
    organization, key = await organization_key(desk, "Birch & Sons Logistics")
    rows = (await desk.get(f"organizations/{organization}/collections")).json()["data"]
    assert "Finance/Payroll" in [key.decrypt_text(EncString.parse(row["name"])) for row in rows]


async def test_members_hold_the_key_and_the_pair_fits(desk: Desk) -> None:
    organization, key = await organization_key(desk, "Birch & Sons Logistics")
    database = desk.backend.database
    row = database.row("SELECT private_key, public_key FROM organizations WHERE id = ?", (organization,))
    assert row is not None
    pair = PrivateKey.from_der(key.decrypt(EncString.parse(row["private_key"])))
    assert pair.public_key.to_base64() == row["public_key"]
    accepted = database.row(
        "SELECT u.public_key, m.key FROM organization_users m JOIN users u ON u.id = m.user_id"
        " WHERE m.organization_id = ? AND m.status = 1",
        (organization,),
    )
    assert accepted is not None
    assert accepted["key"] is None
    assert str(PublicKey.from_base64(accepted["public_key"]).encrypt(key.to_bytes())).startswith("4.")
    confirmed = database.rows(
        "SELECT key FROM organization_users WHERE organization_id = ? AND status = 2", (organization,)
    )
    assert len({found["key"] for found in confirmed}) == 29
    assert all(SealedKey.parse(found["key"]).kind == 4 for found in confirmed)


async def test_items_open(desk: Desk) -> None:
    organization, key = await organization_key(desk, "Alder Dental Group")
    rows = (await desk.get(f"ciphers/organization-details?organizationId={organization}")).json()["data"]
    names = key.decrypt_many([row["name"] for row in rows])
    assert len(names) == 60
    assert all(isinstance(name, bytes) and name.startswith(b"Login ") for name in names)


def test_seeding_is_quick_and_done_once(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "er" / "practice.db"
    started = time.perf_counter()
    seed_practice(place)
    assert time.perf_counter() - started < 10  # about 1.5 s on two idle cores
    before = place.read_bytes()
    seed_practice(place)
    assert place.read_bytes() == before
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    reset(place)
    assert list(place.parent.iterdir()) == []


async def test_many_clients_all_with_keys_of_their_own(tmp_path: Path) -> None:
    started = time.perf_counter()
    async with open_desk(tmp_path / "many.db", clients=500) as desk:
        key = await private_key(desk, Persona.ADMIN)
        assert time.perf_counter() - started < 15
        clients: list[dict[str, Any]] = list((await desk.clients()).values())
        assert len(clients) == 500
        sealed = (await desk.profile())["providers"][0]["key"]
        provider_key = SymmetricKey.from_bytes(key.decrypt(SealedKey.parse(sealed)))
        keys = provider_key.decrypt_many([row["key"] for row in clients])
        assert len({found for found in keys if isinstance(found, bytes) and len(found) == 64}) == 500
        assert all(row["occupiedSeats"] == 3 for row in clients)


def test_another_schema_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "old.db"
    database = Database(place)
    database.run("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(UnknownSchema):
        Database(place)


def test_people_have_ids_and_keys_of_their_own() -> None:
    assert len({found.user_id for found in PRACTICE_PEOPLE}) == len(PRACTICE_PEOPLE)
    assert len({found.api_key for found in PRACTICE_PEOPLE}) == len(PRACTICE_PEOPLE)
    assert all(len(found.api_key) == 30 for found in PRACTICE_PEOPLE)
    assert {found.persona for found in PRACTICE_PEOPLE} == set(Persona)


async def test_two_starting_at_once_share_one_seed(tmp_path: Path) -> None:
    place = tmp_path / "practice.db"
    await asyncio.gather(*(asyncio.to_thread(seed_practice, place, clients=2) for _ in range(2)))
    database = Database(place)
    try:
        assert database.value("SELECT COUNT(*) FROM providers WHERE name = 'Northwind MSP'") == 1
    finally:
        database.close()
