"""Lines of the journal that are well chained and hold anything: what was interrupted is decided and told by
them, and jobs are taken up."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from backend_client.api.provider_users import ProviderUserRow
from backend_client.api.rows import Rows
from backend_client.portal.admin_access import switched_on_here
from backend_client.portal.clients import Client, ClientList, Tier
from backend_client.portal.collections import Permission
from backend_client.portal.groups import Group
from backend_client.portal.interruptions import settle_inside, settle_of_provider
from backend_client.portal.job_lines import JobLines
from backend_client.portal.job_rest import access_of_row, rest_of_members, rest_of_seats, seats_wished
from backend_client.portal.journal import Journal
from backend_client.portal.member_reminders import last_reminders
from backend_client.portal.members import Member, MemberStatus
from backend_client.portal.people_acts import decide_by, mails_sent
from backend_client.portal.providers import Provider, ProviderKind, ProviderRole
from backend_client.portal.reconcile import settle
from backend_client.portal.seats import Seats
from backend_client.portal.shown_acts import Shown
from backend_client.portal.shown_members import ShownMember
from tests.fuzz.state_targets import private_file
from tests.fuzz.target import Target, drawable
from tui.presenters.bulk_seats import plan_again
from tui.presenters.interrupted import interrupted_sentences
from tui.presenters.interrupted_inside import inside_sentences
from tui.presenters.job_edits import to_invite, wish_again
from tui.presenters.job_groups import access_again
from tui.presenters.job_invites import collections_again, permissions_again, text_again
from tui.presenters.jobs import left_row, left_sentence, left_sentences
from tui.presenters.journal import journal_details, journal_rows, matching, verdict_line

_SERVER, _WHO, _PROVIDER, _ORGANIZATION = "vault.example.com", "ines@example.com", "p", "o"
_NOW = datetime.now(UTC)
_HOST = os.uname().nodename
_ENDED = f"{_HOST}:{2**22 + 1}"
"""A process of this host that ended: its number is above every one that is given."""

_LINE: Mapping[str, Any] = {
    "at": (_NOW - timedelta(hours=2)).isoformat(),
    "who": _WHO,
    "server": _SERVER,
    "act": "client.seats",
    "phase": "intent",
    "client": "Birch",
    "organization_id": _ORGANIZATION,
    "provider_id": _PROVIDER,
    "process": _ENDED,
    "before": {},
    "after": {},
    "outcome": None,
    "about": None,
    "note": "",
}
_SHOWN = Shown(
    collections={"c1": "Socials", "c2": None},
    groups=(Group("g1", "Sales", {"c1": Permission.EDIT}, frozenset({"m1"})),),
    members=(
        ShownMember("m1", "ann@birch.example", MemberStatus.CONFIRMED, {"c1": Permission.MANAGE}),
        ShownMember("m2", "raj@birch.example", MemberStatus.REVOKED, role=4, groups=frozenset({"g1"})),
    ),
    policies={"single-organization": {"policy": "single-organization", "enabled": True}},
    sso_enabled=True,
    admin_access=True,
    item_marks=frozenset({"m"}),
    organization={"name": "Birch"},
    domains={"birch.example": True},
    requests=frozenset({"r1"}),
)
_CLIENT = Client("l", _ORGANIZATION, "Birch", "Teams (Monthly)", Tier.TEAMS, Seats(5, 3))
_MEMBER = Member("m1", "u1", "a@x.example", "Ann", MemberStatus.INVITED, 2)
_LISTED = ClientList(
    Provider(_PROVIDER, "Northwind", ProviderKind.MSP, ProviderRole.ADMIN), (_CLIENT,), (), datetime.now(UTC)
)
_PEOPLE: Rows[ProviderUserRow] = Rows(
    (ProviderUserRow.model_validate({"id": "u1", "status": 2, "email": "ann@birch.example"}),)
)


def _lines(found: list[Any]) -> Iterator[bytes]:
    """A good line for each value, with what an object says instead, without what it lists as "without". The
    chain is whole unless an object says so."""
    previous = "0" * 64
    for number, said in enumerate(found, start=1):
        body = {**_LINE, "n": number, "previous": previous, **(said if isinstance(said, dict) else {})}
        without = body.pop("without", ())
        body = {name: value for name, value in body.items() if name not in str(without)}
        rest = {name: value for name, value in body.items() if name != "hash"}
        digest = hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()
        previous = body.setdefault("hash", digest)
        yield json.dumps(body).encode() + b"\n"


def _journal_of(data: bytes) -> Journal | None:
    """HOST in an input is this machine."""
    try:
        found = json.loads(data.replace(b"HOST", _HOST.encode()))
        content = b"".join(_lines(found[:50] if isinstance(found, list) else [found]))
    except (ValueError, RecursionError):
        return None
    path: Path = private_file("lines.jsonl", content)
    path.with_suffix(".head").write_text("1 " + "0" * 64)
    path.with_suffix(".head").chmod(0o600)
    return Journal(path)


def _shown_lines(data: bytes) -> None:
    """Every screen that shows the journal, or what another list says of its acts."""
    journal = _journal_of(data)
    if journal is None:
        return
    drawable(verdict_line(journal.verify()))
    entries = journal.entries()
    for apart in (False, True):
        for row in matching(journal_rows(entries, parts_apart=apart), ""):
            drawable(*(cell.text for cell in row.cells))
            drawable(*(part for pair in journal_details(row) for part in pair))
    switched_on_here(entries, _SERVER, _ORGANIZATION)
    mails_sent(entries, _SERVER, _PROVIDER)
    last_reminders(entries, _SERVER, _ORGANIZATION)


def _settled_lines(data: bytes) -> None:
    """What was interrupted is decided once, and told."""
    journal = _journal_of(data)
    if journal is None:
        return
    inside = settle_inside(journal, _SERVER, _ORGANIZATION, _SHOWN.decide)
    nothing = settle_inside(journal, _SERVER, _ORGANIZATION, Shown().decide)
    people = settle_of_provider(journal, _SERVER, _PROVIDER, decide_by(_PEOPLE), "person")
    drawable(*inside_sentences((*inside, *nothing, *people)))
    drawable(*interrupted_sentences(settle(journal, _SERVER, _LISTED, None)))
    assert all(one.waits for one in settle_inside(journal, _SERVER, _ORGANIZATION, _SHOWN.decide))


def _job_lines(data: bytes) -> None:
    """Every job that an earlier run left is told, and what it asked is taken up as far as it can be read."""
    journal = _journal_of(data)
    if journal is None:
        return
    found = JobLines(journal, who=lambda: _WHO, server=_SERVER).left(_PROVIDER)
    drawable(left_sentence(found))
    for left in found:
        drawable(*left_sentences(left), *(cell.text for cell in left_row("1", left).cells))
        assert not left.done & left.unknown
        text_again(left)
        assert all(isinstance(each, str) for each in permissions_again(left))
        assert all(isinstance(each, Permission) for each in collections_again(left).values())
        assert all(isinstance(each, Permission) for each in access_of_row(left, _ORGANIZATION).values())
        plan_again(_LISTED, [_CLIENT], seats_wished(left))
        assert rest_of_seats(left, [_CLIENT]) <= set(left.left)
        assert rest_of_members(left, [_MEMBER]) <= set(left.left)
        access_again(left)
        wish_again(left)
        to_invite(left, left.line.rows)


TARGETS = (
    Target("journal_shown", _shown_lines, json=True, seconds=4.0, constant=8_000_000, per_byte=300),
    Target("journal_settled", _settled_lines, json=True, seconds=4.0, constant=8_000_000, per_byte=300),
    Target("journal_jobs", _job_lines, json=True, seconds=4.0, constant=8_000_000, per_byte=300),
)
