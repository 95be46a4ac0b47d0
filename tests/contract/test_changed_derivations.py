"""A server that asks for a weaker derivation than last time: refused before the password is used."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from backend_client.api import token_answer
from backend_client.api.boot_clock import boot_clock
from backend_client.api.token_answer import Claims, read_claims
from backend_client.crypto.kdf import Kdf, MasterKey, derive_master_key
from backend_client.errors import (
    AccountKeysRefused,
    DerivationChanged,
    DerivationDoubt,
    PinsUnusable,
    SeatwardenError,
)
from backend_client.portal import unlocking
from backend_client.portal.account import SessionState
from backend_client.portal.pins import KdfPin, Pins
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.practice import Practice

ADA = person(Persona.ADMIN)
ARGON2 = person(Persona.ARGON2)
LOOKALIKE = "\u0430da@northwind.example"
"""ADA's address to the eye: its first letter is Cyrillic."""


@pytest.fixture
def pins(tmp_path: Path) -> Path:
    return tmp_path / "pins.json"


def nothing_is_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    def derive(*_values: object) -> None:
        raise AssertionError("the password was used")

    monkeypatch.setattr(unlocking, "derive_master_key", derive)


async def test_the_way_that_opened_the_keys_is_known(practice: Practice, pins: Path) -> None:
    async with await practice.signed_in(ADA, pins=pins):
        pass
    known = Pins(pins).kdf("practice", ADA.email)
    assert known is not None
    assert (known.kind, known.iterations, known.memory_mib) == ("pbkdf2", 600_000, 0)


async def test_a_wrong_password_teaches_nothing(practice: Practice, pins: Path) -> None:
    async with practice.portal(pins=pins) as portal:
        with pytest.raises(Exception, match="credentials refused"):
            await portal.session.sign_in(ADA.email, Secret("wrong"))
    assert Pins(pins).kdf("practice", ADA.email) is None


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ("kdf_iterations = 599999", DerivationDoubt.WEAKER),
        ("kdf = 0, kdf_iterations = 5000", DerivationDoubt.WEAKER),
        ("salt = 'chosen by the server'", DerivationDoubt.SALT),
    ],
)
async def test_a_changed_prelogin_is_refused_before_the_password_is_used(
    practice: Practice, pins: Path, monkeypatch: pytest.MonkeyPatch, change: str, doubt: DerivationDoubt
) -> None:
    async with await practice.signed_in(ADA, pins=pins):
        pass
    practice.execute(f"UPDATE users SET {change} WHERE email = ?", ADA.email)
    nothing_is_derived(monkeypatch)
    password = Secret(ADA.password)
    async with practice.portal(pins=pins) as portal:
        with pytest.raises(DerivationChanged) as caught:
            await portal.session.sign_in(ADA.email, password)
        assert portal.session.state is SessionState.SIGNED_OUT
    assert caught.value.doubt is doubt
    assert not password


async def test_argon2_does_not_become_pbkdf2(practice: Practice, pins: Path) -> None:
    async with await practice.signed_in(ARGON2, pins=pins):
        pass
    change = "UPDATE users SET kdf = 0, kdf_iterations = 2000000, kdf_memory = NULL, kdf_parallelism = NULL"
    practice.execute(f"{change} WHERE email = ?", ARGON2.email)
    async with practice.portal(pins=pins) as portal:
        with pytest.raises(DerivationChanged):
            await portal.session.sign_in(ARGON2.email, Secret(ARGON2.password))


async def test_unlocking_after_an_api_key_is_checked_by_what_was_typed_too(
    practice: Practice, pins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with practice.portal(pins=pins) as portal:
        await portal.session.sign_in_with_api_key(ADA.client_id, Secret(ADA.api_key))
        await portal.session.unlock(Secret(ADA.password))
    practice.execute("UPDATE users SET kdf_iterations = 5000 WHERE email = ?", ADA.email)
    nothing_is_derived(monkeypatch)
    async with practice.portal(pins=pins) as portal:
        await portal.session.sign_in_with_api_key(ADA.client_id, Secret(ADA.api_key))
        for attempt in (portal.session.unlock, portal.session.proof):
            with pytest.raises(DerivationChanged):
                await attempt(Secret(ADA.password))
        assert portal.session.state is SessionState.LOCKED


def server_tells(monkeypatch: pytest.MonkeyPatch, email: str) -> None:
    """From now on every token names its account by this address."""

    def told(access_token: str) -> Claims:
        return read_claims(access_token).model_copy(update={"email": email})

    monkeypatch.setattr(token_answer, "read_claims", told)


async def test_an_account_of_another_address_than_was_typed_is_refused(
    practice: Practice, pins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server_tells(monkeypatch, LOOKALIKE)
    async with practice.portal(pins=pins) as portal:
        with pytest.raises(AccountKeysRefused):
            await portal.session.sign_in(ADA.email, Secret(ADA.password))
        assert portal.session.state is SessionState.SIGNED_OUT
    assert Pins(pins).kdf("practice", ADA.email) is None
    server_tells(monkeypatch, ADA.email.upper())
    async with await practice.signed_in(ADA, pins=pins) as portal:
        assert portal.session.account is not None
        assert portal.session.account.email == ADA.email


async def test_an_address_that_only_the_server_tells_makes_no_first_derivation(
    practice: Practice, pins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await practice.signed_in(ADA, pins=pins):
        pass
    server_tells(monkeypatch, LOOKALIKE)
    nothing_is_derived(monkeypatch)
    async with practice.portal(pins=pins) as portal:
        await portal.session.sign_in_with_api_key(ADA.client_id, Secret(ADA.api_key))
        assert portal.session.typed_email == ""
        change = (
            "UPDATE users SET email = ?, salt = 'chosen by the server', api_key = 'another' WHERE email = ?"
        )
        practice.execute(change, LOOKALIKE, ADA.email)
        portal._api.auth._clock = lambda: boot_clock() + 1e6
        with pytest.raises(SeatwardenError):
            await portal.providers()
        assert portal.session.over
        with pytest.raises(DerivationChanged):
            await portal.session.unlock(Secret(ADA.password))


async def test_what_was_accepted_is_used_and_known(practice: Practice, pins: Path) -> None:
    async with await practice.signed_in(ADA, pins=pins):
        pass
    used = Pins(pins).kdf("practice", ADA.email)
    assert used is not None
    stronger = KdfPin("pbkdf2", 700_000, salt=used.salt)
    Pins(pins).pin_kdf("practice", [ADA.email], stronger)
    async with practice.portal(pins=pins) as portal:
        with pytest.raises(DerivationChanged):
            await portal.session.sign_in(ADA.email, Secret(ADA.password))
        assert portal.session.derivations() == (stronger, used)
        portal.session.accept_derivation()
        await portal.session.sign_in(ADA.email, Secret(ADA.password))
        assert portal.session.state is SessionState.UNLOCKED
    assert Pins(pins).kdf("practice", ADA.email) == used


async def test_a_stronger_one_is_taken_and_known_from_then_on(practice: Practice, pins: Path) -> None:
    async with await practice.signed_in(ADA, pins=pins):
        pass
    used = Pins(pins).kdf("practice", ADA.email)
    assert used is not None
    Pins(pins).pin_kdf("practice", [ADA.email], KdfPin("pbkdf2", 10_000, salt=used.salt))
    async with await practice.signed_in(ADA, pins=pins):
        pass
    assert Pins(pins).kdf("practice", ADA.email) == used


async def test_no_password_is_used_beside_a_damaged_file(
    practice: Practice, pins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pins.write_text("{")
    nothing_is_derived(monkeypatch)
    async with practice.portal(pins=pins) as portal:
        with pytest.raises(PinsUnusable):
            await portal.session.sign_in(ADA.email, Secret(ADA.password))


async def test_a_long_derivation_stops_no_screen_and_is_let_go_of(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []
    derive = derive_master_key

    def slow(password: Secret, salt: str, kdf: Kdf) -> MasterKey:
        threads.append(threading.current_thread())
        begun.set()
        go_on.wait(10)
        return derive(password, salt, kdf)

    monkeypatch.setattr(unlocking, "derive_master_key", slow)
    password = Secret(ADA.password)
    async with practice.portal() as portal:
        signing_in = asyncio.create_task(portal.session.sign_in(ADA.email, password))
        await asyncio.to_thread(begun.wait, 10)
        signing_in.cancel()
        with pytest.raises(asyncio.CancelledError):
            await signing_in
        assert not password
        go_on.set()
        await portal.session.sign_in(ADA.email, Secret(ADA.password))
    assert threading.main_thread() not in threads
