"""Roles and access of a client's members against the practice backend: one request, and only what differs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from backend_client import errors
from backend_client.api.members import MembersApi
from backend_client.errors import BadRequest, MemberRefusal, NotApplied, Rule, RuleBroken
from backend_client.portal.collections import Permission
from backend_client.portal.journal import Outcome
from backend_client.portal.member_access import (
    Wish,
    edit_of,
    edit_refusals,
    plan_edits,
)
from backend_client.portal.members import MemberRole, MemberStatus
from embedded_backend.seed import Persona, person
from tests.contract.member_desk import EditDesk, access_group, access_shelf, edit_desk, one_of
from tests.practice import Practice

MIA = "mia@birch.example"


@pytest.fixture
async def here(practice: Practice, journal: Path) -> AsyncIterator[EditDesk]:
    async with await practice.signed_in(person(Persona.ADMIN), journal=journal) as portal:
        yield await edit_desk(practice, portal)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What every change of a member was sent with."""
    found: list[dict[str, Any]] = []
    real = MembersApi.update

    async def update(self: MembersApi, *place: str, **body: Any) -> None:
        found.append(body)
        await real(self, *place, **body)

    monkeypatch.setattr(MembersApi, "update", update)
    return found


async def test_the_board_shows_what_everybody_is_and_reaches(here: EditDesk) -> None:
    board = await here.access()
    assert len(board.members) == 37
    mia = one_of(board, MIA)
    assert (mia.role, mia.status, mia.groups) == (
        MemberRole.USER,
        MemberStatus.ACCEPTED,
        frozenset({access_group(board, "Management")}),
    )
    assert "Finance/Payroll" in {each.name for each in board.collections}
    assert board.roles == (MemberRole.USER, MemberRole.ADMIN, MemberRole.OWNER, MemberRole.CUSTOM)
    assert board.changeable == {each.id for each in board.collections}
    assert board.staff


async def test_role_groups_and_collections_change_by_one_request(
    here: EditDesk, sent: list[dict[str, Any]]
) -> None:
    board = await here.access()
    sales, old = access_group(board, "Drivers"), access_group(board, "Management")
    dispatch, fleet = access_shelf(board, "Dispatch"), access_shelf(board, "Fleet portals")
    wish = Wish(
        MemberRole.ADMIN,
        groups={sales: True, old: False},
        collections={dispatch: Permission.MANAGE, fleet: Permission.VIEW_HIDDEN_PASSWORDS},
    )
    assert not await here.wish(MIA, wish)
    now = await here.one(MIA)
    assert (now.role, now.groups) == (MemberRole.ADMIN, frozenset({sales}))
    assert now.collections == {dispatch: Permission.MANAGE, fleet: Permission.VIEW_HIDDEN_PASSWORDS}
    assert len(sent) == 1
    assert here.entries() == [("member.edit", Outcome.DONE)]
    again = await here.access()
    assert all(edit.empty for edit in plan_edits(again, [now.id], wish)), "the same wish plans nothing"
    manage = next(each for each in sent[0]["collections"] if each.id == dispatch)
    assert (manage.manage, manage.read_only, manage.hide_passwords) == (True, False, False)


async def test_what_was_not_edited_goes_back_as_it_is_now(here: EditDesk, sent: list[dict[str, Any]]) -> None:
    mia = await here.one(MIA)
    here.practice.execute(
        "UPDATE organization_users SET access_secrets_manager = 1, access_pam = 1 WHERE id = ?", mia.id
    )
    board = await here.access()
    edit = edit_of(mia, Wish(collections={access_shelf(board, "Dispatch"): Permission.EDIT}))
    here.give(access_shelf(board, "Fleet portals"), mia.id, read_only=True)
    here.put_in(access_group(board, "Drivers"), mia.id)
    await here.apply(board, edit)
    now = await here.one(MIA)
    assert now.collections == {
        access_shelf(board, "Dispatch"): Permission.EDIT,
        access_shelf(board, "Fleet portals"): Permission.VIEW,
    }
    assert now.groups == frozenset({access_group(board, "Management"), access_group(board, "Drivers")})
    flags = "SELECT access_secrets_manager, access_pam FROM organization_users WHERE id = ?"
    assert here.practice.execute(flags, mia.id) == [(1, 1)]
    assert sent[0]["groups"] is None, "groups that were not edited are not sent: null leaves them alone"


async def test_own_items_are_neither_shown_nor_sent_nor_lost(
    here: EditDesk, sent: list[dict[str, Any]]
) -> None:
    mia = await here.one(MIA)
    own = here.new_collection(kind=1)
    here.give(own, mia.id, manage=True)
    board = await here.access()
    assert own not in one_of(board, MIA).collections
    await here.wish(MIA, Wish(MemberRole.ADMIN))
    assert [each.id for each in sent[0]["collections"]] == []
    held = "SELECT manage FROM collection_users WHERE collection_id = ?"
    assert here.practice.execute(held, own) == [(1,)]


async def test_a_custom_role_and_its_permissions(here: EditDesk, sent: list[dict[str, Any]]) -> None:
    await here.wish(MIA, Wish(MemberRole.CUSTOM, {"manageUsers": True, "accessEventLogs": True}))
    now = await here.one(MIA)
    assert (now.role, now.permissions) == (MemberRole.CUSTOM, frozenset({"manageUsers", "accessEventLogs"}))
    await here.wish(MIA, Wish(permissions={"manageUsers": False, "manageAccessRules": True}))
    assert (await here.one(MIA)).permissions == frozenset({"accessEventLogs", "manageAccessRules"})
    await here.wish(MIA, Wish(MemberRole.USER))
    now = await here.one(MIA)
    assert (now.role, now.permissions) == (MemberRole.USER, frozenset())
    assert [one["role"] for one in sent] == [4, 4, 2]


async def test_a_switch_this_program_does_not_know_is_kept(
    here: EditDesk, sent: list[dict[str, Any]]
) -> None:
    mia = await here.one(MIA)
    held = "UPDATE organization_users SET type = 4, permissions = '{\"manageGroups\": true}' WHERE id = ?"
    here.practice.execute(held, mia.id)
    board = await here.access()
    unknown = one_of(board, MIA)
    assert unknown.permissions == frozenset({"manageGroups"})
    edit = edit_of(unknown, Wish(permissions={"manageScim": True}))
    assert edit.permissions == frozenset({"manageGroups", "manageScim"})


async def test_custom_roles_need_the_flag_and_not_a_plan_name(practice: Practice, journal: Path) -> None:
    async with await practice.signed_in(person(Persona.ADMIN), journal=journal) as portal:
        desk = await edit_desk(practice, portal, "Juniper Travel")
        board = await desk.access()
        assert MemberRole.CUSTOM not in board.roles
        member = next(one for one in board.members if one.role == MemberRole.USER)
        edit = edit_of(member, Wish(MemberRole.CUSTOM, {"manageUsers": True}))
        with pytest.raises(RuleBroken) as broken:
            await desk.apply(board, edit)
        assert broken.value.rule is Rule.CUSTOM_ROLE_NOT_INCLUDED
        assert desk.entries() == []


async def test_what_both_changed_is_not_sent(here: EditDesk, sent: list[dict[str, Any]]) -> None:
    board = await here.access()
    mia = one_of(board, MIA)
    here.practice.execute("UPDATE organization_users SET type = 1 WHERE id = ?", mia.id)
    for wish in (Wish(MemberRole.OWNER), Wish(groups={access_group(board, "Drivers"): True})):
        with pytest.raises(errors.ChangedMeanwhile) as changed:
            await here.apply(board, edit_of(mia, wish))
        assert changed.value.what == "member_access"
    assert sent == []
    assert await here.apply(board, edit_of(mia, Wish(MemberRole.ADMIN))) is False, "it is so already"
    here.practice.execute("DELETE FROM organization_users WHERE id = ?", mia.id)
    with pytest.raises(errors.ChangedMeanwhile) as gone:
        await here.apply(board, edit_of(mia, Wish(MemberRole.OWNER)))
    assert gone.value.what == "member_gone"
    assert (sent, here.entries()) == ([], [])


async def test_a_collection_that_is_new_is_not_taken_away_by_leaving_it_out(
    here: EditDesk, sent: list[dict[str, Any]]
) -> None:
    board = await here.access()
    mia = one_of(board, MIA)
    here.give(here.new_collection(), mia.id)
    with pytest.raises(errors.ChangedMeanwhile):
        await here.apply(board, edit_of(mia, Wish(MemberRole.ADMIN)))
    assert sent == []


async def test_nobody_changes_themselves(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.OWNER_ONLY)) as portal:
        (provider,) = await portal.providers()
        (client,) = (await portal.client_list(provider)).clients
        board = await portal.member_edits.board(provider, client)
        (himself,) = board.members
        edit = edit_of(himself, Wish(MemberRole.USER))
        assert edit_refusals(board, [edit]) == {himself.id: Rule.YOURSELF}


async def test_the_servers_words_about_the_last_owner_are_understood(
    here: EditDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Servers that do not count a provider's staff say it of the change itself."""

    async def refused(_self: MembersApi, *_place: str, **_body: Any) -> None:
        raise BadRequest(
            status=400,
            endpoint="PUT users",
            server_message="Organization must have at least one confirmed owner.",
        )

    monkeypatch.setattr(MembersApi, "update", refused)
    with pytest.raises(NotApplied) as told:
        await here.wish(MIA, Wish(MemberRole.ADMIN))
    assert isinstance(told.value.cause, errors.MemberRefused)
    assert told.value.cause.refusal is MemberRefusal.LAST_OWNER
    assert here.entries() == [("member.edit", Outcome.REFUSED)]


async def test_an_owner_without_access_to_all_items_sends_only_what_they_may_change(
    practice: Practice, journal: Path, sent: list[dict[str, Any]]
) -> None:
    async with await practice.signed_in(person(Persona.OWNER_ONLY), journal=journal) as portal:
        (provider,) = await portal.providers()
        (client,) = (await portal.client_list(provider)).clients
        desk = EditDesk(practice, portal, provider, client)
        practice.execute("UPDATE organizations SET admin_access = 0 WHERE id = ?", client.organization_id)
        colleague = desk.accepted("al@own.example")
        others = desk.accepted("bo@own.example")
        await desk.board()  # they accept
        foreign, orphan = desk.new_collection(), desk.new_collection()
        desk.give(foreign, others, manage=True)
        desk.give(foreign, colleague, read_only=True)
        board = await desk.access()
        assert not board.staff
        assert foreign not in board.changeable
        assert orphan in board.changeable
        edit = edit_of(one_of(board, "al@own.example"), Wish(collections={foreign: Permission.EDIT}))
        with pytest.raises(RuleBroken) as broken:
            await desk.apply(board, edit)
        assert broken.value.rule is Rule.COLLECTION_NOT_YOURS
        await desk.wish("al@own.example", Wish(MemberRole.ADMIN, collections={orphan: Permission.EDIT}))
        assert [each.id for each in sent[0]["collections"]] == [orphan]
        now = await desk.one("al@own.example")
        assert now.collections == {foreign: Permission.VIEW, orphan: Permission.EDIT}, "the server kept it"


async def test_read_only_sends_nothing(practice: Practice, sent: list[dict[str, Any]]) -> None:
    async with await practice.signed_in(person(Persona.ADMIN), read_only=True) as portal:
        desk = await edit_desk(practice, portal)
        with pytest.raises(errors.ReadOnlyMode):
            await desk.wish(MIA, Wish(MemberRole.ADMIN))
        board = await desk.access()
        edit = edit_of(one_of(board, MIA), Wish(MemberRole.ADMIN))
        with pytest.raises(errors.ReadOnlyMode):
            await desk.edits.invite_again(desk.provider, desk.client, board, edit)
        assert sent == []


async def test_an_admin_who_becomes_a_user_gets_a_collection_for_own_items(here: EditDesk) -> None:
    """Where the policy gives members' items to the organization: its name comes with the change."""
    organization = here.client.organization_id
    here.practice.execute("DELETE FROM policies WHERE organization_id = ? AND type = 5", organization)
    here.practice.execute(
        "INSERT INTO policies (id, organization_id, type, enabled, data, revised_at)"
        " VALUES ('c0ffee00-0000-4000-8000-000000000005', ?, 5, 1, NULL, 0)",
        organization,
    )
    here.practice.execute("UPDATE organizations SET plan_type = 20 WHERE id = ?", organization)
    nils = next(one for one in (await here.access()).members if one.role == MemberRole.ADMIN)
    await here.wish(nils.email, Wish(MemberRole.USER))
    found = here.practice.execute(
        "SELECT c.name FROM collections c JOIN collection_users a ON a.collection_id = c.id"
        " WHERE c.type = 1 AND a.organization_user_id = ?",
        nils.id,
    )
    assert len(found) == 1
    assert str(found[0][0]).startswith("2.")
    assert (await here.one(nils.email)).collections == nils.collections, "and it is none to edit"
