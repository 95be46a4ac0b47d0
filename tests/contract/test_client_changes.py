"""Changing clients against the practice backend, with the journal beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend_client.connection import connect
from backend_client.errors import (
    ChangedMeanwhile,
    Locked,
    MoveHalfDone,
    NotApplied,
    OutcomeUnknown,
    ReadOnlyMode,
    Rule,
    RuleBroken,
    SeatwardenError,
)
from backend_client.portal.client_changes import NewClient
from backend_client.portal.clients import Client, ClientList
from backend_client.portal.journal import Journal, Outcome
from backend_client.portal.portal import Portal
from backend_client.portal.providers import KeyState, Provider
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.hostile.fault_injector import HTML, FaultInjector
from tests.practice import DEVICE, Practice

TEAMS, ENTERPRISE = "Teams (Monthly)", "Enterprise (Monthly)"


async def _open(
    practice: Practice, journal: Path, persona: Persona = Persona.ADMIN, *, read_only: bool = False
) -> tuple[Portal, Provider, ClientList]:
    portal = await practice.signed_in(person(persona), journal=journal, read_only=read_only)
    (provider,) = await portal.providers()
    return portal, provider, await portal.client_list(provider)


def _named(listed: ClientList, name: str) -> Client:
    return next(client for client in listed.clients if client.name.startswith(name))


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal" / "journal.jsonl"


async def test_a_created_client_opens_with_our_key_and_waits_for_its_owner(
    practice: Practice, journal: Path
) -> None:
    portal, provider, before = await _open(practice, journal)
    async with portal:
        new = NewClient("Kestrel Foods", "Owner@Kestrel.example", TEAMS, 5)
        made = await portal.changes.create(provider, new)
        assert (made.name, made.seats.assigned, made.seats.used) == ("Kestrel Foods", 5, 1)
        assert made.key is KeyState.OPEN
        vault = await portal.organization_vault(provider, made)
        assert [collection.name for collection in vault.collections] == ["Default collection"]
        assert [manager.name for manager in vault.collections[0].managers] == ["owner@kestrel.example"]
        after = await portal.client_list(provider)
        assert len(after.clients) == len(before.clients) + 1
    intent, outcome = Journal(journal).entries()
    assert (intent.act, outcome.outcome, outcome.about) == ("client.create", Outcome.DONE, intent.number)
    assert "|" not in journal.read_text(), "an EncString has bars between its parts"


async def test_seats_go_up_and_down_and_pools_follow(practice: Practice, journal: Path) -> None:
    portal, provider, listed = await _open(practice, journal)
    async with portal:
        birch = await portal.changes.set_seats(provider, _named(listed, "Birch"), 45)
        assert birch.seats.assigned == 45
        pools = {pool.plan: pool for pool in (await portal.client_list(provider)).pools}
        assert (pools[ENTERPRISE].assigned, pools[ENTERPRISE].purchased) == (185, 35)
        birch = await portal.changes.set_seats(provider, birch, 40)
        pools = {pool.plan: pool for pool in (await portal.client_list(provider)).pools}
        assert (pools[ENTERPRISE].assigned, pools[ENTERPRISE].purchased) == (180, 30)


async def test_the_floor_is_ours_to_keep(practice: Practice, journal: Path) -> None:
    portal, provider, listed = await _open(practice, journal)
    async with portal:
        with pytest.raises(RuleBroken) as caught:
            await portal.changes.set_seats(provider, _named(listed, "Birch"), 36)
        assert (caught.value.rule, caught.value.limit) == (Rule.SEATS_BELOW_USED, 37)
    assert not journal.exists()


async def test_a_service_user_may_use_what_is_left_and_buy_nothing(practice: Practice, journal: Path) -> None:
    portal, provider, listed = await _open(practice, journal, Persona.SERVICE_USER)
    async with portal:
        elm = _named(listed, "Elm")
        assert (await portal.changes.set_seats(provider, elm, 17)).seats.assigned == 17
        with pytest.raises(RuleBroken) as caught:
            await portal.changes.set_seats(provider, _named(listed, "Juniper"), 9)
        assert (caught.value.rule, caught.value.limit) == (Rule.SERVICE_USER_PURCHASE, 0)
        with pytest.raises(RuleBroken) as caught:
            await portal.changes.create(provider, NewClient("X", "a@b.example", TEAMS, 1))
        assert caught.value.rule is Rule.ADMINS_ONLY


async def test_renaming_keeps_the_seats_of_this_moment(practice: Practice, journal: Path) -> None:
    portal, provider, listed = await _open(practice, journal)
    async with portal:
        elm = await portal.changes.rename(provider, _named(listed, "Elm"), "Elm & Oak Clinic")
        assert (elm.name, elm.seats.assigned) == ("Elm & Oak Clinic", 6)


async def test_a_name_that_the_list_shows_decoded_counts_as_written(
    practice: Practice, journal: Path
) -> None:
    portal, provider, listed = await _open(practice, journal)
    async with portal:
        elm = await portal.changes.rename(provider, _named(listed, "Elm"), "Elm &amp; Oak")
        assert elm.name == "Elm & Oak"


@pytest.mark.parametrize(
    ("status", "told"), [(502, OutcomeUnknown), (504, OutcomeUnknown), (500, NotApplied), (429, NotApplied)]
)
async def test_a_gateway_that_gave_up_leaves_the_outcome_open(
    practice: Practice, journal: Path, status: int, told: type[SeatwardenError]
) -> None:
    """The request may still be at work behind the gateway: saying "not made" would invite a second try."""
    injector = FaultInjector(practice.thread.app)
    admin = person(Persona.ADMIN)
    async with connect("practice", device_id=DEVICE, asgi_app=injector, journal=journal) as portal:
        await portal.session.sign_in(admin.email, Secret(admin.password))
        (provider,) = await portal.providers()
        before = practice.count("provider_organizations")
        injector.answer("/clients", HTML, status=status)
        with pytest.raises(told):
            await portal.changes.create(provider, NewClient("Kestrel Foods", "o@kestrel.example", TEAMS, 5))
    assert practice.count("provider_organizations") == before
    assert Journal(journal).entries()[-1].outcome is (
        Outcome.UNKNOWN if told is OutcomeUnknown else Outcome.REFUSED
    )


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE organizations SET seats = 9 WHERE name LIKE 'Elm%'", "seats"),
        ("UPDATE organizations SET name = 'Elm' WHERE name LIKE 'Elm%'", "name"),
        (
            "DELETE FROM provider_organizations WHERE organization_id ="
            " (SELECT id FROM organizations WHERE name LIKE 'Elm%')",
            "gone",
        ),
    ],
)
async def test_what_changed_meanwhile_is_not_overwritten(
    practice: Practice, journal: Path, change: str, what: str
) -> None:
    portal, provider, listed = await _open(practice, journal)
    async with portal:
        shown = _named(listed, "Elm")
        practice.execute(change)
        with pytest.raises(ChangedMeanwhile) as caught:
            await portal.changes.rename(provider, shown, "Something else")
        assert caught.value.what == what
    assert not journal.exists()


async def test_seats_move_between_clients_of_one_plan(practice: Practice, journal: Path) -> None:
    portal, provider, listed = await _open(practice, journal)
    async with portal:
        source, target = _named(listed, "Second"), _named(listed, "Alder")
        lowered, raised = await portal.changes.move_seats(provider, source, target, 5)
        assert (lowered.seats.assigned, raised.seats.assigned) == (15, 17)
        with pytest.raises(RuleBroken) as caught:
            await portal.changes.move_seats(provider, _named(listed, "My"), _named(listed, "Elm"), 1)
        assert caught.value.rule is Rule.OTHER_PLAN
    acts = [entry.act for entry in Journal(journal).entries()]
    assert acts == [
        "client.move",
        *["client.move.take"] * 2,
        *["client.move.give"] * 2,
        "client.move",
    ]


async def test_a_move_that_breaks_in_the_middle_says_where_the_seats_are(
    practice: Practice, journal: Path
) -> None:
    portal, provider, listed = await _open(practice, journal)
    async with portal:
        source, target = _named(listed, "Second"), _named(listed, "Alder")
        practice.execute("UPDATE organizations SET status = 1 WHERE name LIKE 'Alder%'")
        with pytest.raises(MoveHalfDone) as caught:
            await portal.changes.move_seats(provider, source, target, 5)
        assert isinstance(caught.value.cause, NotApplied)
        now = await portal.client_list(provider)
        assert (_named(now, "Second").seats.assigned, _named(now, "Alder").seats.assigned) == (15, 12)


async def test_unlinking_wants_a_confirmed_owner(practice: Practice, journal: Path) -> None:
    portal, provider, listed = await _open(practice, journal)
    async with portal:
        with pytest.raises(RuleBroken) as caught:
            await portal.changes.unlink(provider, _named(listed, "My Client"))
        assert caught.value.rule is Rule.NO_CONFIRMED_OWNER
        await portal.changes.unlink(provider, _named(listed, "Alder"))
        now = await portal.client_list(provider)
        assert all(not client.name.startswith("Alder") for client in now.clients)
    assert Journal(journal).entries()[-1].outcome is Outcome.DONE


async def test_read_only_refuses_before_anything_is_sent(practice: Practice, journal: Path) -> None:
    portal, provider, listed = await _open(practice, journal, read_only=True)
    async with portal:
        for act in (
            portal.changes.set_seats(provider, _named(listed, "Birch"), 45),
            portal.changes.rename(provider, _named(listed, "Birch"), "B"),
            portal.changes.move_seats(provider, _named(listed, "Second"), _named(listed, "Alder"), 1),
            portal.changes.create(provider, NewClient("X", "a@b.example", TEAMS, 1)),
            portal.changes.unlink(provider, _named(listed, "Alder")),
        ):
            with pytest.raises(ReadOnlyMode):
                await act
    assert not journal.exists()


async def test_creating_needs_keys(practice: Practice, journal: Path) -> None:
    portal, provider, _listed = await _open(practice, journal)
    async with portal:
        portal.session.lock()
        with pytest.raises(Locked):
            await portal.changes.create(provider, NewClient("X", "a@b.example", TEAMS, 1))
    assert not journal.exists()


async def test_without_a_journal_nothing_is_sent(practice: Practice, tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where a directory should be")
    portal, provider, listed = await _open(practice, tmp_path / "blocked" / "journal.jsonl")
    async with portal:
        with pytest.raises(RuleBroken) as caught:
            await portal.changes.set_seats(provider, _named(listed, "Birch"), 45)
        assert caught.value.rule is Rule.JOURNAL_UNWRITABLE
        assert _named(await portal.client_list(provider), "Birch").seats.assigned == 40


@pytest.mark.parametrize(
    ("new", "rule"),
    [
        (NewClient(" ", "a@b.example", TEAMS, 1), Rule.NAME_EMPTY),
        (NewClient("x" * 51, "a@b.example", TEAMS, 1), Rule.NAME_TOO_LONG),
        (NewClient("\N{DECIDUOUS TREE}" * 26, "a@b.example", TEAMS, 1), Rule.NAME_TOO_LONG),
        (NewClient("X\x1b]52;c;AAAA\x07", "a@b.example", TEAMS, 1), Rule.NAME_HIDDEN),
        (NewClient("X\N{RIGHT-TO-LEFT OVERRIDE}", "a@b.example", TEAMS, 1), Rule.NAME_HIDDEN),
        (NewClient("X\udcff", "a@b.example", TEAMS, 1), Rule.NAME_HIDDEN),
        (NewClient("X", "a@b", TEAMS, 1), Rule.OWNER_EMAIL),
        (NewClient("X", "jö@b.example", TEAMS, 1), Rule.OWNER_EMAIL),
        (NewClient("X", "a@b.example", TEAMS, 0), Rule.SEATS_BELOW_ONE),
        (NewClient("X", "a@b.example", "Families", 1), Rule.PLAN_UNKNOWN),
    ],
)
async def test_a_bad_new_client_is_refused_before_sending(
    practice: Practice, journal: Path, new: NewClient, rule: Rule
) -> None:
    portal, provider, _listed = await _open(practice, journal)
    async with portal:
        with pytest.raises(RuleBroken) as caught:
            await portal.changes.create(provider, new)
        assert caught.value.rule is rule
    assert not journal.exists()


async def test_an_addable_organization_is_added_with_its_own_key(practice: Practice, journal: Path) -> None:
    portal, provider, _listed = await _open(practice, journal)
    async with portal:
        addable = await portal.changes.addable(provider)
        assert addable, "the practice admin owns an organization that may be added"
        made = await portal.changes.add_existing(provider, addable[0])
        assert made.key is KeyState.OPEN
        assert made.seats.assigned == addable[0].seats
