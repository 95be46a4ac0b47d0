"""Saving a policy: what stands against it, and what it does to members and to other policies."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from sqlite3 import Row

from embedded_backend import audit
from embedded_backend.access import Access, organization_row
from embedded_backend.call import Call
from embedded_backend.domain_claims import verified_domains
from embedded_backend.errors import Problem
from embedded_backend.plans import features
from embedded_backend.policy_revocations import check_automatic_confirmation, revoke_for
from embedded_backend.policy_types import (
    ACCOUNT_RECOVERY,
    AUTOMATIC_CONFIRMATION,
    CLAIMED_DOMAINS,
    DATA_OWNERSHIP,
    FILL_ASSIST,
    NAMES,
    NEED_SINGLE_ORGANIZATION,
    REMOVE_SEND,
    REQUIRE_SSO,
    SEND_CONTROLS,
    SEND_OPTIONS,
    SINGLE_ORGANIZATION,
    check_fill_assist,
    check_send_controls,
    send_controls,
)
from embedded_backend.routes.member_confirm import make_my_items
from embedded_backend.routes.members import MEMBERS

_KEY_CONNECTOR, _TRUSTED_DEVICES = 1, 2


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """`data` is JSON that was checked. `collection_name`: what My Items collections are to be called.

    `actor`: the account that is spared from revocations; None where the server itself changes the policy.
    """

    type: int
    enabled: bool
    data: str | None
    collection_name: str | None = None
    actor: str | None = None


def policy_rows(call: Call, organization_id: str) -> dict[int, Row]:
    """The policies ever saved, by type."""
    statement = "SELECT * FROM policies WHERE organization_id = ? ORDER BY type"
    return {row["type"]: row for row in call.database.rows(statement, (organization_id,))}


def save_policy(call: Call, access: Access, change: PolicyChange) -> Row:
    """Save one. Raises 400 where plan, prerequisites, data, SSO or members stand against it."""
    organization = organization_row(call, access.organization_id)
    if not features(organization["plan_type"])["usePolicies"]:
        raise Problem(400, "This organization cannot use policies.")
    saved = policy_rows(call, organization["id"])
    before = saved.get(change.type)
    was_on = before is not None and bool(before["enabled"])
    on = {kind for kind, row in saved.items() if row["enabled"]}
    if change.enabled != was_on:
        _check_dependencies(change, on)
    if change.type == SINGLE_ORGANIZATION and not change.enabled:
        _check_domains(call, organization["id"])
    _check_sso(call, organization["id"], change)
    if change.type == SEND_CONTROLS:
        check_send_controls(change.data)
    if change.enabled:
        _check_enabled(call, organization["id"], change, was_on=was_on)
        if not was_on:
            revoke_for(call, access, change.type, change.actor)
    row = _store(call, organization["id"], change.type, change.enabled, change.data)
    audit.log_organization(call, access, audit.POLICY_UPDATED, policy_id=row["id"])
    _synchronise(call, organization["id"], row)
    if change.type == DATA_OWNERSHIP and change.enabled and not was_on and change.collection_name:
        _make_my_items(call, organization["id"], change.collection_name)
    return row


def _check_dependencies(change: PolicyChange, on: set[int]) -> None:
    name = NAMES[change.type]
    required = NAMES[SINGLE_ORGANIZATION]
    if change.enabled and change.type in NEED_SINGLE_ORGANIZATION and SINGLE_ORGANIZATION not in on:
        raise Problem(400, f"Turn on the {required} policy because it is required for the {name} policy.")
    dependants = [kind for kind in NEED_SINGLE_ORGANIZATION if kind in on]
    if change.enabled or change.type != SINGLE_ORGANIZATION or not dependants:
        return
    if len(dependants) > 1:
        raise Problem(400, f"Turn off all of the policies that require the {name} policy.")
    raise Problem(400, f"Turn off the {NAMES[dependants[0]]} policy because it requires the {name} policy.")


def _check_domains(call: Call, organization_id: str) -> None:
    if verified_domains(call.database, organization_id):
        raise Problem(
            400,
            "The Single organization policy is required for organizations that have enabled domain"
            " verification.",
        )


def _check_sso(call: Call, organization_id: str, change: PolicyChange) -> None:
    """What the way members decrypt needs may not be switched off."""
    needing = {
        SINGLE_ORGANIZATION: (_KEY_CONNECTOR,),
        REQUIRE_SSO: (_KEY_CONNECTOR, _TRUSTED_DEVICES),
        ACCOUNT_RECOVERY: (_TRUSTED_DEVICES,),
    }.get(change.type, ())
    enrolls = change.type == ACCOUNT_RECOVERY and bool(
        change.data and json.loads(change.data).get("autoEnrollEnabled")
    )
    if change.enabled and (change.type != ACCOUNT_RECOVERY or enrolls):
        return
    stored = call.database.value(
        "SELECT data FROM sso_configs WHERE organization_id = ? AND enabled = 1", (organization_id,)
    )
    way = json.loads(stored)["memberDecryptionType"] if stored else None
    if way in needing:
        text = "Key Connector is enabled" if way == _KEY_CONNECTOR else "Trusted device encryption is on"
        raise Problem(400, f"{text} and requires this policy.")


def _check_enabled(call: Call, organization_id: str, change: PolicyChange, *, was_on: bool) -> None:
    if change.type == CLAIMED_DOMAINS and not verified_domains(call.database, organization_id):
        raise Problem(400, "You must claim at least one domain to turn on this policy")
    if change.type == FILL_ASSIST:
        check_fill_assist(change.data)
    if change.type == AUTOMATIC_CONFIRMATION and not was_on:
        check_automatic_confirmation(call, organization_id)


def _store(call: Call, organization_id: str, kind: int, enabled: bool, data: str | None) -> Row:
    call.database.run(
        "INSERT INTO policies (id, organization_id, type, enabled, data, revised_at)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (organization_id, type) DO UPDATE"
        " SET enabled = excluded.enabled, data = excluded.data, revised_at = excluded.revised_at",
        (str(uuid.uuid4()), organization_id, kind, enabled, data, call.backend.now),
    )
    return policy_rows(call, organization_id)[kind]


def _synchronise(call: Call, organization_id: str, row: Row) -> None:
    """Send is governed twice: types 6 and 7 are copied into 21, and 21 into both."""
    saved = policy_rows(call, organization_id)
    if row["type"] == SEND_CONTROLS:
        data = send_controls(row["data"])
        legacy = saved.get(REMOVE_SEND)
        kept = None if legacy is None else legacy["data"]
        _store(call, organization_id, REMOVE_SEND, bool(row["enabled"] and data["disableSend"]), kept)
        hides = bool(row["enabled"] and data["disableHideEmail"])
        options = json.dumps({"disableHideEmail": data["disableHideEmail"]})
        _store(call, organization_id, SEND_OPTIONS, hides, options)
    elif row["type"] in (REMOVE_SEND, SEND_OPTIONS):
        controls = saved.get(SEND_CONTROLS)
        data = send_controls(None if controls is None else controls["data"])
        other = saved.get(SEND_OPTIONS)
        if row["type"] == REMOVE_SEND:
            data["disableSend"] = bool(row["enabled"])
        if other is not None:
            data["disableHideEmail"] = hides_email(other)
        legacy_on = data["disableSend"] if row["type"] == SEND_OPTIONS else other and other["enabled"]
        enabled = bool(row["enabled"] or legacy_on)
        _store(call, organization_id, SEND_CONTROLS, enabled, json.dumps(data))


def hides_email(options: Row | None) -> bool:
    """What the Send options say about hidden addresses."""
    data = json.loads(options["data"]) if options is not None and options["data"] else {}
    return bool(data.get("disableHideEmail"))


def _make_my_items(call: Call, organization_id: str, name: str) -> None:
    for member in call.database.rows(f"{MEMBERS} AND m.status = 2", (organization_id,)):
        make_my_items(call, organization_id, member, name)
