"""Waiting until another device lets this one in: looks for its answer, and signs in with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from backend_client.errors import (
    CertificateError,
    RateLimited,
    RedirectRefused,
    SeatwardenError,
    ServerFault,
    TransportError,
)
from backend_client.portal import clock
from tui.presenters.device_login import still_waiting, time_left
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.session import Session

ASK_EVERY: Final = 4.0
"""Seconds between two looks for the answer."""

_PASSING = (TransportError, RateLimited, ServerFault)
"""Faults after which the same is asked again."""

_LASTING = (CertificateError, RedirectRefused)
"""Those among them that mean another server than the one that was asked."""


async def let_in(session: Session, ends: datetime, say: Callable[[str, str], None], *, every: float) -> None:
    """Wait until the other device approved, and sign in. `say(words, style)` is told how it stands.

    Raises CodeRequired (then call `Session.submit_code`), and whatever ended the request.
    """
    approved = False
    while True:
        try:
            approved = approved or await session.poll_device_login()
            if approved:
                say(_("Approved. Signing in ..."), "")
                await session.finish_device_login()
                return
            say(time_left(ends, clock.now()), "")
        except SeatwardenError as error:
            if isinstance(error, _LASTING) or not isinstance(error, _PASSING):
                raise
            say(still_waiting(error), "warning")
        await asyncio.sleep(every)
