"""The policies of a client as a table, with the details of one. Pure. Data values are foreign text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backend_client.portal.policies import Obstacle, Policy, PolicyBoard
from backend_client.portal.policy_consequences import consequences_of
from backend_client.portal.policy_data import is_odd, value_in
from backend_client.portal.policy_plan import dependants
from backend_client.portal.policy_types import Field, FieldKind, PolicyType
from tui.presenters.csv_cells import csv_text
from tui.presenters.policy_field_words import choice_word, short_label
from tui.presenters.policy_words import name_of, obstacle_words, words_of
from tui.presenters.table import Cell, Column
from tui.safe_text import fit, safe_text
from tui.translate import _, ngettext

MOST_NAMED = 3
"""Members named in one sentence; the others are counted. A plan names each in a row."""


@dataclass(frozen=True, slots=True)
class PolicyTableRow:
    """One policy in the table."""

    policy: Policy
    needs: int | None
    needed_on: bool

    @property
    def id(self) -> str:
        """The server's number."""
        return str(self.policy.type)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Finished cells, in the order of `policy_columns`."""
        policy = self.policy
        style = "dim" if policy.obstacle is not None and not policy.enabled else ""
        needs = "" if self.needs is None else name_of(self.needs)
        return (
            Cell(name_of(policy.type), style),
            Cell(state_word(policy), style or ("ok" if policy.enabled else "")),
            Cell(_shown(policy), style),
            Cell(needs, "" if self.needed_on or policy.enabled else "muted"),
        )


def _shown(policy: Policy) -> str:
    if policy.obstacle is not None and not policy.enabled:
        return obstacle_words(policy.obstacle)
    if policy.type == PolicyType.SEND_CONTROLS and policy.enabled and not policy.saved:
        return _("follows Remove Send and Send options")
    return data_words(policy) if policy.enabled else ""


def state_word(policy: Policy) -> str:
    """On, off, or not to be had."""
    if policy.enabled:
        return _("on") if policy.saved else _("(on)")
    return "-" if policy.obstacle is not None else _("off")


def policy_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("policy", _("Policy"), 28, narrow=20),
        Column("state", _("State"), 5, narrow=4),
        Column("data", _("Data"), 20, narrow=10, flexible=True),
        Column("needs", _("Needs"), 19, narrow=10, drop=1),
    )


def policy_rows(board: PolicyBoard) -> tuple[PolicyTableRow, ...]:
    """A row for every type, in the catalogue's order."""
    return tuple(_table_row(board, policy) for policy in board.policies)


def _table_row(board: PolicyBoard, policy: Policy) -> PolicyTableRow:
    needs = board.needs(policy.type)
    return PolicyTableRow(policy, needs, needs is not None and board.policy(needs).enabled)


def data_words(policy: Policy) -> str:
    """The data in short: what is set, nothing that is not."""
    return data_text(policy.kind.fields, policy.data)


def data_text(fields: tuple[Field, ...], data: Mapping[str, Any]) -> str:
    """`data` in short words; members this program does not know are counted."""
    said = [words for field in fields if (words := _field_words(field, data))]
    known = {field.key for field in fields}
    others = sum(key not in known for key in data)
    if others:
        said.append(ngettext("{n} other value", "{n} other values", others).format(n=others))
    return ", ".join(said)


def _field_words(field: Field, data: Mapping[str, Any]) -> str:
    if is_odd(field, data):
        return f"{field.key}: {odd_text(field, data)}"
    value = value_in(field, data)
    if value is None or value is False or value == ():
        return ""
    if field.key == "type" and value == "custom" and data.get("minutes") is not None:
        return ""  # the minutes say it
    if field.key in _MEASURES:
        return _MEASURES[field.key]().format(value=value)
    label = short_label(field)
    return label if value is True else f"{label} {value_text(field, data)}".strip()


_MEASURES: Mapping[str, Callable[[], str]] = {
    "minutes": lambda: _("after {value} min"),
    "deletionHours": lambda: _("deleted after {value} h"),
}


def odd_text(field: Field, data: Mapping[str, Any]) -> str:
    """A value that fits no field, as it is."""
    return safe_text(json.dumps(data.get(field.key), ensure_ascii=False), limit=40)


def value_text(field: Field, data: Mapping[str, Any]) -> str:
    """The value of one field, safe; empty where there is none."""
    value = value_in(field, data)
    if value is None:
        return ""
    if field.kind is FieldKind.FLAG:
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return "+".join(choice_word(field, one) for one in value)
    if field.kind is FieldKind.CHOICE and not isinstance(value, bool):
        return choice_word(field, value)
    return safe_text(str(value), limit=60)


def policies_line(board: PolicyBoard) -> str:
    """How many are on, and what members there are."""
    words = _("{on} of {all} policies on.").format(on=len(board.enabled), all=len(board.policies))
    if board.members is None:
        return words + " " + _("The members could not be read: whom a policy hits cannot be said in advance.")
    joined = sum(member.status in (1, 2) for member in board.members)
    invited = sum(member.status == 0 for member in board.members)
    if not joined:
        return words + " " + _("Nobody has joined: switching on revokes nobody.")
    said = ngettext("{n} person has joined", "{n} people have joined", joined).format(n=joined)
    if invited:
        said += ngettext(", {n} is only invited", ", {n} are only invited", invited).format(n=invited)
    return f"{words} {said}."


def not_applicable() -> tuple[str, ...]:
    """What the screen says where an organization may use no policies."""
    return (
        _("Not applicable: this organization's plan has no enterprise policies."),
        _("Nothing is missing here and the checklist does not wait for it. Esc goes back."),
    )


def details(board: PolicyBoard, number: int) -> tuple[str, ...]:
    """What the policy under the cursor does, whom it spares, what it needs, what it would do now."""
    policy, words = board.policy(number), words_of(number)
    sentences = [words.effect]
    if policy.obstacle is not None:
        sentences.append(_("Not to be had here: {why}.").format(why=obstacle_words(policy.obstacle)))
        return tuple(sentences)
    needs = board.needs(number)
    if needs is not None and not policy.enabled:
        state = _("which is on") if board.policy(needs).enabled else _("offered together with it")
        sentences.append(_("Needs {policy}, {state}.").format(policy=name_of(needs), state=state))
    needing = dependants(board, number)
    if policy.enabled and needing:
        names = ", ".join(name_of(one.type) for one in needing)
        sentences.append(_("Needed by: {policies}.").format(policies=names))
    if not policy.enabled:
        sentences.extend(effects_of(board, number))
    elif data_words(policy):
        sentences.append(_("Set: {data}.").format(data=data_words(policy)))
    return (*sentences, _("Exempt: {who}.").format(who=words.exempt))


def effects_of(board: PolicyBoard, number: int) -> tuple[str, ...]:
    """What switching it on would do to people now."""
    found = consequences_of(board, number)
    if not found.known:
        return (_("The members could not be read, so it is not known whom it would revoke."),)
    said: list[str] = []
    if found.blockers:
        words = _("The server will refuse it: without master password: {who}.")
        said.append(words.format(who=people(found.blockers)))
    if found.revoked:
        count = len(found.revoked)
        words = ngettext("Revokes {n} member: {who}.", "Revokes {n} members: {who}.", count)
        said.append(words.format(n=count, who=people(found.revoked)))
    elif number == PolicyType.TWO_STEP and not board.policy(number).enabled:
        said.append(_("Nobody is revoked."))
    if number == PolicyType.SINGLE_ORGANIZATION and not board.policy(number).enabled:
        said.append(_possible(len(found.possible)))
    if number == PolicyType.ACCOUNT_RECOVERY and board.has_keys is False:
        said.append(_("The organization has no key pair yet; recovery works only once it has one."))
    if number == PolicyType.REQUIRE_SSO and not board.sso_enabled:
        said.append(_("Single sign-on is not enabled here yet: members could not log in at all."))
    if number == PolicyType.DATA_OWNERSHIP and board.my_items:
        said.append(_("Each confirmed member it covers gets a collection My Items."))
    return tuple(said)


def _possible(count: int) -> str:
    if not count:
        return _("Nobody is revoked: no member it covers has joined.")
    words = ngettext(
        "Revokes those of {n} member who are in another organization; that cannot be seen in advance.",
        "Revokes those of {n} members who are in another organization; that cannot be seen in advance.",
        count,
    )
    return words.format(n=count)


def people(members: tuple[Any, ...]) -> str:
    """The e-mails of the first few, and how many more."""
    named = ", ".join(safe_text(member.email, limit=60) for member in members[:MOST_NAMED])
    more = len(members) - MOST_NAMED
    return named if more <= 0 else _("{names} and {n} more").format(names=named, n=more)


# The report for the command line

_FIELDS = ("type", "policy", "state", "data", "needs", "reason")


def _record(board: PolicyBoard, policy: Policy) -> dict[str, Any]:
    needs = board.needs(policy.type)
    state = "on" if policy.enabled else "off"
    if policy.enabled and not policy.saved:
        state = "derived"
    elif policy.obstacle is not None and not policy.enabled:
        state = "unavailable"
    known = {
        field.key: value_in(field, policy.data)
        for field in policy.kind.fields
        if policy.data.get(field.key) is not None
    }
    return {
        "type": int(policy.type),
        "policy": policy.kind.word,
        "state": state,
        "data": known,
        "needs": None if needs is None else board.policy(needs).kind.word,
        "reason": None if policy.obstacle is None else policy.obstacle.value,
    }


def board_as(board: PolicyBoard, format: str) -> str:
    """The policies as text, JSON or CSV; keys and states are part of the program's interface."""
    if format == "json":
        records = [_record(board, policy) for policy in board.policies]
        return json.dumps(records, indent=2, ensure_ascii=True) + "\n"
    if format == "csv":
        listed = [_record(board, policy) | {"data": data_words(policy)} for policy in board.policies]
        return csv_text(_FIELDS, ([record[field] for field in _FIELDS] for record in listed))
    if not board.applicable:
        return "\n".join(not_applicable()[:1]) + "\n"
    return "\n".join((*(_text_line(policy) for policy in board.policies), policies_line(board))) + "\n"


def _text_line(policy: Policy) -> str:
    columns = (
        fit(policy.kind.word, 19),
        fit(state_word(policy), 4),
        fit(name_of(policy.type), 28),
        _shown(policy) if policy.obstacle is not Obstacle.NO_POLICIES else "",
    )
    return "  ".join(columns).rstrip()
