"""Keys of the screens about a provider's people: no clash, an id and an action for each, an explanation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.tui.test_collection_keys import bindings
from tui.app import SeatwardenApp
from tui.screens.base import FrameScreen
from tui.screens.confirm_people import ConfirmPeopleScreen
from tui.screens.invite_staff import InviteStaffScreen
from tui.screens.people import PeopleScreen
from tui.widgets.line_table import LineTable

SCREENS = (PeopleScreen, InviteStaffScreen, ConfirmPeopleScreen)


@pytest.mark.parametrize("screen", SCREENS)
def test_no_two_keys_clash(screen: type) -> None:
    taken: dict[str, str] = {}
    table = bindings(LineTable) if screen is PeopleScreen else ()
    for binding in (*bindings(SeatwardenApp), *table, *bindings(screen)):
        for key in binding.key.split(","):
            assert taken.setdefault(key, binding.id or "") == binding.id, key


@pytest.mark.parametrize("screen", SCREENS)
def test_every_key_has_an_id_an_action_and_words(screen: type[FrameScreen[Any]]) -> None:
    assert screen.HELP
    for binding in bindings(screen):
        action = binding.action.split("(")[0]
        assert binding.id
        assert callable(getattr(screen, f"action_{action}", None)), binding.action
        assert binding.description
