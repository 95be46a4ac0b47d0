"""Every event of the server has a sentence that names its subject; what is unknown has its number."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend_client.portal.events import Event, EventsRead, Keeping, LogOf, Names, Subject, Window
from tests.hostile.texts import EVERYTHING, EVERYTHING_SHOWN, HOSTILE
from tests.unit.tui.portal_values import make_client, make_provider
from tui.presenters.event_report import events_csv, events_json, events_text, file_name, saved_events
from tui.presenters.event_words import SENTENCES, device_word, system_word, template_of
from tui.presenters.events import (
    actor_words,
    brief_words,
    count_words,
    empty_words,
    event_copies,
    event_details,
    event_rows,
    event_sentence,
    filtered_rows,
    keeping_sentence,
    refused_sentence,
    scope_sentence,
    unreadable_words,
    where_words,
)
from tui.translate import PSEUDO, use_locale

AT = datetime(2026, 3, 14, 14, 2, 33, tzinfo=UTC)
WINDOW = Window(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 31, 23, 59, tzinfo=UTC))
GONE = "17f099af-0000-4000-8000-000000000001"
NAMES = Names(
    accounts={"u-mia": "Mia Ortega", "u-ada": "Ada Lindqvist"},
    members={"m-mia": "Mia Ortega"},
    staff={"s-sam": "Sam Moreau"},
    links={"l-birch": "Birch & Sons"},
    groups={"g-drivers": "Drivers"},
    collections={"c-fin": "Finance"},
    policies={"p-0": 0},
)

# The contract: organization.md 9, provider.md 1; then the server's own list.
CONTRACT = [
    *range(1000, 1012),
    *(1100, 1101, 1102, 1105, 1106, 1115, 1116),
    *(1300, 1301, 1302, 1400, 1401, 1402),
    *(*range(1500, 1522), 1523, 1524, 1525, 1526),
    *range(1600, 1608),
    *range(1610, 1618),
    *range(1620, 1631),
    *(1700, 1800, 1801, 1802, 1803, 1900, 1901, 1902, 1903, 2000, 2001, 2002, 2003),
]
IDS = (
    (Subject.USER, "u-mia"),
    (Subject.MEMBER, "m-mia"),
    (Subject.STAFF, "s-sam"),
    (Subject.LINK, "l-birch"),
    (Subject.GROUP, "g-drivers"),
    (Subject.COLLECTION, "c-fin"),
    (Subject.POLICY, "p-0"),
    (Subject.ITEM, "9d70c98a-1111"),
    (Subject.ACTOR, "u-ada"),
)


def event(kind: int, *ids: tuple[Subject, str], **more: object) -> Event:
    values: dict[str, object] = {"device": 9, "address": "203.0.113.7", **more}
    return Event(kind, AT, ids, **values)  # type: ignore[arg-type]


def subject_of(kind: int) -> tuple[Subject, str] | None:
    """What an event of that type is about, as the server sends it, and how it must be called."""
    for numbers, subject in (
        (range(1000, 1100), Subject.USER),
        (range(1100, 1200), Subject.ITEM),
        (range(1300, 1400), Subject.COLLECTION),
        (range(1400, 1500), Subject.GROUP),
        (range(1500, 1600), Subject.MEMBER),
        (range(1700, 1800), Subject.POLICY),
        (range(1800, 1900), Subject.STAFF),
        (range(1900, 2000), Subject.LINK),
    ):
        if kind in numbers:
            return subject, dict(IDS)[subject]
    return None


CALLED = {
    Subject.USER: "Mia Ortega",
    Subject.ITEM: "9d70c98a",
    Subject.COLLECTION: "'Finance'",
    Subject.GROUP: "'Drivers'",
    Subject.MEMBER: "Mia Ortega",
    Subject.POLICY: "'Require two-step login'",
    Subject.STAFF: "Sam Moreau",
    Subject.LINK: "'Birch & Sons'",
}


@pytest.mark.parametrize("kind", sorted({*CONTRACT, *SENTENCES}))
def test_every_event_is_a_sentence_with_its_subject(kind: int) -> None:
    assert kind in SENTENCES
    subject = subject_of(kind)
    ids = (subject,) if subject is not None else ()
    more = {"domain": "delta.example"} if 2000 <= kind < 2100 else {}
    sentence = event_sentence(event(kind, *ids, **more), NAMES)
    assert sentence[0].isupper() or subject is not None
    assert "{" not in sentence
    assert str(kind) not in sentence
    if subject is not None:
        assert CALLED[subject[0]] in sentence
    if more:
        assert "'delta.example'" in sentence


def test_no_two_events_are_called_the_same() -> None:
    assert len(set(SENTENCES.values())) == len(SENTENCES)


def test_some_sentences() -> None:
    told = {
        1501: "Mia Ortega was confirmed",
        1508: "Mia Ortega was given a new master password (account recovery)",
        1603: "The provider opened the vault",
        1700: "Policy 'Require two-step login' was changed",
        1803: "Sam Moreau was removed from the provider",
        1902: "Client 'Birch & Sons' was unlinked",
    }
    for kind, sentence in told.items():
        subject = subject_of(kind)
        assert event_sentence(event(kind, *((subject,) if subject else ())), NAMES) == sentence


@pytest.mark.parametrize("kind", [1234, 0, -1, 1099, 99_999])
def test_a_newer_event_has_its_number(kind: int) -> None:
    assert event_sentence(event(kind), Names()) == f"Event {kind}"


def test_who_or_what_is_gone_is_known_by_its_id() -> None:
    assert event_sentence(event(1503, (Subject.MEMBER, GONE)), NAMES) == "Somebody (17f099af) was removed"
    assert event_sentence(event(1302, (Subject.COLLECTION, GONE)), NAMES) == "Collection 17f099af was deleted"
    assert event_sentence(event(1501), NAMES) == "Somebody was confirmed"
    assert event_sentence(event(1700), NAMES) == "Policy - was changed"
    assert actor_words(event(1600, (Subject.ACTOR, GONE)), NAMES) == "Somebody (17f099af)"
    member_and_account = event(1503, (Subject.USER, "u-mia"), (Subject.MEMBER, GONE))
    assert event_sentence(member_and_account, NAMES) == "Mia Ortega was removed"


def test_who_acted_and_from_where() -> None:
    by = event(1500, (Subject.ACTOR, "u-ada"))
    assert (actor_words(by, NAMES), where_words(by)) == ("Ada Lindqvist", "Web vault, Chrome, 203.0.113.7")
    assert actor_words(event(1500, system=1), NAMES) == "SCIM"
    assert actor_words(event(2100, (Subject.SERVICE_ACCOUNT, GONE)), NAMES) == "Machine account 17f099af"
    nobody = event(1500, device=None, address="")
    assert (actor_words(nobody, NAMES), where_words(nobody)) == ("-", "")


def test_every_device_and_system_has_a_word() -> None:
    devices = [device_word(number) for number in range(27)]
    assert len(set(devices)) == 27
    assert all(devices)
    assert (device_word(77), device_word(None)) == ("Device type 77", "")
    systems = [system_word(number) for number in range(6)]
    assert len(set(systems)) == 6
    assert system_word(9) == "System 9"


def test_a_filter_looks_everywhere_and_inverts() -> None:
    rows = event_rows([event(1501, (Subject.MEMBER, "m-mia")), event(1603, (Subject.ACTOR, "u-ada"))], NAMES)

    def found(wanted: str) -> list[str]:
        return [row.id for row in filtered_rows(rows, wanted)]

    assert found("") == found("  ") == found("!") == ["0", "1"]
    assert found("MIA") == found("confirmed") == found("1501") == ["0"]
    assert found("!mia") == found("lindqvist") == ["1"]
    assert found("203.0.113") == found("2026-03-14") == found("chrome") == ["0", "1"]
    assert found("nothing of that") == []


def test_rows_go_on_counting() -> None:
    assert [row.id for row in event_rows([event(1600), event(1601)], NAMES, first=50)] == ["50", "51"]


def test_everything_about_one_event() -> None:
    one = event(1501, *IDS, domain="delta.example", system=2)
    details = dict(event_details(one, NAMES))
    assert details["Time"] == "2026-03-14 14:02:33 UTC"
    assert details["Event"].endswith("(1501)")
    assert details["organizationUserId"] == "m-mia  Mia Ortega"
    assert details["cipherId"] == "9d70c98a-1111"
    assert details["Domain"] == "delta.example"
    copies = dict(event_copies(one, NAMES))
    assert copies["As one line"] == brief_words(one, NAMES)
    assert "organizationUserId: m-mia  Mia Ortega" in copies["Everything"]
    assert copies["actingUserId"] == "u-ada"


# Files


def read_of(*events: Event, **more: object) -> EventsRead:
    values: dict[str, object] = {"complete": True, **more}
    return EventsRead(LogOf(make_provider()), WINDOW, events, **values)  # type: ignore[arg-type]


def test_csv_has_times_in_utc_and_ids_in_full() -> None:
    rows = list(csv.DictReader(io.StringIO(events_csv([event(1501, *IDS, system=1)], NAMES))))
    assert [*rows[0]] == ["time", "event", "eventCode", "user", "device", "ipAddress", "ids"]
    assert rows[0]["time"] == "2026-03-14T14:02:33Z"
    assert rows[0]["eventCode"] == "1501"
    assert "organizationUserId=m-mia; " in rows[0]["ids"]
    assert rows[0]["ids"].endswith("systemUser=1")


@pytest.mark.parametrize("hostile", [each.raw for each in HOSTILE])
def test_no_cell_starts_a_formula_or_obeys(hostile: str) -> None:
    names = Names(accounts={"u": hostile}, members={"m": hostile})
    one = event(1501, (Subject.ACTOR, "u"), (Subject.MEMBER, "m"), address=hostile, domain=hostile)
    for text in (events_csv([one], names), events_text([one], names)):
        assert all(letter.isprintable() or letter == "\n" for letter in text)
    (row,) = csv.DictReader(io.StringIO(events_csv([one], names)))
    for cell in row.values():
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "|", "%"))
    (record,) = json.loads(events_json([one], names))
    assert record["ipAddress"] == hostile


def test_hostile_names_are_shown_and_not_obeyed() -> None:
    names = Names(members={"m": EVERYTHING}, accounts={"u": EVERYTHING}, collections={"c": EVERYTHING})
    ids = (
        (Subject.MEMBER, "m"),
        (Subject.ACTOR, "u"),
        (Subject.COLLECTION, "c"),
        (Subject.GROUP, EVERYTHING),
    )
    one = event(1501, *ids, address=EVERYTHING, domain=EVERYTHING)
    (row,) = event_rows([one], names)
    shown = "".join(cell.text for cell in row.cells) + "".join(text for _, text in event_details(one, names))
    shown += "".join(text.replace("\n", "") for _, text in event_copies(one, names)) + brief_words(one, names)
    assert shown.isprintable()
    assert EVERYTHING_SHOWN[:20] in shown


def test_braces_in_names_stay_braces() -> None:
    names = Names(members={"m": "{what} {0} %s"})
    assert event_sentence(event(1501, (Subject.MEMBER, "m")), names) == "{what} {0} %s was confirmed"


def test_file_names(tmp_path: Path) -> None:
    provider = make_provider()
    assert file_name(LogOf(provider), WINDOW) == "provider-events-2026-03-01-2026-03-31.csv"
    client = LogOf(provider, make_client("Städte & Söhne / ../x"))
    assert file_name(client, WINDOW) == "stadte-sohne-x-events-2026-03-01-2026-03-31.csv"
    assert file_name(LogOf(provider, make_client("漢字")), WINDOW).startswith("client-events-")
    saved = saved_events(read_of(event(1600)), NAMES)
    assert saved.count == 1
    assert json.loads(saved.text(tmp_path / "x.json"))[0]["eventCode"] == 1600
    assert saved.text(tmp_path / "x.csv").startswith("time,event,")


# The log as a whole


def test_how_many_and_whether_there_are_more() -> None:
    two = (event(1600), event(1601))
    assert count_words(None, 0, "") == ""
    assert count_words(read_of(*two), 2, "") == "2 events, the whole range"
    assert count_words(read_of(*two, complete=False), 2, "") == "2 events read, more: n"
    assert count_words(read_of(*two, complete=False), 1, "x") == "1 of 2 events match, more: n"
    assert count_words(read_of(*two), 1, "x") == "1 of 2 events match"
    assert "no more is sent" in count_words(read_of(*two, complete=False, stuck=True), 2, "")


def test_why_nothing_is_there() -> None:
    assert "d chooses another" in empty_words(read_of(), Keeping.KEPT, "")
    assert "no event log" in empty_words(read_of(), Keeping.NO_FEATURE, "")
    assert "'x'" in empty_words(read_of(event(1600)), Keeping.KEPT, "x")
    assert "suspended" in keeping_sentence(Keeping.PROVIDER_SUSPENDED)
    assert keeping_sentence(Keeping.KEPT) == keeping_sentence(Keeping.NOT_KNOWN) == ""
    assert unreadable_words(read_of(unreadable=2)).startswith("2 events")
    provider = make_provider()
    assert "provider admins only" in refused_sentence(LogOf(provider), "")
    assert "Sam" in refused_sentence(LogOf(provider), "Sam")
    assert "this client" in refused_sentence(LogOf(provider, make_client()), "")
    assert "l on the clients screen" in scope_sentence(LogOf(provider), "")


def test_every_sentence_is_translated() -> None:
    use_locale(PSEUDO)
    try:
        for kind in (*SENTENCES, 9999):
            assert template_of(kind).startswith("[")
        assert event_sentence(event(1501, (Subject.MEMBER, "m-mia")), NAMES).startswith("[Mia Ortega was")
    finally:
        use_locale()
