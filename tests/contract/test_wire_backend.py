"""The practice backend against the golden payloads: same statuses, headers, members, types and words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from embedded_backend.options import BackendOptions
from tests.contract.wire import Golden, load, names
from tests.contract.wire_callers import Callers
from tests.contract.wire_shape import differences
from tests.practice import Practice, running_practice

_LEFT_OUT = {"error_429"}


@asynccontextmanager
async def _callers(practice: Practice) -> AsyncIterator[Callers]:
    inside = httpx.ASGITransport(practice.thread.app)
    async with httpx.AsyncClient(transport=inside, base_url="https://practice.invalid") as client:
        yield Callers(client)


def _check(golden: Golden, answer: httpx.Response) -> None:
    assert answer.status_code == golden.answer.status, answer.text[:500]
    for name, expected in golden.answer.headers.items():
        found = answer.headers.get(name)
        assert (found is None) == (expected is None), f"{name}: {found!r}"
        if found is not None and expected is not None:
            assert _gist(name, found) == _gist(name, expected)
    if golden.answer.body is None:
        assert answer.content == golden.answer.content
    else:
        found_otherwise = differences(golden, answer.json())
        assert not found_otherwise, "\n".join(sorted(set(found_otherwise)))


def _gist(name: str, value: str) -> str:
    """What clients read of a header: a media type, a challenge's scheme, that a number is one."""
    if name == "Retry-After":
        return "seconds" if value.isdecimal() and int(value) > 0 else value
    return value.replace(";", " ").split()[0].lower()


@pytest.mark.parametrize("name", [name for name in names() if name not in _LEFT_OUT])
async def test_the_practice_backend_answers_as_the_golden(practice: Practice, name: str) -> None:
    golden = load(name)
    async with _callers(practice) as callers:
        _check(golden, await callers.ask(golden))


@pytest.mark.parametrize("name", names("recorded"))
async def test_the_practice_backend_takes_what_the_official_client_sends(
    practice: Practice, name: str
) -> None:
    golden = load(name)
    async with _callers(practice) as callers:
        _check(golden, await callers.ask(golden))


async def test_names_carry_entities_where_the_server_leaves_them_in(practice: Practice) -> None:
    async with _callers(practice) as callers:
        provider = (await callers.ask(load("provider"))).json()
        addable = (await callers.ask(load("clients_addable"))).json()
        clients = (await callers.ask(load("provider_organizations"))).json()["data"]
    assert "&amp;" in load("provider").answer.body["businessName"]
    assert "&amp;" in provider["businessName"]
    assert "&amp;" in load("clients_addable").answer.body[0]["name"]
    assert ["&amp;" in row["name"] for row in addable] == [True]
    plain = [provider["name"], *(row["organizationName"] for row in clients)]
    assert "Birch & Sons Logistics" in plain
    assert not [name for name in plain if "&amp;" in name or "&#" in name]


async def test_rate_limits_answer_as_the_golden(practice_template: Path, tmp_path: Path) -> None:
    golden = load("error_429")
    options = BackendOptions(rate_limits=True, clock=lambda: 1_800_000_000.0)
    with running_practice(practice_template, tmp_path, options) as practice:
        async with _callers(practice) as callers:
            answer = await callers.ask(golden)
            for _ in range(300):
                if answer.status_code != 200:
                    break
                answer = await callers.ask(golden)
    _check(golden, answer)
