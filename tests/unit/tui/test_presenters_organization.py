"""The sentences over an opened client: title, banner, trouble line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend_client.portal.providers import ProviderKind
from backend_client.portal.seats import Seats
from tests.unit.tui.portal_values import HOSTILE, make_client, make_collection, make_provider, make_vault
from tui.presenters.organization import access_banner, breadcrumb, seats_words, trouble_line, vault_title


def test_title_breadcrumb_and_banner() -> None:
    client = make_client()
    assert vault_title(client) == "Birch & Sons collections"
    assert breadcrumb(client) == "Clients > Birch & Sons > Vault"
    assert (
        access_banner(make_provider(), client)
        == "Access through provider Northwind MSP. Enterprise, 40 seats, 37 used, 3 left"
    )
    own = make_provider(kind=ProviderKind.OWN_ORGANIZATIONS)
    assert access_banner(own, client).startswith("You administer this organization. ")


@pytest.mark.parametrize(
    ("seats", "words"),
    [
        (Seats(40, 37), "40 seats, 37 used, 3 left"),
        (Seats(1, 1), "1 seat, 1 used, 0 left"),
        (Seats(25, 26), "25 seats, 26 used, 1 over"),
        (Seats(25, None), "25 seats, used not known"),
        (Seats(None, 3), "seats not known"),
        (Seats(0, 0), "0 seats, 0 used, 0 left"),
    ],
)
def test_seats_in_words(seats: Seats, words: str) -> None:
    assert seats_words(seats) == words


def test_a_vault_in_order_has_no_trouble_line() -> None:
    assert trouble_line(make_vault(make_collection("A", "ada@birch.example"))) == ""
    assert trouble_line(make_vault()) == ""


def test_the_trouble_line_counts_everything_that_is_wrong() -> None:
    vault = make_vault(
        make_collection("A"), make_collection("B"), make_collection(None, "ada@birch.example"), unreadable=1
    )
    assert trouble_line(vault) == (
        "! 2 collections without manager  1 name cannot be opened  1 row was malformed  R reads again"
    )
    unread = make_vault(make_collection("A"), people_known=False)
    assert trouble_line(unread) == "! groups and managers could not be read  R reads again"


def test_hostile_names_stay_harmless() -> None:
    client = make_client(HOSTILE)
    texts = (vault_title(client), breadcrumb(client), access_banner(make_provider(HOSTILE), client))
    assert all(text.isprintable() for text in texts)
    assert vault_title(make_client("")) == "(no name) collections"


def test_long_names_leave_room_for_the_seats() -> None:
    words = access_banner(make_provider("x" * 300), replace(make_client(), plan="y" * 300))
    assert seats_words(make_client().seats) in words
    assert len(words) < 2 * 76
