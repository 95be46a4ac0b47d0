"""What a session does with keys, loaded with its cryptography when it is first done: a session that only
watches never pays for it. The slow parts run in threads.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.token_answer import PreloginAnswer, TokenAnswer
    from backend_client.portal.device_login import DeviceAttempt
    from backend_client.portal.key_ring import KeyRing
    from backend_client.portal.unlocking import Attempt
    from backend_client.secret import Secret

_UNLOCKING = "backend_client.portal.unlocking"
_DEVICE_LOGIN = "backend_client.portal.device_login"


async def begin_attempt(email: str, password: Secret, prelogin: PreloginAnswer) -> Attempt:
    """See `unlocking.begin_attempt`."""
    await asyncio.to_thread(import_module, _UNLOCKING)
    from backend_client.portal.unlocking import begin_attempt  # noqa: PLC0415

    return await asyncio.to_thread(begin_attempt, email, password, prelogin)


async def open_with_password(password: Secret, answer: TokenAnswer) -> KeyRing:
    """See `unlocking.open_with_password`."""
    await asyncio.to_thread(import_module, _UNLOCKING)
    from backend_client.portal.unlocking import open_with_password  # noqa: PLC0415

    return await asyncio.to_thread(open_with_password, password, answer)


async def prove_with_password(password: Secret, answer: TokenAnswer) -> Secret:
    """See `unlocking.prove_with_password`."""
    await asyncio.to_thread(import_module, _UNLOCKING)
    from backend_client.portal.unlocking import prove_with_password  # noqa: PLC0415

    return await asyncio.to_thread(prove_with_password, password, answer)


async def ask_device(api: Api, email: str) -> DeviceAttempt:
    """See `device_login.ask_device`."""
    await asyncio.to_thread(import_module, _DEVICE_LOGIN)
    from backend_client.portal.device_login import ask_device  # noqa: PLC0415

    return await ask_device(api, email)


async def look_for_answer(api: Api, attempt: DeviceAttempt) -> bool:
    """See `device_login.look_for_answer`."""
    from backend_client.portal.device_login import look_for_answer  # noqa: PLC0415

    return await look_for_answer(api, attempt)
