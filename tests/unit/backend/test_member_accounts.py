"""Deleting the whole account of a member: only where a verified domain of the organization claims it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from embedded_backend.seed import Persona
from tests.unit.backend.desk import Desk, shape_a

BIRCH = "Birch & Sons Logistics"
NOT_CLAIMED = "Member is not claimed by the organization."


@pytest.fixture
async def base(desk: Desk) -> str:
    """The path of a client of the signed-in service user."""
    await desk.sign_in(Persona.SERVICE_USER)
    return f"organizations/{await desk.organization_id(BIRCH)}"


@pytest.fixture
def claim(desk: Desk, base: str) -> Callable[[], None]:
    """Verify the domain of the client's people."""

    def verify() -> None:
        desk.backend.database.run(
            "INSERT INTO organization_domains"
            " (id, organization_id, domain_name, txt, verified_at, next_run_at, created_at)"
            " VALUES ('d', ?, 'birch.example', 'bw=x', 1, 1, 1)",
            (base.partition("/")[2],),
        )

    return verify


async def rows(desk: Desk, base: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await desk.get(f"{base}/users")).json()["data"]
    return found


async def test_only_claimed_accounts_are_deleted(desk: Desk, base: str, claim: Callable[[], None]) -> None:
    member = next(row for row in await rows(desk, base) if (row["status"], row["type"]) == (2, 2))
    path = f"{base}/users/{member['id']}/delete-account"
    refused = await desk.send("DELETE", path)
    assert (refused.status_code, shape_a(refused)["message"]) == (400, NOT_CLAIMED)
    claim()
    assert (await desk.send("DELETE", path)).status_code == 200
    assert member["id"] not in {row["id"] for row in await rows(desk, base)}
    assert desk.backend.database.row("SELECT 1 FROM users WHERE id = ?", (member["userId"],)) is None
    event = (await desk.get(f"{base}/events")).json()["data"][0]
    assert (event["type"], event["organizationUserId"]) == (1515, member["id"])


async def test_several_at_once_each_with_its_own_refusal(
    desk: Desk, base: str, claim: Callable[[], None]
) -> None:
    claim()
    people = await rows(desk, base)
    gone = [row["id"] for row in people if row["status"] == 2][1:3]
    invited = next(row["id"] for row in people if row["status"] == 0)
    answer = await desk.send("DELETE", f"{base}/users/delete-account", {"ids": [*gone, invited]})
    told = {row["id"]: row["error"] for row in answer.json()["data"]}
    assert told == {
        gone[0]: "",
        gone[1]: "",
        invited: "You cannot delete a member with Invited status.",
    }
    left = {row["id"] for row in await rows(desk, base)}
    assert left == {row["id"] for row in people} - set(gone)


async def test_who_alone_owns_something_else_stays(desk: Desk, base: str, claim: Callable[[], None]) -> None:
    claim()
    member = next(row for row in await rows(desk, base) if (row["status"], row["type"]) == (2, 2))
    desk.backend.database.run(
        "INSERT INTO organizations (id, name, billing_email, plan_type, status, created_at)"
        " VALUES ('own', 'Own', 'own@birch.example', 0, 1, 1)"
    )
    desk.backend.database.run(
        "INSERT INTO organization_users (id, organization_id, user_id, email, type, status, created_at)"
        " VALUES ('own-member', 'own', ?, '', 0, 2, 1)",
        (member["userId"],),
    )
    refused = await desk.send("DELETE", f"{base}/users/{member['id']}/delete-account")
    assert refused.status_code == 400
    assert "sole owner of at least one organization" in shape_a(refused)["message"]
