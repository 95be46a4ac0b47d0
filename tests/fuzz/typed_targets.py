"""What people type and paste: links, people, commands, dates, filters, names, and text on its way out."""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from backend_client.api.server_config import ServerConfig, ServerEnvironment
from backend_client.errors import RuleBroken
from backend_client.portal.claimed_domains import domain_name
from backend_client.portal.client_rules import check_name
from backend_client.portal.collection_rules import check_collection_name, check_sendable_name
from backend_client.portal.directory_settings import _scim_address
from backend_client.portal.events import Window
from backend_client.portal.groups import check_group_name
from backend_client.portal.invitation_input import parse_people
from backend_client.portal.join_link import is_for, leads_to, read_link
from backend_client.portal.organization_rules import check_own_name
from backend_client.portal.policy_data import faults_in, journal_figures, same_data, value_in, with_values
from backend_client.portal.policy_types import kind_of
from backend_client.portal.sso import SsoConfig, SsoState
from backend_client.portal.sso_fields import FIELDS, SsoKind
from backend_client.portal.sso_rules import problems, suggested_identifier, tidied
from backend_client.portal.sso_settings import _below
from tests.fuzz.target import Target, drawable, object_in, text_in
from tui.file_listing import split_typed, typed_path
from tui.keymap import key_name
from tui.presenters.command_words import CommandProblem, completions, parse_command, problem_sentence
from tui.presenters.csv_cells import csv_text, values_csv
from tui.presenters.event_range import range_words, typed_window
from tui.presenters.filter_text import filtered_by
from tui.presenters.paragraph import wrap
from tui.presenters.policy_form import typed_values
from tui.safe_text import fit, safe_text, shorten, width_of
from tui.widgets.plain_input import printable_line

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NOWHERE = Path("/nowhere")
_SSO = {
    kind: SsoConfig(
        True, "birch", {"configType": int(kind), **{each.name: each.start for each in FIELDS[kind]}}
    )
    for kind in SsoKind
}


def _link(data: bytes) -> None:
    """A link keeps its promises: a host, ids, a token that can be sent."""
    link = read_link(text_in(data))
    assert link.host
    assert len(link.subject_id) == 36
    assert link.token.reveal().isascii()
    leads_to(link, ("https://vault.example.com", "https://vault.example.com:8443/path", link.host))
    is_for(link, link.email)


def _people(data: bytes) -> None:
    """Addresses that are found are addresses, each once."""
    found = parse_people(text_in(data))
    emails = [person.email for person in found.people]
    assert len(set(emails)) == len(emails)
    assert all(email.isprintable() and email.count("@") == 1 for email in emails)


def _command(data: bytes) -> None:
    text = text_in(data)
    found = parse_command(text)
    if isinstance(found, CommandProblem):
        drawable(problem_sentence(found))
    completions(text, {})


def _window(data: bytes) -> None:
    """A window that a server can be asked for, or a sentence."""
    start, _comma, end = text_in(data).partition(",")
    found = typed_window(start, end, NOW)
    if isinstance(found, Window):
        assert found.start <= found.end
        drawable(range_words(found))
    else:
        drawable(found)


def _filter(data: bytes) -> None:
    text = text_in(data)
    filtered_by([text, "", "birch"], text, str.casefold)


def _safe_text(data: bytes) -> None:
    """Whatever comes in, what goes out is drawn, and is as wide as it says."""
    text = text_in(data)
    for limit in (0, 1, 2, 40, 256, 10_000):
        shown = safe_text(text, limit=limit)
        assert len(shown) <= limit
        drawable(shown)
        for width in (0, 1, 7, 80):
            assert width_of(shorten(shown, width)) <= width
            assert width_of(fit(shown, width)) == width
            assert width_of(fit(shown, width, right=True)) == width
        if limit < 1000:
            assert all(width_of(line) <= 79 for line in wrap(shown, 79))


def _csv(data: bytes) -> None:
    """No cell begins a formula, whichever way it comes in, and the file reads back as that many cells."""
    text = text_in(data)
    pieces = text.split(",")[:50]
    whole = csv_text(("a", "b"), [(piece, text) for piece in pieces])
    flat = values_csv({"name": text, "list": pieces, "inner": {"x": text}})
    drawable(whole.replace("\n", ""), flat.replace("\n", ""))
    rows = list(csv.reader(io.StringIO(whole)))
    assert [len(row) for row in rows] == [2] * (len(pieces) + 1)
    for separator in (",", ";", "\t"):
        for text in (whole, flat):
            read = csv.reader(io.StringIO(text), delimiter=separator)
            assert not [cell for row in read for cell in row if cell.startswith(FORMULA)]


def _name(data: bytes) -> None:
    """A name that any of the rules takes is one line that can be sent; halves of surrogate pairs cannot."""
    text = text_in(data)
    for check in (check_sendable_name, check_collection_name, check_group_name, check_name, _own_name):
        with suppress(RuleBroken):
            check(text)
            text.encode()
            assert text.isprintable() or check is check_sendable_name


def _own_name(text: str) -> None:
    check_own_name(text, encoded=True)


def _told_address(data: bytes) -> None:
    """Addresses that a server tells of itself: its SSO service, and where SCIM is by that."""
    text = text_in(data)
    told = ServerConfig(environment=ServerEnvironment(sso=text, vault=text))
    assert _scim_address(told, "https://vault.example", "o").endswith("/v2/o")
    assert _below("https://sso.example", text).endswith(text.lstrip("/"))


def _domain(data: bytes) -> None:
    assert domain_name(text_in(data)).isascii()


def _path(data: bytes) -> None:
    text = printable_line(text_in(data))
    split_typed(text, NOWHERE)
    typed_path(text, NOWHERE)


def _sso(data: bytes) -> None:
    """A configuration as a server or a file has it: checked, tidied, without an exception."""
    found = object_in(data)
    if found is None:
        return
    for kind, config in _SSO.items():
        identifier = found.get("identifier", "birch")
        identifier = identifier if isinstance(identifier, str) else "birch"
        wished = SsoConfig(True, identifier, {**config.fields, **found, "configType": int(kind)})
        problems(SsoState(NOW), wished)
        tidied(wished)
        suggested_identifier(identifier)


def _policy(data: bytes) -> None:
    """The data of a policy as somebody saved it."""
    found = object_in(data)
    if found is None:
        return
    for number in (*range(24), 77):
        kind = kind_of(number)
        values = {field.key: value_in(field, found) for field in kind.fields}
        faults_in(kind, found)
        assert same_data(found, with_values(kind, found, {}))
        json.dumps(journal_figures(number, enabled=True, data=found))
        with_values(kind, found, values)


def _policy_words(data: bytes) -> None:
    pairs = text_in(data).split("\n")
    for number in range(24):
        kind = kind_of(number)
        typed = [f"{field.key}={pair}" for field in kind.fields for pair in pairs[:5]]
        typed_values(kind, typed)
        for each in typed:
            typed_values(kind, [each])


TARGETS = (
    Target("join_link", _link, (RuleBroken,), per_byte=300),
    Target("people", _people, per_byte=1_000, seconds=4.0),
    Target("command", _command),
    Target("window", _window),
    Target("filter", _filter),
    Target("safe_text", _safe_text),
    Target("csv_cells", _csv, per_byte=2_000),
    Target("name", _name),
    Target("told_address", _told_address),
    Target("domain_name", _domain, (RuleBroken,)),
    Target("path", _path, (OSError,)),
    Target("key_name", lambda data: key_name(text_in(data))),
    Target("sso", _sso, json=True),
    Target("policy", _policy, json=True),
    Target("policy_words", _policy_words),
)
