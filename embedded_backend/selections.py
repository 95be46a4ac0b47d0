"""Who reaches a collection: the selection lists of requests and answers."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from embedded_backend.database import Database
from embedded_backend.errors import Problem, invalid
from embedded_backend.wire import Json

MANAGE_ALONE = (
    "The Manage property is mutually exclusive and cannot be true while the ReadOnly or HidePasswords"
    " properties are also true."
)
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ENC_STRING_PARTS = {0: 2, 1: 3, 2: 3, 3: 1, 4: 1, 5: 2, 6: 2, 7: 1}
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


@dataclass(frozen=True, slots=True)
class Selection:
    """One group or member with its rights on a collection."""

    id: str
    read_only: bool
    hide_passwords: bool
    manage: bool


def read_selections(items: list[Any] | None, field: str) -> list[Selection] | None:
    """A selection list of a request; None stays None. Raises 400."""
    return None if items is None else [_read(item, field) for item in items]


def _read(item: Any, field: str) -> Selection:
    identifier = item.get("id") if isinstance(item, dict) else None
    if not isinstance(identifier, str) or not _GUID.fullmatch(identifier.lower()):
        raise invalid(f"$.{field}[0].id", "The JSON value could not be converted to System.Guid.")
    rights = [item.get(name) is True for name in ("readonly", "hidepasswords", "manage")]
    selection = Selection(identifier.lower(), *rights)
    if selection.manage and (selection.read_only or selection.hide_passwords):
        raise Problem(400, MANAGE_ALONE)
    return selection


def check_enc_string(text: str, field: str) -> None:
    """The shape of an EncString, as far as the server looks at it. Raises 400."""
    header, _, rest = text.partition(".")
    parts = rest.split("|")
    known = header.isdecimal() and _ENC_STRING_PARTS.get(int(header)) == len(parts)
    if not known or not all(part and _BASE64.fullmatch(part) for part in parts):
        raise invalid(field, f"{field} is not a valid encrypted string.")


class AccessLists:
    """The groups and members of every collection of one organization."""

    def __init__(self, database: Database, organization_id: str) -> None:
        self.groups = self._lists(
            database,
            "SELECT a.*, a.group_id AS holder FROM collection_groups a"
            " JOIN collections c ON c.id = a.collection_id WHERE c.organization_id = ?",
            organization_id,
        )
        self.users = self._lists(
            database,
            "SELECT a.*, a.organization_user_id AS holder FROM collection_users a"
            " JOIN collections c ON c.id = a.collection_id WHERE c.organization_id = ?",
            organization_id,
        )

    @staticmethod
    def _lists(database: Database, statement: str, organization_id: str) -> defaultdict[str, list[Json]]:
        found: defaultdict[str, list[Json]] = defaultdict(list)
        for row in database.rows(statement, (organization_id,)):
            found[row["collection_id"]].append(selection_object(row["holder"], row))
        return found

    def managed(self, collection_id: str) -> bool:
        """Whether anybody manages the collection."""
        return any(item["manage"] for item in [*self.groups[collection_id], *self.users[collection_id]])


def stored_selection(identifier: str, row: Row) -> Selection:
    """A selection of the database."""
    return Selection(identifier, bool(row["read_only"]), bool(row["hide_passwords"]), bool(row["manage"]))


def selection_object(identifier: str, row: Row) -> Json:
    """A selection as answers show it."""
    return {
        "id": identifier,
        "readOnly": bool(row["read_only"]),
        "hidePasswords": bool(row["hide_passwords"]),
        "manage": bool(row["manage"]),
    }


_TABLES = (("collection_groups", "group_id"), ("collection_users", "organization_user_id"))


def save_selections(
    database: Database, collection_id: str, *, groups: list[Selection] | None, users: list[Selection] | None
) -> None:
    """Replace the lists that are given."""
    for (table, _), chosen in zip(_TABLES, (groups, users), strict=True):
        if chosen is not None:
            database.run(f"DELETE FROM {table} WHERE collection_id = ?", (collection_id,))  # noqa: S608
    add_selections(database, collection_id, groups=groups or [], users=users or [])


def add_selections(
    database: Database, collection_id: str, *, groups: list[Selection], users: list[Selection]
) -> None:
    """Add rights or change them; nobody loses any."""
    for (table, holder), chosen in zip(_TABLES, (groups, users), strict=True):
        for item in chosen:
            values = (collection_id, item.id, item.read_only, item.hide_passwords, item.manage)
            database.run(
                f"INSERT OR REPLACE INTO {table} (collection_id, {holder}, read_only, hide_passwords, manage)"  # noqa: S608
                " VALUES (?, ?, ?, ?, ?)",
                values,
            )


def check_holders(
    database: Database, organization_id: str, groups: list[Selection] | None, users: list[Selection] | None
) -> None:
    """Every group and member must be one of the organization. Raises 400."""
    for statement, chosen, text in (
        ("SELECT id FROM groups WHERE organization_id = ?", groups, "One or more groups do not exist."),
        (
            "SELECT id FROM organization_users WHERE organization_id = ?",
            users,
            "One or more users do not exist.",
        ),
    ):
        known = {row["id"] for row in database.rows(statement, (organization_id,))} if chosen else set()
        if any(item.id not in known for item in chosen or ()):
            raise Problem(400, text)


def known_collections(database: Database, organization_id: str) -> set[str]:
    """The shared collections of an organization; nobody's My Items are among them."""
    statement = "SELECT id FROM collections WHERE organization_id = ? AND type = 0"
    return {row["id"] for row in database.rows(statement, (organization_id,))}
