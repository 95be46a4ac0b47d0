"""Puts hostile texts into a practice database the way the server would hold them."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Sequence
from pathlib import Path

from embedded_backend.wire import html_encode
from tests.hostile.driving import ADMIN
from tests.hostile.texts import HOSTILE
from tests.practice import Practice

HOME = "Birch & Sons Logistics"
"""The client whose collections, groups and members become hostile."""


def rename_clients(database: Path) -> None:
    """Leave one client and copy it once for each hostile text: eleven were too few."""
    connection = sqlite3.connect(database)
    with connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(organizations)")]
        links = [row[1] for row in connection.execute("PRAGMA table_info(provider_organizations)")]
        model = _row(connection, "organizations", columns, "name LIKE 'Birch%'")
        link = _row(connection, "provider_organizations", links, "organization_id = ?", model["id"])
        connection.execute(
            "DELETE FROM provider_organizations WHERE provider_id = ? AND organization_id <> ?",
            (link["provider_id"], model["id"]),
        )
        for hostile in HOSTILE:
            copy = {**model, "id": str(uuid.uuid4()), "name": html_encode(hostile.raw)}
            _insert(connection, "organizations", copy)
            _insert(
                connection,
                "provider_organizations",
                {**link, "id": str(uuid.uuid4()), "organization_id": copy["id"]},
            )
    connection.close()


async def poison_one_vault(practice: Practice) -> None:
    """Give one client hostile collection names (really encrypted), group names, members and people."""
    async with await practice.signed_in(ADMIN) as portal:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        client = next(each for each in listed.clients if each.name == HOME)
        key = portal.session.keys.organization_key(client.organization_id)
        encrypted = [str(key.encrypt_text(hostile.raw)) for hostile in HOSTILE]
    organization = client.organization_id
    groups = _ids(practice, "groups", organization)
    members = _ids(practice, "organization_users", organization)
    for group, hostile in zip(groups, HOSTILE, strict=False):
        practice.execute("UPDATE groups SET name = ? WHERE id = ?", hostile.raw, group)
    for number, member in enumerate(members):
        email = f"{HOSTILE[number % len(HOSTILE)].raw}@evil.example"
        practice.execute(
            "UPDATE organization_users SET email = ?, user_id = NULL WHERE id = ?", email, member
        )
    for number, name in enumerate(encrypted):
        collection = str(uuid.uuid4())
        practice.execute(
            "INSERT INTO collections (id, organization_id, name, type, external_id, created_at)"
            " VALUES (?, ?, ?, 0, ?, 0)",
            collection,
            organization,
            name,
            HOSTILE[number].raw,
        )
        practice.execute(
            "INSERT INTO collection_groups VALUES (?, ?, 0, 0, ?)",
            collection,
            groups[number % len(groups)],
            number % 2,
        )
        practice.execute(
            "INSERT INTO collection_users VALUES (?, ?, 0, 0, 1)", collection, members[number % len(members)]
        )


def rename_provider(practice: Practice, old: str, new: str) -> None:
    """Give a provider another name, encoded as the server stores it."""
    practice.execute("UPDATE providers SET name = ? WHERE name = ?", html_encode(new), old)


def _ids(practice: Practice, table: str, organization: str) -> list[str]:
    found = practice.execute(f"SELECT id FROM {table} WHERE organization_id = ?", organization)
    return [str(row[0]) for row in found]


def _row(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], where: str, *values: object
) -> dict[str, object]:
    found = connection.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {where}", values).fetchone()
    return dict(zip(columns, found, strict=True))


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    places = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", tuple(row.values()))
