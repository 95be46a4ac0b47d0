"""What is kept of an import besides the journal: waived collections; and what the journal tells of access."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend_client.portal.admin_access import ACT, switched_on_here
from backend_client.portal.journal import Entry, Outcome, Phase
from backend_client.portal.local_notes import LocalNotes
from backend_client.portal.onboarding.steps import Step

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_waived_collections_stand_beside_steps_that_are_not_needed(tmp_path: Path) -> None:
    notes = LocalNotes(tmp_path / "notes.json")
    assert notes.waived("practice", "o") == frozenset()
    notes.waive("practice", "o", ["c1", "c2"], "admins do it", "ada")
    notes.mark_not_needed("practice", "o", Step.SSO, "no IdP", "ada")
    assert notes.waived("practice", "o") == {"c1", "c2"}
    assert notes.waived("practice", "other") == notes.waived("elsewhere", "o") == frozenset()
    assert set(notes.not_needed("practice", "o")) == {Step.SSO}


def _switch(number: int, on: bool, outcome: Outcome | None, organization: str = "o") -> list[Entry]:
    intent = Entry(
        number, NOW, "ada", "s", ACT, Phase.INTENT, organization_id=organization, after={"admin_access": on}
    )
    if outcome is None:
        return [intent]
    told = Entry(
        number + 1,
        NOW,
        "ada",
        "s",
        ACT,
        Phase.OUTCOME,
        organization_id=organization,
        outcome=outcome,
        about=number,
    )
    return [intent, told]


@pytest.mark.parametrize(
    ("entries", "ours"),
    [
        ([], False),
        (_switch(1, True, Outcome.DONE), True),
        (_switch(1, True, Outcome.REFUSED), False),
        (_switch(1, True, None), False),
        (_switch(1, True, Outcome.DONE, "other"), False),
        (_switch(1, True, Outcome.DONE) + _switch(3, False, Outcome.DONE), False),
        (_switch(1, True, Outcome.DONE) + _switch(3, False, Outcome.REFUSED), True),
    ],
)
def test_the_last_switch_that_was_made_decides(entries: list[Entry], ours: bool) -> None:
    assert switched_on_here(entries, "s", "o") is ours
    assert switched_on_here(entries, "another", "o") is False
