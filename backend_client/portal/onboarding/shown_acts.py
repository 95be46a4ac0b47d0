"""Whether an interrupted act inside a client happened, by what a checklist reads anyway. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backend_client.portal.collections import Permission
from backend_client.portal.groups import Group
from backend_client.portal.journal import Entry, Outcome
from backend_client.portal.members import MemberStatus


@dataclass(frozen=True, slots=True)
class ShownMember:
    """One member as far as acts leave traces: `access` maps collection ids."""

    id: str
    email: str
    status: int
    access: Mapping[str, Permission] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the server shows of one client. None: it was not read whole, so that absence proves nothing.

    `collections` are names by id, `policies` the journal's figures of each by its word.
    """

    collections: Mapping[str, str | None] | None
    groups: tuple[Group, ...] | None
    members: tuple[ShownMember, ...] | None
    policies: Mapping[str, Mapping[str, Any]] | None = None
    sso_enabled: bool | None = None

    def outcome(self, entry: Entry) -> Outcome:
        """What became of `entry`: DONE, HALF_DONE, NOT_SENT (not seen), or UNKNOWN (cannot be seen here)."""
        decide = _DECIDERS.get(entry.act)
        found = decide(self, entry) if decide else None
        return Outcome.UNKNOWN if found is None else found


def _collection_made(shown: Shown, entry: Entry) -> Outcome | None:
    if shown.collections is None:
        return None
    return _seen(entry.after.get("collection") in shown.collections.values())


def _collection_renamed(shown: Shown, entry: Entry) -> Outcome | None:
    if shown.collections is None:
        return None
    return _became(shown.collections.get(_text(entry.before, "collection_id")), entry, "collection")


def _collection_deleted(shown: Shown, entry: Entry) -> Outcome | None:
    if shown.collections is None:
        return None
    return _seen(_text(entry.before, "collection_id") not in shown.collections)


def _collection_granted(shown: Shown, entry: Entry) -> Outcome | None:
    name, ids = entry.after.get("group"), entry.after.get("collection_ids")
    wanted = _permission(entry.after.get("permission"))
    if not isinstance(ids, list) or wanted is None:
        return None
    if name is not None:
        groups = [group.access for group in shown.groups or () if group.name == name]
        return _share([groups[0].get(each, Permission.NO_ACCESS) is wanted for each in ids] if groups else [])
    email = entry.after.get("member")
    members = [member.access for member in shown.members or () if member.email == email]
    return _share([members[0].get(each, Permission.NO_ACCESS) is wanted for each in ids] if members else [])


def _group_made(shown: Shown, entry: Entry) -> Outcome | None:
    if shown.groups is None:
        return None
    return _seen(any(group.name == entry.after.get("group") for group in shown.groups))


def _group_renamed(shown: Shown, entry: Entry) -> Outcome | None:
    group = _group(shown, entry)
    return None if group is None else _became(group.name, entry, "group")


def _group_deleted(shown: Shown, entry: Entry) -> Outcome | None:
    return None if shown.groups is None else _seen(_group(shown, entry) is None)


def _group_granted(shown: Shown, entry: Entry) -> Outcome | None:
    group, cells = _group(shown, entry), _text(entry.after, "access").split()
    if group is None:
        return None
    pairs = [(key, _permission(word)) for key, _, word in (cell.partition("=") for cell in cells)]
    return _share([group.reach(key) is wanted for key, wanted in pairs])


def _group_filled(shown: Shown, entry: Entry) -> Outcome | None:
    group = _group(shown, entry)
    if group is None or shown.members is None:
        return None
    added, removed = (_text(entry.after, name).split() for name in ("added", "removed"))
    return _share([one in group.members for one in added] + [one not in group.members for one in removed])


def _policy_set(shown: Shown, entry: Entry) -> Outcome | None:
    if shown.policies is None:
        return None
    now = shown.policies.get(_text(entry.after, "policy"))
    if now == entry.after:
        return Outcome.DONE
    return Outcome.NOT_SENT if now == entry.before else None


def _sso_switched(shown: Shown, entry: Entry) -> Outcome | None:
    return None if shown.sso_enabled is None else _seen(shown.sso_enabled is (entry.act == "sso.enable"))


def _members_changed(is_so: Callable[[int | None], bool]) -> Callable[[Shown, Entry], Outcome | None]:
    """For acts on `ids`: `is_so` tells by a member's status, None where it is not listed."""

    def decide(shown: Shown, entry: Entry) -> Outcome | None:
        ids = entry.after.get("ids")
        if shown.members is None or not isinstance(ids, list):
            return None
        statuses = {member.id: member.status for member in shown.members}
        return _share([is_so(statuses.get(each)) for each in ids])

    return decide


def _members_invited(shown: Shown, entry: Entry) -> Outcome | None:
    emails = entry.after.get("emails")
    if shown.members is None or not isinstance(emails, list):
        return None
    known = {member.email.casefold() for member in shown.members}
    return _share([str(email).casefold() in known for email in emails])


_DECIDERS: Mapping[str, Callable[[Shown, Entry], Outcome | None]] = {
    "collection.create": _collection_made,
    "collection.rename": _collection_renamed,
    "collection.delete": _collection_deleted,
    "collection.access": _collection_granted,
    "group.create": _group_made,
    "group.rename": _group_renamed,
    "group.delete": _group_deleted,
    "group.access": _group_granted,
    "group.members": _group_filled,
    "policy.set": _policy_set,
    "sso.enable": _sso_switched,
    "sso.disable": _sso_switched,
    "member.invite": _members_invited,
    "member.confirm": _members_changed(lambda status: status == MemberStatus.CONFIRMED),
    "member.revoke": _members_changed(lambda status: status == MemberStatus.REVOKED),
    "member.restore": _members_changed(lambda status: status not in (None, MemberStatus.REVOKED)),
    "member.remove": _members_changed(lambda status: status is None),
}


def _seen(there: bool) -> Outcome:
    return Outcome.DONE if there else Outcome.NOT_SENT


def _share(seen: list[bool]) -> Outcome | None:
    if not seen:
        return None
    if all(seen):
        return Outcome.DONE
    return Outcome.HALF_DONE if any(seen) else Outcome.NOT_SENT


def _became(name: str | None, entry: Entry, key: str) -> Outcome | None:
    if name is None:
        return None
    if name == entry.after.get(key):
        return Outcome.DONE
    return Outcome.NOT_SENT if name == entry.before.get(key) else None


def _group(shown: Shown, entry: Entry) -> Group | None:
    wanted = _text(entry.before, "group_id")
    return next((group for group in shown.groups or () if group.id == wanted), None)


def _text(figures: Mapping[str, Any], name: str) -> str:
    value = figures.get(name)
    return value if isinstance(value, str) else ""


def _permission(word: object) -> Permission | None:
    return next((each for each in Permission if each.name.lower() == word), None)
