"""Words for a wait that a person notices. Pure."""

from __future__ import annotations

from backend_client.portal.waiting import Waiting, WaitReason
from tui.translate import _


def waiting_words(waiting: Waiting, left: float, *, stoppable: bool) -> str:
    """What is waited for, `left` seconds before the next try. `stoppable`: Esc ends it."""
    sentence = {
        WaitReason.BUSY: _("The server is busy: trying again in {seconds} s."),
        WaitReason.UNREACHABLE: _("No usable answer yet: trying again in {seconds} s."),
        WaitReason.LIMIT: _("Keeping below the server's limits: sending in {seconds} s."),
    }[waiting.reason].format(seconds=max(1, round(left)))
    return f"{sentence} {_('Esc stops waiting.')}" if stoppable else sentence
