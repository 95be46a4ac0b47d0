"""Words of the login with another device. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from backend_client.errors import SeatwardenError, SignedOut
from tui.explain import explanation_of
from tui.safe_text import safe_text
from tui.translate import _, ngettext


def whose_login(email: str, server: str) -> str:
    """Which account, where."""
    who, where = safe_text(email, limit=80), safe_text(server, limit=60)
    return _("{email} on {server} asks its other devices to let this machine in.").format(
        email=who, server=where
    )


def what_to_do(*, practice: bool) -> Sequence[str]:
    """What happens on the other device."""
    steps = [
        _("1. Open Bitwarden on another device where this account is signed in."),
        _("2. Find the login request: a pop-up, or Settings > Account security."),
        _("3. Approve it only if it shows these five words; otherwise deny it."),
    ]
    if practice:
        steps.append(_("Practice: a telephone answers by itself after some seconds."))
    return steps


def time_left(ends: datetime, now: datetime) -> str:
    """How long the request can be approved."""
    minutes = ceil((ends - now).total_seconds() / 60)
    if minutes <= 1:
        return _("Waiting for the answer. Less than a minute left. Nothing is typed here.")
    return ngettext(
        "Waiting for the answer. {count} minute left. Nothing is typed here.",
        "Waiting for the answer. {count} minutes left. Nothing is typed here.",
        minutes,
    ).format(count=minutes)


def still_waiting(error: SeatwardenError) -> str:
    """A fault on the way that ends nothing."""
    return explanation_of(error).sentence + " " + _("It asks again by itself; the request still waits.")


def ended(error: SeatwardenError, *, locked: bool) -> str:
    """Why it came to nothing, and the next key. `locked`: a session was to be unlocked."""
    if isinstance(error, SignedOut):
        return _("This login was given up.") + f" {_state(locked)} " + _("R asks again, with a new phrase.")
    return explanation_of(error).line(_state(locked))


def no_code(*, locked: bool) -> str:
    """For whoever leaves the second step."""
    return _("No code was given.") + f" {_state(locked)} " + _("R asks the other device again.")


def _state(locked: bool) -> str:
    return _("It is still locked.") if locked else _("Nobody is signed in.")


def given_up() -> str:
    """For whoever leaves while a request waits: it cannot be taken back."""
    return _(
        "Stopped. Nobody is signed in. The request on the other device runs out by itself; deny it there."
    )
