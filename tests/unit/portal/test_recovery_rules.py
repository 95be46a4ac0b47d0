"""Who can be recovered, what a new password must be like, and passwords that are made here."""

from __future__ import annotations

from typing import Any

import pytest

from backend_client.errors import Rule
from backend_client.portal.members import MemberRole, MemberStatus
from backend_client.portal.recovery import (
    Demand,
    PasswordDemands,
    Strength,
    demands_of,
    generated_password,
    keeps_two_step,
    recovery_refusal,
    strength_of,
)
from backend_client.secret import Secret

FITS: dict[str, Any] = {
    "status": MemberStatus.CONFIRMED,
    "user_id": "them",
    "enrolled": True,
    "me": "me",
    "flag": True,
    "policy": True,
}


def test_an_enrolled_member_can_be_recovered_also_while_revoked() -> None:
    for status in (MemberStatus.CONFIRMED, MemberStatus.ACCEPTED, MemberStatus.REVOKED):
        assert recovery_refusal(**{**FITS, "status": status}) is None


@pytest.mark.parametrize(
    ("other", "rule"),
    [
        ({"flag": False}, Rule.RECOVERY_WITHOUT_FLAG),
        ({"user_id": "me"}, Rule.YOURSELF),
        ({"status": MemberStatus.INVITED}, Rule.RECOVERY_NOT_JOINED),
        ({"user_id": None}, Rule.RECOVERY_NOT_JOINED),
        ({"policy": False}, Rule.RECOVERY_POLICY_OFF),
        ({"enrolled": False}, Rule.RECOVERY_NOT_ENROLLED),
        ({"flag": False, "user_id": "me"}, Rule.RECOVERY_WITHOUT_FLAG),
    ],
)
def test_who_cannot(other: dict[str, Any], rule: Rule) -> None:
    assert recovery_refusal(**{**FITS, **other}) is rule


def test_only_owners_and_admins_keep_their_place_without_two_step_login() -> None:
    assert [keeps_two_step(role) for role in MemberRole] == [True, True, False, False]


def test_demands_follow_the_policy_and_survive_nonsense() -> None:
    assert demands_of(None) == demands_of({}) == PasswordDemands()
    data = {"minLength": 20, "minComplexity": 4, "requireUpper": True, "requireSpecial": True}
    assert demands_of(data) == PasswordDemands(20, upper=True, special=True, complexity=4)
    odd = {"minLength": "30", "minComplexity": 9, "requireUpper": "yes", "requireLower": None}
    assert demands_of(odd) == PasswordDemands()
    assert (demands_of({"minLength": 8}).length, demands_of({"minLength": 999}).length) == (12, 128)


@pytest.mark.parametrize(
    ("password", "unmet"),
    [
        ("Abcdefgh1!xy", set()),
        ("Abcdefgh1!x", {Demand.LENGTH}),
        ("abcdefgh1!xy", {Demand.UPPER}),
        ("ABCDEFGH1!XY", {Demand.LOWER}),
        ("Abcdefghi!xy", {Demand.NUMBER}),
        ("Abcdefgh1-xy", {Demand.SPECIAL}),
        ("", set(Demand)),
    ],
)
def test_what_a_password_lacks(password: str, unmet: set[Demand]) -> None:
    everything = PasswordDemands(upper=True, lower=True, number=True, special=True)
    assert set(everything.unmet(Secret(password))) == unmet


@pytest.mark.parametrize(
    ("password", "strength"),
    [
        ("", Strength.WEAK),
        ("aaaaaaaaaaaaaaaaaaaa", Strength.WEAK),
        ("abcdefghijkl", Strength.FAIR),
        ("abcdefghijklmn", Strength.GOOD),
        ("Correct horse battery 1!", Strength.STRONG),
    ],
)
def test_the_hint_counts_length_and_kinds(password: str, strength: Strength) -> None:
    assert strength_of(Secret(password)) is strength


@pytest.mark.parametrize("length", [12, 40, 128])
def test_made_passwords_meet_every_policy_and_differ(length: int) -> None:
    demands = PasswordDemands(length, upper=True, lower=True, number=True, special=True, complexity=4)
    made = [generated_password(demands) for _ in range(20)]
    assert not [each for each in made if demands.unmet(each)]
    assert len({each.reveal() for each in made}) == 20
    assert all(each.reveal().isascii() and " " not in each.reveal() for each in made)
    assert {strength_of(each) for each in made} == {Strength.STRONG}
