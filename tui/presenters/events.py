"""An event log as a table: sentences with names, who did it, from where. Pure.

Ids are named where a name was read and shown shortened where none was: a person who has left, a collection
that is gone. Everything foreign is made safe here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend_client.portal.events import Event, EventsRead, Keeping, LogOf, Names, Subject
from tui.presenters.event_range import zone_name
from tui.presenters.event_words import device_word, system_word, template_of
from tui.presenters.filter_text import filtered_by
from tui.presenters.policy_words import name_of
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.translate import _, ngettext

_NAME, _ADDRESS, _ID, _DOMAIN = 60, 64, 64, 120
_SHORT_ID: Final = 8
_FAILED_SIGN_INS: Final = frozenset({1005, 1006})


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event, drawn. `id` is its place among those read."""

    id: str
    event: Event
    cells: tuple[Cell, ...]

    @property
    def searched(self) -> str:
        """What a filter looks at."""
        return "\n".join((*(cell.text for cell in self.cells), str(self.event.kind))).casefold()


def event_columns(now: datetime) -> tuple[Column, ...]:
    """The columns, left to right; times are in the machine's zone, which is named."""
    return (
        Column("time", _("Time ({zone})").format(zone=zone_name(now)), 16, narrow=11),
        Column("event", _("Event"), 44, narrow=20, flexible=True),
        Column("who", _("By whom"), 16, narrow=10, wide=22),
        Column("where", _("Device and address"), 28, wide=40, drop=1),
    )


def event_rows(events: Sequence[Event], names: Names, *, first: int = 0) -> list[EventRow]:
    """Rows of `events`, the places of which begin at `first`."""
    return [_row(str(first + place), event, names) for place, event in enumerate(events)]


def _row(place: str, event: Event, names: Names) -> EventRow:
    local = event.at.astimezone()
    cells = (
        Cell(local.strftime("%Y-%m-%d %H:%M"), "", local.strftime("%m-%d %H:%M")),
        Cell(event_sentence(event, names), "warning" if event.kind in _FAILED_SIGN_INS else ""),
        _actor_cell(event, names),
        Cell(where_words(event)),
    )
    return EventRow(place, event, cells)


def _actor_cell(event: Event, names: Names) -> Cell:
    """Where there is little room, an id stands alone."""
    unknown = event.actor and not names.accounts.get(event.actor)
    return Cell(actor_words(event, names), "", _short(event.actor) if unknown else None)


def filtered_rows(rows: Sequence[EventRow], wanted: str) -> tuple[EventRow, ...]:
    """Rows that hold `wanted` in any column; a leading `!` inverts."""
    return filtered_by(rows, wanted, lambda row: row.searched)


# Words of one event


def event_sentence(event: Event, names: Names) -> str:
    """What happened, with whom or what it happened to named."""
    return template_of(event.kind).format(who=_who(event, names), what=_what(event, names))


def actor_words(event: Event, names: Names, *, nobody: str = "-") -> str:
    """Who did it: a person by name or shortened id, or a system; `nobody` where the server does not say."""
    if event.actor:
        return _person(names.accounts.get(event.actor, ""), event.actor)
    if event.system is not None:
        return system_word(event.system)
    machine = event.id_of(Subject.SERVICE_ACCOUNT)
    return _("Machine account {id}").format(id=_short(machine)) if machine else nobody


def where_words(event: Event) -> str:
    """With what, and from which address."""
    parts = (device_word(event.device), safe_text(event.address, limit=_ADDRESS))
    return ", ".join(part for part in parts if part)


def _who(event: Event, names: Names) -> str:
    account, place = event.id_of(Subject.USER), ""
    known: Mapping[str, str] = {}
    if 1500 <= event.kind < 1600:
        place, known = event.id_of(Subject.MEMBER), names.members
    elif 1800 <= event.kind < 1900:
        place, known = event.id_of(Subject.STAFF), names.staff
    else:
        account = account or event.actor
    return _person(known.get(place, "") or names.accounts.get(account, ""), place or account)


def _what(event: Event, names: Names) -> str:
    if event.domain:
        return f"'{safe_text(event.domain, limit=_DOMAIN)}'"
    policy = event.id_of(Subject.POLICY)
    if policy in names.policies:
        return f"'{name_of(names.policies[policy])}'"
    nameless: Mapping[str, str] = {}
    for subject, known in (
        (Subject.COLLECTION, names.collections),
        (Subject.GROUP, names.groups),
        (Subject.LINK, names.links),
        (Subject.POLICY, nameless),
        (Subject.ITEM, nameless),
        (Subject.SECRET, nameless),
        (Subject.PROJECT, nameless),
        (Subject.SEND, nameless),
        (Subject.GRANTED, nameless),
        (Subject.SERVICE_ACCOUNT, nameless),
    ):
        identifier = event.id_of(subject)
        if identifier:
            name = safe_text(known.get(identifier, ""), limit=_NAME)
            return f"'{name}'" if name else _short(identifier)
    return "-"


def _person(name: str, identifier: str) -> str:
    if name:
        return safe_text(name, limit=_NAME)
    return _("Somebody ({id})").format(id=_short(identifier)) if identifier else _("Somebody")


def _short(identifier: str) -> str:
    return safe_text(identifier[:_SHORT_ID], limit=_SHORT_ID)


# Everything about one event


def event_details(event: Event, names: Names) -> list[tuple[str, str]]:
    """Labels with everything the server says, ids in full."""
    local = event.at.astimezone()
    lines = [
        (_("Time"), f"{local:%Y-%m-%d %H:%M:%S} {zone_name(local)}"),
        (_("Event"), f"{event_sentence(event, names)} ({event.kind})"),
        (_("By whom"), actor_words(event, names)),
        (_("Where"), where_words(event) or "-"),
    ]
    if event.domain:
        lines.append((_("Domain"), safe_text(event.domain, limit=_DOMAIN)))
    named = {
        Subject.USER: names.accounts,
        Subject.ACTOR: names.accounts,
        Subject.MEMBER: names.members,
        Subject.STAFF: names.staff,
        Subject.LINK: names.links,
        Subject.GROUP: names.groups,
        Subject.COLLECTION: names.collections,
    }
    for subject, identifier in event.ids:
        name = safe_text(named.get(subject, {}).get(identifier, ""), limit=_NAME)
        text = safe_text(identifier, limit=_ID)
        lines.append((subject.value, f"{text}  {name}" if name else text))
    return lines


def brief_words(event: Event, names: Names) -> str:
    """Everything about an event but its ids."""
    local = event.at.astimezone()
    time = f"{local:%Y-%m-%d %H:%M:%S} {zone_name(local)}"
    told = _("{time}  {event}. By: {who}.").format(
        time=time, event=event_sentence(event, names), who=actor_words(event, names)
    )
    where = where_words(event)
    return f"{told} {where}." if where else told


def event_copies(event: Event, names: Names) -> list[tuple[str, str]]:
    """What can be copied of an event: a line, everything, each id."""
    everything = "\n".join(f"{label}: {text}" for label, text in event_details(event, names))
    ids = [(subject.value, safe_text(identifier, limit=_ID)) for subject, identifier in event.ids]
    return [(_("As one line"), brief_words(event, names)), (_("Everything"), everything), *ids]


# The log as a whole


def log_title(person: str) -> str:
    """What the screen is called; `person` is the name of whom alone is shown, empty for everybody."""
    if not person:
        return _("Events")
    return _("Events of {name}").format(name=safe_text(person, limit=40))


def scope_sentence(log: LogOf, person: str) -> str:
    """What the log holds and what it does not."""
    late = _("Events arrive some seconds late.")
    if person:
        name = safe_text(person, limit=40)
        return (
            _("Only what {name} did; some servers add what was done to them.").format(name=name) + f" {late}"
        )
    if log.client is None:
        inside = _("What happens inside a client is in that client's log: l on the clients screen.")
        return _("The provider's own log.") + f" {inside} {late}"
    return _("The client's log, with what the provider did here.") + f" {late}"


def refused_sentence(log: LogOf, person: str) -> str:
    """Why the server shows no such log: it says no more than that there is none."""
    if person:
        return _("The server keeps no log for {name}: they have not accepted, or are gone.").format(
            name=safe_text(person, limit=40)
        )
    if log.client is None:
        return _("The server shows this log to provider admins only. Ask one of them.")
    return _("The server does not show you the log of this client.")


def keeping_sentence(keeping: Keeping) -> str:
    """Why nothing is written now; empty where events are kept."""
    return {
        Keeping.PROVIDER_SUSPENDED: _(
            "The provider is suspended: the server writes no events for it. Older ones are still here."
        ),
        Keeping.CLIENT_SUSPENDED: _(
            "The client is suspended: the server writes no events for it. Older ones are still here."
        ),
        Keeping.NO_FEATURE: _(
            "The server keeps no event log here: the plan has none, or it is switched off."
        ),
    }.get(keeping, "")


def empty_words(read: EventsRead | None, keeping: Keeping, wanted: str) -> str:
    """What stands in an empty table."""
    if read is not None and read.events:
        words = _("Nothing of what was read matches '{text}'. Esc clears.")
        return words.format(text=safe_text(wanted, limit=40))
    if keeping is Keeping.NO_FEATURE:
        return keeping_sentence(keeping)
    return _("No events in this range. d chooses another one.")


def count_words(read: EventsRead | None, shown: int, wanted: str) -> str:
    """How many are shown, of how many, and whether there are more."""
    if read is None:
        return ""
    count = len(read.events)
    words = ngettext("{n} event", "{n} events", count).format(n=count)
    if wanted.strip():
        words = _("{shown} of {events} match").format(shown=shown, events=words)
        return words if read.complete or read.stuck else _("{words}, more: n").format(words=words)
    if read.stuck:
        return _("{events}; no more is sent").format(events=words)
    if read.complete:
        return _("{events}, the whole range").format(events=words)
    return _("{events} read, more: n").format(events=words)


def unreadable_words(read: EventsRead) -> str:
    """What to say about rows that could not be read; empty where all could."""
    if not read.unreadable:
        return ""
    return ngettext(
        "{n} event could not be read and is left out.",
        "{n} events could not be read and are left out.",
        read.unreadable,
    ).format(n=read.unreadable)
