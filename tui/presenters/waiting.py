"""Words for a wait that a person notices. Pure."""

from __future__ import annotations

from backend_client.portal.waiting import Waiting, WaitReason
from tui.translate import _


def waiting_words(waiting: Waiting, passed: float, *, stoppable: bool) -> str:
    """What is waited for, `passed` seconds after it was told. `stoppable`: Esc ends it."""
    asked = waiting.reason is WaitReason.ANSWER
    seconds = waiting.seconds + passed if asked else waiting.seconds - passed
    sentence = {
        WaitReason.BUSY: _("The server is busy: trying again in {seconds} s."),
        WaitReason.UNREACHABLE: _("No usable answer yet: trying again in {seconds} s."),
        WaitReason.LIMIT: _("Keeping below the server's limits: sending in {seconds} s."),
        WaitReason.ANSWER: _("The server has not answered for {seconds} s."),
    }[waiting.reason].format(seconds=max(1, round(seconds)))
    return f"{sentence} {_('Esc stops waiting.')}" if stoppable else sentence
