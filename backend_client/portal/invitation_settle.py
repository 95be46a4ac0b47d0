"""What became of invitations that a crash interrupted: the journal asks, the list of members answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from backend_client.portal import clock
from backend_client.portal.journal import Entry, Journal, Outcome, Phase
from backend_client.portal.processes import still_runs
from backend_client.portal.reconcile import ABANDONED, LATE

ACT = "member.invite"
"""What an invitation is called in the journal."""


@dataclass(frozen=True, slots=True)
class SettledInvitation:
    """An interrupted invitation: DONE, HALF_DONE, NOT_SENT, or UNKNOWN: it may still arrive, ask again.

    `missing` are the addresses that are not listed.
    """

    entry: Entry
    outcome: Outcome
    missing: tuple[str, ...] = ()


def invited_emails(entry: Entry) -> tuple[str, ...]:
    """The addresses of one intent, as far as the journal's line has them."""
    emails = entry.after.get("emails")
    return tuple(one for one in emails if isinstance(one, str)) if isinstance(emails, list) else ()


def interrupted_invitations(journal: Journal, server: str, organization_id: str) -> tuple[Entry, ...]:
    """Intents to invite into this organization whose process ended or gave them up. May raise OSError."""
    now = clock.now()
    return tuple(
        entry
        for entry in journal.unfinished()
        if (entry.act, entry.server, entry.organization_id) == (ACT, server, organization_id)
        and (now - entry.at > ABANDONED or not still_runs(entry.process))
    )


def settle_invitations(
    journal: Journal, entries: Collection[Entry], listed: Collection[str], *, complete: bool
) -> tuple[SettledInvitation, ...]:
    """Decide `entries` by the addresses that are `listed` (lower case), and write what was found.

    `complete`: no row of the list was unreadable. May raise OSError.
    """
    found = tuple(_settled(entry, listed, complete=complete) for entry in entries)
    for each in found:
        if each.outcome is not Outcome.UNKNOWN:
            _write(journal, each)
    return found


def _settled(entry: Entry, listed: Collection[str], *, complete: bool) -> SettledInvitation:
    emails = invited_emails(entry)
    missing = tuple(email for email in emails if email not in listed)
    if emails and not missing:
        return SettledInvitation(entry, Outcome.DONE)
    if not emails or not complete or clock.now() - entry.at < LATE:
        return SettledInvitation(entry, Outcome.UNKNOWN, missing)
    outcome = Outcome.HALF_DONE if len(missing) < len(emails) else Outcome.NOT_SENT
    return SettledInvitation(entry, outcome, missing)


def _write(journal: Journal, settled: SettledInvitation) -> None:
    entry = settled.entry
    journal.append(
        who=entry.who,
        server=entry.server,
        act=entry.act,
        phase=Phase.OUTCOME,
        client=entry.client,
        organization_id=entry.organization_id,
        provider_id=entry.provider_id,
        outcome=settled.outcome,
        about=entry.number,
        note="found after an interruption",
    )
