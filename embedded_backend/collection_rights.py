"""Which collections a caller may hand out."""

from __future__ import annotations

from sqlite3 import Row

from embedded_backend.access import Access, organization_row
from embedded_backend.call import Call
from embedded_backend.errors import Problem, not_found
from embedded_backend.selections import AccessLists, Selection, known_collections

_OWN = """
    SELECT c.*, MIN(a.read_only) AS read_only, MIN(a.hide_passwords) AS hide_passwords,
           MAX(a.manage) AS manage
    FROM (
        SELECT collection_id, organization_user_id, read_only, hide_passwords, manage FROM collection_users
        UNION ALL
        SELECT g.collection_id, m.organization_user_id, g.read_only, g.hide_passwords, g.manage
        FROM collection_groups g JOIN group_users m ON m.group_id = g.group_id
    ) a
    JOIN organization_users o ON o.id = a.organization_user_id AND o.status = 2
    JOIN collections c ON c.id = a.collection_id
    WHERE o.user_id = ?
    GROUP BY c.id
"""


def own_rows(call: Call) -> dict[str, Row]:
    """The caller's collections in every organization, with the rights, by id."""
    return {row["id"]: row for row in call.database.rows(_OWN, (call.caller.id,))}


def changeable(call: Call, access: Access, permission: str) -> set[str]:
    """The shared collections that the caller may change and hand out.

    Provider staff: all. Owners and admins: all where they have access to all items, else what they manage
    and what nobody manages. Members: what they manage. Custom members with `permission` (manageUsers,
    manageGroups): as owners with access to all items, where those have it.
    """
    every = _every(call, access)
    if access.provider_id is not None or (not access.admin and access.may("editAnyCollection")):
        return every
    if organization_row(call, access.organization_id)["admin_access"] and access.may(permission):
        return every
    return every & _managed(call, access, every)


def deletable(call: Call, access: Access) -> set[str]:
    """The shared collections that the caller may delete; members only where that is not limited."""
    every = _every(call, access)
    organization = organization_row(call, access.organization_id)
    if access.provider_id is not None or (not access.admin and access.may("deleteAnyCollection")):
        return every
    if access.admin and organization["admin_access"]:
        return every
    if not access.admin and organization["limit_collection_deletion"]:
        return set()
    return every & _managed(call, access, every)


def _every(call: Call, access: Access) -> set[str]:
    return known_collections(call.database, access.organization_id)


def _managed(call: Call, access: Access, every: set[str]) -> set[str]:
    """What the caller manages; for owners and admins also what nobody does."""
    managed = {identifier for identifier, row in own_rows(call).items() if row["manage"]}
    if access.admin:
        lists = AccessLists(call.database, access.organization_id)
        managed |= {identifier for identifier in every if not lists.managed(identifier)}
    return managed


def check_changeable(call: Call, chosen: list[Selection] | None, allowed: set[str]) -> None:
    """Raises 404 for a collection that is not `allowed`, 400 for somebody's My Items."""
    for item in chosen or ():
        if call.database.row("SELECT 1 FROM collections WHERE id = ? AND type = 1", (item.id,)) is not None:
            sentence = (
                "You cannot modify group access for collections with the type as DefaultUserCollection."
            )
            raise Problem(400, sentence)
        if item.id not in allowed:
            raise not_found()
