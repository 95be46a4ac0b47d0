"""What tests of invitations and of invited people share."""

from __future__ import annotations

from typing import Any

from tests.unit.backend.desk import Desk

BIRCH = "Birch & Sons Logistics"
TEAMS = "Juniper Travel"  # 8 seats, 5 taken, no policies
NAME = "2.AAAAAAAAAAAAAAAAAAAAAA==|AAAAAAAAAAAAAAAAAAAAAA==|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


async def path(desk: Desk, client: str) -> str:
    """The path of a client."""
    return f"organizations/{await desk.organization_id(client)}"


async def people(desk: Desk, base: str, query: str = "") -> dict[str, dict[str, Any]]:
    """The member rows by address."""
    answer = await desk.get(f"{base}/users{query}")
    return {row["email"]: row for row in answer.json()["data"]}


async def invite(desk: Desk, base: str, *emails: str, kind: int = 2, **more: object) -> Any:
    """The answer to an invitation."""
    body = {"emails": list(emails), "type": kind, "collections": [], "groups": [], **more}
    return await desk.send("POST", f"{base}/users/invite", body)


async def newest(desk: Desk, base: str) -> list[int]:
    """The types of the log's events, newest first."""
    return [row["type"] for row in (await desk.get(f"{base}/events")).json()["data"]]
