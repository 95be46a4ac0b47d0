"""What is said before and after an account is recovered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from backend_client.errors import OutcomeUnknown, ServerTimeout
from backend_client.portal.recovery import Demand, PasswordDemands, RecoveryCase
from tests.hostile.texts import EVERYTHING
from tui.presenters.account_recovery import (
    Wish,
    consequences,
    demands_sentence,
    done_sentence,
    intro_sentences,
    unknown_sentences,
    unmet_sentence,
    who_line,
    wishes_of,
)

CASE = RecoveryCase(
    id="m",
    user_id="u",
    email="mia@birch.example",
    name="Mia Ortega",
    demands=PasswordDemands(),
    read_at=datetime(2026, 11, 21, tzinfo=UTC),
    two_step=True,
    two_step_wanted=True,
)
BARE = replace(CASE, two_step=False)
VAULTWARDEN = replace(CASE, resets_two_step=False, must_replace=False)


def test_only_what_the_server_can_reset_is_offered() -> None:
    assert wishes_of(CASE) == tuple(Wish)
    assert wishes_of(BARE) == wishes_of(VAULTWARDEN) == (Wish.PASSWORD,)
    assert "no two-step login" in " ".join(intro_sentences(BARE))
    assert "cannot be reset on this server" in " ".join(intro_sentences(VAULTWARDEN))


@pytest.mark.parametrize(
    ("case", "wish", "there", "absent"),
    [
        (CASE, Wish.PASSWORD, "they must choose their own", "TWO-STEP"),
        (CASE, Wish.BOTH, "THIS CLIENT REQUIRES TWO-STEP LOGIN", "does not make them"),
        (CASE, Wish.TWO_STEP, "Every method of their two-step login", "stops working"),
        (replace(CASE, two_step_wanted=False), Wish.BOTH, "Every method", "REQUIRES"),
        (VAULTWARDEN, Wish.PASSWORD, "does not make them choose another one", "temporary"),
    ],
)
def test_what_will_happen(case: RecoveryCase, wish: Wish, there: str, absent: str) -> None:
    words = " ".join(consequences(case, wish))
    assert there in words
    assert absent not in words
    assert "The server mails them" in words


def test_how_it_ended() -> None:
    assert done_sentence(CASE, Wish.PASSWORD).endswith("must replace it when signing in.")
    assert done_sentence(VAULTWARDEN, Wish.PASSWORD).endswith("Ask them to replace it.")
    assert done_sentence(CASE, Wish.TWO_STEP) == "mia@birch.example has no two-step login any more."
    lost = OutcomeUnknown(ServerTimeout(host="practice", seconds=10))
    assert "they try it" in " ".join(unknown_sentences(lost, Wish.PASSWORD))
    assert "they try it" not in " ".join(unknown_sentences(lost, Wish.TWO_STEP))


def test_demands_and_what_is_missing() -> None:
    everything = PasswordDemands(14, upper=True, lower=True, number=True, special=True, complexity=3)
    said = demands_sentence(everything)
    assert said.startswith(
        "At least 14 characters, with a capital letter, a small letter, a digit, one of !@"
    )
    assert "complexity 3 of 4" in said
    assert demands_sentence(PasswordDemands()) == "At least 12 characters."
    unmet = unmet_sentence((Demand.LENGTH, Demand.NUMBER), everything)
    assert unmet == "Not taken: it is shorter than 14 characters, it has no digit. Type another one."


def test_hostile_names_are_made_safe() -> None:
    shown = who_line(replace(CASE, name=EVERYTHING, email=EVERYTHING))
    assert shown.isprintable()
    assert "\x1b" not in shown
