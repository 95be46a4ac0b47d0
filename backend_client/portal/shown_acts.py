"""Whether an interrupted act inside a client happened, by what a screen reads anyway. Pure.

An import is recognised by digests of the first and the last encrypted name it sent: such a text is
never made twice. What has no trace here (reminders, keys, settings of a directory) stays UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from backend_client.portal.collections import Collection, Permission
from backend_client.portal.groups import Group
from backend_client.portal.interruptions import SettledAct
from backend_client.portal.journal import Entry, Outcome
from backend_client.portal.noted_figures import permission_named, share_of, text_of, texts_of
from backend_client.portal.shown_members import AGAIN, INVITE, MEMBER_DECIDERS, ShownMember

IMPORT = "vault.import"
"""What an import is called in the journal."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the server shows of one client. None: it was not read whole, so that absence proves nothing.

    `collections` are names by id, `policies` the journal's figures of each by its word (a policy that is
    missing was never saved), `item_marks` what `mark_of` says of every item. `organization` are the journal's
    figures of the client itself; `domains` says by name whether one is verified, `requests` are the ids of
    devices' requests that wait.
    """

    collections: Mapping[str, str | None] | None = None
    groups: tuple[Group, ...] | None = None
    members: tuple[ShownMember, ...] | None = None
    policies: Mapping[str, Mapping[str, Any]] | None = None
    sso_enabled: bool | None = None
    admin_access: bool | None = None
    item_marks: frozenset[str] | None = None
    organization: Mapping[str, Any] | None = None
    domains: Mapping[str, bool] | None = None
    requests: frozenset[str] | None = None

    def decide(self, entry: Entry) -> SettledAct | None:
        """What became of `entry`: DONE, HALF_DONE, NOT_SENT (not seen), or UNKNOWN (it leaves no trace
        here, or what is shown is neither the old nor the new). None: what would show it was not read."""
        decide = _DECIDERS.get(entry.act)
        outcome = decide(self, entry) if decide else Outcome.UNKNOWN
        return None if outcome is None else SettledAct(entry, outcome, self._missing(entry))

    def _missing(self, entry: Entry) -> tuple[str, ...]:
        if entry.act not in (INVITE, AGAIN) or self.members is None:
            return ()
        known = {member.email.casefold() for member in self.members}
        return tuple(each for each in texts_of(entry, "emails") if each.casefold() not in known)


def shown_collections(collections: Iterable[Collection]) -> Mapping[str, str | None]:
    """Their names by id."""
    return {collection.id: collection.name for collection in collections}


def marks_of(sealed_names: Sequence[str]) -> list[str]:
    """What the intent of an import notes of the encrypted names of its items."""
    return [mark_of(sealed_names[0]), mark_of(sealed_names[-1])] if sealed_names else []


def mark_of(sealed_name: str) -> str:
    """The digest of one encrypted name."""
    return sha256(sealed_name.encode()).hexdigest()[:32]


def _collection_made(shown: Shown, entry: Entry) -> Outcome | None:
    if shown.collections is None:
        return None
    return _seen(entry.after.get("collection") in shown.collections.values())


def _collection_renamed(shown: Shown, entry: Entry) -> Outcome | None:
    if shown.collections is None:
        return None
    return _became(shown.collections.get(text_of(entry.before, "collection_id")), entry, "collection")


def _collection_deleted(shown: Shown, entry: Entry) -> Outcome | None:
    if shown.collections is None:
        return None
    return _seen(text_of(entry.before, "collection_id") not in shown.collections)


def _collection_granted(shown: Shown, entry: Entry) -> Outcome | None:
    holder, wanted = text_of(entry.after, "assignee_id"), permission_named(entry.after.get("permission"))
    held = {each.id: each.access for each in shown.members or ()}
    held.update((each.id, each.access) for each in shown.groups or ())
    access = held.get(holder)
    if access is None and (shown.members is None or shown.groups is None):
        return None
    if access is None or wanted is None:
        return Outcome.UNKNOWN
    ids = texts_of(entry, "collection_ids")
    return share_of([access.get(each, Permission.NO_ACCESS) is wanted for each in ids])


def _admin_access(shown: Shown, entry: Entry) -> Outcome | None:
    return (
        None if shown.admin_access is None else _seen(entry.after.get("admin_access") is shown.admin_access)
    )


def _imported(shown: Shown, entry: Entry) -> Outcome | None:
    marks = shown.item_marks
    if marks is None:
        return None
    found = share_of([each in marks for each in texts_of(entry, "marks")])
    # One of several requests: those before it arrived, those after it were never sent.
    earlier = _number(entry.after, "earlier")
    last = _number(entry.after, "items") - _number(entry.before, "items") + earlier
    if (found is Outcome.NOT_SENT and earlier) or (
        found is Outcome.DONE and last < _number(entry.after, "all")
    ):
        return Outcome.HALF_DONE
    return found


def _number(noted: Mapping[str, Any], name: str) -> int:
    number = noted.get(name)
    return number if isinstance(number, int) else 0


def _group_made(shown: Shown, entry: Entry) -> Outcome | None:
    if shown.groups is None:
        return None
    return _seen(any(group.name == entry.after.get("group") for group in shown.groups))


def _group_renamed(shown: Shown, entry: Entry) -> Outcome | None:
    if shown.groups is None:
        return None
    group = _group(shown, entry)
    return _became(None if group is None else group.name, entry, "group")


def _group_deleted(shown: Shown, entry: Entry) -> Outcome | None:
    return None if shown.groups is None else _seen(_group(shown, entry) is None)


def _group_granted(shown: Shown, entry: Entry) -> Outcome | None:
    if shown.groups is None:
        return None
    group, cells = _group(shown, entry), text_of(entry.after, "access").split()
    if group is None:
        return Outcome.UNKNOWN
    pairs = [(key, permission_named(word)) for key, _, word in (cell.partition("=") for cell in cells)]
    return share_of([group.reach(key) is wanted for key, wanted in pairs])


def _group_filled(shown: Shown, entry: Entry) -> Outcome | None:
    if shown.groups is None or shown.members is None:
        return None
    group = _group(shown, entry)
    if group is None:
        return Outcome.UNKNOWN
    added, removed = (text_of(entry.after, name).split() for name in ("added", "removed"))
    return share_of([one in group.members for one in added] + [one not in group.members for one in removed])


def _policy_set(shown: Shown, entry: Entry) -> Outcome | None:
    if shown.policies is None:
        return None
    word = text_of(entry.after, "policy")
    now = shown.policies.get(word, {"policy": word, "enabled": False})
    if now == entry.after:
        return Outcome.DONE
    return Outcome.NOT_SENT if now == entry.before else Outcome.UNKNOWN


def _sso_switched(shown: Shown, entry: Entry) -> Outcome | None:
    return None if shown.sso_enabled is None else _seen(shown.sso_enabled is (entry.act == "sso.enable"))


def _organization_set(shown: Shown, entry: Entry) -> Outcome | None:
    """What was not read, such as the number of items, decides nothing."""
    if shown.organization is None or not entry.after.keys() <= shown.organization.keys():
        return None
    now = {name: shown.organization[name] for name in entry.after}
    if now == entry.after:
        return Outcome.DONE
    return Outcome.NOT_SENT if now == entry.before else Outcome.UNKNOWN


def _domain_changed(shown: Shown, entry: Entry) -> Outcome | None:
    if shown.domains is None:
        return None
    verified = shown.domains.get(text_of(entry.before, "domain") or text_of(entry.after, "domain"))
    if entry.act == "domain.verify":
        return _seen(verified is True)
    return _seen((verified is None) is (entry.act == "domain.remove"))


def _device_answered(shown: Shown, entry: Entry) -> Outcome | None:
    """A request that still waits was not answered; one that is gone was."""
    return None if shown.requests is None else _seen(text_of(entry.after, "request") not in shown.requests)


def _of_members(
    decide: Callable[[Sequence[ShownMember], Entry], Outcome | None],
) -> Callable[[Shown, Entry], Outcome | None]:
    def of_shown(shown: Shown, entry: Entry) -> Outcome | None:
        return None if shown.members is None else decide(shown.members, entry)

    return of_shown


_DECIDERS: Mapping[str, Callable[[Shown, Entry], Outcome | None]] = {
    "collection.create": _collection_made,
    "collection.rename": _collection_renamed,
    "collection.delete": _collection_deleted,
    "collection.access": _collection_granted,
    "collection.admin_access": _admin_access,
    "group.create": _group_made,
    "group.rename": _group_renamed,
    "group.delete": _group_deleted,
    "group.access": _group_granted,
    "group.members": _group_filled,
    "policy.set": _policy_set,
    "sso.enable": _sso_switched,
    "sso.disable": _sso_switched,
    **dict.fromkeys(
        ("organization.rename", "organization.email", "organization.collections", "organization.purge"),
        _organization_set,
    ),
    **dict.fromkeys(("device.approve", "device.deny"), _device_answered),
    **dict.fromkeys(("domain.add", "domain.verify", "domain.remove"), _domain_changed),
    **{act: _of_members(decide) for act, decide in MEMBER_DECIDERS.items()},
    IMPORT: _imported,
}


def _seen(there: bool) -> Outcome:
    return Outcome.DONE if there else Outcome.NOT_SENT


def _became(name: str | None, entry: Entry, key: str) -> Outcome:
    if name is None:
        return Outcome.UNKNOWN
    if name == entry.after.get(key):
        return Outcome.DONE
    return Outcome.NOT_SENT if name == entry.before.get(key) else Outcome.UNKNOWN


def _group(shown: Shown, entry: Entry) -> Group | None:
    wanted = text_of(entry.before, "group_id")
    return next((group for group in shown.groups or () if group.id == wanted), None)
