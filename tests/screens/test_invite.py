"""Inviting people on the real practice backend, driven by keys and pastes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.practice import Practice
from tests.screens.stand_ins import StandInFront, shown_text
from tui.screens.invite import InviteScreen

BIRCH, ROOMY, TEAMS = "Birch & Sons", "My Client's Organization", "Second Client's"


@asynccontextmanager
async def opened(
    practice: Practice,
    settle: Settle,
    name: str = BIRCH,
    *,
    size: tuple[int, int] = (80, 24),
    who: Persona = Persona.ADMIN,
    journal: Path | None = None,
) -> AsyncIterator[Pilot[Any]]:
    """The screen on the client whose name starts with `name`."""
    async with await practice.signed_in(person(who), journal=journal) as portal:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        client = next(one for one in listed.clients if one.name.startswith(name))
        front = StandInFront(InviteScreen(portal, provider, client))
        async with front.run_test(size=size) as pilot:
            await settle(pilot, *GROUPS)
            yield pilot


GROUPS = ("invite-load", "commit")
"""Workers to wait for; the others wait for screens."""


async def paste(pilot: Pilot[Any], text: str) -> None:
    """A paste from the terminal into the field that has the focus."""
    assert pilot.app.focused is not None
    pilot.app.focused.post_message(events.Paste(text))
    await pilot.pause()


def text_of(pilot: Pilot[Any]) -> str:
    return " ".join(shown_text(pilot.app).split())


def listed(practice: Practice, like: str) -> list[tuple[object, ...]]:
    return practice.execute(
        "SELECT email, type FROM organization_users WHERE email LIKE ? ORDER BY email", like
    )


async def test_people_are_typed_reviewed_and_invited(practice: Practice, settle: Settle) -> None:
    async with opened(practice, settle) as pilot:
        assert "Nobody yet: type or paste addresses above" in text_of(pilot)
        await pilot.press(*"ann@new.example", "enter", *"Bob Roe <bob@new.example>")
        assert "2 people to invite. 3 of 40 seats left." in text_of(pilot)
        await pilot.press("f2")
        await settle(pilot, *GROUPS)
        assert "2 people get an invitation by e-mail. Afterwards 39 of 40 seats are used." in text_of(pilot)
        assert "2 people are put into no group." in text_of(pilot)
        await pilot.press("enter")
        await settle(pilot, *GROUPS)
        assert "2 people invited." in text_of(pilot)
        await pilot.press("enter")
        await settle(pilot, *GROUPS)
        assert "Nobody yet" in text_of(pilot)
        assert "40 seats, 39 used, 1 left" in text_of(pilot)
    assert listed(practice, "%@new.example") == [("ann@new.example", 2), ("bob@new.example", 2)]
