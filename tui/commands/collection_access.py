"""Direct access to collections as a command line names it: NAME=PERMISSION."""

from __future__ import annotations

from collections.abc import Sequence

from backend_client.portal.collections import Permission
from backend_client.portal.member_access import AccessBoard
from tui.commands.input_text import Unfit
from tui.commands.named import one_named
from tui.presenters.group_report import PERMISSION_NAMES
from tui.translate import _

_GIVEN = {name: permission for permission, name in PERMISSION_NAMES.items() if permission}


def check_given(given: Sequence[str]) -> None:
    """Raises Unfit for what is not NAME=PERMISSION."""
    for each in given:
        name, _equals, permission = each.rpartition("=")
        if permission not in _GIVEN or not name.strip():
            words = _("--collection takes NAME=PERMISSION, one of: {names}.")
            raise Unfit(words.format(names=", ".join(_GIVEN)))


def given_access(board: AccessBoard, given: Sequence[str]) -> dict[str, Permission]:
    """The access by collection id. Raises Unfit for names that no one collection has."""
    pairs = (each.rpartition("=") for each in given)
    return {collection_id(board, name): _GIVEN[permission] for name, _equals, permission in pairs}


def collection_id(board: AccessBoard, name: str) -> str:
    """The id of the collection of that name or id. Raises Unfit."""
    missing = _("There is no one collection '{name}' here.")
    return one_named(board.collections, name, lambda each: (each.id, each.name or ""), missing).id
