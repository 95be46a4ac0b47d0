"""docs/portal-parity.md against the tree: rows, tests, keys and commands are those there are."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest
from textual.binding import Binding

from tui.arguments.parse import parse_arguments
from tui.keymap import key_name
from tui.presenters.command_words import Verb
from tui.screens.base import FrameScreen
from tui.widgets.line_table import LineTable

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "portal-parity.md").read_text(encoding="utf-8")
WHY_NOT = "Why not"

ROWS = {
    "2a": "types users reach menu wording picker suspended unpaid-admin unpaid-service-user suspended-other "
    "tax free cloud",
    "2b": "columns used remaining plan search open row-menu empty missing",
    "2c": "access plans discount name owner seats unassigned additional cycle commit keys after plan-types",
    "2d": "field floor service-user server-limit readouts flags cycle commit odd-plan",
    "2e": "rename existing addable adding unlink delete licence",
    "2f": "columns filters invite row-menu bulk confirm banner invitation-life rules edit",
    "2g": "columns range export kinds gap side-effect",
    "2h": "subscription active-plan payment history client-csv settings delete minimums trial",
    "2i": "banner menu collections add-access search restricted collection-dialog permissions nesting "
    "collection-settings members member-actions invite seat-refusal auto-confirm groups policies "
    "policy-numbers policy-needs policy-data policy-dangerous sso scim connector import export reports "
    "organization-info onboarding-plan cross-client",
}
"""What the portal has, in its order: the page may leave none of it out."""

SCREENS = {
    "Add existing": ("add_existing", "AddExistingScreen"),
    "Approvals": ("device_approvals", "DeviceApprovalsScreen"),
    "Billing": ("billing", "BillingScreen"),
    "Client's log": ("events", "ClientEventsScreen"),
    "Clients": ("clients", "ClientsScreen"),
    "Details": ("organization", "OrganizationScreen"),
    "Directory": ("directory", "DirectoryScreen"),
    "Domains": ("domains", "DomainsScreen"),
    "Groups": ("groups", "GroupsScreen"),
    "Import": ("import_data", "ImportDataScreen"),
    "Invite": ("invite", "InviteScreen"),
    "Members": ("members", "MembersScreen"),
    "New client": ("new_client", "NewClientScreen"),
    "Onboarding": ("onboarding", "OnboardingScreen"),
    "People": ("people", "PeopleScreen"),
    "Policies": ("policies", "PoliciesScreen"),
    "Provider's log": ("events", "ProviderEventsScreen"),
    "SSO": ("sso", "SsoScreen"),
    "Seats": ("client_seats", "ClientSeatsScreen"),
    "Settings": ("provider_settings", "ProviderSettingsScreen"),
    "Vault": ("organization_vault", "OrganizationVaultScreen"),
}
"""How the page names screens."""


class Row(NamedTuple):
    """One row of the page."""

    id: str
    portal: str
    here: str
    kept: str


def rows() -> list[Row]:
    found = re.findall(r"^\| `(2[a-i]-[a-z-]+)` \|(.*)\|$", PAGE, flags=re.MULTILINE)
    return [Row(id, *(cell.strip() for cell in cells.split(" | "))) for id, cells in found]


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


@cache
def functions_of(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


@cache
def keys_of(screen: str) -> frozenset[str]:
    """The names of every key of a screen, of its table, and of the widgets its module brings."""
    module = import_module(f"tui.screens.{SCREENS[screen][0]}")
    owners: list[type] = [getattr(module, SCREENS[screen][1]), LineTable]
    owners += [
        each
        for each in vars(module).values()
        if isinstance(each, type) and "BINDINGS" in vars(each) and not issubclass(each, FrameScreen)
    ]
    bindings = [
        binding for owner in owners for each in owner.__mro__ for binding in vars(each).get("BINDINGS", ())
    ]
    return frozenset(
        key_name(key)
        for binding in bindings
        if isinstance(binding, Binding)
        for key in binding.key.split(",")
    )


def named_keys(text: str) -> list[tuple[str, str]]:
    """The screen and the key, of every key the text names."""
    found, screen = [], ""
    for bold, code in re.findall(r"\*\*([^*]+)\*\*|`([^`]+)`", text):
        if bold:
            screen = bold
        elif not code.startswith(("seatwarden ", ":", "2")) and not code.startswith("! "):
            found.append((screen, code))
    return found


def test_every_row_of_the_portal_is_there_once_and_in_order() -> None:
    expected = [f"{group}-{each}" for group, names in ROWS.items() for each in names.split()]
    assert [row.id for row in rows()] == expected


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_a_row_is_kept_by_tests_that_exist_or_says_why_not(row: Row) -> None:
    assert row.portal
    assert row.here
    tests = quoted(row.kept)
    assert tests or row.kept.startswith(f"{WHY_NOT}: ")
    for each in tests:
        file, _colons, name = each.partition("::")
        assert name in functions_of(file), each


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_the_keys_of_a_row_are_on_their_screens(row: Row) -> None:
    for screen in re.findall(r"\*\*([^*]+)\*\*", row.here):
        assert screen in SCREENS, f"no screen is called {screen}"
    for screen, key in named_keys(row.here):
        assert key in keys_of(screen), f"{key} on {screen}"


def test_what_is_typed_exists() -> None:
    typed = [each for row in rows() for each in quoted(row.here) if each.startswith(":")]
    assert len(typed) > 10
    assert {each[1:] for each in typed} <= set(Verb)


def test_what_is_typed_at_the_shell_exists(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [each for row in rows() for each in quoted(row.here) if each.startswith("seatwarden ")]
    assert len(lines) > 10
    for line in lines:
        words = line.split()[1:]
        flags = [word for word in words if word.startswith("--")]
        verbs = words[: words.index(flags[0])] if flags else words
        with pytest.raises(SystemExit) as left:
            parse_arguments([*verbs, "--help"])
        shown = capsys.readouterr().out
        assert left.value.code == 0, line
        assert all(flag in shown for flag in flags), line


@pytest.mark.parametrize("bad", ["tests/unit/test_portal_parity.py::test_nobody", "tests/unit/x.py::test_a"])
def test_a_test_that_is_gone_is_noticed(bad: str) -> None:
    row = Row("2a-x", "Something.", "Somewhere.", f"`{bad}`")
    with pytest.raises((AssertionError, FileNotFoundError)):
        test_a_row_is_kept_by_tests_that_exist_or_says_why_not(row)


def test_a_key_that_is_gone_is_noticed() -> None:
    with pytest.raises(AssertionError):
        test_the_keys_of_a_row_are_on_their_screens(Row("2a-x", "S.", "**Vault** `Z`", "Why not: x"))
