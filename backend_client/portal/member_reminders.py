"""What the journal knows of members that the server does not tell: when people were last reminded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from backend_client.portal.journal import Entry, Outcome, Phase
from backend_client.portal.members import MemberAct
from backend_client.portal.shown_acts import texts_of


def last_reminders(entries: Iterable[Entry], server: str, organization_id: str) -> Mapping[str, datetime]:
    """When each member was last mailed the invitation again from this machine."""
    sent: dict[int, Entry] = {}
    found: dict[str, datetime] = {}
    for entry in entries:
        if (entry.act, entry.server, entry.organization_id) != (MemberAct.RESEND, server, organization_id):
            continue
        if entry.phase is Phase.INTENT:
            sent[entry.number] = entry
        elif entry.outcome in (Outcome.DONE, Outcome.HALF_DONE) and entry.about in sent:
            refused = set(entry.note.split())
            found.update(
                (each, entry.at) for each in texts_of(sent[entry.about], "ids") if each not in refused
            )
    return found
