"""Locking counts for keys that are still being opened: what the thread brings afterwards is overwritten."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import pytest

from backend_client.crypto.kdf import MasterKey, derive_master_key
from backend_client.errors import Locked, SignedOut
from backend_client.portal import unlocking
from backend_client.portal.account import SessionState
from backend_client.portal.key_ring import KeyRing
from backend_client.portal.session import Session
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.practice import Practice

ADMIN = person(Persona.SECOND_ADMIN)


class SlowDerivation:
    """What was derived waits until it is told to go on; `arrived` is set while it waits."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.arrived, self.go = threading.Event(), threading.Event()
        self.wiped: list[KeyRing] = []
        self.one_wiped = threading.Event()
        wipe = KeyRing.wipe

        def derive(*values: Any) -> MasterKey:
            key = derive_master_key(*values)
            self.arrived.set()
            assert self.go.wait(20)
            return key

        def noted(ring: KeyRing) -> None:
            self.wiped.append(ring)
            wipe(ring)
            self.one_wiped.set()

        patch.setattr(unlocking, "derive_master_key", derive)
        patch.setattr(KeyRing, "wipe", noted)

    async def during(self, act: Coroutine[Any, Any, object], meanwhile: Callable[[], object]) -> None:
        """`meanwhile()` while `act` derives; then `act` to its end."""
        task = asyncio.create_task(act)
        await asyncio.to_thread(self.arrived.wait, 20)
        meanwhile()
        self.go.set()
        await task


async def test_locking_while_keys_are_opened_leaves_none(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await practice.signed_in(ADMIN) as portal:
        session = portal.session
        session.lock()
        slow = SlowDerivation(monkeypatch)
        with pytest.raises(Locked):
            await slow.during(session.unlock(Secret(ADMIN.password)), session.lock)
        assert session.state is SessionState.LOCKED
        assert len(slow.wiped) == 1
        with pytest.raises(Locked):
            _ = session.keys
        await session.unlock(Secret(ADMIN.password))
        assert isinstance(session.keys, KeyRing)


async def test_keys_that_nobody_waits_for_any_longer_are_overwritten(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await practice.signed_in(ADMIN) as portal:
        portal.session.lock()
        slow = SlowDerivation(monkeypatch)
        unlocking_ = asyncio.create_task(portal.session.unlock(Secret(ADMIN.password)))
        await asyncio.to_thread(slow.arrived.wait, 20)
        unlocking_.cancel()
        with suppress(asyncio.CancelledError):
            await unlocking_
        slow.go.set()
        assert await asyncio.to_thread(slow.one_wiped.wait, 20)
        assert portal.session.state is SessionState.LOCKED


async def test_a_proof_does_not_outlive_a_lock(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    async with await practice.signed_in(ADMIN) as portal:
        slow = SlowDerivation(monkeypatch)
        with pytest.raises(Locked):
            await slow.during(portal.session.proof(Secret(ADMIN.password)), portal.session.lock)


async def test_signing_in_again_is_stopped_by_a_lock(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await practice.signed_in(ADMIN) as portal:
        session: Session = portal.session
        session.lock()
        session._api.auth.forget()  # as if the server had ended it: the password signs in again
        assert session.over
        slow = SlowDerivation(monkeypatch)
        with pytest.raises(Locked):
            await slow.during(session.unlock(Secret(ADMIN.password)), session.lock)
        assert session.state is SessionState.LOCKED
        with pytest.raises(SignedOut):  # nothing of the attempt is left
            await session.finish_device_login()
