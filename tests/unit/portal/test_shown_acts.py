"""An interrupted act inside a client is decided by what the server shows, and by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from backend_client.portal.collections import Permission
from backend_client.portal.groups import Group
from backend_client.portal.journal import Entry, Outcome, Phase
from backend_client.portal.members import MemberStatus
from backend_client.portal.shown_acts import Shown, mark_of, marks_of
from backend_client.portal.shown_members import ShownMember

SHOWN = Shown(
    collections={"c1": "Socials", "c2": "Finance/Taxes", "c3": None},
    groups=(Group("g1", "Sales", {"c1": Permission.EDIT}, frozenset({"m1"})),),
    members=(
        ShownMember("m1", "Jo@birch.example", MemberStatus.CONFIRMED, {"c1": Permission.MANAGE}),
        ShownMember("m2", "raj@birch.example", MemberStatus.REVOKED),
        ShownMember(
            "m3",
            "ann@birch.example",
            MemberStatus.CONFIRMED,
            {"c1": Permission.EDIT},
            4,
            frozenset({"manageUsers"}),
            frozenset({"g1"}),
        ),
    ),
    policies={"single-organization": {"policy": "single-organization", "enabled": True}},
    sso_enabled=True,
    admin_access=True,
    item_marks=frozenset(map(mark_of, ("first", "last"))),
    requests=frozenset({"r1"}),
)
NOTHING = Shown()


def entry(act: str, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None) -> Entry:
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    return Entry(1, moment, "ada", "practice", act, Phase.INTENT, before=before or {}, after=after or {})


def renamed(old: str, new: str) -> Entry:
    return entry(
        "collection.rename",
        {"collection": old, "collection_id": "c1"},
        {"collection": new, "collection_id": "c1"},
    )


def access(ids: list[str], permission: str, holder: str) -> Entry:
    after = {"assignee_id": holder, "permission": permission, "collection_ids": ids}
    return entry("collection.access", {}, after)


def imported(*names: str) -> Entry:
    return entry("vault.import", after={"marks": marks_of(names)})


def group(act: str, **after: Any) -> Entry:
    return entry(f"group.{act}", {"group": "Sales", "group_id": "g1"}, after)


def policy(enabled: bool, was: bool) -> Entry:
    def figures(on: bool) -> dict[str, Any]:
        return {"policy": "single-organization", "enabled": on}

    return entry("policy.set", figures(was), figures(enabled))


def policy_off() -> dict[str, Any]:
    """A policy that was never saved."""
    return {"policy": "two-step", "enabled": False}


DECIDED = [
    (entry("collection.create", after={"collection": "Socials"}), Outcome.DONE),
    (entry("collection.create", after={"collection": "socials"}), Outcome.NOT_SENT),
    (renamed("Old", "Socials"), Outcome.DONE),
    (renamed("Socials", "New"), Outcome.NOT_SENT),
    (renamed("Old", "New"), Outcome.UNKNOWN),
    (entry("collection.delete", {"collection_id": "c9"}), Outcome.DONE),
    (entry("collection.delete", {"collection_id": "c1"}), Outcome.NOT_SENT),
    (access(["c1"], "manage", "m1"), Outcome.DONE),
    (access(["c1", "c2"], "manage", "m1"), Outcome.HALF_DONE),
    (access(["c2"], "no_access", "m1"), Outcome.DONE),
    (access(["c1"], "manage", "g1"), Outcome.NOT_SENT),
    (access(["c1"], "manage", "gone"), Outcome.UNKNOWN),
    (access(["c1"], "own", "g1"), Outcome.UNKNOWN),
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
    (entry("collection.admin_access", after={"admin_access": True}), Outcome.DONE),
    (entry("collection.admin_access", after={"admin_access": False}), Outcome.NOT_SENT),
    (entry("policy.set", policy_off(), {"policy": "two-step", "enabled": True}), Outcome.NOT_SENT),
    (entry("device.approve", after={"request": "r1"}), Outcome.NOT_SENT),
    (entry("device.deny", after={"request": "r2"}), Outcome.DONE),
    (imported("first", "between", "last"), Outcome.DONE),
    (imported("first", "lost"), Outcome.HALF_DONE),
    (imported("lost"), Outcome.NOT_SENT),
    (imported(), Outcome.UNKNOWN),
]


@pytest.mark.parametrize(("told", "outcome"), DECIDED, ids=lambda value: getattr(value, "act", None))
def test_the_server_decides(told: Entry, outcome: Outcome) -> None:
    seen = SHOWN.decide(told)
    assert seen is not None
    assert seen.outcome is outcome


@pytest.mark.parametrize("told", [told for told, _ in DECIDED], ids=lambda told: told.act)
def test_what_was_not_read_decides_nothing(told: Entry) -> None:
    seen = NOTHING.decide(told)
    assert seen is None or (seen.outcome is Outcome.UNKNOWN and told.act in TRACELESS)


TRACELESS = ("sso.save", "member.resend", "scim.on", "an.act.of.a.newer.version")


@pytest.mark.parametrize("told", [each for each, _ in DECIDED if each.act in TRACELESS])
def test_what_leaves_no_trace_is_not_waited_for(told: Entry) -> None:
    assert NOTHING.decide(told) is not None


def test_addresses_that_are_not_listed_are_named() -> None:
    seen = SHOWN.decide(entry("member.invite", after={"emails": ["jo@birch.example", "new@x.example", 7]}))
    assert seen is not None
    assert (seen.outcome, seen.missing) == (Outcome.HALF_DONE, ("new@x.example",))


def edited(**after: Any) -> Entry:
    return entry("member.edit", {}, {"emails": ["ann@birch.example"], "ids": ["m3"], **after})


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        ({"role": "custom", "permissions": ["manageUsers"]}, Outcome.DONE),
        ({"role": "admin"}, Outcome.NOT_SENT),
        ({"joined": ["Sales"], "joined_ids": ["g1"], "access": "c1=edit"}, Outcome.DONE),
        ({"left_ids": ["g1"], "access": "c1=edit"}, Outcome.HALF_DONE),
        ({"access": "c1=manage c2=view"}, Outcome.NOT_SENT),
        ({"access": "c2=no_access"}, Outcome.DONE),
        ({"permissions": []}, Outcome.NOT_SENT),
    ],
)
def test_a_change_of_a_member_is_seen_in_what_they_are_and_reach(
    after: dict[str, Any], outcome: Outcome
) -> None:
    found = SHOWN.decide(edited(**after))
    assert found is not None
    assert found.outcome is outcome


def test_a_change_of_a_member_is_not_decided_by_a_list_that_does_not_tell() -> None:
    short = Shown(members=(ShownMember("m3", "ann@birch.example", MemberStatus.CONFIRMED),))
    assert short.decide(edited(role="custom")) is None
    gone = SHOWN.decide(entry("member.edit", {}, {"ids": ["m9"], "role": "user"}))
    assert gone is not None
    assert gone.outcome is Outcome.UNKNOWN
    deleted = SHOWN.decide(entry("member.delete_account", {}, {"ids": ["m9"]}))
    assert deleted is not None
    assert deleted.outcome is Outcome.DONE
