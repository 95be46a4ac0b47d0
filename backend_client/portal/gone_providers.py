"""Interrupted acts that the account's own profile decides: a provider that was deleted shows nowhere else,
and somebody who joined is seen there once they are confirmed."""

from __future__ import annotations

from collections.abc import Set
from contextlib import suppress
from typing import TYPE_CHECKING

from backend_client.portal import clock
from backend_client.portal.interruptions import ABANDONED, is_interrupted, write_found
from backend_client.portal.journal import Entry, Journal, Outcome

if TYPE_CHECKING:
    from backend_client.api.accounts import ProfileAnswer

_DELETE, _JOINED, _JOINED_ORGANIZATION = "provider.delete", "joining.provider", "joining.organization"


def settle_by_profile(journal: Journal | None, server: str, who: str, profile: ProfileAnswer) -> None:
    """Close what `who` began and what their profile decides; the rest waits for its own place.

    A provider that is still there was not deleted: its settings say so once that cannot arrive any more.
    A join that does not show within the hour stays unknown: accepting shows nowhere before the confirmation.
    """
    if journal is None:
        return
    now = clock.now()
    with suppress(OSError):  # the next profile asks again
        for entry in journal.unfinished():
            if (entry.server, entry.who) == (server, who) and is_interrupted(entry, now):
                outcome = _outcome(entry, profile)
                if outcome is None and entry.act in (_JOINED, _JOINED_ORGANIZATION):
                    outcome = Outcome.UNKNOWN if now - entry.at > ABANDONED else None
                if outcome is not None:
                    write_found(journal, entry, outcome)


def _outcome(entry: Entry, profile: ProfileAnswer) -> Outcome | None:
    providers: Set[str] = {row.id for row in profile.providers.rows}
    if entry.act == _DELETE:
        gone = entry.provider_id not in providers and not profile.providers.unreadable
        return Outcome.DONE if gone else None
    organizations: Set[str] = {row.id for row in profile.organizations.rows}
    joined = (entry.act == _JOINED and entry.provider_id in providers) or (
        entry.act == _JOINED_ORGANIZATION and entry.organization_id in organizations
    )
    return Outcome.DONE if joined else None
