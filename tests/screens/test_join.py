"""Joining by a pasted link, and setting up a provider, driven by keys on the real practice backend."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PublicKey, SymmetricKey
from backend_client.errors import ServerTimeout
from backend_client.portal.join_link import read_link
from backend_client.portal.portal import Portal
from backend_client.portal.provider_setup import ProviderSetup
from backend_client.portal.setup_form import SetupField
from embedded_backend.letter_box import mails_with_links
from embedded_backend.seed import PRACTICE_PASSWORD, Persona, PracticePerson, person
from tests.hostile.driving import check_screen, flowing
from tests.hostile.texts import EVERYTHING, EVERYTHING_SHOWN
from tests.practice import Practice
from tests.quiet import quiet
from tests.screens.stand_ins import shown_text
from tui.app import SeatwardenApp, Start
from tui.screens.base import FrameScreen
from tui.screens.clients import ClientsScreen
from tui.screens.join import JoinScreen
from tui.screens.provider_choice import ProviderChoiceScreen
from tui.screens.setup_provider import SetupProviderScreen
from tui.screens.unlock import UnlockScreen
from tui.widgets.link_input import LinkInput
from tui.widgets.secret_input import SecretInput

NOEL, ADA = person(Persona.NO_ORGANIZATION), person(Persona.ADMIN)


def mail(practice: Practice, who: PracticePerson, subject: str) -> str:
    found = mails_with_links(practice.database, who.email)
    return next(text.reveal() for told, text in found if told.startswith(subject))


async def until(pilot: Pilot[Any], true: Callable[[], bool]) -> str:
    """Wait for that; what is shown then."""
    async with asyncio.timeout(20):
        while not true():
            await pilot.pause()
    await quiet(pilot)
    return shown_text(pilot.app)


async def press(pilot: Pilot[Any], *keys: str) -> str:
    await pilot.press(*keys)
    await quiet(pilot)
    return shown_text(pilot.app)


async def paste(pilot: Pilot[Any], text: str) -> str:
    """Paste into the field and wait until it was read."""
    field = pilot.app.screen.query_one(LinkInput)
    field.post_message(events.Paste(text))
    await quiet(pilot)
    return shown_text(pilot.app)


def on_top(app: SeatwardenApp, kind: type[Screen[Any]]) -> Callable[[], bool]:
    return lambda: isinstance(app.screen, kind) and app.screen.is_attached


@asynccontextmanager
async def joining(
    practice: Practice,
    who: PracticePerson = NOEL,
    *,
    journal: Path | None = None,
    size: tuple[int, int] = (80, 24),
    read_only: bool = False,
    locked: bool = False,
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """The screen where a link is pasted, opened the way somebody in no provider, or in one, gets there."""

    async def open_portal(_where: str) -> Portal:
        if locked:
            return await practice.watching(who)
        return await practice.signed_in(who, journal=journal, read_only=read_only)

    app = SeatwardenApp(
        open_portal,
        start=Start(where="practice"),
        practice_password=lambda: PRACTICE_PASSWORD,
        practice_mails=lambda email: mails_with_links(practice.database, email),
    )
    async with app.run_test(size=size) as pilot:
        if who is NOEL:
            await until(pilot, on_top(app, ProviderChoiceScreen))
            await pilot.press("a")
        else:
            await until(pilot, on_top(app, ClientsScreen))
            await until(pilot, lambda: "as of" in shown_text(app))
            await pilot.press("colon", *"join", "enter")
        await until(pilot, on_top(app, JoinScreen))
        yield pilot, app


def status(practice: Practice, table: str, email: str) -> object:
    return practice.execute(f"SELECT MAX(status) FROM {table} WHERE email = ?", email)[0][0]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_whoever_is_in_no_provider_joins_one(practice: Practice, size: tuple[int, int]) -> None:
    async with joining(practice, size=size) as (pilot, app):
        shown = shown_text(app)
        assert "Paste the link from the invitation mail" in shown
        assert "Practice: the mails of noel@nowhere.example" in shown
        assert "Join an organization" in shown
        shown = await paste(pilot, mail(practice, NOEL, "Join a provider"))
        assert "An invitation to a provider." in shown
        assert "Southgate IT" in shown
        assert "noel@nowhere.example" in shown
        assert "The name is only what the link says" in shown
        assert "confirms you" in flowing(app)
        assert app.screen.query_one(LinkInput).text == ""
        shown = await press(pilot, "enter")
        assert "Accepted. You are waiting to be confirmed by Southgate IT." in shown
        assert app.portal is not None
        for word in app.portal.joining.own_phrase().split("-"):
            assert f"  {word}" in shown
        assert status(practice, "provider_users", NOEL.email) == 1
        await pilot.press("enter")
        shown = await until(pilot, on_top(app, ProviderChoiceScreen))
        assert "is in no provider" in shown
        check_screen(app)


async def test_once_confirmed_the_same_link_opens_the_provider(practice: Practice) -> None:
    async with joining(practice) as (pilot, app):
        await paste(pilot, mail(practice, NOEL, "Join a provider"))
        await press(pilot, "enter")
        await pilot.press("enter")
        await until(pilot, on_top(app, ProviderChoiceScreen))
        practice.execute("UPDATE provider_users SET status = 2 WHERE email = ?", NOEL.email)
        await pilot.press("a")
        await until(pilot, on_top(app, JoinScreen))
        await paste(pilot, mail(practice, NOEL, "Join a provider"))
        shown = await press(pilot, "enter")
        assert "You are a confirmed member of Southgate IT." in shown
        await pilot.press("enter")
        await until(pilot, on_top(app, ClientsScreen))
        shown = await until(pilot, lambda: "as of" in shown_text(app))
        assert "Southgate IT" in shown
        assert "Provider admin" in shown


def recovery_phrase(practice: Practice) -> str:
    """What the organization tells of its key."""
    ((row, spki),) = practice.execute("SELECT id, public_key FROM organizations WHERE identifier = 'harbor'")
    return fingerprint_phrase(str(row), PublicKey.from_base64(str(spki)).spki)


async def test_account_recovery_is_agreed_to_by_the_phrase(practice: Practice) -> None:
    async with joining(practice) as (pilot, app):
        await paste(pilot, mail(practice, NOEL, "Join an organization"))
        told = flowing(app)
        assert "Its members may be in no other organization." in told
        assert "It enrols you in account recovery" in told
        assert "> Go on: account recovery" in told
        await press(pilot, "enter")
        told = flowing(app)
        assert "ACCOUNT RECOVERY: accepting also gives this organization the key of your account." in told
        assert "can then open everything in your vault" in told
        for word in recovery_phrase(practice).split("-"):
            assert f"  {word}" in shown_text(app)
        assert "> No, do not join" in told
        check_screen(app)
        await press(pilot, "enter")
        assert "Paste the link" in shown_text(app)
        assert status(practice, "organization_users", NOEL.email) == 0
        await paste(pilot, mail(practice, NOEL, "Join an organization"))
        shown = await press(pilot, "enter", "up", "enter")
        assert "You are waiting to be confirmed by Harbor Light Trust" in shown
        assert "You are enrolled in its account recovery." in shown
        ((sealed,),) = practice.execute(
            "SELECT reset_password_key FROM organization_users WHERE email = ?", NOEL.email
        )
        assert str(sealed).startswith("4.")


async def test_a_practice_mail_is_taken_with_a_key(practice: Practice) -> None:
    async with joining(practice, ADA) as (pilot, app):
        shown = await press(pilot, "tab", "down", "enter")
        assert "An invitation to a provider." in shown
        shown = await press(pilot, "escape")
        assert "Paste the link" in shown
        await press(pilot, "escape")
        await until(pilot, on_top(app, ClientsScreen))


async def test_enter_reads_what_was_typed_and_waits_for_the_rest(practice: Practice) -> None:
    text = mail(practice, NOEL, "Join a provider")
    link = text[text.index("https://") :]
    async with joining(practice) as (pilot, app):
        assert "Paste the link first." in await press(pilot, "enter")
        field = app.screen.query_one(LinkInput)
        field.insert(link[:100])
        shown = await press(pilot, "enter")
        assert "A part of the link is missing" in shown
        field.insert(link[100:])
        assert "An invitation to a provider." in await press(pilot, "enter")


async def test_what_cannot_be_accepted_says_why_and_offers_no_yes(practice: Practice) -> None:
    provider = mail(practice, NOEL, "Join a provider")
    organization = mail(practice, NOEL, "Join an organization")
    async with joining(practice) as (pilot, app):
        await paste(pilot, mail(practice, ADA, "Join a provider"))
        told = flowing(app)
        assert "This link is for ada@northwind.example, and you are signed in as noel@nowhere" in told
        assert "Accept the invitation" not in told
        await press(pilot, "enter")
        await paste(pilot, organization.replace("initOrganization=False", "initOrganization=True"))
        assert "first owner of an organization" in flowing(app)
        assert "Accept" not in flowing(app)
        await press(pilot, "escape")
        await paste(pilot, provider.replace("practice.invalid", "vault.bitwarden.eu"))
        told = flowing(app)
        assert "This link leads to vault.bitwarden.eu, and you are signed in to practice." in told
        assert "Nothing of it was sent." in told
        assert app.screen.query_one(LinkInput).text == ""
        await paste(pilot, f"{provider}\n\n{organization}")
        assert "several invitations" in flowing(app)
        await paste(pilot, "Dear Noel, no link here.")
        assert "There is no invitation link in this text." in flowing(app)


async def test_an_expired_link_says_what_to_do(practice: Practice) -> None:
    async with joining(practice) as (pilot, app):
        practice.execute("UPDATE mail_tokens SET expires_at = 0")
        await paste(pilot, mail(practice, NOEL, "Join a provider"))
        await press(pilot, "enter")
        assert "The server does not accept the link any more." in flowing(app)
        assert "Ask whoever invited you to send it again." in flowing(app)


async def test_hostile_names_in_a_link_are_shown_and_obeyed_by_nobody(practice: Practice) -> None:
    text = mail(practice, NOEL, "Join a provider").replace("Southgate+IT", "{}")
    text = text.replace("providerName={}", f"providerName={quote_plus(EVERYTHING)}")
    async with joining(practice, size=(120, 40)) as (pilot, app):
        shown = await paste(pilot, text.partition("join: ")[2])
        assert EVERYTHING_SHOWN in shown
        check_screen(app)
        shown = await press(pilot, "enter")
        assert EVERYTHING_SHOWN in shown
        check_screen(app)


async def test_a_read_only_run_accepts_nothing(practice: Practice) -> None:
    async with joining(practice, read_only=True) as (pilot, _app):
        await paste(pilot, mail(practice, NOEL, "Join a provider"))
        assert "This run is read-only" in await press(pilot, "enter")
    assert status(practice, "provider_users", NOEL.email) == 0


async def test_locking_forgets_the_link_and_unlocking_begins_anew(practice: Practice) -> None:
    async with joining(practice, ADA) as (pilot, app):
        await paste(pilot, mail(practice, ADA, "Join a provider"))
        await pilot.press("ctrl+l")
        await until(pilot, on_top(app, UnlockScreen))
        joined = next(one for one in app.screen_stack if isinstance(one, JoinScreen))
        assert joined._invitation is None
        field = app.screen.query_one(SecretInput)
        field.insert(PRACTICE_PASSWORD, 0)
        await pilot.press("enter")
        shown = await until(pilot, on_top(app, JoinScreen))
        assert "Paste the link" in shown
        assert "An invitation to a provider" not in shown


async def test_a_locked_session_is_unlocked_first(practice: Practice) -> None:
    async with joining(practice, locked=True) as (pilot, app):
        await paste(pilot, mail(practice, NOEL, "Join a provider"))
        await pilot.press("enter")
        await until(pilot, on_top(app, UnlockScreen))
        assert status(practice, "provider_users", NOEL.email) == 0
        app.screen.query_one(SecretInput).insert(PRACTICE_PASSWORD, 0)
        await pilot.press("enter")
        shown = await until(pilot, lambda: "Accepted." in shown_text(app))
        assert "Read out these five words" in shown
        assert status(practice, "provider_users", NOEL.email) == 1


async def test_an_answer_that_never_comes_is_not_called_a_failure(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with joining(practice) as (pilot, app):
        await paste(pilot, mail(practice, NOEL, "Join a provider"))
        assert app.portal is not None

        async def lost(*_given: object) -> None:
            raise ServerTimeout(host="practice", seconds=1)

        monkeypatch.setattr(app.portal._api.joining, "accept_provider", lost)
        await press(pilot, "enter")
        assert "Paste the link again: the server says whether it was accepted." in flowing(app)


async def test_before_anybody_signed_in_the_command_says_so(practice: Practice) -> None:
    async def never(_where: str) -> Portal:
        raise AssertionError("nobody signs in here")

    app = SeatwardenApp(never, start=Start())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, FrameScreen) and len(app.screen_stack) > 2)
        app.action_join()
        await pilot.pause()
        assert "Sign in first; :join takes the invitation then." in shown_text(app)


async def test_the_palette_and_every_screen_know_the_command(practice: Practice) -> None:
    async with joining(practice, ADA) as (pilot, app):
        await press(pilot, "escape")
        await until(pilot, on_top(app, ClientsScreen))
        titles = [command.title for command in app.get_system_commands(app.screen)]
        assert titles.count("Join by a link") == 1
        await pilot.press("O")
        await until(pilot, on_top(app, ProviderChoiceScreen))
        await pilot.press("colon", *"join", "enter")
        await until(pilot, on_top(app, JoinScreen))
        await pilot.press("escape")
        await until(pilot, on_top(app, ProviderChoiceScreen))


async def test_a_pasted_token_is_nowhere_afterwards(
    practice: Practice, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    text = mail(practice, NOEL, "Join a provider")
    token = read_link(text).token.reveal()
    journal = tmp_path / "journal.jsonl"
    async with joining(practice, journal=journal) as (pilot, app):
        await paste(pilot, text)
        told = [app.export_screenshot(), f"{vars(app.screen)!r}", f"{[*app.workers]!r}"]
        field = app.screen.query_one(LinkInput)
        told += [field.text, f"{vars(field.history)!r}", f"{field.wrapped_document.lines!r}"]
        await press(pilot, "enter")
        told += [app.export_screenshot(), f"{vars(app.screen)!r}", f"{[*app.workers]!r}"]
        await pilot.press("enter")
        await until(pilot, on_top(app, ProviderChoiceScreen))
        told += [app.export_screenshot(), *(f"{vars(one)!r}" for one in app.screen_stack)]
        told.append(app.clipboard)
    told += [journal.read_text(), caplog.text]
    home = [path.read_bytes().decode("utf-8", "replace") for path in Path.home().rglob("*") if path.is_file()]
    assert "accept" in caplog.text
    for each in (*told, *home):
        assert token not in each


# Setting up a provider


async def fill(pilot: Pilot[Any], **typed: str) -> None:
    """Write into fields; Enter on the last one goes on."""
    screen = pilot.app.screen
    for name, value in typed.items():
        field = screen.query_one(f"#setup-{SetupField(name).value}")
        setattr(field, "value", value)  # noqa: B010 - the widget's type is not known here
    screen.query_one("#setup-tax_id").focus()
    await press(pilot, "enter")


GOOD = {
    "name": "Ada & Söhne",
    "billing_email": "billing@ada.example",
    "country": "de",
    "postal_code": "20095",
}


async def test_a_provider_is_set_up_and_its_clients_open(practice: Practice) -> None:
    async with joining(practice, ADA) as (pilot, app):
        shown = await paste(pilot, mail(practice, ADA, "Set up"))
        assert "A provider that the vendor prepared" in shown
        await pilot.press("enter")
        shown = await until(pilot, on_top(app, SetupProviderScreen))
        assert "the payment method is made up here" in shown
        check_screen(app)
        await fill(pilot, name="é" * 9, billing_email="nobody", country="Germany")
        told = flowing(app)
        assert "Provider name: 54 characters as the server stores it, 50 at most." in told
        assert "Billing e-mail is no e-mail address." in told
        assert "Country is two letters" in told
        assert "Postal code is missing." in told
        assert pilot.app.focused is app.screen.query_one("#setup-name")
        await fill(pilot, **GOOD)
        told = flowing(app)
        assert "Provider name: Ada & Söhne" in told
        assert "It opens every client to come." in told
        await press(pilot, "enter")  # the cursor is on No
        assert "Ada & Söhne" in shown_text(app)
        await fill(pilot)
        await pilot.press("down", "enter")
        await until(pilot, on_top(app, ClientsScreen))
        shown = await until(pilot, lambda: "No clients yet" in shown_text(app))
        assert "Ada & Söhne  Provider admin" in shown
        assert "minimum 10" in shown


async def test_what_the_server_refuses_stands_at_its_field(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with joining(practice, ADA) as (pilot, app):
        await paste(pilot, mail(practice, ADA, "Set up"))
        await pilot.press("enter")
        await until(pilot, on_top(app, SetupProviderScreen))
        assert app.portal is not None
        whole = app.portal._api.providers.setup

        async def without_postal_code(provider_id: str, record: Any, **named: Any) -> Any:
            return await whole(provider_id, {**record, "billingAddress": {"country": "DE"}}, **named)

        monkeypatch.setattr(app.portal._api.providers, "setup", without_postal_code)
        await fill(pilot, **GOOD)
        await press(pilot, "down", "enter")
        assert "Postal code: the server says 'The PostalCode field is required.'." in flowing(app)
        assert app.focused is app.screen.query_one("#setup-postal_code")
        monkeypatch.undo()
        await fill(pilot)
        await pilot.press("down", "enter")
        await until(pilot, on_top(app, ClientsScreen))


async def test_on_a_real_server_the_browser_does_it_and_it_is_picked_up(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ProviderSetup, "here", False)
    text = mail(practice, ADA, "Set up")
    link = read_link(text)
    copied: list[str] = []
    monkeypatch.setattr(SeatwardenApp, "copy_secret", lambda _app, it: copied.append(it.reveal()))
    async with joining(practice, ADA) as (pilot, app):
        await paste(pilot, text)
        await pilot.press("enter")
        await until(pilot, on_top(app, SetupProviderScreen))
        told = flowing(app)
        assert "Card and bank data go from the browser straight to the payment service" in told
        assert "https://practice.invalid/#/providers/setup-provider ..." in told
        assert link.token.reveal() not in told
        check_screen(app)
        assert "Provider name" not in told
        await press(pilot, "v")
        assert link.address.reveal() in shown_text(app).replace("\n", "").replace(" ", "")
        await press(pilot, "v", "y")
        assert copied == [link.address.reveal()]
        assert "not set up yet" in await press(pilot, "R")
        finished_in_a_browser(practice, link.subject_id)
        await pilot.press("R")
        await until(pilot, on_top(app, ClientsScreen))
        shown = await until(pilot, lambda: "No clients yet" in shown_text(app))
        assert "Browser IT  Provider admin" in shown


async def test_locking_ends_a_setup_and_forgets_its_link(practice: Practice) -> None:
    async with joining(practice, ADA) as (pilot, app):
        await paste(pilot, mail(practice, ADA, "Set up"))
        await pilot.press("enter")
        await until(pilot, on_top(app, SetupProviderScreen))
        await pilot.press("ctrl+l")
        await until(pilot, on_top(app, UnlockScreen))
        app.screen.query_one(SecretInput).insert(PRACTICE_PASSWORD, 0)
        await pilot.press("enter")
        shown = await until(pilot, on_top(app, JoinScreen))
        assert "Paste the link" in shown
        assert practice.execute("SELECT COUNT(*) FROM providers WHERE status = 0") == [(2,)]


async def test_a_provider_that_is_set_up_already_is_opened(practice: Practice) -> None:
    text = mail(practice, ADA, "Set up")
    finished_in_a_browser(practice, read_link(text).subject_id)
    async with joining_several(practice) as (pilot, app):
        shown = await paste(pilot, text)
        assert "This provider is set up already." in shown
        await pilot.press("enter")
        await until(pilot, on_top(app, ClientsScreen))
        shown = await until(pilot, lambda: "No clients yet" in shown_text(app))
        assert "Browser IT" in shown


@asynccontextmanager
async def joining_several(practice: Practice) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """As `joining`, from the choice between two providers."""

    async def open_portal(_where: str) -> Portal:
        return await practice.signed_in(ADA)

    app = SeatwardenApp(open_portal, start=Start(where="practice"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, on_top(app, ProviderChoiceScreen))
        await pilot.press("a")
        await until(pilot, on_top(app, JoinScreen))
        yield pilot, app


def finished_in_a_browser(practice: Practice, provider_id: str) -> None:
    """What the web portal leaves behind."""
    ((spki,),) = practice.execute("SELECT public_key FROM users WHERE email = ?", ADA.email)
    sealed = PublicKey.from_base64(str(spki)).encrypt(SymmetricKey.generate().to_bytes())
    practice.execute(
        "UPDATE providers SET name = 'Browser IT', status = 2, gateway = 1 WHERE id = ?", provider_id
    )
    practice.execute("UPDATE provider_users SET key = ? WHERE provider_id = ?", str(sealed), provider_id)


async def test_an_invitation_that_was_withdrawn(practice: Practice) -> None:
    text = mail(practice, NOEL, "Join a provider")
    known = read_link(text)
    other = text.replace(known.row_id, str(uuid.uuid4()))
    async with joining(practice) as (pilot, app):
        await paste(pilot, other)
        await press(pilot, "enter")
        assert "The invitation is not there any more" in flowing(app)
