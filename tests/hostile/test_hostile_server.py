"""A server that means harm: keys of others, lists without end, answers too large, times that are none."""

from __future__ import annotations

import json
import pkgutil
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

import backend_client.api
from backend_client.api.call import Answer, Call
from backend_client.api.events import EventRow
from backend_client.api.invoices import InvoiceRow
from backend_client.api.wire import LARGEST, Moment, WireModel
from backend_client.errors import BadAnswer, OutcomeUnknown, Rule, RuleBroken
from backend_client.portal import event_log
from backend_client.portal.directory import KeyKind
from backend_client.portal.events import LogOf, Window
from backend_client.portal.invoices import Invoice, report_of
from backend_client.portal.journal import Outcome
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.contract.recovery_desk import NEWER, OLDER, recovery_desk
from tests.hostile.driving import portal_on
from tests.hostile.fault_injector import HTML, App, FaultInjector, Message, Receive, Send
from tests.practice import Practice
from tui.__main__ import main
from tui.backends import practice_database

JANUARY = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 31, tzinfo=UTC))
DETAILS = "/reset-password-details"
HEAD = "Client,Id,Assigned,Used,Remaining,Plan,Estimated total\r\n"
WHO = person(Persona.SECOND_ADMIN)


# Keys of others


async def test_the_key_another_member_left_is_not_taken(practice: Practice, tmp_path: Path) -> None:
    faults = FaultInjector(practice.thread.app)
    async with recovery_desk(practice, tmp_path / "journal.jsonl", faults) as desk:
        case, request = await desk.case(OLDER), await desk.device(OLDER)
        ((other,),) = practice.execute("SELECT id FROM organization_users WHERE email = ?", NEWER)
        faults.change(DETAILS, lambda body: {**body, "organizationUserId": other})
        for refused in (
            desk.recover(case),
            desk.portal.device_approvals.approve(desk.provider, desk.client, request),
        ):
            with pytest.raises(RuleBroken) as broken:
                await refused
            assert broken.value.rule is Rule.RECOVERY_KEY_UNUSABLE
        assert desk.entries() == []
        faults.change(DETAILS, lambda body: {**body, "organizationUserId": case.id.upper()})
        await desk.recover(case)


class TellsOfKeysSometimes(FaultInjector):
    """Tells when keys were made, but not at the `fails`-th reading of both kinds."""

    fails, asked = -1, 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if "/api-key-information" in str(scope.get("path")):
            self.asked += 1
            if (self.asked + 1) // 2 == self.fails:
                await send({"type": "http.response.start", "status": 500, "headers": []})
                await send({"type": "http.response.body", "body": b"{}"})
                return
        await super().__call__(scope, receive, send)


@pytest.mark.parametrize("fails", [1, 2, 3], ids=["before", "after", "never"])
async def test_a_key_that_may_be_the_old_one_is_never_shown_as_the_new(
    practice: Practice, tmp_path: Path, fails: int
) -> None:
    """The rotation is lost, and whether another key is there is not told."""
    server = TellsOfKeysSometimes(practice.thread.app)
    async with recovery_desk(practice, tmp_path / "journal.jsonl", server) as desk:
        settings, at = desk.portal.organization_settings, (desk.provider, desk.client)
        proofs = [await desk.portal.session.proof(Secret(WHO.password)) for _each in range(2)]
        await settings.key(*at, KeyKind.CONNECTOR, proofs[0])
        server.answer("/rotate-api-key", HTML, status=502)
        server.fails, server.asked = fails, 0
        with pytest.raises(OutcomeUnknown):
            await settings.key(*at, KeyKind.CONNECTOR, proofs[1], rotate=True)
        assert desk.entries()[-1] == ("api_key.rotate", Outcome.UNKNOWN)


# Without end, and too large


class FreshForever:
    """Answers every page of a log with events nobody saw, and a token for more."""

    def __init__(self, app: App, rows: int) -> None:
        self.app, self.rows, self.pages = app, rows, 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if not str(scope.get("path")).endswith("/events"):
            await self.app(scope, receive, send)
            return
        self.pages += 1
        first = self.pages * self.rows
        rows = [
            {"type": 1000, "date": "2026-01-02T00:00:00Z", "ipAddress": str(first + n)}
            for n in range(self.rows)
        ]
        body = {"object": "list", "data": rows, "continuationToken": f"more {self.pages}"}
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(body, separators=(",", ":")).encode()})


async def test_new_events_without_end_end(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_log, "_MOST", 1000)
    server = FreshForever(practice.thread.app, 50)
    async with portal_on(server) as portal:
        await portal.session.sign_in(WHO.email, Secret(WHO.password))
        (provider,) = await portal.providers()
        found = [each async for each in portal.events.pages(LogOf(provider), JANUARY)]
        read = found[-1]
        assert server.pages == 20
        assert (len(read.events), read.stuck, read.complete) == (1000, True, False)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "Acme,id,1,1,0,Teams,$1.00\r\n" * 200_000,
        HEAD + "x" * 200_000 + ",id,1,1,0,Teams,$1.00\r\n",
        HEAD + '"' + "x" * 150_000,
        "\x00" * 1000,
        "",
    ],
    ids=["rows without end", "one endless cell", "an open quote", "nothing but NUL", "nothing"],
)
def test_a_report_that_is_none_is_refused_soon(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(BadAnswer):
        report_of(Invoice("in_1", datetime.now(UTC), "1", 1.0, "open"), text, datetime.now(UTC))
    assert time.perf_counter() - began < 1


def test_nul_bytes_and_short_rows_of_a_report_hide_no_others() -> None:
    text = HEAD + "\x00,,,,,,\r\nAcme\r\nAcme,id,1,1,0,Teams,$1.00\r\n"
    found = report_of(Invoice("in_1", datetime.now(UTC), "1", 1.0, "open"), text, datetime.now(UTC))
    assert ([line.client for line in found.lines], found.unreadable) == (["\x00", "Acme"], 1)


# Times and figures


class _Timed(WireModel):
    at: Moment
    count: int | None = None


@pytest.mark.parametrize(
    ("sent", "year"),
    [
        ("2026-01-02T03:04:05", 2026),
        ("2026-01-02T03:04:05.1234567Z", 2026),
        ("0001-01-01T00:00:00", 2),
        ("0001-01-01T00:00:00+14:00", 2),
        ("9999-12-31T23:59:59.9999999-14:00", 9998),
        ("9998-12-31T23:00:00-14:00", 9998),
    ],
)
def test_a_time_is_always_utc_and_leads_nowhere_out_of_the_calendar(sent: str, year: int) -> None:
    at = _Timed.model_validate_json(json.dumps({"at": sent})).at
    assert (at.tzinfo, at.year) == (UTC, year)
    assert at.astimezone().tzinfo is not None


def wire_models(base: type[WireModel] = WireModel) -> Iterator[type[WireModel]]:
    """Every model of an answer that the client has."""
    for module in pkgutil.iter_modules(backend_client.api.__path__):
        import_module(f"backend_client.api.{module.name}")
    for model in base.__subclasses__():
        if model.__module__.startswith("backend_client."):
            yield model
        yield from wire_models(model)


def times_of(model: type[WireModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The fields that hold a time, also as one of several things."""
    for name, field in model.model_fields.items():
        if "datetime" in repr(field.annotation):
            yield name, field


def test_every_time_and_figure_of_the_wire_is_one_that_can_be_used() -> None:
    with pytest.raises(ValueError, match="finite"):
        InvoiceRow.model_validate_json(b'{"id": "in_1", "date": "2026-01-02T03:04:05Z", "total": NaN}')
    found = {f"{model.__name__}.{name}": field for model in wire_models() for name, field in times_of(model)}
    assert len(found) > 10
    plain = [
        name for name, field in found.items() if "_in_utc" not in repr((field.annotation, field.metadata))
    ]
    assert plain == [], "a time of the wire is a Moment"
    assert EventRow.model_fields["date"].annotation is datetime
    assert LARGEST < 10**16


@pytest.mark.parametrize("body", [HTML, b"  <html lang=en>", b"\n<!doctype html>"])
async def test_a_page_for_browsers_is_no_success(practice: Practice, body: bytes) -> None:
    """A portal of a hotel, a proxy that asks for a name: status 200, and nothing was done."""
    faults = FaultInjector(practice.thread.app)
    async with portal_on(faults) as portal:
        await portal.session.sign_in(WHO.email, Secret(WHO.password))
        faults.answer("/accounts/profile", body)
        with pytest.raises(BadAnswer, match="HTML"):
            await portal.providers()


# What is typed


@pytest.fixture
def seeded(practice_template: Path) -> Path:
    """The practice database of this home."""
    place = practice_database()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(shutil.copy(practice_template, place))


@pytest.mark.parametrize("typed", ["..", ".", "../../users", "a/b", "%2e%2e", "\udcff", "\x00", "x" * 5000])
@pytest.mark.parametrize(
    "words",
    [
        ("billing", "report"),
        ("events", "list", "--person"),
        ("members", "show", "--client", "Delta Fisheries"),
        ("details", "show", "--client"),
        ("people", "list", "--provider"),
    ],
    ids=" ".join,
)
def test_no_typed_name_is_a_path(
    words: tuple[str, ...], typed: str, capsys: pytest.CaptureFixture[str], seeded: Path
) -> None:
    assert seeded.exists()
    try:
        code = main([*words, typed, "--practice"])
    except SystemExit as left:
        code = int(str(left.code))
    printed = capsys.readouterr()
    assert code in (1, 2)
    assert printed.out == ""
    assert printed.err.startswith(("seatwarden: ", "usage: "))
    assert not set(printed.err) & {"\x00", "\udcff"}


def test_ids_are_one_segment_of_a_path_each() -> None:
    for text in ("../x", "a/b?c#d", "%2e", "\n"):
        path = Call("GET", "users/{user_id}/keys", {"user_id": text}).path()
        assert path.count("/") == 2
        assert set(path) <= set("abcdefghijklmnopqrstuvwxyzABCDEF0123456789%./")
    assert Answer(Call("GET", "x"), 200).endpoint == "GET x"
