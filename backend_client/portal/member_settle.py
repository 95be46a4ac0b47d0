"""What the journal knows of members: acts that a crash interrupted, and when people were last reminded.

An interrupted act is decided by the members as the server now shows them. A reminder leaves no trace
there, so it stays unknown: a second mail does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from backend_client.portal import clock
from backend_client.portal.journal import Entry, Journal, Outcome, Phase
from backend_client.portal.members import MemberAct, MemberStatus, SettledMembers
from backend_client.portal.processes import still_runs

LATE = timedelta(minutes=2)
"""How long after its intent a request may still arrive."""

_ACTS = frozenset(MemberAct)


def member_ids(entry: Entry) -> tuple[str, ...]:
    """The members an act was about; whatever else the journal holds in their place is left out."""
    ids = entry.after.get("ids")
    return tuple(each for each in ids if isinstance(each, str)) if isinstance(ids, list) else ()


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
            found.update((each, entry.at) for each in member_ids(sent[entry.about]) if each not in refused)
    return found


def settle_members(
    journal: Journal, server: str, organization_id: str, statuses: Mapping[str, int], *, complete: bool
) -> tuple[SettledMembers, ...]:
    """Decide interrupted acts of this organization by the members' `statuses`; write what was found.

    `complete` is False where rows of the list could not be read: an absent one then proves nothing. What
    may still arrive is left for later. May raise OSError.
    """
    told: list[SettledMembers] = []
    for entry in journal.unfinished():
        if entry.act not in _ACTS or (entry.server, entry.organization_id) != (server, organization_id):
            continue
        if still_runs(entry.process):
            continue
        outcome = _outcome(entry, statuses, complete=complete)
        if outcome is not Outcome.DONE and clock.now() - entry.at < LATE:
            continue
        _write(journal, entry, outcome)
        told.append(SettledMembers(entry, outcome))
    return tuple(told)


def is_done(act: MemberAct, status: int | None) -> bool:
    """Whether a member of this status (None: not in the list) shows that `act` happened."""
    if act is MemberAct.CONFIRM:
        return status == MemberStatus.CONFIRMED
    if act is MemberAct.REVOKE:
        return status == MemberStatus.REVOKED
    if act is MemberAct.RESTORE:
        return status is not None and status != MemberStatus.REVOKED
    return act is MemberAct.REMOVE and status is None


def _outcome(entry: Entry, statuses: Mapping[str, int], *, complete: bool) -> Outcome:
    act, ids = MemberAct(entry.act), member_ids(entry)
    unsure = not complete and any(each not in statuses for each in ids)
    if act is MemberAct.RESEND or not ids or unsure:
        return Outcome.UNKNOWN
    done = [is_done(act, statuses.get(each)) for each in ids]
    if all(done):
        return Outcome.DONE
    return Outcome.HALF_DONE if any(done) else Outcome.NOT_SENT


def _write(journal: Journal, entry: Entry, outcome: Outcome) -> None:
    journal.append(
        who=entry.who,
        server=entry.server,
        act=entry.act,
        phase=Phase.OUTCOME,
        client=entry.client,
        organization_id=entry.organization_id,
        provider_id=entry.provider_id,
        outcome=outcome,
        about=entry.number,
        note="found after an interruption",
    )
