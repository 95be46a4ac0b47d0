"""Keys of the screens of a client organization itself: no clash, an id and an action for each."""

from __future__ import annotations

import pytest

from tests.unit.tui.test_collection_keys import bindings
from tui.app import SeatwardenApp
from tui.screens.domains import DomainsScreen, DomainTable
from tui.screens.organization import DetailsTable, OrganizationScreen
from tui.widgets.line_table import LineTable

SCREENS = ((OrganizationScreen, DetailsTable), (DomainsScreen, DomainTable))


@pytest.mark.parametrize(("screen", "table"), SCREENS)
def test_no_two_keys_clash(screen: type, table: type) -> None:
    taken: dict[str, str] = {}
    for binding in (*bindings(SeatwardenApp), *bindings(LineTable), *bindings(screen)):
        for key in binding.key.split(","):
            assert taken.setdefault(key, binding.id or "") == binding.id, key
    assert {each.key for each in bindings(table)} >= {"enter"}


@pytest.mark.parametrize("screen", [screen for screen, _table in SCREENS])
def test_every_key_has_an_id_an_action_and_words(screen: type) -> None:
    for binding in bindings(screen):
        assert binding.id
        assert callable(getattr(screen, f"action_{binding.action.split('(')[0]}", None)), binding.action
        assert binding.description
        assert binding.tooltip
    assert getattr(screen, "HELP", "")
