"""The seat report: what programs read, and what a name can do to it."""

from __future__ import annotations

import csv
import io
import json

import pytest

from backend_client.portal.clients import ClientList
from backend_client.portal.seats import Seats
from tests.unit.tui.portal_values import HOSTILE, READ_AT, make_client, make_provider
from tui.presenters.seat_report import as_csv, as_json, as_text, seat_records


def listed(*names: str, seats: Seats | None = None) -> ClientList:
    clients = tuple(make_client(name, seats=seats) for name in names)
    return ClientList(provider=make_provider(), clients=clients, pools=(), read_at=READ_AT)


@pytest.mark.parametrize("name", ["=1+1", " =1+1", "+1", "-1", "@SUM(A1)", "|cmd", "%x"])
def test_no_name_starts_a_formula(name: str) -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv(seat_records(listed(name)))))
    assert row["client"] == f"'{name}"
    assert (row["assigned"], row["remaining"]) == ("40", "3")


def test_a_hostile_name_reaches_no_terminal() -> None:
    records = seat_records(listed(HOSTILE))
    assert as_json(records).isascii()
    assert json.loads(as_json(records))[0]["client"] == HOSTILE
    for text in (as_csv(records), as_text(listed(HOSTILE), records)):
        assert all(line.isprintable() for line in text.splitlines())


def test_unknown_figures_are_nothing_and_never_zero() -> None:
    unknown = listed("X", seats=Seats(assigned=None, used=None))
    records = seat_records(unknown)
    assert json.loads(as_json(records))[0]["assigned"] is None
    (row,) = csv.DictReader(io.StringIO(as_csv(records)))
    assert (row["assigned"], row["used"], row["remaining"]) == ("", "", "")
    assert as_text(unknown, records).splitlines()[1].split() == ["X", "-", "-", "-", "Enterprise", "UNKNOWN"]


def test_rows_are_by_name_whatever_the_case() -> None:
    names = [record["client"] for record in seat_records(listed("birch", "Alder", "Cedar"))]
    assert names == ["Alder", "birch", "Cedar"]
