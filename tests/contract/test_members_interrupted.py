"""Acts on people that a crash interrupted, settled by the list."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend_client.portal.journal import Entry, Journal, Outcome, Phase
from backend_client.portal.members import MemberAct, MemberStatus
from tests.contract.member_desk import BIRCH, Desk


def _crashed(journal: Path, act: MemberAct, desk: Desk, ids: list[str], minutes: int) -> Entry:
    """An intent whose process ended `minutes` ago."""
    kept = Journal(journal)
    entry = kept.append(
        who="ada@northwind.example",
        server="practice",
        act=act.value,
        phase=Phase.INTENT,
        client=BIRCH,
        organization_id=desk.client.organization_id,
        provider_id=desk.provider.id,
        after={"ids": ids, "emails": ["somebody@birch.example" for _ in ids]},
    )
    body = json.loads(journal.read_text().splitlines()[-1])
    body["at"] = (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()
    body["process"] = f"{os.uname().nodename}:{2**22 + 1}"
    lines = [*journal.read_text().splitlines()[:-1], json.dumps(body)]
    journal.write_text("\n".join(lines) + "\n")
    return entry


@pytest.mark.parametrize(
    ("act", "statuses", "minutes", "outcome"),
    [
        (MemberAct.CONFIRM, [MemberStatus.CONFIRMED, MemberStatus.CONFIRMED], 0, Outcome.DONE),
        (MemberAct.CONFIRM, [MemberStatus.CONFIRMED, MemberStatus.ACCEPTED], 9, Outcome.HALF_DONE),
        (MemberAct.CONFIRM, [MemberStatus.ACCEPTED], 9, Outcome.NOT_SENT),
        (MemberAct.CONFIRM, [MemberStatus.ACCEPTED], 0, None),
        (MemberAct.REVOKE, [MemberStatus.CONFIRMED], 9, Outcome.NOT_SENT),
        (MemberAct.RESTORE, [MemberStatus.CONFIRMED], 9, Outcome.DONE),
        (MemberAct.RESEND, [MemberStatus.INVITED], 9, Outcome.UNKNOWN),
    ],
)
async def test_an_interrupted_act_is_settled_by_the_list_and_told_once(
    desk: Desk,
    journal: Path,
    act: MemberAct,
    statuses: list[MemberStatus],
    minutes: int,
    outcome: Outcome | None,
) -> None:
    board = await desk.board()
    by_status = {each: [one.id for one in board.members if one.status == each] for each in MemberStatus}
    ids = [by_status[status].pop() for status in statuses]
    _crashed(journal, act, desk, ids, minutes)
    (told,) = (await desk.board()).settled
    assert told.waits is (outcome is None)
    assert outcome in (None, told.outcome)
    assert (await desk.board()).settled == ((told,) if told.waits else ())


async def test_an_interrupted_removal_of_somebody_gone_arrived(desk: Desk, journal: Path) -> None:
    _crashed(journal, MemberAct.REMOVE, desk, ["00000000-0000-4000-8000-00000000dead"], 0)
    assert [one.outcome for one in (await desk.board()).settled] == [Outcome.DONE]
