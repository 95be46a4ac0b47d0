"""Whether an act on a provider's people happened, by what its list shows. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from backend_client.portal.interruptions import Decide, SettledAct
from backend_client.portal.journal import Entry, Outcome
from backend_client.portal.member_reminders import last_done
from backend_client.portal.noted_figures import share_of, texts_of
from backend_client.portal.people import PersonAct, PersonRole, PersonStatus

if TYPE_CHECKING:
    from backend_client.api.provider_users import ProviderUserRow
    from backend_client.api.rows import Rows

ROLE_WORDS: Mapping[str, PersonRole] = {
    "provider-admin": PersonRole.ADMIN,
    "service-user": PersonRole.SERVICE_USER,
}
"""Roles as they are typed, printed and written to the journal."""


def role_name(role: int) -> str:
    """The word of a role; the number of one that is not known."""
    return next((word for word, known in ROLE_WORDS.items() if known == role), str(role))


def is_shown(act: PersonAct, row: ProviderUserRow | None) -> bool:
    """Whether the row of a person (None: not in the list) shows that `act` happened to them."""
    if act is PersonAct.REMOVE:
        return row is None
    if act is PersonAct.CONFIRM:
        return row is not None and row.status == PersonStatus.CONFIRMED
    return act is PersonAct.INVITE and row is not None


def decide_by(rows: Rows[ProviderUserRow]) -> Decide:
    """Decides interrupted acts; nothing where rows are missing, because absence then proves nothing."""
    by_id = {row.id: row for row in rows}
    by_email = {row.email.casefold(): row for row in rows}

    def decide(entry: Entry) -> SettledAct | None:
        if rows.unreadable:
            return None
        if entry.act == PersonAct.INVITE:
            emails = texts_of(entry, "emails")
            missing = tuple(each for each in emails if each.casefold() not in by_email)
            return SettledAct(entry, share_of([each not in missing for each in emails]), missing)
        ids = texts_of(entry, "ids")
        if entry.act == PersonAct.ROLE:
            wanted = entry.after.get("role")
            seen = [each in by_id and role_name(by_id[each].type) == wanted for each in ids]
            return SettledAct(entry, share_of(seen))
        act = next((each for each in (PersonAct.CONFIRM, PersonAct.REMOVE) if each == entry.act), None)
        if act is None:
            return SettledAct(entry, Outcome.UNKNOWN)  # a reminder leaves no trace
        return SettledAct(entry, share_of([is_shown(act, by_id.get(each)) for each in ids]))

    return decide


def mails_sent(
    entries: Iterable[Entry], server: str, provider_id: str
) -> tuple[Mapping[str, datetime], Mapping[str, datetime]]:
    """When this machine last invited each address (lower case), and last reminded each person's id."""
    noted = tuple(entries)

    def of(act: PersonAct) -> Callable[[Entry], bool]:
        return lambda one: (one.act, one.server, one.provider_id) == (act, server, provider_id)

    invited = last_done(noted, of(PersonAct.INVITE), "emails")
    reminded = last_done(noted, of(PersonAct.RESEND), "ids")
    return {email.casefold(): at for email, at in invited.items()}, reminded
