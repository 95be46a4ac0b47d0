"""What the journal knows of people that the server does not tell: when they were last reminded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from backend_client.portal.journal import Entry, Outcome, Phase
from backend_client.portal.members import MemberAct
from backend_client.portal.noted_figures import texts_of


def last_reminders(entries: Iterable[Entry], server: str, organization_id: str) -> Mapping[str, datetime]:
    """When each member was last mailed the invitation again from this machine."""
    wanted = (MemberAct.RESEND, server, organization_id)
    return last_done(entries, lambda one: (one.act, one.server, one.organization_id) == wanted, "ids")


def last_done(entries: Iterable[Entry], wanted: Callable[[Entry], bool], whom: str) -> Mapping[str, datetime]:
    """When something that is `wanted` was last done to each of those its intent lists under `whom`."""
    sent: dict[int, Entry] = {}
    found: dict[str, datetime] = {}
    for entry in entries:
        if not wanted(entry):
            continue
        if entry.phase is Phase.INTENT:
            sent[entry.number] = entry
        elif entry.outcome in (Outcome.DONE, Outcome.HALF_DONE) and entry.about in sent:
            refused = set(entry.note.split())
            found.update(
                (each, entry.at) for each in texts_of(sent[entry.about], whom) if each not in refused
            )
    return found
