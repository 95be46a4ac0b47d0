"""Everything about one row of the collections table, where the row itself is too short. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend_client.portal.collections import Collection, Manager
from backend_client.portal.organization import OrganizationVault
from tui.presenters.collections import (
    SEPARATOR,
    UNASSIGNED_KEY,
    full_name,
    path_of,
    permission_words,
    unmanaged,
)
from tui.safe_text import safe_text
from tui.terms import collections_word
from tui.translate import _


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything about one row, as label and safe text."""

    title: str
    lines: tuple[tuple[str, str], ...]


def detail(vault: OrganizationVault, key: str) -> Detail | None:
    """The details of the row `key`; None when nothing of that key is left."""
    if key == UNASSIGNED_KEY:
        return Detail(
            _("Unassigned"),
            (
                (_("What"), _("Items that are in no {collection}.").format(collection=collections_word(1))),
                (_("Permission"), permission_words(vault.unassigned)),
            ),
        )
    if key.startswith(SEPARATOR):
        return _path_detail(vault, key)
    item = next((item for item in vault.collections if item.id == key), None)
    return None if item is None else _collection_detail(vault, item)


def _collection_detail(vault: OrganizationVault, item: Collection) -> Detail:
    lines = [(_("Full name"), full_name(item))]
    if item.name is None:
        lines.append((_("Why"), _("Its text does not open with this organization's key.")))
    lines.append((_("Permission"), permission_words(item.permission)))
    lines.append((_("Groups"), _names(item.groups, known=vault.people_known)))
    lines.append((_("Managed by"), _manager_list(vault, item)))
    if item.external_id:
        lines.append((_("External ID"), safe_text(item.external_id)))
    lines.append((_("ID"), safe_text(item.id)))
    return Detail(full_name(item), tuple(lines))


def _path_detail(vault: OrganizationVault, key: str) -> Detail:
    path = key.removeprefix(SEPARATOR)
    below = sum(1 for item in vault.collections if SEPARATOR.join(path_of(item)).startswith(path + SEPARATOR))
    exists = any(SEPARATOR.join(path_of(item)) == path for item in vault.collections)
    what = (
        _("It is listed above: nobody manages it.")
        if exists
        else _("Only a part of the names below it; nothing itself is called this.")
    )
    count = _("{count} {collections}").format(count=below, collections=collections_word(below))
    return Detail(safe_text(path), ((_("What"), what), (_("Below it"), count)))


def _manager_list(vault: OrganizationVault, item: Collection) -> str:
    if unmanaged(vault, item):
        return _("! nobody")
    return _names([_manager(manager) for manager in item.managers], known=vault.people_known)


def _manager(manager: Manager) -> str:
    if manager.is_group:
        return _("{name} (group)").format(name=manager.name)
    if not manager.confirmed:
        return _("{name} (not confirmed)").format(name=manager.name)
    return manager.name


def _names(names: Sequence[str], *, known: bool) -> str:
    if not names:
        return _("none") if known else _("could not be read")
    return ", ".join(safe_text(name) for name in names)
