"""An interrupted act inside a client is decided by what the server shows, and by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from backend_client.portal.collections import Permission
from backend_client.portal.groups import Group
from backend_client.portal.journal import Entry, Outcome, Phase
from backend_client.portal.members import MemberStatus
from backend_client.portal.onboarding.shown_acts import Shown, ShownMember

SHOWN = Shown(
    collections={"c1": "Socials", "c2": "Finance/Taxes", "c3": None},
    groups=(Group("g1", "Sales", {"c1": Permission.EDIT}, frozenset({"m1"})),),
    members=(
        ShownMember("m1", "Jo@birch.example", MemberStatus.CONFIRMED, {"c1": Permission.MANAGE}),
        ShownMember("m2", "raj@birch.example", MemberStatus.REVOKED),
    ),
    policies={"single-organization": {"policy": "single-organization", "enabled": True}},
    sso_enabled=True,
)
NOTHING = Shown(None, None, None)


def entry(act: str, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None) -> Entry:
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    return Entry(1, moment, "ada", "practice", act, Phase.INTENT, before=before or {}, after=after or {})


def renamed(old: str, new: str) -> Entry:
    return entry(
        "collection.rename",
        {"collection": old, "collection_id": "c1"},
        {"collection": new, "collection_id": "c1"},
    )


def access(ids: list[str], permission: str, **who: str) -> Entry:
    return entry("collection.access", {}, {**who, "permission": permission, "collection_ids": ids})


def group(act: str, **after: Any) -> Entry:
    return entry(f"group.{act}", {"group": "Sales", "group_id": "g1"}, after)


def policy(enabled: bool, was: bool) -> Entry:
    def figures(on: bool) -> dict[str, Any]:
        return {"policy": "single-organization", "enabled": on}

    return entry("policy.set", figures(was), figures(enabled))


DECIDED = [
    (entry("collection.create", after={"collection": "Socials"}), Outcome.DONE),
    (entry("collection.create", after={"collection": "socials"}), Outcome.NOT_SENT),
    (renamed("Old", "Socials"), Outcome.DONE),
    (renamed("Socials", "New"), Outcome.NOT_SENT),
    (renamed("Old", "New"), Outcome.UNKNOWN),
    (entry("collection.delete", {"collection_id": "c9"}), Outcome.DONE),
    (entry("collection.delete", {"collection_id": "c1"}), Outcome.NOT_SENT),
    (access(["c1"], "manage", member="Jo@birch.example"), Outcome.DONE),
    (access(["c1", "c2"], "manage", member="Jo@birch.example"), Outcome.HALF_DONE),
    (access(["c2"], "no_access", member="Jo@birch.example"), Outcome.DONE),
    (access(["c1"], "manage", group="Sales"), Outcome.NOT_SENT),
    (access(["c1"], "manage", group="Gone"), Outcome.UNKNOWN),
    (access(["c1"], "own", group="Sales"), Outcome.UNKNOWN),
    (entry("group.create", after={"group": "Sales"}), Outcome.DONE),
    (entry("group.create", after={"group": "HR"}), Outcome.NOT_SENT),
    (group("rename", group="Sales"), Outcome.DONE),
    (entry("group.delete", {"group_id": "g1"}), Outcome.NOT_SENT),
    (entry("group.delete", {"group_id": "g2"}), Outcome.DONE),
    (group("access", access="c1=edit c2=no_access"), Outcome.DONE),
    (group("access", access="c1=edit c2=view"), Outcome.HALF_DONE),
    (group("members", added="m1", removed="m2"), Outcome.DONE),
    (group("members", added="m2", removed="m1"), Outcome.NOT_SENT),
    (policy(enabled=True, was=False), Outcome.DONE),
    (policy(enabled=False, was=True), Outcome.NOT_SENT),
    (entry("policy.set", {"policy": "two-step"}, {"policy": "two-step", "enabled": True}), Outcome.UNKNOWN),
    (entry("sso.enable"), Outcome.DONE),
    (entry("sso.disable"), Outcome.NOT_SENT),
    (entry("sso.save"), Outcome.UNKNOWN),
    (entry("member.invite", after={"emails": ["jo@birch.example"]}), Outcome.DONE),
    (entry("member.invite", after={"emails": ["jo@birch.example", "new@x.example"]}), Outcome.HALF_DONE),
    (entry("member.confirm", after={"ids": ["m1"]}), Outcome.DONE),
    (entry("member.confirm", after={"ids": ["m2"]}), Outcome.NOT_SENT),
    (entry("member.revoke", after={"ids": ["m1", "m2"]}), Outcome.HALF_DONE),
    (entry("member.restore", after={"ids": ["m1"]}), Outcome.DONE),
    (entry("member.remove", after={"ids": ["m7"]}), Outcome.DONE),
    (entry("member.resend", after={"ids": ["m1"]}), Outcome.UNKNOWN),
    (entry("member.confirm", after={"ids": "m1"}), Outcome.UNKNOWN),
    (entry("scim.on"), Outcome.UNKNOWN),
    (entry("an.act.of.a.newer.version"), Outcome.UNKNOWN),
]


@pytest.mark.parametrize(("told", "outcome"), DECIDED, ids=lambda value: getattr(value, "act", None))
def test_the_server_decides(told: Entry, outcome: Outcome) -> None:
    assert SHOWN.outcome(told) is outcome


@pytest.mark.parametrize("told", [told for told, _ in DECIDED], ids=lambda told: told.act)
def test_what_was_not_read_decides_nothing(told: Entry) -> None:
    assert NOTHING.outcome(told) is Outcome.UNKNOWN
