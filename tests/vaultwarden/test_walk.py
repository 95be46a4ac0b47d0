"""A fresh organization on a Vaultwarden, through all steps of its onboarding: keys are pressed and text is
typed, nothing else. Who is confirmed really opens the organization afterwards."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend_client.crypto.enc_string import EncString, SealedKey
from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import SymmetricKey
from tests.unit.importers.everything import everything
from tests.vaultwarden.conftest import Ward
from tests.vaultwarden.newcomer import PASSWORD, Newcomer
from tests.walk.walker import Walker
from tui.arguments.parse import parse_arguments
from tui.backends import Backends
from tui.start import make_app

pytestmark = pytest.mark.vaultwarden

SIZE = (80, 24)


@pytest.fixture
async def walker(ward: Ward) -> AsyncIterator[Walker]:
    """The whole program before its sign-in screen, and somebody at its keyboard."""
    arguments = parse_arguments(["--server", ward.server.url, "--ca-bundle", str(ward.server.ca_bundle)])
    with Backends(
        device_id="6f1c6d0e-0000-4000-8000-5ea7aa2de003", ca_bundle=arguments.ca_bundle
    ) as backends:
        async with make_app(arguments, backends).run_test(size=SIZE) as pilot:
            yield Walker(pilot)


async def test_every_step_to_its_end(walker: Walker, ward: Ward, tmp_path: Path) -> None:
    known = ward.server.register(ward.address("ann"))
    await _sign_in(walker, ward)
    await _collections(walker)
    await _import(walker, tmp_path)
    await _policies(walker)
    await _single_sign_on(walker)
    await _groups(walker)
    await _invite(walker, ward)
    await _confirm(walker, ward, known)
    late = ward.server.register(ward.address("bea"))
    await walker.press("R")
    await walker.sees("Accepted 1", "Confirmed 2")
    await _confirm(walker, ward, late)
    await _revoke_and_restore(walker)
    await walker.press("escape", "escape")
    await walker.sees("Setup 5/5", "3 of 3 confirmed", "each has a manager")
    for person in (known, late):
        assert "Finance" in _opened(ward, person)


def _opened(ward: Ward, person: Newcomer) -> set[str]:
    """Open the organization as `person`, with their own private key; the collections they reach, by name."""
    shown = ward.server.sync(person)
    (organization,) = shown["profile"]["organizations"]
    assert organization["id"] == ward.organization_id
    key = SymmetricKey.from_bytes(person.private_key.decrypt(SealedKey.parse(organization["key"])))
    return {key.decrypt_text(EncString.parse(row["name"])) for row in shown["collections"]}


async def _sign_in(walker: Walker, ward: Ward) -> None:
    await walker.sees("E-mail", ward.server.url)
    await walker.type(f"{ward.owner.email}\n{PASSWORD}\n")
    await walker.sees("My own organizations", ward.name)
    await walker.press("o")
    await walker.sees("no seat limit", "only the automatic one", "set by the server's operator")


async def _collections(walker: Walker) -> None:
    await walker.press("enter")
    await walker.sees("One name per line")
    await walker.press("f2", "f3", "f5")
    await walker.sees("will be created", "Yes, create them")
    await walker.press("enter")
    await walker.sees("Go on")
    await walker.press("enter")
    await walker.sees("each has a manager")


async def _import(walker: Walker, directory: Path) -> None:
    file = directory / "export.json"
    file.write_text(json.dumps(everything()), encoding="utf-8")
    await walker.press("j", "enter")
    await walker.sees("The client holds 0 items.", "File or path")
    await walker.type(f"{file}\n")
    await walker.sees("9 items, read as Bitwarden JSON", "Become secure notes")
    await walker.press("j", "enter")
    await walker.sees("Arrived: 9. Collections made: 2")
    await walker.press("escape")
    await walker.sees("9 items")


async def _policies(walker: Walker) -> None:
    await walker.press("j", "enter")
    await walker.sees("policies on", "not on Vaultwarden")
    await walker.press("p")
    await walker.sees("Before anybody is invited")
    await walker.press("enter")
    await walker.sees("on: Single organization", "left out")
    await walker.press("down", "space", "enter", "enter")
    await walker.sees("Go on")
    await walker.press("enter")
    await walker.sees("1 of 23 policies on")
    await walker.press("escape")
    await walker.sees("1 on")


async def _single_sign_on(walker: Walker) -> None:
    await walker.press("j", "enter")
    await walker.sees("not applicable here: set by the server's operator")


async def _groups(walker: Walker) -> None:
    await walker.press("j", "enter")
    await walker.sees("No groups yet")
    await walker.press("n")
    await walker.sees("One group per line")
    await walker.press("f5")
    await walker.sees("9 groups will be made")
    await walker.press("enter")
    await walker.sees("Go on")
    await walker.press("enter")
    await walker.sees("9 groups made.")
    await walker.press("p")
    await walker.sees("proposed, nothing was sent")
    await walker.press("enter")
    await walker.sees("Yes, write it")
    await walker.press("enter")
    await walker.sees("groups written.")
    await walker.press("enter")
    await walker.sees("9 groups, ")
    await walker.press("escape")
    await walker.sees("9 groups on ")


async def _invite(walker: Walker, ward: Ward) -> None:
    """One person has an account and is accepted at once; the other registers later."""
    await walker.press("j", "enter")
    await walker.sees("Confirmed 1", ward.owner.email)
    await walker.press("i")
    await walker.sees("Role for all", "no seat limit")
    await walker.type(f"{ward.address('ann')}, user, Finance\n{ward.address('bea')}, user, Finance")
    await walker.sees("2 people to invite")
    await walker.press("f5")
    await walker.sees("Yes, invite 2 people", "accepted at once")
    await walker.press("enter")
    await walker.sees("2 people invited")
    await walker.press("enter")
    await walker.sees("Nobody yet")
    await walker.press("escape")
    await walker.sees("Invited 1", "Accepted 1")


async def _confirm(walker: Walker, ward: Ward, person: Newcomer) -> None:
    """The five words on the screen are those of the person's own device."""
    spki = b64decode(person.private_key.public_key.to_base64())
    words = fingerprint_phrase(ward.server.sync(person)["profile"]["id"], spki).split("-")
    await walker.press("c")
    await walker.sees(person.email, *words)
    await walker.press("y")
    await walker.sees("Accepted 0", "1 confirmed.")


async def _revoke_and_restore(walker: Walker) -> None:
    """The revoked have a view of their own."""
    await walker.press("slash")
    await walker.type("ann\n")
    for key, answer, view, seen in (
        ("K", ("up", "enter"), ("t", "t", "t"), ("Revoked   Ann", "(Revoked 1)")),
        ("T", ("enter",), ("t",), ("Confirmed Ann", "(Revoked 0)")),
    ):
        await walker.press(key)
        await walker.sees("Yes, ")
        await walker.press(*answer)
        await walker.sees("Go on")
        await walker.press("enter", *view)
        await walker.sees(*seen)
