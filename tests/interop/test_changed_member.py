"""A member whose role and access our client changed: the official one sees what we made of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from backend_client import Portal
from backend_client.portal.clients import Client
from backend_client.portal.collections import Permission
from backend_client.portal.invitation_plan import Invitee
from backend_client.portal.member_access import Wish, edit_of
from backend_client.portal.members import MemberRole
from backend_client.portal.providers import Provider
from embedded_backend.seed_people import PRACTICE_PASSWORD
from tests.interop.official_client import OfficialClient
from tests.interop.practice_server import PracticeServer

pytestmark = pytest.mark.interop

EMAIL = "xaver.changed@client.example"


async def test_whom_we_change_reaches_what_we_gave_with_the_official_client(
    portal: Portal,
    provider: Provider,
    organization: Client,
    server: PracticeServer,
    fresh_client: OfficialClient,
) -> None:
    board = await portal.member_edits.board(provider, organization)
    socials = next(one for one in board.collections if one.name == "Socials")
    given = next(one for one in board.collections if one.name == "Productivity Tools")
    invited = Invitee(EMAIL, MemberRole.USER, collections=((socials.id, Permission.VIEW),))
    assert await portal.invitations.send(provider, organization, (invited,)) == (None,)
    with closing(sqlite3.connect(server.database)) as database, database:
        database.execute("UPDATE organization_users SET accepts_at = 0 WHERE email = ?", (EMAIL,))
    people = (await portal.members.board(provider, organization)).members
    member = next(one.id for one in people if one.email == EMAIL)
    found = await portal.members.candidates(provider, organization, [member])
    assert await portal.members.confirm(provider, organization, found.ready) == {member: None}

    board = await portal.member_edits.board(provider, organization)
    before = board.member(member)
    assert before is not None
    assert before.reach(socials.id) is Permission.VIEW
    changes = {socials.id: Permission.NO_ACCESS, given.id: Permission.EDIT}
    edit = edit_of(before, Wish(MemberRole.ADMIN, collections=changes))
    assert await portal.member_edits.apply(provider, organization, board, edit) is False

    session = fresh_client.sign_in(EMAIL, PRACTICE_PASSWORD)
    with fresh_client.serve(session) as service:
        service.sync()
        assert service.shared_collections() == {given.id: "Productivity Tools"}
        listed = service.members(organization.organization_id)
        assert listed == {one.id: one.email for one in people}, "only an admin lists the members"
