"""Acts on a provider's people that a crash interrupted, settled by the list when People opens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from backend_client.portal.journal import Journal, Outcome
from backend_client.portal.people import PersonAct
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from embedded_backend.seed import Persona, person
from tests.interrupted import crashed_at
from tests.practice import Practice
from tui.presenters.interrupted_inside import inside_sentences

ADA, SAM, WIM, IVO = (f"{name}@northwind.example" for name in ("ada", "sam", "wim", "ivo"))
NIA = "nia@north.example"


class Board:
    """Northwind, and a journal that a crash left behind."""

    def __init__(self, portal: Portal, provider: Provider, journal: Path, ids: Mapping[str, str]) -> None:
        self.portal, self.provider, self.journal, self.ids = portal, provider, journal, ids

    def left(self, act: PersonAct, emails: list[str], minutes: int, **after: Any) -> None:
        """An intent whose process ended `minutes` ago."""
        ids = [self.ids.get(email, "00000000-0000-4000-8000-00000000dead") for email in emails]
        crashed_at(
            self.journal,
            act.value,
            client=self.provider.name,
            provider_id=self.provider.id,
            after={"emails": emails, "ids": ids, **after},
            minutes=minutes,
        )

    async def told(self) -> list[tuple[Outcome, bool]]:
        board = await self.portal.people.board(self.provider)
        return [(one.outcome, one.waits) for one in board.settled]

    async def sentence(self) -> str:
        board = await self.portal.people.board(self.provider)
        return " ".join(inside_sentences(board.settled))


@pytest.fixture
async def board(practice: Practice, journal: Path) -> AsyncIterator[Board]:
    async with await practice.signed_in(person(Persona.ADMIN), journal=journal) as portal:
        (provider,) = await portal.providers()
        found = await portal.people.board(provider)
        yield Board(portal, provider, journal, {one.email: one.id for one in found.people})


@pytest.mark.parametrize(
    ("act", "emails", "outcome"),
    [
        (PersonAct.INVITE, [IVO, SAM], Outcome.DONE),
        (PersonAct.INVITE, [IVO, NIA], Outcome.HALF_DONE),
        (PersonAct.INVITE, [NIA], Outcome.NOT_SENT),
        (PersonAct.CONFIRM, [SAM], Outcome.DONE),
        (PersonAct.CONFIRM, [SAM, WIM], Outcome.HALF_DONE),
        (PersonAct.CONFIRM, [WIM], Outcome.NOT_SENT),
        (PersonAct.REMOVE, [NIA], Outcome.DONE),
        (PersonAct.REMOVE, [SAM], Outcome.NOT_SENT),
        (PersonAct.RESEND, [IVO], Outcome.UNKNOWN),
    ],
)
async def test_an_interrupted_act_is_settled_by_the_list_and_told_once(
    board: Board, act: PersonAct, emails: list[str], outcome: Outcome
) -> None:
    board.left(act, emails, 5)
    assert await board.told() == [(outcome, False)]
    assert await board.told() == []
    assert Journal(board.journal).entries()[-1].outcome is outcome


async def test_a_role_is_settled_by_the_role_that_is_there(board: Board) -> None:
    board.left(PersonAct.ROLE, [SAM], 5, role="service-user")
    board.left(PersonAct.ROLE, [SAM], 5, role="provider-admin")
    assert await board.told() == [(Outcome.DONE, False), (Outcome.NOT_SENT, False)]


async def test_what_may_still_arrive_is_told_each_time(board: Board) -> None:
    board.left(PersonAct.CONFIRM, [WIM], 0)
    assert await board.told() == [(Outcome.NOT_SENT, True)]
    assert await board.told() == [(Outcome.NOT_SENT, True)]
    assert "look again in 2 minutes" in await board.sentence()


async def test_the_sentences_name_people_and_what_to_do(board: Board) -> None:
    board.left(PersonAct.INVITE, [IVO, NIA], 5)
    assert f"Not invited: {NIA}" in await board.sentence()
    board.left(PersonAct.RESEND, [IVO], 5)
    assert "doing it again does no harm" in await board.sentence()


async def test_acts_inside_clients_and_of_other_providers_are_left_alone(board: Board) -> None:
    crashed_at(board.journal, "person.remove", client="x", provider_id="other", after={"ids": []}, minutes=5)
    crashed_at(
        board.journal,
        "member.remove",
        client="x",
        provider_id=board.provider.id,
        after={"ids": []},
        minutes=5,
    )
    assert await board.told() == []
