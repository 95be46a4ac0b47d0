"""Changing the collections of practice clients: each act, seen by reading again, and each refusal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend_client.errors import (
    BadRequest,
    ChangedMeanwhile,
    NotApplied,
    ReadOnlyMode,
    Rule,
    RuleBroken,
)
from backend_client.portal.clients import Client, find_client
from backend_client.portal.collection_apply import apply_changes
from backend_client.portal.collection_changes import CollectionChanges
from backend_client.portal.collection_overview import CollectionOverview, NewCollection
from backend_client.portal.collection_plan import (
    AdminAccess,
    CollectionChange,
    Removal,
    Rename,
    plan_grants,
    unmanaged,
)
from backend_client.portal.collection_rules import LONGEST_NAME
from backend_client.portal.collections import Collection, Permission
from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.portal.opened_client import ClientOpener, OpenedClient
from backend_client.portal.providers import Provider
from embedded_backend.options import BackendOptions
from embedded_backend.seed import Persona, person
from tests.practice import Practice, running_practice
from tui.presenters.interrupted_inside import inside_sentences

FRESH = "Second Client's Organization"
FULL = "Birch & Sons Logistics"


@dataclass(frozen=True)
class Desk:
    """One client, opened for changes."""

    changes: CollectionChanges
    provider: Provider
    client: Client

    async def overview(self) -> CollectionOverview:
        return await self.changes.overview(self.provider, self.client)

    async def named(self, name: str) -> Collection:
        found = (await self.overview()).named(name)
        assert found is not None
        return found

    async def create(self, name: str) -> Collection:
        owner = (await self.overview()).owner
        return await self.changes.create(self.provider, self.client, NewCollection(name, owner))


@asynccontextmanager
async def desk(
    practice: Practice, name: str = FRESH, *, journal: Path | None = None, read_only: bool = False
) -> AsyncIterator[Desk]:
    """A desk at `name`."""
    admin = person(Persona.ADMIN)
    async with await practice.signed_in(admin, journal=journal, read_only=read_only) as portal:
        (provider,) = await portal.providers()
        yield Desk(portal.collections, provider, find_client(await portal.client_list(provider), name))


async def test_the_overview_of_a_fresh_client_names_its_invited_owner(practice: Practice) -> None:
    async with desk(practice) as at:
        found = await at.overview()
    assert [each.name for each in found.collections] == ["Default collection"]
    assert found.owner is not None
    assert found.owner.confirmed is False
    assert found.admin_access is False
    assert (found.groups, found.most) == ((), None)
    assert found.assignees == (found.owner,)


async def test_a_collection_is_created_with_the_invited_owner_as_its_manager(
    practice: Practice, tmp_path: Path
) -> None:
    async with desk(practice, journal=tmp_path / "journal.jsonl") as at:
        made = await at.create("IT/Vendors")
        seen = await at.named("IT/Vendors")
    assert seen.id == made.id
    assert seen.managers == made.managers
    assert made.managed
    intent, outcome = Journal(tmp_path / "journal.jsonl").entries()
    assert (intent.phase, intent.act, intent.after["collection"]) == (
        Phase.INTENT,
        "collection.create",
        "IT/Vendors",
    )
    assert outcome.outcome is Outcome.DONE


async def test_without_a_manager_nothing_is_sent_unless_admins_reach_everything(practice: Practice) -> None:
    async with desk(practice) as at:
        with pytest.raises(RuleBroken) as broken:
            await at.changes.create(at.provider, at.client, NewCollection("Sales"))
        assert broken.value.rule is Rule.COLLECTION_NEEDS_MANAGER
        await at.changes.set_admin_access(at.provider, at.client, True)
        made = await at.changes.create(at.provider, at.client, NewCollection("Sales"))
    assert made.managers == ()


async def test_a_manager_that_is_no_member_is_refused_by_the_server(practice: Practice) -> None:
    async with desk(practice) as at:
        owner = (await at.overview()).owner
        assert owner is not None
        gone = replace(owner, id="00000000-0000-4000-8000-000000000000")
        with pytest.raises(NotApplied) as refused:
            await at.changes.create(at.provider, at.client, NewCollection("Sales", gone))
        assert isinstance(refused.value.cause, BadRequest)
        assert (await at.overview()).named("Sales") is None


async def test_a_name_that_exists_is_not_made_twice(practice: Practice) -> None:
    async with desk(practice) as at:
        with pytest.raises(RuleBroken) as broken:
            await at.create("Default collection")
        assert broken.value.rule is Rule.COLLECTION_EXISTS
        sales = await at.create("Sales")
        with pytest.raises(RuleBroken) as broken:
            await at.changes.rename(at.provider, at.client, sales.id, "Default collection")
    assert broken.value.rule is Rule.COLLECTION_EXISTS


@pytest.mark.parametrize(
    ("name", "rule"), [("  ", Rule.NAME_EMPTY), ("x" * (LONGEST_NAME + 1), Rule.COLLECTION_NAME_TOO_LONG)]
)
async def test_names_the_server_would_refuse_are_not_sent(practice: Practice, name: str, rule: Rule) -> None:
    async with desk(practice) as at:
        with pytest.raises(RuleBroken) as broken:
            await at.create(name)
    assert broken.value.rule is rule


async def test_the_longest_name_fits(practice: Practice) -> None:
    async with desk(practice) as at:
        made = await at.create("x" * LONGEST_NAME)
    assert made.name == "x" * LONGEST_NAME


async def test_renaming_keeps_external_id_and_access(practice: Practice) -> None:
    async with desk(practice, FULL) as at:
        before = next(each for each in (await at.overview()).collections if each.groups and each.managed)
        practice.execute("UPDATE collections SET external_id = 'hr-7' WHERE id = ?", before.id)
        await at.changes.rename(at.provider, at.client, before.id, "Elsewhere/" + (before.name or ""))
        after = await at.named("Elsewhere/" + (before.name or ""))
    assert (after.id, after.external_id) == (before.id, "hr-7")
    assert (after.groups, after.managers) == (before.groups, before.managers)


async def test_an_unmanaged_collection_cannot_be_renamed_and_says_why(practice: Practice) -> None:
    async with desk(practice, FULL) as at:
        alone = next(each for each in (await at.overview()).collections if not each.managed)
        with pytest.raises(NotApplied) as refused:
            await at.changes.rename(at.provider, at.client, alone.id, "Another")
    assert isinstance(refused.value.cause, BadRequest)
    assert "can manage permission" in refused.value.cause.server_message


async def test_deleting_takes_the_collection_and_nothing_else(practice: Practice) -> None:
    async with desk(practice) as at:
        top, below = await at.create("Sales"), await at.create("Sales/Leads")
        await at.changes.delete(at.provider, at.client, top.id)
        found = await at.overview()
        assert found.named("Sales") is None
        assert found.named("Sales/Leads") is not None
        with pytest.raises(ChangedMeanwhile) as gone:
            await at.changes.delete(at.provider, at.client, top.id)
        assert gone.value.what == "collection"
        with pytest.raises(ChangedMeanwhile):
            await at.changes.rename(at.provider, at.client, top.id, "Anything")
    assert below.id


async def test_access_is_given_to_many_at_once_changed_and_taken(practice: Practice) -> None:
    async with desk(practice, FULL) as at:
        before = await at.overview()
        group = before.groups[0]
        people = [each for each in before.collections if any(not one.is_group for one in each.managers)]
        chosen = [each.id for each in people][:3]
        assert chosen
        managers = {each.id: each.managers for each in before.collections}
        for permission in (Permission.EDIT_HIDDEN_PASSWORDS, Permission.VIEW, Permission.NO_ACCESS):
            await at.changes.grant(at.provider, at.client, chosen, group, permission)
            after = await at.overview()
            held = {after.grants.get((each, group.id), Permission.NO_ACCESS) for each in chosen}
            assert held == {permission}
            others = {key: value for key, value in after.grants.items() if key[1] != group.id}
            assert others == {key: value for key, value in before.grants.items() if key[1] != group.id}
    assert {each.id: each.managers for each in after.collections if each.id in chosen} == {
        each: tuple(one for one in managers[each] if one.name != group.name) for each in chosen
    }


async def test_the_unmanaged_get_a_manager_in_one_request(practice: Practice) -> None:
    async with desk(practice, FULL) as at:
        before = await at.overview()
        alone = [each.id for each in before.collections if not each.managed]
        assert len(alone) == 2
        assert before.owner is not None
        events = practice.count("events")
        await at.changes.grant(at.provider, at.client, alone, before.owner, Permission.MANAGE)
        after = await at.overview()
    assert all(each.managed for each in after.collections)
    assert practice.count("events") == events + 2  # one update each; reading left none


@pytest.mark.parametrize("permission", [Permission.NO_ACCESS, Permission.EDIT])
async def test_the_last_manager_stays(practice: Practice, permission: Permission) -> None:
    async with desk(practice) as at:
        made, owner = await at.create("Sales"), (await at.overview()).owner
        assert owner is not None
        with pytest.raises(RuleBroken) as broken:
            await at.changes.grant(at.provider, at.client, [made.id], owner, permission)
        assert broken.value.rule is Rule.COLLECTION_LAST_MANAGER
        await at.changes.set_admin_access(at.provider, at.client, True)
        await at.changes.grant(at.provider, at.client, [made.id], owner, permission)
        assert not (await at.named("Sales")).managed


async def test_access_for_somebody_who_left_is_not_sent(practice: Practice) -> None:
    async with desk(practice) as at:
        found = await at.overview()
        assert found.owner is not None
        gone = replace(found.owner, id="00000000-0000-4000-8000-000000000000")
        ids = [each.id for each in found.collections]
        with pytest.raises(RuleBroken) as broken:
            await at.changes.grant(at.provider, at.client, ids, gone, Permission.VIEW)
    assert broken.value.rule is Rule.ASSIGNEE_GONE


async def test_switching_admin_access_leaves_the_other_switches(practice: Practice) -> None:
    async with desk(practice) as at:
        practice.execute(
            "UPDATE organizations SET limit_item_deletion = 1, limit_collection_creation = 1 WHERE id = ?",
            at.client.organization_id,
        )
        await at.changes.set_admin_access(at.provider, at.client, True)
        assert await at.changes.admin_access(at.provider, at.client)
        events = practice.count("events")
        await at.changes.set_admin_access(at.provider, at.client, True)
        assert practice.count("events") == events
        await at.changes.set_admin_access(at.provider, at.client, False)
        assert not await at.changes.admin_access(at.provider, at.client)
        ((creation, items),) = practice.execute(
            "SELECT limit_collection_creation, limit_item_deletion FROM organizations WHERE id = ?",
            at.client.organization_id,
        )
    assert (creation, items) == (1, 1)


async def test_read_only_runs_refuse_every_act(practice: Practice) -> None:
    async with desk(practice, read_only=True) as at:
        found = await at.overview()
        (only,) = found.collections
        assert found.owner is not None
        here = (at.provider, at.client)
        for act in (
            at.changes.create(*here, NewCollection("Sales", found.owner)),
            at.changes.rename(*here, only.id, "Sales"),
            at.changes.delete(*here, only.id),
            at.changes.grant(*here, [only.id], found.owner, Permission.EDIT),
            at.changes.set_admin_access(*here, True),
        ):
            with pytest.raises(ReadOnlyMode):
                await act


async def test_a_plan_that_allows_no_more_collections(practice_template: Path, tmp_path: Path) -> None:
    options = BackendOptions(most_collections=2)
    with running_practice(practice_template, tmp_path, options) as practice:
        async with desk(practice) as at:
            await at.create("Sales")
            assert (await at.overview()).most == 2
            with pytest.raises(NotApplied) as refused:
                await at.create("Legal")
    assert isinstance(refused.value.cause, BadRequest)
    assert "maximum number of collections (2)" in refused.value.cause.server_message


async def test_a_collection_that_was_deleted_meanwhile(practice: Practice) -> None:
    async with desk(practice, FULL) as at:
        before = await at.overview()
        (alone, *_others) = [each for each in before.collections if not each.managed]
        practice.execute("DELETE FROM collections WHERE id = ?", alone.id)
        assert before.owner is not None
        for act in (
            at.changes.rename(at.provider, at.client, alone.id, "Sales"),
            at.changes.grant(at.provider, at.client, [alone.id], before.owner, Permission.MANAGE),
        ):
            with pytest.raises(ChangedMeanwhile) as gone:
                await act
            assert gone.value.what == "collection"


async def test_grants_of_the_same_access_go_out_in_one_request(practice: Practice) -> None:
    async with desk(practice, FULL) as at:
        before = await at.overview()
        assert before.owner is not None
        wishes = plan_grants(before, unmanaged(before), before.owner, Permission.MANAGE)
        changes = [wish.change for wish in wishes if wish.change is not None]
        assert await apply_changes(at.changes, at.provider, at.client, changes) == [None, None]
        after = await at.overview()
        again = plan_grants(after, before.collections[:2], before.owner, Permission.MANAGE)
        assert unmanaged(after) == ()
    assert [wish.change for wish in again if wish.same] == [None] * sum(wish.same for wish in again)


async def test_each_kind_of_change_finds_its_act(practice: Practice) -> None:
    async with desk(practice) as at:
        changes: list[CollectionChange] = [AdminAccess(on=True), NewCollection("A"), NewCollection("A")]
        results = await apply_changes(at.changes, at.provider, at.client, changes)
        assert results[:2] == [None, None]
        assert isinstance(results[2], RuleBroken)
        made = await at.named("A")
        changes = [Rename(made.id, "A", "B"), Removal(made.id), Removal(made.id)]
        results = await apply_changes(at.changes, at.provider, at.client, changes)
        assert results[:2] == [None, None]
        assert isinstance(results[2], ChangedMeanwhile)
        assert (await at.overview()).named("B") is None


class OnVaultwarden:
    """Opens clients as if the server were Vaultwarden: whole lists are sent, as it wants them."""

    def __init__(self, opener: ClientOpener) -> None:
        self._opener = opener

    async def open(self, provider: Provider, client: Client) -> OpenedClient:
        return replace(await self._opener.open(provider, client), vaultwarden=True)


async def test_on_vaultwarden_whole_lists_are_sent_and_roles_reach_everything(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.execute("UPDATE organizations SET admin_access = 1")  # as it always is there
    async with desk(practice, FULL) as at:
        before = await at.overview()
        monkeypatch.setattr(at.changes, "_opener", OnVaultwarden(at.changes._opener))
        found = await at.overview()
        assert (found.admin_access, found.bulk, found.most) == (True, False, None)
        assert found.owner is not None
        assert found.owner.everywhere
        chosen = [each for each in before.collections if each.groups][:2]
        group = next(each for each in found.groups if each.name not in chosen[0].groups)
        ids = [each.id for each in chosen]
        await at.changes.grant(at.provider, at.client, ids, group, Permission.VIEW)
        await at.changes.rename(at.provider, at.client, chosen[0].id, "Elsewhere")
        after = await at.overview()
        given = {(each, group.id): Permission.VIEW for each in ids}
        assert {**before.grants, **given} == after.grants
        assert after.named("Elsewhere") is not None
        with pytest.raises(RuleBroken) as broken:
            await at.changes.grant(at.provider, at.client, ids, found.owner, Permission.VIEW)
        assert broken.value.rule is Rule.REACHES_EVERYTHING
        with pytest.raises(RuleBroken) as broken:
            await at.changes.set_admin_access(at.provider, at.client, True)
        assert broken.value.rule is Rule.NO_COLLECTION_SETTINGS
        assert await at.changes.admin_access(at.provider, at.client)
        made = await at.changes.create(at.provider, at.client, NewCollection("Without a manager"))
    assert made.name == "Without a manager"


async def test_interrupted_acts_are_told_once_by_what_the_server_shows(
    practice: Practice, tmp_path: Path
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with desk(practice, journal=journal) as at:
        made = await at.create("Sales")
        owner = (await at.overview()).owner
        assert owner is not None
        intents: tuple[tuple[str, dict[str, Any], dict[str, Any], Outcome], ...] = (
            ("collection.create", {}, {"collection": "Sales"}, Outcome.DONE),
            ("collection.create", {}, {"collection": "Legal"}, Outcome.NOT_SENT),
            ("collection.rename", {"collection_id": made.id}, {"collection": "Sales"}, Outcome.DONE),
            ("collection.delete", {"collection_id": made.id}, {}, Outcome.NOT_SENT),
            ("collection.admin_access", {}, {"admin_access": True}, Outcome.NOT_SENT),
            (
                "collection.access",
                {},
                {"collection_ids": [made.id, "gone"], "assignee_id": owner.id, "permission": "manage"},
                Outcome.HALF_DONE,
            ),
            ("collection.access", {}, {}, Outcome.UNKNOWN),
        )
        for act, before, after, _outcome in intents:
            Journal(journal).append(
                who="ada",
                server="practice",
                act=act,
                phase=Phase.INTENT,
                organization_id=at.client.organization_id,
                before=before,
                after=after,
            )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("backend_client.portal.interruptions.still_runs", lambda _process: False)
            early = (await at.overview()).settled
            patch.setattr(
                "backend_client.portal.interruptions.clock.now",
                lambda: datetime.now(UTC) + timedelta(minutes=3),
            )
            late = (await at.overview()).settled
            assert (await at.overview()).settled == ()
    expected = [outcome for *_act, outcome in intents]
    assert [each.outcome for each in early] == expected
    assert [each.waits for each in early] == [each is not Outcome.DONE for each in expected]
    assert [each.outcome for each in late] == [each for each in expected if each is not Outcome.DONE]
    sentences = inside_sentences((early[0], *late))
    assert sentences[0] == "Interrupted before: New collection 'Sales'. It arrived; do not repeat it."
    assert len({each.split(". ", 1)[1] for each in sentences}) == 4
