"""Inviting people on the real practice backend, driven by keys and pastes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from backend_client.portal.journal import Journal, Phase
from embedded_backend.options import BackendOptions
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.practice import Practice, running_practice
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
        await pilot.press("f5")
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


async def test_a_paste_shows_what_is_wrong_before_anything_is_sent(
    practice: Practice, settle: Settle
) -> None:
    async with opened(practice, settle, size=(120, 40)) as pilot:
        await paste(
            pilot,
            "Lena Fox <lena@new.example>; mia@birch.example\r\nnobody\r\nzoe@new.c0m\r\n"
            "omar@new.example, admin, Drivers;Finanz\r\nLENA@new.example\r\n",
        )
        shown = text_of(pilot)
        assert "accepted already; confirm instead" in shown
        assert "2 nobody no e-mail address: there is no @" in shown
        assert "must end in letters, like .com" in shown
        assert "no group 'Finanz'; perhaps Finance?" in shown
        assert "twice: it stands in line 1 already" in shown
        assert "1 person to invite, 2 wrong, 1 twice, 2 left out." in shown
    assert listed(practice, "%@new.example") == []


async def test_role_and_groups_are_chosen_by_keys(practice: Practice, settle: Settle) -> None:
    async with opened(practice, settle) as pilot:
        await pilot.press(*"ann@new.example", "down", "down", "enter", "space", "down", "space")
        assert "ann@new.example Admin Dispatc" in text_of(pilot)
        await pilot.press("f5")
        await settle(pilot, *GROUPS)
        assert "Admin: Dispatch, Drivers" in text_of(pilot)
        await pilot.press("enter")
        await settle(pilot, *GROUPS)
    assert listed(practice, "%@new.example") == [("ann@new.example", 1)]
    linked = "SELECT count(*) FROM group_users l JOIN organization_users m ON m.id = l.organization_user_id"
    assert practice.execute(f"{linked} WHERE m.email = 'ann@new.example'") == [(2,)]


async def test_a_custom_role_takes_permissions(practice: Practice, settle: Settle) -> None:
    async with opened(practice, settle, size=(120, 40)) as pilot:
        await pilot.press(*"ann@new.example", "tab", "end", "tab", "tab", "space", "f5")
        await settle(pilot, *GROUPS)
        await pilot.press("enter")
        await settle(pilot, *GROUPS)
    ((kind, permissions),) = practice.execute(
        "SELECT type, permissions FROM organization_users WHERE email = 'ann@new.example'"
    )
    assert kind == 4
    assert "accessEventLogs" in str(permissions)


async def test_a_csv_file_is_read_by_its_path(practice: Practice, settle: Settle, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes("\ufeffemail;role;groups\r\nann@new.example;admin;Finance|Drivers\r\n".encode())
    async with opened(practice, settle, size=(120, 40)) as pilot:
        await pilot.press(*"bob@new.example", "f3")
        await pilot.press(*str(file), "enter")
        await settle(pilot, *GROUPS)
        shown = text_of(pilot)
        assert "people.csv was read." in shown
        assert "2 people to invite." in shown
        assert "Admin Finance, Drivers" in shown


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\x00\x01\x02\xff", "What you typed is still here."), (b"", "What you typed is still here.")],
)
async def test_a_file_that_is_none_of_people_leaves_what_was_typed(
    practice: Practice, settle: Settle, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    async with opened(practice, settle) as pilot:
        await pilot.press(*"bob@new.example", "f3")
        await pilot.press(*str(file), "enter")
        await settle(pilot, *GROUPS)
        assert said in text_of(pilot)
        await pilot.press("escape")
        assert "1 person to invite." in text_of(pilot)


FOUR = "\n".join(f"p{number}@new.example" for number in range(4))


async def test_too_few_seats_are_raised_on_the_way(practice: Practice, settle: Settle) -> None:
    async with opened(practice, settle) as pilot:
        await paste(pilot, FOUR)
        assert "3 of 40 seats left: 1 too few." in text_of(pilot)
        await pilot.press("f5")
        assert "4 people need 4 seats; 3 of 40 are left. 1 are missing." in text_of(pilot)
        await pilot.press("enter")
        while "New number" not in text_of(pilot):
            await pilot.pause()
        assert "New number 41" in text_of(pilot)
        await pilot.press("enter", "end", "enter")
        await settle(pilot, *GROUPS)
        assert "Afterwards 41 of 41 seats are used." in text_of(pilot)
        await pilot.press("enter")
        await settle(pilot, *GROUPS)
        assert "4 people invited." in text_of(pilot)
    assert len(listed(practice, "%@new.example")) == 4


async def test_or_only_as_many_as_there_are_seats(practice: Practice, settle: Settle) -> None:
    async with opened(practice, settle) as pilot:
        await paste(pilot, FOUR)
        await pilot.press("f5", "down", "enter")
        await settle(pilot, *GROUPS)
        assert "no seat is left" in text_of(pilot) or "left out: no ~" in text_of(pilot)
        await pilot.press("enter")
        await settle(pilot, *GROUPS)
        assert "3 people invited, 1 left out." in text_of(pilot)
        await pilot.press("enter")
        await settle(pilot, *GROUPS)
        assert "p3@new.example" in text_of(pilot)
        assert "0 of 40 seats left: 1 too few." in text_of(pilot)
    assert len(listed(practice, "%@new.example")) == 3


async def test_a_plan_without_policies_and_groups_is_not_warned_about_policies(
    practice: Practice, settle: Settle
) -> None:
    async with opened(practice, settle, ROOMY) as pilot:
        await pilot.press(*"ann@new.example", "f5")
        await settle(pilot, *GROUPS)
        assert "No policy is on yet" in text_of(pilot)
        assert "There are no groups yet" in text_of(pilot)
    async with opened(practice, settle, TEAMS) as pilot:
        await pilot.press(*"ann@new.example", "f5")
        await settle(pilot, *GROUPS)
        assert "No policy is on yet" not in text_of(pilot)
        assert "Yes, invite 1 person" in text_of(pilot)


async def test_what_was_typed_is_not_dropped_by_one_key(practice: Practice, settle: Settle) -> None:
    async with opened(practice, settle) as pilot:
        await pilot.press(*"ann@new.example", "escape")
        assert "Esc again leaves and forgets what you typed." in text_of(pilot)
        await pilot.press("x", "escape")
        assert isinstance(pilot.app.screen, InviteScreen)
        await pilot.press("escape")
        assert not isinstance(pilot.app.screen, InviteScreen)


async def test_nobody_is_said_and_not_reviewed(practice: Practice, settle: Settle) -> None:
    async with opened(practice, settle) as pilot:
        await pilot.press("f5")
        assert isinstance(pilot.app.screen, InviteScreen)
        await pilot.press(*"mia@birch.example", "f5")
        assert "Nobody in the list can be invited." in text_of(pilot)


async def test_locking_keeps_what_was_typed_and_forgets_what_was_read(
    practice: Practice, settle: Settle
) -> None:
    async with opened(practice, settle) as pilot:
        await pilot.press(*"ann@new.example")
        screen = pilot.app.screen
        assert isinstance(screen, InviteScreen)
        screen.on_locked()
        assert "Dispatch" not in text_of(pilot)
        await pilot.press("f5")
        assert "Seats and members are not read yet." in text_of(pilot)
        screen.on_unlocked()
        await settle(pilot, *GROUPS)
        assert "1 person to invite. 3 of 40 seats left." in text_of(pilot)


async def test_text_that_means_harm_is_shown_and_obeyed_by_nobody(practice: Practice, settle: Settle) -> None:
    practice.execute("UPDATE groups SET name = ? WHERE name = 'Dispatch'", "[/b]\x1b]52;c;aGk=\x07\u202e")
    async with opened(practice, settle) as pilot:
        await paste(
            pilot, "\x1b]52;c;aGk=\x07[red]\u202eann@new.example\n[/x]@y.example\na\u200bb@new.example"
        )
        shown = shown_text(pilot.app)
        assert all(letter.isprintable() or letter == "\n" for letter in shown)
        assert "[/b]" in shown
        await pilot.press("f5")
        await settle(pilot, *GROUPS)
        assert all(letter.isprintable() or letter == "\n" for letter in shown_text(pilot.app))


async def test_interrupted_invitations_are_told_when_the_screen_opens(
    practice: Practice, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend_client.portal.interruptions.still_runs", lambda _process: False)
    path = tmp_path / "journal.jsonl"
    client_id = practice.execute("SELECT id FROM organizations WHERE name LIKE 'Birch%'")[0][0]
    Journal(path).append(
        who="ada",
        server="practice",
        act="member.invite",
        phase=Phase.INTENT,
        client=BIRCH,
        organization_id=str(client_id),
        after={"emails": ["mia@birch.example"]},
    )
    async with opened(practice, settle, journal=path) as pilot:
        assert "Interrupted before: Invite mia@birch.example. It arrived; do not repeat it." in text_of(pilot)
    async with opened(practice, settle, journal=path) as pilot:
        assert "Interrupted before" not in text_of(pilot)


async def test_forty_five_people_go_in_three_requests(practice: Practice, settle: Settle) -> None:
    practice.execute("UPDATE organizations SET seats = 200 WHERE name LIKE 'My Client%'")
    async with opened(practice, settle, ROOMY) as pilot:
        await paste(pilot, "\n".join(f"u{number}@new.example" for number in range(45)))
        await pilot.press("f5")
        await settle(pilot, *GROUPS)
        await pilot.press("enter")
        await settle(pilot, *GROUPS)
        assert "45 people invited." in text_of(pilot)
        assert "Inviting: 45 of 45" not in text_of(pilot)
        await pilot.press("enter")
        await settle(pilot, *GROUPS)
        assert "200 seats, 46 used" in text_of(pilot)
    assert len(listed(practice, "%@new.example")) == 45


async def test_a_rate_limit_in_the_middle_leaves_the_rest_to_be_sent_later(
    practice_template: Path, tmp_path: Path, settle: Settle
) -> None:
    """Six requests where the server takes five a minute: people of other terms never share one."""
    now = [1_700_000_000.0]

    def clock() -> float:
        now[0] += 0.05
        return now[0]

    options = BackendOptions(rate_limits=True, clock=clock)
    with running_practice(practice_template, tmp_path, options) as practice:
        practice.execute("UPDATE organizations SET seats = 200 WHERE name LIKE 'Birch%'")
        groups = ("", "Dispatch", "Drivers", "Finance", "Management", "Human Resources")
        async with opened(practice, settle, size=(120, 40)) as pilot:
            await paste(pilot, "\n".join(f"u{n}@new.example,user,{name}" for n, name in enumerate(groups)))
            await pilot.press("f5")
            await settle(pilot, *GROUPS)
            await pilot.press("enter")
            await settle(pilot, *GROUPS)
            assert "5 people invited, 1 not sent." in text_of(pilot)
            assert len(listed(practice, "%@new.example")) == 5
            now[0] += 61
            await pilot.press("down", "enter")
            await settle(pilot, *GROUPS)
            assert "6 people invited." in text_of(pilot)
        assert len(listed(practice, "%@new.example")) == 6


async def test_a_run_that_only_reads_says_so(practice: Practice, settle: Settle) -> None:
    async with opened(practice, settle) as pilot:
        assert isinstance(pilot.app, StandInFront)
        pilot.app.read_only = True
        screen = pilot.app.screen
        assert isinstance(screen, InviteScreen)
        assert "read-only" in screen.why_not("review")
        assert "read-only" in screen.why_not("seats")
        assert screen.why_not("file") == ""


async def test_everybody_is_given_direct_access_by_letters(practice: Practice, settle: Settle) -> None:
    async with opened(practice, settle) as pilot:
        await pilot.press(*"ann@new.example", "f2")
        await settle(pilot, *GROUPS, "invite-access-load")
        assert "Nobody is given direct access" in text_of(pilot)
        await pilot.press("j", "V", "j", "space")
        assert "Everybody invited is given 2 collections." in text_of(pilot)
        await pilot.press("enter")
        await settle(pilot, *GROUPS)
        assert "2 collections for all." in text_of(pilot)
        await pilot.press("f5")
        await settle(pilot, *GROUPS)
        assert "User; 2 collections" in text_of(pilot)
        await pilot.press("enter")
        await settle(pilot, *GROUPS)
    held = practice.execute(
        "SELECT a.read_only, a.hide_passwords, a.manage FROM collection_users a"
        " JOIN organization_users m ON m.id = a.organization_user_id WHERE m.email = 'ann@new.example'"
        " ORDER BY a.hide_passwords"
    )
    assert held == [(1, 0, 0), (1, 1, 0)]


async def test_choosing_access_and_leaving_gives_none(practice: Practice, settle: Settle) -> None:
    async with opened(practice, settle) as pilot:
        await pilot.press(*"ann@new.example", "f2")
        await settle(pilot, *GROUPS, "invite-access-load")
        await pilot.press("M", "escape")
        await settle(pilot, *GROUPS)
        assert "1 person to invite. 3 of 40 seats left." in text_of(pilot)
