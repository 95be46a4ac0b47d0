"""The onboarding checklist of practice clients, computed from live data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend_client.errors import Locked
from backend_client.portal.clients import find_client
from backend_client.portal.onboarding.steps import Checklist, Reason, Step, StepState
from embedded_backend.seed import Persona, person
from tests.practice import Practice


def _states(checklist: Checklist) -> dict[str, str]:
    return {report.step.value: report.state.value for report in checklist.reports}


async def test_a_client_in_the_middle_and_one_without_policies(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        birch = await portal.checklist(provider, find_client(listed, "birch & sons logistics"))
        second = await portal.checklist(provider, find_client(listed, "Second Client's Organization"))
    assert _states(birch) == {
        "collections": "in_progress",
        "import": "unknown",
        "policies": "done",
        "sso": "to_do",
        "groups": "done",
        "invitations": "in_progress",
    }
    assert birch.counted == (2, 6)
    assert _states(second) == {
        "collections": "to_do",
        "import": "unknown",
        "policies": "not_applicable",
        "sso": "not_applicable",
        "groups": "to_do",
        "invitations": "in_progress",
    }
    assert second.counted == (0, 4)
    assert [each.owner for each in second.people] == [True]


async def test_inspecting_writes_no_event(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        (provider,) = await portal.providers()
        client = find_client(await portal.client_list(provider), "Birch & Sons Logistics")
        before = practice.count("events")
        await portal.checklist(provider, client)
        assert practice.count("events") == before


async def test_a_step_marked_not_needed_counts_as_settled_and_says_who(
    practice: Practice, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.json"
    async with await practice.signed_in(person(Persona.ADMIN), notes=notes) as portal:
        (provider,) = await portal.providers()
        client = find_client(await portal.client_list(provider), "Birch & Sons Logistics")
        portal.mark_not_needed(client, Step.SSO, "no IdP")
        report = (await portal.checklist(provider, client)).reports[3]
        assert report.state is StepState.NOT_NEEDED
        assert report.note is not None
        assert (report.note.reason, report.note.who) == ("no IdP", "ada@northwind.example")
        portal.mark_not_needed(client, Step.SSO, None)
        assert (await portal.checklist(provider, client)).reports[3].state is StepState.TO_DO


async def test_the_checklist_needs_keys(practice: Practice) -> None:
    async with await practice.watching(person(Persona.ADMIN)) as portal:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        with pytest.raises(Locked):
            await portal.checklist(provider, listed.clients[0])


class Requests:
    """An ASGI application that notes what it is asked."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.asked: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            self.asked.append(f"{scope['method']} {scope['path']}")
        await self._app(scope, receive, send)


async def test_a_setup_costs_four_quiet_reads_inside_the_client(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = Requests(practice.thread.app)
    monkeypatch.setattr(practice.thread, "app", requests)
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        events = practice.count("events")
        for name, reads in (("Birch & Sons Logistics", 4), ("Elm Street Clinic", 3)):
            client = find_client(listed, name)
            requests.asked.clear()
            setup = await portal.client_setup(provider, client)
            assert len(requests.asked) == reads, requests.asked
            assert all(f"/organizations/{client.organization_id}/" in each for each in requests.asked)
            checklist = await portal.checklist(provider, client)
            assert (setup.done, setup.needed) == checklist.counted
        assert practice.count("events") == events


async def test_a_setup_needs_keys(practice: Practice) -> None:
    async with await practice.watching(person(Persona.ADMIN)) as portal:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        with pytest.raises(Locked):
            await portal.client_setup(provider, listed.clients[0])


async def test_the_client_of_a_checklist_is_the_one_there_is_now(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        (provider,) = await portal.providers()
        client = find_client(await portal.client_list(provider), "Elm Street Clinic")
        practice.execute(
            "UPDATE organizations SET seats = 9, name = 'Elm Clinic' WHERE name = ?", client.name
        )
        now = (await portal.checklist(provider, client)).client
        assert (now.name, now.seats.assigned, now.id) == ("Elm Clinic", 9, client.id)


async def test_sso_that_was_just_switched_on_is_seen_at_once(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        (provider,) = await portal.providers()
        client = find_client(await portal.client_list(provider), "Birch & Sons Logistics")
        assert (await portal.checklist(provider, client)).report(Step.SSO).state is StepState.TO_DO
        practice.execute("UPDATE organizations SET sso_enabled = 1 WHERE name = ?", client.name)
        assert (await portal.checklist(provider, client)).report(Step.SSO).state is StepState.DONE


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Granite Legal LLP", Reason.ORGANIZATION_SUSPENDED),
        ("Harbour Hotels", Reason.KEY_CLOSED),
    ],
)
async def test_what_is_in_the_way_of_everything_blocks_it(
    practice: Practice, name: str, reason: Reason
) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        (provider,) = await portal.providers()
        client = find_client(await portal.client_list(provider), name)
        checklist = await portal.checklist(provider, client)
    settled = (StepState.DONE, StepState.NOT_APPLICABLE)
    open_reports = [report for report in checklist.reports if report.state not in settled]
    assert open_reports
    assert {(report.state, report.reason) for report in open_reports} == {(StepState.BLOCKED, reason)}
    assert all(report.next_act is not None for report in open_reports)
