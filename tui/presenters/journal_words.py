"""What the journal's acts and figures are called, and what an act changed, in a few words. Pure.

All of it may be foreign text: whoever can write the file can write anything into it.
"""

from __future__ import annotations

from typing import Any

from backend_client.portal.journal import Entry
from backend_client.portal.shown_members import EDIT
from tui.presenters.member_journal import member_change_words
from tui.presenters.policy_journal import policy_change_words
from tui.safe_text import safe_text
from tui.translate import _


def act_word(act: str) -> str:
    """What was done, in a word or two; an act of another version by its own name."""
    if act.startswith("job."):
        return _("Job: {act}").format(act=act_word(act.removeprefix("job.")))
    known = {
        "client.create": _("Create"),
        "client.seats": _("Seats"),
        "client.rename": _("Rename"),
        "client.move": _("Move seats"),
        "client.move.take": _("Move: take"),
        "client.move.give": _("Move: give"),
        "client.add": _("Add"),
        "client.unlink": _("Unlink"),
        "client.delete": _("Delete client"),
        "provider.update": _("Provider"),
        "provider.delete": _("Delete provider"),
        "organization.rename": _("Rename"),
        "organization.email": _("Billing e-mail"),
        "organization.collections": _("Collection rules"),
        "organization.purge": _("Purge vault"),
        "domain.add": _("Add domain"),
        "domain.verify": _("Verify domain"),
        "domain.remove": _("Remove domain"),
        "vault.import": _("Import"),
        "policy.set": _("Policy"),
        "member.invite": _("Invite"),
        "member.confirm": _("Confirm"),
        "member.resend": _("Resend"),
        "member.revoke": _("Revoke"),
        "member.restore": _("Restore"),
        "member.remove": _("Remove"),
        "member.edit": _("Role, access"),
        "member.again": _("Invite again"),
        "member.delete_account": _("Delete account"),
        "person.invite": _("Invite staff"),
        "person.resend": _("Resend staff"),
        "person.confirm": _("Confirm staff"),
        "person.role": _("Staff role"),
        "person.remove": _("Remove staff"),
        "member.recover": _("Recover"),
        "device.approve": _("Approve device"),
        "device.deny": _("Deny device"),
        "collection.create": _("New collection"),
        "collection.rename": _("Rename collection"),
        "collection.delete": _("Delete collection"),
        "collection.access": _("Access"),
        "collection.admin_access": _("Admin access"),
        "sso.save": _("SSO"),
        "sso.enable": _("SSO on"),
        "sso.disable": _("SSO off"),
        "scim.on": _("SCIM on"),
        "scim.off": _("SCIM off"),
        "scim_key.fetch": _("SCIM key taken"),
        "scim_key.rotate": _("New SCIM key"),
        "api_key.fetch": _("API key taken"),
        "api_key.rotate": _("New API key"),
        "group.create": _("New group"),
        "group.access": _("Group access"),
        "group.members": _("Group members"),
        "group.rename": _("Group name"),
        "group.delete": _("Delete group"),
        "joining.provider": _("Join provider"),
        "setup.provider": _("Set up"),
        "joining.organization": _("Join"),
        "key.accept": _("Accept key"),
    }
    return known.get(act) or safe_text(act, limit=30)


def change_words(entry: Entry) -> str:
    """`40 -> 45` where one figure changed; otherwise every figure that did."""
    before, after = entry.before, entry.after
    if entry.act == "policy.set":
        return policy_change_words(before, after)
    if entry.act == "person.role":
        return f"{value_word(after.get('emails'))}: {_arrow(entry, 'role')}"
    if entry.act == EDIT:
        return member_change_words(before, after)
    if "target" in after:
        return _("{giving}, {target} {taking}").format(
            giving=_arrow(entry, "seats"),
            target=value_word(after["target"]),
            taking=_arrow(entry, "target_seats"),
        )
    if not before or not after:
        one = after or before
        return ", ".join(
            f"{figure_word(name)} {value_word(one[name])}" for name in one if name not in _NOT_SHOWN
        )
    changed = [name for name in after if before.get(name) != after[name] and name != "marks"]
    if len(changed) == 1:
        return _arrow(entry, changed[0])
    return ", ".join(f"{figure_word(name)} {_arrow(entry, name)}" for name in changed)


def _arrow(entry: Entry, name: str) -> str:
    return f"{value_word(entry.before.get(name))} -> {value_word(entry.after.get(name))}"


_NOT_SHOWN = frozenset(
    {
        "key_id",
        "pin",
        "pin_id",
        "target_id",
        "name",
        "marks",
        "collection_id",
        "collection_ids",
        "assignee_id",
        "ids",
        "keys",
        "request",
        "rows",
        "asked",
    }
)
"""Figures for programs, and the name, which has a column of its own."""


def figure_word(name: str) -> str:
    """What a figure of the journal is called; one of another version by its own name."""
    known = {
        "seats": _("seats"),
        "name": _("name"),
        "plan": _("plan"),
        "owner_email": _("owner"),
        "target": _("to"),
        "target_seats": _("its seats"),
        "target_id": _("its id"),
        "key_id": _("key id"),
        "key": _("key id"),
        "replaces": _("replaces"),
        "items": _("items"),
        "used": _("used"),
        "permissions": _("permissions"),
        "groups": _("groups"),
        "role": _("role"),
        "emails": _("addresses"),
        "ids": _("member ids"),
        "count": _("rows"),
        "reset": _("reset"),
        "request": _("request"),
        "keys": _("key digests"),
        "collections": _("collections"),
        "marks": _("marks"),
        "collection": _("collection"),
        "manager": _("manager"),
        "member": _("member"),
        "permission": _("permission"),
        "admin_access": _("admin access"),
        "limit_creation": _("restrict creation"),
        "limit_deletion": _("restrict deletion"),
        "limit_item_deletion": _("restrict item deletion"),
        "billing_email": _("billing e-mail"),
        "domain": _("domain"),
        "verified": _("verified"),
        "enabled": _("on"),
        "identifier": _("identifier"),
        "kind": _("kind"),
        "decryption": _("decryption"),
        "fields": _("fields"),
        "scim_provider": _("provider"),
        "group": _("group"),
        "group_id": _("its id"),
        "access": _("access"),
        "reached": _("collections"),
        "members": _("members"),
        "joined": _("into groups"),
        "left": _("out of groups"),
        "joined_ids": _("ids of groups"),
        "left_ids": _("ids of groups"),
        "added": _("put in"),
        "removed": _("taken out"),
        "recovery": _("account recovery"),
        "email": _("address"),
    }
    return known.get(name) or safe_text(name, limit=20)


def value_word(value: Any) -> str:
    """A figure's value; `-` where there is none."""
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return "-" if value is None else safe_text(str(value), limit=60)
