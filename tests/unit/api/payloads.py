"""Answers as servers send them."""

from __future__ import annotations

CLIENT = {
    "object": "providerOrganizationOrganizationDetail",
    "id": "11111111-0000-4000-8000-000000000001",
    "providerId": "p1",
    "organizationId": "22222222-0000-4000-8000-000000000001",
    "organizationName": "Birch & Sons",
    "key": "2.iv|ct|mac",
    "settings": None,
    "creationDate": "2026-08-01T10:20:30.1234567Z",
    "revisionDate": "2026-08-01T10:20:30Z",
    "userCount": 29,
    "seats": 40,
    "occupiedSeats": 37,
    "remainingSeats": 3,
    "plan": "Enterprise (Monthly)",
}

PROFILE = {
    "object": "profile",
    "id": "user-1",
    "name": None,
    "email": "ada@example.test",
    "key": "2.user",
    "privateKey": "2.private",
    "providers": [
        {"id": "p1", "name": "Northwind", "key": "4.sealed", "status": 2, "type": 0, "enabled": True,
         "providerStatus": 2, "providerType": 0, "useEvents": True, "permissions": {}},
    ],
    "providerOrganizations": [
        {"id": "o1", "name": "Birch", "key": "2.org", "enabled": False, "type": 0, "status": 2, "seats": 5,
         "productTierType": 3, "useSso": True, "useGroups": None},
    ],
    "organizations": [
        {"id": "o2", "name": "Own", "key": "4.own", "enabled": True, "type": 1, "status": 2, "seats": None},
    ],
}  # fmt: skip


def listed(*rows: object) -> dict[str, object]:
    """A list answer of `rows`."""
    return {"object": "list", "data": list(rows), "continuationToken": None}
