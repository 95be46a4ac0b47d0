"""Every policy, field, choice and obstacle has words; values typed on a command line are read strictly."""

from __future__ import annotations

from typing import Any

import pytest

from backend_client.portal.policies import Obstacle, Policy
from backend_client.portal.policy_presets import Preset
from backend_client.portal.policy_types import CATALOGUE, Fault, FieldKind, PolicyKind, kind_of
from tests.hostile.texts import EVERYTHING, EVERYTHING_SHOWN
from tui.presenters.policies import data_words
from tui.presenters.policy_field_words import choice_word, fault_sentence, field_label, short_label
from tui.presenters.policy_form import STATE, form_fields, problem_of, typed_values, wish_of
from tui.presenters.policy_journal import policy_change_words
from tui.presenters.policy_words import name_of, obstacle_words, preset_words, words_of


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.word)
def test_a_type_has_words_that_fit_the_screen(kind: PolicyKind) -> None:
    words = words_of(kind.type)
    assert all(words)
    assert len(words.name) <= 28
    assert len(words.effect) <= 110
    for field in kind.fields:
        assert len(field_label(field)) <= 22
        assert short_label(field) == short_label(field).strip()
        assert all(choice_word(field, choice) for choice in field.choices)
        assert all(field_label(field) in fault_sentence(field, fault) for fault in Fault)


def test_names_are_told_apart_and_newer_types_have_a_number() -> None:
    assert len({name_of(kind.type) for kind in CATALOGUE}) == 23
    assert name_of(99) == "Policy 99"
    assert all(obstacle_words(obstacle) for obstacle in Obstacle)
    assert all(all(preset_words(preset)) for preset in Preset)


@pytest.mark.parametrize(
    ("number", "data", "words"),
    [
        (1, {"minLength": 14, "minComplexity": 3, "requireLower": False}, "strength 3 (good), length 14"),
        (9, {"type": "custom", "minutes": 15, "action": "logOut"}, "after 15 min, then log out"),
        (9, {"type": "never"}, "never"),
        (
            21,
            {"whoCanAccess": 1, "deletionHours": 24, "allowedSendTypes": [1, 0]},
            "access with a password, deleted after 24 h, kinds text+file",
        ),
        (1, {"minLength": "14", "x": 1, "y": 2}, 'minLength: "14", 2 other values'),
        (2, {"overridePasswordType": ""}, ""),
        (20, {"description": EVERYTHING}, EVERYTHING_SHOWN[:59]),
    ],
)
def test_data_in_short(number: int, data: dict[str, Any], words: str) -> None:
    assert data_words(Policy(kind_of(number), True, data)).startswith(words)


def test_a_form_that_nobody_touched_wishes_for_what_is_there() -> None:
    data = {"minLength": "x", "header": "a\u202eb\nc", "description": " d ", "type": {}, "more": [1]}
    for kind in CATALOGUE:
        policy = Policy(kind, True, data, True)
        wish = wish_of(policy, {field.id: field.start for field in form_fields(policy)})
        assert (wish.enabled, wish.data) == (True, data), kind.word


def test_a_form_of_a_policy_that_is_off_starts_with_what_most_want() -> None:
    policy = Policy(kind_of(1))
    fields = {field.id: field.start for field in form_fields(policy)}
    wish = wish_of(policy, fields)
    assert (wish.enabled, wish.data) == (True, {"minComplexity": 3, "minLength": 14})
    assert wish_of(policy, {**fields, STATE: "off"}).data == {}
    assert wish_of(policy, {**fields, "minLength": ""}).data == {"minComplexity": 3}
    problem = problem_of(policy, wish_of(policy, {**fields, "minLength": "8"}))
    assert problem is not None
    assert problem.field == "minLength"


@pytest.mark.parametrize(
    ("number", "pairs", "found"),
    [
        (1, ["MINLENGTH=20", "requireLower=yes"], {"minLength": 20, "requireLower": True}),
        (1, ["minComplexity=", "requireLower="], {"minComplexity": None, "requireLower": False}),
        (21, ["allowedSendTypes=2,0"], {"allowedSendTypes": (0, 2)}),
        (9, ["type=ONSYSTEMLOCK"], {"type": "onSystemLock"}),
        (20, ["description=a=b"], {"description": "a=b"}),
        (1, ["minLength=-1"], "minLength takes: 12 to 128."),
        (1, ["minLength=٣"], "minLength takes: 12 to 128."),
        (1, ["requireLower=maybe"], "requireLower takes: yes or no."),
        (9, ["action=explode"], "action takes: lock, logOut."),
        (0, ["x"], "two-step takes these values: none."),
    ],
)
def test_values_typed_on_a_command_line(number: int, pairs: list[str], found: object) -> None:
    assert typed_values(kind_of(number), pairs) == found


def test_the_journal_tells_what_changed_and_draws_it_as_text() -> None:
    before = {"policy": "master-password", "enabled": True, "minLength": 12, "requireLower": True}
    after = {"policy": "master-password", "enabled": True, "minLength": 14}
    assert policy_change_words(before, after) == "master-password: minLength 12 -> 14, requireLower yes -> -"
    assert "\x1b" not in policy_change_words({EVERYTHING: 1}, {"policy": EVERYTHING, EVERYTHING: EVERYTHING})


def test_every_kind_of_field_is_used() -> None:
    assert {field.kind for kind in CATALOGUE for field in kind.fields} == set(FieldKind)
