"""Where the server fails at changing a member: the rest goes another way, a role only on request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend_client.errors import InviteRefusal, MemberHalfChanged, NotInvited, Rule, RuleBroken
from backend_client.portal.collections import Permission
from backend_client.portal.journal import Outcome
from backend_client.portal.member_access import Wish, edit_of
from backend_client.portal.members import MemberRole, MemberStatus
from embedded_backend.options import BackendOptions
from embedded_backend.seed import Persona, person
from tests.contract.member_desk import EditDesk, access_group, access_shelf, edit_desk, one_of
from tests.interrupted import crashed
from tests.practice import running_practice
from tui.explain import explanation_of
from tui.presenters.interrupted_inside import inside_sentences

MIA, OLIVE = "mia@birch.example", "olive.abel2@birch.example"


@pytest.fixture
async def failing(practice_template: Path, tmp_path: Path, journal: Path) -> AsyncIterator[EditDesk]:
    """A client on a server that fails at every change of a member by a provider's staff."""
    options = BackendOptions(member_update_fails=True)
    with running_practice(practice_template, tmp_path, options) as practice:
        async with await practice.signed_in(person(Persona.ADMIN), journal=journal) as portal:
            yield await edit_desk(practice, portal)


async def test_groups_and_collections_are_changed_by_requests_of_their_own(failing: EditDesk) -> None:
    board = await failing.access()
    drivers, management = access_group(board, "Drivers"), access_group(board, "Management")
    dispatch, fleet = access_shelf(board, "Dispatch"), access_shelf(board, "Fleet portals")
    wish = Wish(
        groups={drivers: True, management: False},
        collections={dispatch: Permission.EDIT, fleet: Permission.VIEW},
    )
    assert await failing.wish(MIA, wish), "told that it went another way"
    now = await failing.one(MIA)
    assert now.groups == frozenset({drivers})
    assert now.collections == {dispatch: Permission.EDIT, fleet: Permission.VIEW}
    acts = failing.entries()
    assert acts[0] == ("member.edit", Outcome.REFUSED)
    assert sorted(acts[1:]) == [
        ("collection.access", Outcome.DONE),
        ("collection.access", Outcome.DONE),
        ("group.members", Outcome.DONE),
        ("group.members", Outcome.DONE),
    ]
    others = one_of(await failing.access(), OLIVE)
    assert others == one_of(board, OLIVE), "nobody else was touched"


async def test_a_role_stays_and_the_rest_is_told(failing: EditDesk) -> None:
    board = await failing.access()
    drivers = access_group(board, "Drivers")
    with pytest.raises(MemberHalfChanged) as half:
        await failing.wish(MIA, Wish(MemberRole.ADMIN, groups={drivers: True}))
    assert (half.value.done, half.value.missing) == (("groups",), ("role",))
    now = await failing.one(MIA)
    assert now.role == MemberRole.USER
    assert drivers in now.groups
    words = explanation_of(half.value)
    assert "the role is as it was" in words.sentence
    assert "groups" in words.sentence
    with pytest.raises(MemberHalfChanged) as alone:
        await failing.wish(MIA, Wish(MemberRole.ADMIN))
    assert (alone.value.done, alone.value.missing) == ((), ("role",))
    assert (await failing.one(MIA)).status == MemberStatus.ACCEPTED, "nobody is removed without being asked"


async def test_a_part_that_fails_is_told_with_what_was_done(failing: EditDesk) -> None:
    board = await failing.access()
    mia = one_of(board, MIA)
    lonely = failing.new_collection()
    failing.give(lonely, mia.id, manage=True)
    drivers = access_group(board, "Drivers")
    wish = Wish(groups={drivers: True}, collections={lonely: Permission.NO_ACCESS})
    with pytest.raises(MemberHalfChanged) as half:
        await failing.wish(MIA, wish)
    assert (half.value.done, half.value.missing) == (("groups",), ("collections",))
    assert isinstance(half.value.cause, RuleBroken), "the last manager of a collection stays"
    with pytest.raises(RuleBroken) as broken:
        await failing.wish(MIA, Wish(collections={lonely: Permission.NO_ACCESS}))
    assert broken.value.rule is Rule.COLLECTION_LAST_MANAGER


async def test_on_request_they_are_removed_and_invited_with_the_new_role(failing: EditDesk) -> None:
    board = await failing.access()
    mia = one_of(board, MIA)
    dispatch = access_shelf(board, "Dispatch")
    failing.give(dispatch, mia.id, read_only=True)
    board = await failing.access()
    edit = edit_of(one_of(board, MIA), Wish(MemberRole.CUSTOM, {"manageGroups": True}))
    await failing.edits.invite_again(failing.provider, failing.client, board, edit)
    now = await failing.one(MIA)
    assert now.id != mia.id
    assert (now.status, now.role, now.permissions) == (
        MemberStatus.INVITED,
        MemberRole.CUSTOM,
        frozenset({"manageGroups"}),
    )
    assert now.groups == mia.groups
    assert now.collections == {dispatch: Permission.VIEW}
    assert failing.entries() == [
        ("member.again", Outcome.DONE),
        ("member.remove", Outcome.DONE),
        ("member.invite", Outcome.DONE),
    ]


async def test_nobody_is_removed_who_could_not_be_invited_again(failing: EditDesk) -> None:
    board = await failing.access()
    mia = one_of(board, MIA)
    edit = edit_of(mia, Wish(MemberRole.ADMIN))
    failing.practice.execute(
        "UPDATE organizations SET seats = 10 WHERE id = ?", failing.client.organization_id
    )
    with pytest.raises(RuleBroken) as broken:
        await failing.edits.invite_again(failing.provider, failing.client, board, edit)
    assert broken.value.rule is Rule.RESTORE_SEATS
    assert (await failing.one(MIA)).id == mia.id


async def test_removed_and_not_invited_is_said_in_so_many_words(
    failing: EditDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = await failing.access()

    async def refused(*_all: object) -> None:
        raise NotInvited(InviteRefusal.SEATS, left=0, assigned=40, needed=1)

    monkeypatch.setattr(failing.portal.invitations, "send", refused)
    edit = edit_of(one_of(board, MIA), Wish(MemberRole.ADMIN))
    with pytest.raises(MemberHalfChanged) as half:
        await failing.edits.invite_again(failing.provider, failing.client, board, edit)
    assert (half.value.done, half.value.missing) == (("removed",), ("invited",))
    assert "could NOT be invited again" in explanation_of(half.value).sentence
    assert failing.entries()[0] == ("member.again", Outcome.HALF_DONE)


async def test_a_crash_between_removing_and_inviting_is_told(failing: EditDesk, journal: Path) -> None:
    mia = await failing.one(MIA)
    after = {"emails": [MIA], "ids": [mia.id], "role": "admin"}
    crashed(journal, failing.client, "member.again", after=after)
    (told,) = (await failing.board()).settled
    assert told.outcome is Outcome.NOT_SENT, "she is still there"
    crashed(journal, failing.client, "member.again", after=after)
    failing.practice.execute("DELETE FROM organization_users WHERE id = ?", mia.id)
    (told,) = (await failing.board()).settled
    assert told.outcome is Outcome.HALF_DONE
    (sentence,) = inside_sentences([told])
    assert f"Not invited: {MIA}. Invite them again." in sentence
    failing.practice.execute(
        "INSERT INTO organization_users (id, organization_id, email, type, status, created_at)"
        " VALUES ('c0ffee00-0000-4000-8000-000000000009', ?, ?, 1, 0, 0)",
        *(failing.client.organization_id, MIA),
    )
    crashed(journal, failing.client, "member.again", after=after)
    (told,) = (await failing.board()).settled
    assert told.outcome is Outcome.DONE


async def test_an_interrupted_change_is_settled_by_the_board(failing: EditDesk, journal: Path) -> None:
    mia = await failing.one(MIA)
    for role, outcome in (("user", Outcome.DONE), ("admin", Outcome.NOT_SENT)):
        after = {"emails": [MIA], "ids": [mia.id], "role": role}
        crashed(journal, failing.client, "member.edit", after=after)
        (told,) = (await failing.board()).settled
        assert told.outcome is outcome
        assert (await failing.board()).settled == (), "told once"
