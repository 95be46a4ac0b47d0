"""The golden files keep their own rules, and the comparison by shape notices what it should."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.wire import FOLDER, load
from tests.contract.wire_shape import differences

EVERY = sorted(path.stem for path in FOLDER.glob("*.json"))


@pytest.mark.parametrize("name", EVERY)
def test_every_golden_names_its_origin(name: str) -> None:
    origin = load(name).origin
    assert re.fullmatch(r"\d+\.\d+\.\d+", origin.version)
    named = {
        "server-source": r"\.cs\b|Duende IdentityServer|ASP\.NET",
        "vaultwarden-source": r"\.rs\b|Rocket",
        "recorded": r"^bw ",
    }
    assert re.search(named[origin.kind], origin.where)


@pytest.mark.parametrize("name", [name for name in EVERY if load(name).answer.body is not None])
def test_a_golden_is_of_its_own_shape(name: str) -> None:
    golden = load(name)
    assert differences(golden, golden.answer.body) == []


def _first(body: Any) -> dict[str, Any]:
    row = body["data"][0]
    assert isinstance(row, dict)
    return row


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        (lambda body: _first(body).pop("plan"), "data.*.plan: missing"),
        (lambda body: _first(body).update(Plan="x"), "data.*.Plan: not in the golden"),
        (lambda body: _first(body).update(userCount="29"), "data.*.userCount: string instead of integer"),
        (lambda body: _first(body).update(userCount=2.5), "data.*.userCount: number instead of integer"),
        (lambda body: _first(body).update(plan=None), "data.*.plan: null instead of string"),
        (lambda body: _first(body).update(object="x"), "data.*.object: 'x' instead of"),
        (lambda body: body.update(data={}), "data: object instead of array"),
    ],
)
def test_the_comparison_notices(change: Callable[[Any], object], difference: str) -> None:
    body = load("provider_organizations").answer.body
    change(body)
    (found,) = differences(load("provider_organizations"), body)
    assert found.startswith(difference)


def test_the_comparison_knows_what_may_be_null_left_out_or_open() -> None:
    users = load("users")
    body = load("users").answer.body
    _first(body).update(name=None, userId=None)
    _first(body).pop("permissions", None)
    assert differences(users, body) == []
    _first(body)["permissions"] = None
    assert differences(users, body) == ["data.*.permissions: null instead of object"]
    config = load("config")
    assert differences(config, {**config.answer.body, "featureStates": {"new": "flag"}}) == []


def test_the_comparison_holds_fixed_texts_to_the_word() -> None:
    golden = load("error_not_found")
    changed = {**golden.answer.body, "message": "Gone."}
    assert differences(golden, changed) == ["message: 'Gone.' instead of 'Resource not found.'"]
