"""Device approvals by keys: the phrase first, the password next, and the right device opens the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend_client.portal.journal import Journal, Outcome
from embedded_backend.database import Database
from embedded_backend.device_requests import opened_answer
from embedded_backend.seed import PRACTICE_PASSWORD
from embedded_backend.telephone import phrase_read_out
from tests.contract.recovery_desk import BARE, NEWER, OLDER
from tests.hostile.texts import EVERYTHING, EVERYTHING_SHOWN
from tests.practice import Practice
from tests.screens.recovery_driving import opened, press, screen, stands, until, write
from tui.screens.base import Place
from tui.screens.compare_devices import CompareDevicesScreen
from tui.screens.device_approvals import DeviceApprovalsScreen
from tui.screens.plan import PlanScreen


def request_of(practice: Practice, email: str) -> str:
    found = practice.execute(
        "SELECT r.id FROM auth_requests r JOIN users u ON u.id = r.user_id WHERE u.email = ?", email
    )
    return str(found[0][0])


def approved(practice: Practice, email: str) -> object:
    ((answer,),) = practice.execute(
        "SELECT approved FROM auth_requests WHERE id = ?", request_of(practice, email)
    )
    return answer


def opened_key(practice: Practice, email: str) -> bytes:
    database = Database(practice.database)
    try:
        return opened_answer(database, request_of(practice, email))
    finally:
        database.close()


async def test_one_is_compared_and_approved(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, Place.APPROVALS, journal=journal) as (pilot, app):
        shown = await press(pilot, "j")
        phrase = phrase_read_out(practice.database, request_of(practice, NEWER))
        assert "3 devices wait." in shown
        assert f"Fingerprint phrase: {phrase}" in shown
        compare = await press(pilot, "a")
        assert stands(app, CompareDevicesScreen)
        assert phrase in compare
        assert phrase.replace("-", " ") in await press(pilot, "ctrl+t")
        assert "Nothing was sent: type approve 1." in await write(pilot, "yes", "enter")
        await press(pilot, *("backspace",) * 3)
        await write(pilot, "approve 1")
        await until(pilot, "master password once more")
        await write(pilot, PRACTICE_PASSWORD)
        await until(pilot, "Yes, approve")
        assert stands(app, PlanScreen)
        await press(pilot, "enter")
        await until(pilot, "1 approved.")
        await press(pilot, "enter")
        assert stands(app, DeviceApprovalsScreen)
        assert "2 devices wait." in await until(pilot, "1 approved.")
    assert len(opened_key(practice, NEWER)) == 69
    (_intent, outcome) = Journal(journal).entries()
    assert outcome.outcome is Outcome.DONE


async def test_all_together_leave_out_who_left_no_key(practice: Practice) -> None:
    async with opened(practice, Place.APPROVALS) as (pilot, _app):
        await press(pilot, "M")
        shown = await press(pilot, "a")
        assert BARE not in shown
        await write(pilot, "approve 2")
        await until(pilot, "master password once more")
        await write(pilot, PRACTICE_PASSWORD)
        await until(pilot, "left out")
        await press(pilot, "enter")
        await until(pilot, "2 approved, 1 left out.")
    assert (approved(practice, OLDER), approved(practice, NEWER), approved(practice, BARE)) == (1, 1, None)
    assert len(opened_key(practice, OLDER)) == 64


async def test_denying_starts_on_no(practice: Practice) -> None:
    async with opened(practice, Place.APPROVALS) as (pilot, _app):
        await press(pilot, "D")
        assert "The device is not told" in await until(pilot, "Yes, deny")
        await press(pilot, "enter")
        assert "Nothing was sent." in await until(pilot, "Nothing was sent.")
        assert approved(practice, BARE) is None
        await press(pilot, "M", "D")
        await until(pilot, "Yes, deny")
        await press(pilot, "k", "enter")
        await until(pilot, "3 denied.")
        await press(pilot, "enter")
        await until(pilot, "No device waits for an approval.")
    assert [approved(practice, email) for email in (OLDER, NEWER, BARE)] == [0, 0, 0]


async def test_without_the_password_nothing_is_approved(practice: Practice) -> None:
    async with opened(practice, Place.APPROVALS) as (pilot, app):
        await press(pilot, "j", "enter")
        await write(pilot, "approve 1")
        await until(pilot, "master password once more")
        await press(pilot, "escape")
        await until(pilot, "Nothing was sent.")
        assert stands(app, DeviceApprovalsScreen)
    assert approved(practice, NEWER) is None


async def test_one_without_a_key_says_why(practice: Practice) -> None:
    async with opened(practice, Place.APPROVALS) as (pilot, app):
        assert "They are not enrolled in account recovery" in await press(pilot, "a")
        assert stands(app, DeviceApprovalsScreen)


async def test_a_request_swapped_meanwhile_is_refused(practice: Practice) -> None:
    async with opened(practice, Place.APPROVALS) as (pilot, _app):
        await press(pilot, "j", "a")
        await write(pilot, "approve 1")
        await until(pilot, "master password once more")
        ((other,),) = practice.execute(
            "SELECT public_key FROM auth_requests WHERE id = ?", request_of(practice, OLDER)
        )
        practice.execute(
            "UPDATE auth_requests SET public_key = ? WHERE id = ?", other, request_of(practice, NEWER)
        )
        await write(pilot, PRACTICE_PASSWORD)
        await until(pilot, "Yes, approve")
        await press(pilot, "enter")
        await until(pilot, "THE REQUEST CHANGED after its phrase was shown")
    assert approved(practice, NEWER) is None


async def test_a_request_of_more_than_a_week_ago_is_over(practice: Practice) -> None:
    twelve_hours = 12 * 3_600 * 10_000_000
    practice.execute("UPDATE auth_requests SET created_at = created_at - ?", twelve_hours)
    async with opened(practice, Place.APPROVALS) as (pilot, app):
        for key in ("D", "a"):
            assert "older than 7 days" in await press(pilot, key)
        assert stands(app, DeviceApprovalsScreen)
    assert approved(practice, BARE) is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Juniper Travel", "Not applicable: devices are approved where single sign-on"),
        (
            "Ironwood Architects",
            "Nobody waits. Members ask only where single sign-on is on with trusted devices, which it is not "
            "here. :sso shows single sign-on.",
        ),
    ],
)
async def test_clients_without_trusted_devices_say_so(practice: Practice, name: str, said: str) -> None:
    async with opened(practice, Place.APPROVALS, name) as (pilot, _app):
        await until(pilot, said)


async def test_read_only_says_so(practice: Practice) -> None:
    async with opened(practice, Place.APPROVALS, read_only=True) as (pilot, app):
        for key in ("a", "D", "enter"):
            assert "read-only" in (await press(pilot, key)).casefold()
        assert stands(app, DeviceApprovalsScreen)


async def test_hostile_devices_and_addresses_are_drawn_as_text(practice: Practice) -> None:
    practice.execute("UPDATE auth_requests SET country = ?, ip_address = ?", EVERYTHING, EVERYTHING)
    async with opened(practice, Place.APPROVALS, size=(120, 40)) as (pilot, _app):
        shown = await press(pilot, "j")
        assert EVERYTHING_SHOWN[:40] in shown
        await press(pilot, "a")


async def test_locking_clears_the_list_and_the_phrases(practice: Practice) -> None:
    async with opened(practice, Place.APPROVALS) as (pilot, app):
        phrase = phrase_read_out(practice.database, request_of(practice, NEWER))
        await press(pilot, "j", "a")
        await press(pilot, "ctrl+l")
        await write(pilot, PRACTICE_PASSWORD)
        assert "3 devices wait." in await until(pilot, "3 devices wait.")
        assert stands(app, DeviceApprovalsScreen)
        assert phrase in await screen(pilot)
