"""Keys of the screens that change collections: no clash, an id and an action for each, an explanation."""

from __future__ import annotations

import pytest
from textual.binding import Binding

from tui.app import SeatwardenApp
from tui.screens.assignee_choice import AssigneeChoiceScreen
from tui.screens.base import FrameScreen
from tui.screens.collection_access import CollectionAccessScreen
from tui.screens.delete_collections import DeleteCollectionsScreen
from tui.screens.new_collections import NewCollectionsScreen
from tui.screens.organization_vault import OrganizationVaultScreen
from tui.screens.rename_collection import RenameCollectionScreen
from tui.widgets.line_table import LineTable

SCREENS = (
    OrganizationVaultScreen,
    NewCollectionsScreen,
    AssigneeChoiceScreen,
    CollectionAccessScreen,
    RenameCollectionScreen,
    DeleteCollectionsScreen,
)

WITH_TABLE = (OrganizationVaultScreen, AssigneeChoiceScreen)


def bindings(owner: type) -> list[Binding]:
    """The bindings that a class and ours above it declare, without the ones that every screen has."""
    found = []
    for each in owner.__mro__:
        if each.__module__.startswith("tui.") and each is not FrameScreen:
            found += [one for one in vars(each).get("BINDINGS", ()) if isinstance(one, Binding)]
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_no_two_keys_clash(screen: type) -> None:
    taken: dict[str, str] = {}
    table = bindings(LineTable) if screen in WITH_TABLE else ()
    for binding in (*bindings(SeatwardenApp), *table, *bindings(screen)):
        for key in binding.key.split(","):
            assert taken.setdefault(key, binding.id or "") == binding.id, key


@pytest.mark.parametrize("screen", SCREENS)
def test_every_key_has_an_id_an_action_and_words(screen: type) -> None:
    own = bindings(screen)
    assert own
    for binding in own:
        assert binding.id
        owner = SeatwardenApp if binding.action.startswith("app.") else screen
        action = binding.action.removeprefix("app.").split("(")[0]
        assert callable(getattr(owner, f"action_{action}", None)), binding.action
        assert binding.description


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_explains_itself(screen: type) -> None:
    assert getattr(screen, "HELP", "")
