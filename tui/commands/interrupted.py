"""Telling, before a command changes anything, what became of changes that a crash interrupted."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend_client.portal.clients import ClientList
from backend_client.portal.interruptions import SettledAct
from backend_client.portal.journal import Outcome
from backend_client.portal.reconcile import Settled
from tui.arguments.base import Arguments
from tui.presenters.interrupted import interrupted_sentences
from tui.presenters.interrupted_inside import inside_sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


def tell_interrupted(requests: Sequence[Arguments], portal: Portal, listed: ClientList) -> bool:
    """One sentence for each on stderr. Returns whether `requests` would do one of them a second time.

    Only creating and moving add to what is there; the other changes say what shall be true. May raise
    OSError.
    """
    told = portal.settle_interrupted(listed)
    for sentence in interrupted_sentences(told):
        sys.stderr.write(f"seatwarden: {sentence}\n")
    return any(_repeats(request, one) for request in requests for one in told)


def tell_inside(settled: Sequence[SettledAct]) -> None:
    """One sentence for each act inside a client on stderr."""
    for sentence in inside_sentences(settled):
        sys.stderr.write(f"seatwarden: {sentence}\n")


def _repeats(request: Arguments, one: Settled) -> bool:
    if one.outcome is Outcome.NOT_SENT or one.entry.act != f"client.{request.clients_action}":
        return False
    if request.clients_action == "create":
        return request.name.strip().casefold() == one.entry.client.strip().casefold()
    wanted = request.client
    return request.clients_action == "move" and (
        wanted == one.entry.organization_id or wanted.casefold() == one.entry.client.casefold()
    )
