"""Policies through the portal on the practice backend: read, plan, apply, and what became of members."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend_client.errors import ChangedMeanwhile, NotApplied, PolicyRefusal, PolicyRefused, RuleBroken
from backend_client.portal.clients import Client, find_client
from backend_client.portal.policies import Obstacle, PolicyBoard, PolicyWish
from backend_client.portal.policy_consequences import consequences_of
from backend_client.portal.policy_data import suggested_data
from backend_client.portal.policy_presets import Preset
from backend_client.portal.policy_types import CATALOGUE, PolicyType
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from embedded_backend.seed import Persona, person
from tests.practice import Practice
from tui.presenters.journal_words import change_words

FRESH, IRONWOOD, TEAMS = "My Client's Organization", "Ironwood Architects", "Juniper Travel"


class Desk:
    """One client of the practice provider, with a portal on it."""

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        self.portal, self.provider, self.client = portal, provider, client

    async def board(self) -> PolicyBoard:
        return await self.portal.policies.read(self.provider, self.client)

    async def wish(self, number: int, enabled: bool = True, data: Any = None) -> list[Any]:
        """Plan a wish and apply every row of it."""
        plan = self.portal.policies.plan_one(await self.board(), PolicyWish(number, enabled, data))
        return [await self.portal.policies.apply(self.provider, self.client, change) for change in plan]


async def open_desk(practice: Practice, name: str, journal: Path | None = None) -> Desk:
    portal = await practice.signed_in(person(Persona.ADMIN), journal=journal)
    (provider, *_others) = await portal.providers()
    return Desk(portal, provider, find_client(await portal.client_list(provider), name))


@pytest.fixture
async def desk(practice: Practice) -> Any:
    opened = await open_desk(practice, FRESH)
    async with opened.portal:
        yield opened


DATA: dict[int, dict[str, Any]] = {
    PolicyType.BANNER: {"description": "Only for work"},
    PolicyType.FILL_ASSIST: {"rulesUrl": "https://rules.example/fill.json"},
    PolicyType.SSO_AUTO_LOGIN: {"idpHost": "idp.example"},
}
REFUSED = {PolicyType.BLOCK_CLAIMED: PolicyRefusal.NO_DOMAIN}


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.word)
async def test_every_type_goes_on_and_off_and_keeps_its_data(desk: Desk, kind: Any) -> None:
    if kind.type == PolicyType.AUTO_CONFIRM:
        assert (await desk.board()).policy(kind.type).obstacle is Obstacle.NO_AUTO_CONFIRM
        return
    data = {**suggested_data(kind), **DATA.get(kind.type, {}), "Odd_Case": [1, {"Ä": None}]}
    if kind.type in REFUSED:
        with pytest.raises(NotApplied) as refused:
            await desk.wish(kind.type, data=data)
        assert isinstance(refused.value.cause, PolicyRefused)
        assert refused.value.cause.reason is REFUSED[kind.type]
        return
    outcomes = await desk.wish(kind.type, data=data)
    assert len(outcomes) == (2 if kind.needs is not None else 1)
    policy = (await desk.board()).policy(kind.type)
    assert (policy.enabled, policy.saved, dict(policy.data)) == (True, True, data)
    assert await desk.wish(kind.type, data=data) == []
    await desk.wish(kind.type, enabled=False)
    policy = (await desk.board()).policy(kind.type)
    assert (policy.enabled, dict(policy.data)) == (False, data)


async def test_what_needs_another_goes_after_it_and_off_before_it(desk: Desk) -> None:
    board = await desk.board()
    on = desk.portal.policies.plan_one(board, PolicyWish(PolicyType.ACCOUNT_RECOVERY, True))
    assert [(change.type, change.for_type) for change in on] == [(3, 8), (8, None)]
    await desk.wish(PolicyType.ACCOUNT_RECOVERY)
    await desk.wish(PolicyType.REQUIRE_SSO)
    off = desk.portal.policies.plan_one(await desk.board(), PolicyWish(PolicyType.SINGLE_ORGANIZATION, False))
    assert [(change.type, change.enabled) for change in off] == [(4, False), (8, False), (3, False)]
    await desk.wish(PolicyType.SINGLE_ORGANIZATION, enabled=False)
    assert not (await desk.board()).enabled


async def test_who_is_revoked_is_who_was_foreseen(practice: Practice) -> None:
    desk = await open_desk(practice, IRONWOOD)
    async with desk.portal:
        board = await desk.board()
        foreseen = {member.email for member in consequences_of(board, PolicyType.TWO_STEP).revoked}
        assert foreseen
        (outcome,) = await desk.wish(PolicyType.TWO_STEP)
        assert {member.email for member in outcome.revoked} == foreseen
        assert not consequences_of(await desk.board(), PolicyType.TWO_STEP).revoked


async def test_somebody_new_to_be_revoked_stops_the_write(practice: Practice) -> None:
    desk = await open_desk(practice, IRONWOOD)
    async with desk.portal:
        set_up = "UPDATE users SET totp_secret = ? WHERE email = ?"
        victim = consequences_of(await desk.board(), PolicyType.TWO_STEP).revoked[0]
        practice.execute(set_up, "JBSWY3DPEHPK3PXP", victim.email)
        (plan,) = desk.portal.policies.plan_one(await desk.board(), PolicyWish(PolicyType.TWO_STEP, True))
        assert victim.id not in plan.revokes
        practice.execute(set_up, None, victim.email)
        with pytest.raises(ChangedMeanwhile) as changed:
            await desk.portal.policies.apply(desk.provider, desk.client, plan)
        assert changed.value.what == "members"
        assert not (await desk.board()).policy(PolicyType.TWO_STEP).enabled


async def test_members_without_master_password_block_and_the_server_agrees(practice: Practice) -> None:
    desk = await open_desk(practice, IRONWOOD)
    async with desk.portal:
        victim = consequences_of(await desk.board(), PolicyType.TWO_STEP).revoked[0]
        practice.execute(
            "UPDATE users SET auth_digest = NULL WHERE id ="
            " (SELECT user_id FROM organization_users WHERE id = ?)",
            victim.id,
        )
        assert [one.id for one in consequences_of(await desk.board(), PolicyType.TWO_STEP).blockers] == [
            victim.id
        ]
        with pytest.raises(NotApplied) as refused:
            await desk.wish(PolicyType.TWO_STEP)
        assert isinstance(refused.value.cause, PolicyRefused)
        assert refused.value.cause.reason is PolicyRefusal.NO_MASTER_PASSWORD


async def test_a_policy_that_somebody_else_saved_is_not_overwritten(desk: Desk) -> None:
    (plan,) = desk.portal.policies.plan_one(
        await desk.board(), PolicyWish(PolicyType.MASTER_PASSWORD, True, {"minLength": 14})
    )
    await desk.wish(PolicyType.MASTER_PASSWORD, data={"minLength": 20})
    with pytest.raises(ChangedMeanwhile) as changed:
        await desk.portal.policies.apply(desk.provider, desk.client, plan)
    assert changed.value.what == "policy"


@pytest.mark.parametrize("preset", Preset)
async def test_a_preset_is_carried_out_and_then_plans_nothing(desk: Desk, preset: Preset) -> None:
    plan = desk.portal.policies.plan_preset(await desk.board(), preset)
    assert plan.changes[0].type == PolicyType.SINGLE_ORGANIZATION
    assert plan.changes[-1].type == PolicyType.TWO_STEP
    for change in plan.changes:
        await desk.portal.policies.apply(desk.provider, desk.client, change)
    again = desk.portal.policies.plan_preset(await desk.board(), preset)
    assert (again.changes, again.impossible) == ((), ())
    assert len(again.settled) == len(plan.changes)


async def test_a_preset_loosens_nothing(desk: Desk) -> None:
    strict = {"minLength": 30, "minComplexity": 4, "requireUpper": True, "ours": "kept"}
    await desk.wish(PolicyType.MASTER_PASSWORD, data=strict)
    plan = desk.portal.policies.plan_preset(await desk.board(), Preset.STRICT)
    (change,) = [one for one in plan.changes if one.type == PolicyType.MASTER_PASSWORD]
    assert change.data == {**strict, "enforceOnLogin": True}


async def test_send_controls_that_nobody_saved_do_not_count(desk: Desk, practice: Practice) -> None:
    assert (await desk.board()).enabled == ()
    await desk.wish(PolicyType.REMOVE_SEND)
    board = await desk.board()
    assert [policy.type for policy in board.enabled] == [PolicyType.REMOVE_SEND]
    assert board.policy(PolicyType.SEND_CONTROLS).enabled
    await desk.wish(PolicyType.SEND_CONTROLS, data={"disableSend": True, "deletionHours": 24})
    assert (await desk.board()).policy(PolicyType.SEND_CONTROLS).saved


async def test_my_items_are_made_under_the_clients_key(practice: Practice) -> None:
    desk = await open_desk(practice, IRONWOOD)
    async with desk.portal:
        await desk.wish(PolicyType.DATA_OWNERSHIP)
        names = practice.execute(
            "SELECT name FROM collections WHERE type = 1 AND organization_id = ?", desk.client.organization_id
        )
        assert names
        assert all(str(name).startswith("2.") for (name,) in names)


async def test_a_plan_without_policies_is_said_and_nothing_can_be_planned(practice: Practice) -> None:
    desk = await open_desk(practice, TEAMS)
    async with desk.portal:
        board = await desk.board()
        assert not board.applicable
        with pytest.raises(RuleBroken):
            desk.portal.policies.plan_one(board, PolicyWish(PolicyType.TWO_STEP, True))
        assert desk.portal.policies.plan_preset(board, Preset.BASELINE).changes == ()


async def test_the_journal_names_the_policy_and_no_odd_value(practice: Practice, tmp_path: Path) -> None:
    desk = await open_desk(practice, FRESH, tmp_path / "journal.jsonl")
    async with desk.portal:
        data = {"rulesUrl": "https://user:hunter2@rules.example/x?token=abc", "odd": "secret"}
        await desk.wish(PolicyType.FILL_ASSIST, data=data)
        assert desk.portal.journal is not None
        intent, outcome = desk.portal.journal.entries()
    assert change_words(intent) == "fill-assist: off -> on, rulesUrl - -> rules.example"
    assert (intent.act, intent.after) == (
        "policy.set",
        {"policy": "fill-assist", "enabled": True, "rulesUrl": "rules.example"},
    )
    assert (outcome.outcome, outcome.about) == ("done", intent.number)
