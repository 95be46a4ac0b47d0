"""An event log as files and on standard output: every event once, times in UTC, ids in full. Pure."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from backend_client.portal.events import Event, EventsRead, LogOf, Names, Window
from tui.presenters.csv_cells import csv_text
from tui.presenters.event_range import file_days, zone_name
from tui.presenters.event_words import device_word
from tui.presenters.events import actor_words, event_rows, event_sentence
from tui.presenters.saved_view import SavedRows
from tui.translate import _, ngettext

FIELDS: Final = ("time", "event", "eventCode", "user", "device", "ipAddress", "ids")
"""The columns of a saved log, for programs: never translated."""


def event_records(events: Sequence[Event], names: Names) -> list[dict[str, object]]:
    """One record per event, for programs: time in UTC, ids by the server's names."""
    return [
        {
            "time": _utc(event.at),
            "event": event_sentence(event, names),
            "eventCode": event.kind,
            "user": actor_words(event, names, nobody=""),
            "device": device_word(event.device),
            "ipAddress": event.address,
            "ids": {
                **{subject.value: identifier for subject, identifier in event.ids},
                **({"domainName": event.domain} if event.domain else {}),
                **({"systemUser": event.system} if event.system is not None else {}),
            },
        }
        for event in events
    ]


def events_json(events: Sequence[Event], names: Names) -> str:
    """The log as JSON."""
    return json.dumps(event_records(events, names), indent=2, ensure_ascii=True) + "\n"


def events_csv(events: Sequence[Event], names: Names) -> str:
    """The log as CSV; no cell of it can start a formula."""
    records = event_records(events, names)
    for record in records:
        ids = record["ids"]
        if isinstance(ids, dict):
            record["ids"] = "; ".join(f"{name}={value}" for name, value in ids.items())
    return csv_text(FIELDS, ([record[field] for field in FIELDS] for record in records))


def events_text(events: Sequence[Event], names: Names) -> str:
    """The log as lines of text, with times in the machine's zone."""
    lines = []
    for row in event_rows(events, names):
        time, sentence, who, where = (cell.text for cell in row.cells)
        told = (f"{time} {zone_name(row.event.at)}", sentence, _("by {who}").format(who=who), where)
        lines.append("  ".join(part for part in told if part))
    return "\n".join(lines) + "\n" if lines else ""


def saved_events(read: EventsRead, names: Names) -> SavedRows:
    """A whole log for a file: JSON where the name ends in .json, else CSV."""

    def content(path: Path) -> str:
        make = events_json if path.suffix.lower() == ".json" else events_csv
        return make(read.events, names)

    count = len(read.events)
    note = ngettext("{n} event, the whole range.", "{n} events, the whole range.", count).format(n=count)
    return SavedRows(file_name(read.log, read.window), count, content, note)


def file_name(log: LogOf, window: Window) -> str:
    """Where a log goes unless another name is typed; a client's name leaves its plain letters."""
    if log.client is None:
        return f"provider-events-{file_days(window)}.csv"
    plain = unicodedata.normalize("NFKD", log.client.name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")[:40].strip("-")
    return f"{slug or 'client'}-events-{file_days(window)}.csv"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
