"""The onboarding checklist of practice clients, computed from live data."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend_client.errors import Locked
from backend_client.portal.clients import find_client
from backend_client.portal.onboarding.steps import Checklist, Step, StepState
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
