"""The people of a provider against the practice backend: the road in, every act, every refusal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from backend_client import Secret, connect, errors
from backend_client.api.timeouts import Timeouts
from backend_client.crypto.keys import PrivateKey
from backend_client.errors import MemberRefusal, NotApplied, OutcomeUnknown, Rule, RuleBroken
from backend_client.portal.clients import find_client
from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.portal.people import (
    PeopleBoard,
    Person,
    PersonAct,
    PersonRole,
    PersonStatus,
    refusals,
    role_refusal,
)
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider, ProviderRole
from embedded_backend.seed import Persona, person
from embedded_backend.seed_people import PRACTICE_PASSWORD
from embedded_backend.telephone import phrase_read_out
from tests.contract.member_desk import refusal, rule
from tests.hostile.fault_injector import HTML, FaultInjector
from tests.practice import DEVICE, Practice
from tui.explain import explanation_of

NIA = "nia@north.example"
WIM, IVO, SAM = "wim@northwind.example", "ivo@northwind.example", "sam@northwind.example"
ADA, BEN = "ada@northwind.example", "ben@northwind.example"


class Staff:
    """The people of Northwind as an admin sees them."""

    def __init__(self, practice: Practice, portal: Portal, provider: Provider) -> None:
        self.practice, self.portal, self.provider = practice, portal, provider

    async def board(self) -> PeopleBoard:
        return await self.portal.people.board(self.provider)

    async def of(self, email: str) -> Person:
        return next(one for one in (await self.board()).people if one.email == email)

    async def ident(self, email: str) -> str:
        return (await self.of(email)).id

    def hurry(self, email: str) -> None:
        """Let somebody accept as soon as anybody looks."""
        self.practice.execute("UPDATE provider_users SET accepts_at = 0 WHERE email = ?", email)

    def entries(self) -> list[tuple[str, Outcome | None]]:
        assert self.portal.journal is not None
        found = self.portal.journal.entries()
        outcomes = {one.about: one.outcome for one in found if one.phase is Phase.OUTCOME}
        return [(one.act, outcomes.get(one.number)) for one in found if one.phase is Phase.INTENT]


@pytest.fixture
async def staff(practice: Practice, journal: Path) -> AsyncIterator[Staff]:
    async with await practice.signed_in(person(Persona.ADMIN), journal=journal) as portal:
        (provider,) = await portal.providers()
        yield Staff(practice, portal, provider)


@pytest.fixture
async def spoiled_staff(practice: Practice, journal: Path) -> AsyncIterator[tuple[Staff, FaultInjector]]:
    """The same with answers that can be spoiled on the way."""
    faults = FaultInjector(practice.thread.app)
    who = person(Persona.ADMIN)
    async with connect("practice", device_id=DEVICE, asgi_app=faults, journal=journal) as portal:
        await portal.session.sign_in(who.email, Secret(who.password))
        (provider,) = await portal.providers()
        yield Staff(practice, portal, provider), faults


# Reading


async def test_the_board_shows_everybody_and_counts(staff: Staff) -> None:
    board = await staff.board()
    assert {one.email for one in board.people} >= {ADA, BEN, SAM, WIM, IVO}
    assert (board.admins, board.counted(PersonStatus.INVITED), board.counted(PersonStatus.ACCEPTED)) == (
        2,
        1,
        1,
    )
    assert board.me == person(Persona.ADMIN).user_id
    assert [board.is_me(one) for one in board.people if one.email in (ADA, BEN)] == [True, False]
    assert staff.portal.staff.known_admins(staff.provider) == 2


async def test_it_reads_without_keys(practice: Practice) -> None:
    async with await practice.watching(person(Persona.ADMIN)) as portal:
        (provider,) = await portal.providers()
        assert portal.staff.known_admins(provider) is None
        assert len((await portal.people.board(provider)).people) > 5


async def test_service_users_are_refused_before_the_server_is_asked(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.SERVICE_USER)) as portal:
        (provider,) = await portal.providers()
        with pytest.raises(RuleBroken) as broken:
            await portal.people.board(provider)
        assert broken.value.rule is Rule.ADMINS_ONLY
        with pytest.raises(errors.NotPermitted):  # the server says the same
            await portal.people.board(replace(provider, role=ProviderRole.ADMIN))
        with pytest.raises(RuleBroken):
            await portal.people.invite(provider, [NIA], PersonRole.SERVICE_USER)


# The road in


async def test_the_whole_road_in_ends_with_the_keys_of_every_client(staff: Staff) -> None:
    people, provider = staff.portal.people, staff.provider
    assert await people.invite(provider, [NIA], PersonRole.SERVICE_USER) == {NIA: None}
    nia = await staff.of(NIA)
    assert (nia.status, nia.role, nia.name) == (PersonStatus.INVITED, PersonRole.SERVICE_USER, "")
    assert nia.since is not None
    staff.hurry(NIA)
    assert (await staff.of(NIA)).status == PersonStatus.ACCEPTED
    found = await people.candidates(provider, [nia.id])
    assert found.ready[0].phrase == phrase_read_out(staff.practice.database, NIA)
    assert await people.confirm(provider, found.ready) == {nia.id: None}
    assert (await staff.of(NIA)).status == PersonStatus.CONFIRMED
    assert staff.entries() == [("person.invite", Outcome.DONE), ("person.confirm", Outcome.DONE)]
    async with staff.practice.portal() as portal:
        await portal.session.sign_in(NIA, Secret(PRACTICE_PASSWORD))
        (theirs,) = await portal.providers()
        assert (theirs.name, theirs.role) == (provider.name, ProviderRole.SERVICE_USER)
        birch = find_client(await portal.client_list(theirs), "Birch & Sons Logistics")
        vault = await portal.organization_vault(theirs, birch)
        assert any(each.name for each in vault.collections)


async def test_the_sealed_key_is_the_providers_and_the_journal_has_none(staff: Staff, journal: Path) -> None:
    wim = await staff.of(WIM)
    found = await staff.portal.people.candidates(staff.provider, [wim.id])
    await staff.portal.people.confirm(staff.provider, found.ready)
    ((sealed,),) = staff.practice.execute("SELECT key FROM provider_users WHERE id = ?", wim.id)
    key = staff.portal.session.keys.sealing_provider_key(staff.provider.id)
    async with staff.practice.portal() as portal:
        await portal.session.sign_in(WIM, Secret(PRACTICE_PASSWORD))
        assert (await portal.providers())[0].key.value == "open"
        assert portal.session.keys.sealing_provider_key(staff.provider.id).key_id == key.key_id
    intent, _outcome = Journal(journal).entries()
    assert (intent.client, intent.provider_id, intent.organization_id) == (
        staff.provider.name,
        staff.provider.id,
        "",
    )
    assert intent.after["keys"] == {WIM: found.ready[0].digest}
    assert intent.after["key_id"] == key.key_id
    written = journal.read_text()
    assert str(sealed) not in written
    assert str(sealed).startswith("4.")


async def test_a_key_swapped_after_it_was_shown_is_refused(staff: Staff) -> None:
    wim = await staff.of(WIM)
    found = await staff.portal.people.candidates(staff.provider, [wim.id])
    other = PrivateKey.generate().public_key.to_base64()
    staff.practice.execute("UPDATE users SET public_key = ? WHERE id = ?", other, wim.user_id)
    results = await staff.portal.people.confirm(staff.provider, found.ready)
    assert rule(results[wim.id]) is Rule.MEMBER_KEY_CHANGED
    assert staff.entries() == []
    assert (await staff.of(WIM)).status == PersonStatus.ACCEPTED


async def test_a_substituted_key_has_another_phrase_than_is_read_out(staff: Staff) -> None:
    await staff.portal.people.invite(staff.provider, ["mallory@north.example"], PersonRole.ADMIN)
    staff.hurry("mallory@north.example")
    mallory = await staff.ident("mallory@north.example")
    (candidate,) = (await staff.portal.people.candidates(staff.provider, [mallory])).ready
    read_out = phrase_read_out(staff.practice.database, "mallory@north.example")
    assert read_out
    assert candidate.phrase != read_out


async def test_only_those_who_accepted_are_candidates(staff: Staff) -> None:
    ivo, sam = await staff.ident(IVO), await staff.ident(SAM)
    nobody = "00000000-0000-4000-8000-00000000dead"
    found = await staff.portal.people.candidates(staff.provider, [ivo, sam, nobody])
    assert found.ready == ()
    assert dict(found.left_out) == {
        ivo: Rule.NOT_ACCEPTED,
        sam: Rule.NOT_ACCEPTED,
        nobody: Rule.MEMBER_GONE,
    }


async def test_a_server_that_does_not_tell_the_account_of_a_key(
    spoiled_staff: tuple[Staff, FaultInjector],
) -> None:
    staff, faults = spoiled_staff
    wim = await staff.of(WIM)
    faults.change_rows(
        "/users/public-keys", lambda row: {**row, "userId": "00000000-0000-0000-0000-000000000000"}
    )
    found = await staff.portal.people.candidates(staff.provider, [wim.id])
    assert found.ready[0].phrase == phrase_read_out(staff.practice.database, WIM)
    assert await staff.portal.people.confirm(staff.provider, found.ready) == {wim.id: None}
    faults.change_rows("/users/public-keys", lambda row: {**row, "userId": row["id"]})
    staff.practice.execute("UPDATE provider_users SET status = 1 WHERE id = ?", wim.id)
    found = await staff.portal.people.candidates(staff.provider, [wim.id])
    assert dict(found.left_out) == {wim.id: Rule.MEMBER_KEY_UNUSABLE}, "another account is told"


async def test_without_keys_nobody_is_confirmed(staff: Staff) -> None:
    wim = await staff.of(WIM)
    found = await staff.portal.people.candidates(staff.provider, [wim.id])
    staff.portal.session.lock()
    with pytest.raises(errors.Locked):
        await staff.portal.people.confirm(staff.provider, found.ready)
    assert staff.entries() == []


# Inviting and reminding


async def test_known_addresses_are_not_sent(staff: Staff) -> None:
    results = await staff.portal.people.invite(
        staff.provider, ["Sam@Northwind.example", NIA, "never.x@north.example"], PersonRole.ADMIN
    )
    assert rule(results["Sam@Northwind.example"]) is Rule.PERSON_LISTED
    assert [results[NIA], results["never.x@north.example"]] == [None, None]
    assert (await staff.of(NIA)).role == PersonRole.ADMIN
    entries = staff.portal.journal.entries() if staff.portal.journal else ()
    assert entries[0].after == {"emails": [NIA, "never.x@north.example"], "role": "provider-admin"}
    again = await staff.portal.people.invite(staff.provider, [SAM], PersonRole.ADMIN)
    assert rule(again[SAM]) is Rule.PERSON_LISTED
    assert len(staff.entries()) == 1


async def test_reminders_are_remembered(staff: Staff) -> None:
    ivo, sam = await staff.ident(IVO), await staff.ident(SAM)
    results = await staff.portal.people.resend(staff.provider, [ivo, sam])
    assert (results[ivo], rule(results[sam])) == (None, Rule.NOT_INVITED)
    assert (await staff.of(IVO)).resent is not None
    assert (await staff.of(SAM)).resent is None
    mails = "SELECT count(*) FROM outbox WHERE email = ? AND subject = 'Join a provider'"
    assert staff.practice.execute(mails, IVO) == [(1,)]


# Roles


async def test_a_role_is_given_and_written(staff: Staff) -> None:
    sam = await staff.ident(SAM)
    await staff.portal.people.set_role(staff.provider, sam, PersonRole.ADMIN)
    assert (await staff.of(SAM)).confirmed_admin
    assert (await staff.board()).admins == 3
    assert staff.portal.staff.known_admins(staff.provider) == 3
    with pytest.raises(RuleBroken) as broken:
        await staff.portal.people.set_role(staff.provider, sam, PersonRole.ADMIN)
    assert broken.value.rule is Rule.SAME_ROLE
    entries = staff.portal.journal.entries() if staff.portal.journal else ()
    assert (entries[0].before["role"], entries[0].after["role"]) == ("service-user", "provider-admin")


async def test_ones_own_role_is_given_away_while_another_admin_is_left(staff: Staff) -> None:
    me, ben = await staff.ident(ADA), await staff.ident(BEN)
    await staff.portal.people.set_role(staff.provider, me, PersonRole.SERVICE_USER)
    (provider,) = await staff.portal.providers()
    assert provider.role is ProviderRole.SERVICE_USER
    with pytest.raises(errors.NotPermitted):  # the token knows it too
        await staff.portal.people.resend(staff.provider, [ben])


async def test_the_last_admin_keeps_the_role_and_stays(staff: Staff) -> None:
    me, ben = await staff.ident(ADA), await staff.ident(BEN)
    await staff.portal.people.set_role(staff.provider, ben, PersonRole.SERVICE_USER)
    with pytest.raises(RuleBroken) as broken:
        await staff.portal.people.set_role(staff.provider, me, PersonRole.SERVICE_USER)
    assert broken.value.rule is Rule.LAST_ADMIN
    results = await staff.portal.people.remove(staff.provider, [me])
    assert rule(results[me]) is Rule.YOURSELF
    assert staff.entries() == [("person.role", Outcome.DONE)]


async def test_promoted_by_somebody_else_the_token_is_renewed_with_the_profile(
    staff: Staff, practice: Practice
) -> None:
    async with await practice.signed_in(person(Persona.SERVICE_USER)) as portal:
        (before,) = await portal.providers()
        assert before.role is ProviderRole.SERVICE_USER
        await staff.portal.people.set_role(staff.provider, await staff.ident(SAM), PersonRole.ADMIN)
        stale = replace(before, role=ProviderRole.ADMIN)
        with pytest.raises(errors.NotPermitted):
            await portal.people.board(stale)
        portal._reader.forget()
        (after,) = await portal.providers()
        assert after.role is ProviderRole.ADMIN
        assert (await portal.people.board(after)).admins == 3


# Removing


async def test_somebody_is_removed_and_their_account_stays(staff: Staff) -> None:
    sam, ivo, me = [await staff.ident(email) for email in (SAM, IVO, ADA)]
    results = await staff.portal.people.remove(staff.provider, [sam, ivo, me])
    assert (results[sam], results[ivo], rule(results[me])) == (None, None, Rule.YOURSELF)
    assert not {SAM, IVO} & {one.email for one in (await staff.board()).people}
    assert staff.practice.execute("SELECT count(*) FROM users WHERE email = ?", SAM) == [(1,)]
    gone = await staff.portal.people.remove(staff.provider, [sam])
    assert rule(gone[sam]) is Rule.MEMBER_GONE
    async with staff.practice.portal() as portal:
        await portal.session.sign_in(SAM, Secret(PRACTICE_PASSWORD))
        with pytest.raises(errors.NoProvider):
            await portal.providers()


def _board(*people: tuple[str, int, int]) -> PeopleBoard:
    made = tuple(Person(name, f"u-{name}", f"{name}@x", "", status, role) for name, status, role in people)
    return PeopleBoard(made, datetime.now(UTC), "u-me")


def test_the_last_admin_rule_ignores_the_targets_own_role() -> None:
    board = _board(("me", 1, 0), ("ann", 2, 0), ("sam", 2, 1), ("new", 0, 0))
    both = refusals(PersonAct.REMOVE, frozenset({"ann", "sam"}), board)
    assert both == {"ann": Rule.LAST_ADMIN, "sam": Rule.LAST_ADMIN}
    assert refusals(PersonAct.REMOVE, frozenset({"sam", "new"}), board) == {}
    (_me, ann, sam, new) = board.people
    assert role_refusal(ann, PersonRole.SERVICE_USER, board) is Rule.LAST_ADMIN
    assert role_refusal(new, PersonRole.SERVICE_USER, board) is None
    assert role_refusal(sam, PersonRole.ADMIN, board) is None


async def test_an_admin_gone_at_the_last_moment_is_told_as_that(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = staff.portal.people._people
    board = await reader.figures(staff.provider)
    sam = await staff.ident(SAM)
    staff.practice.execute(
        "UPDATE provider_users SET status = 1 WHERE type = 0 AND provider_id = ?", staff.provider.id
    )

    async def stale(_provider: Provider) -> PeopleBoard:
        return board

    monkeypatch.setattr(reader, "figures", stale)
    results = await staff.portal.people.remove(staff.provider, [sam])
    assert refusal(results[sam]) is MemberRefusal.LAST_ADMIN
    assert "provider admin" in explanation_of(results[sam] or Exception()).sentence
    with pytest.raises(NotApplied):
        await staff.portal.people.set_role(staff.provider, await staff.ident(BEN), PersonRole.SERVICE_USER)
    assert staff.entries() == [("person.remove", Outcome.REFUSED), ("person.role", Outcome.REFUSED)]


# Faults


async def test_read_only_sends_nothing(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN), read_only=True) as portal:
        (provider,) = await portal.providers()
        people = portal.people
        for attempt in (
            lambda: people.invite(provider, [NIA], PersonRole.ADMIN),
            lambda: people.resend(provider, ["x"]),
            lambda: people.remove(provider, ["x"]),
            lambda: people.confirm(provider, ()),
            lambda: people.set_role(provider, "x", PersonRole.ADMIN),
        ):
            with pytest.raises(errors.ReadOnlyMode):
                await attempt()
        assert len((await people.board(provider)).people) > 5


async def test_a_lost_answer_is_decided_by_the_list(spoiled_staff: tuple[Staff, FaultInjector]) -> None:
    staff, faults = spoiled_staff
    people, provider = staff.portal.people, staff.provider
    for end in ("/users/invite", "/users/confirm"):
        faults.change(end, lambda _whole: {"cut": "off"})
    faults.answer("/users/invite", HTML, status=502)
    results = await people.invite(provider, [NIA], PersonRole.SERVICE_USER)
    assert isinstance(results[NIA], OutcomeUnknown), "a gateway gave up: it may still arrive"
    wim = await staff.ident(WIM)
    found = await people.candidates(provider, [wim])
    assert await people.confirm(provider, found.ready) == {wim: None}
    assert staff.entries() == [("person.invite", Outcome.UNKNOWN), ("person.confirm", Outcome.DONE)]


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_role_is_told_as_not_applied(
    spoiled_staff: tuple[Staff, FaultInjector], status: int
) -> None:
    staff, faults = spoiled_staff
    sam = await staff.ident(SAM)
    faults.answer(f"/users/{sam}", b"", status=status)
    with pytest.raises(NotApplied) as caught:
        await staff.portal.people.set_role(staff.provider, sam, PersonRole.ADMIN)
    assert isinstance(caught.value.cause, errors.NotPermitted)
    assert staff.entries() == [("person.role", Outcome.REFUSED)]


async def test_a_list_that_cannot_be_read_again_leaves_it_unknown(
    spoiled_staff: tuple[Staff, FaultInjector],
) -> None:
    staff, faults = spoiled_staff
    ivo = await staff.ident(IVO)

    def and_then_fail(whole: Any) -> Any:
        faults.answer("/users", HTML, status=503)
        return whole

    faults.change("/users/reinvite", and_then_fail)
    with pytest.raises(OutcomeUnknown):
        await staff.portal.people.resend(staff.provider, [ivo])
    assert staff.entries() == [("person.resend", Outcome.UNKNOWN)]


async def test_a_malformed_row_is_counted_and_proves_no_removal(
    spoiled_staff: tuple[Staff, FaultInjector],
) -> None:
    staff, faults = spoiled_staff
    sam = await staff.ident(SAM)
    faults.change_rows("/users", lambda row: {**row, "status": None} if row["id"] == sam else row)
    board = await staff.board()
    assert board.unreadable == 1
    assert rule((await staff.portal.people.remove(staff.provider, [sam]))[sam]) is Rule.MEMBER_GONE


async def test_an_answer_cut_short_leaves_a_reminder_unknown(
    spoiled_staff: tuple[Staff, FaultInjector],
) -> None:
    staff, faults = spoiled_staff
    ivo = await staff.ident(IVO)
    faults.answer("/users/reinvite", b'{"object":"list","data":[{"id":')
    results = await staff.portal.people.resend(staff.provider, [ivo])
    assert isinstance(results[ivo], OutcomeUnknown), "a reminder leaves no trace in the list"
    assert staff.entries() == [("person.resend", Outcome.UNKNOWN)]


async def test_an_invitation_that_is_never_answered_may_still_arrive(
    spoiled_staff: tuple[Staff, FaultInjector], monkeypatch: pytest.MonkeyPatch
) -> None:
    staff, faults = spoiled_staff
    people, provider = staff.portal.people, staff.provider
    await staff.board()
    monkeypatch.setattr(staff.portal._api.transport, "_timeouts", Timeouts(whole=1.0))
    faults.hang("/users/invite")
    results = await people.invite(provider, [NIA], PersonRole.SERVICE_USER)
    assert isinstance(results[NIA], OutcomeUnknown)
    assert staff.entries() == [("person.invite", Outcome.UNKNOWN)]
    faults.heal()
    assert await people.invite(provider, [NIA], PersonRole.SERVICE_USER) == {NIA: None}
