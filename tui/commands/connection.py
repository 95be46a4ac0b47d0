"""From a command line to a signed-in portal and one provider, for commands without screens."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from backend_client.errors import ProviderChoiceNeeded, SeatwardenError, WrongCredentials
from backend_client.portal.providers import Provider, choose_provider
from backend_client.secret import Secret
from tui import process_guard
from tui.arguments.base import Arguments
from tui.backends import PRACTICE, Backends
from tui.commands.output import FAILED, USAGE, complain
from tui.explain_files import file_sentence
from tui.paths import state_file
from tui.presenters.profiles import other_server_sentence, refused_key_sentence, unread_key_sentence
from tui.presenters.waiting import waiting_words
from tui.remembered_key import KeyOfProfile, KeyringUnusable, RememberedKey
from tui.settings import account_changes, change_remembered, device_id, read_remembered
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal
    from backend_client.portal.waiting import Waiting

Work = Callable[["Portal", Provider], Awaitable[int]]
"""What a command does with its provider; returns the exit code."""

AccountWork = Callable[["Portal"], Awaitable[int]]
"""What a command does with an account that may be in no provider; returns the exit code."""


def on_provider(
    arguments: Arguments, work: Work, *, keys: bool = False, keep: Callable[[Secret], None] | None = None
) -> int:
    """Sign in, choose the provider, do `work`; with `keys`, unlocked. Returns the exit code.

    With keys, `keep` is given the master password too, for what a server hands out only against it.
    Everything that can go wrong becomes one sentence on stderr.
    """

    async def with_provider(portal: Portal) -> int:
        wanted = arguments.provider
        choices = await (portal.places() if wanted else portal.providers())
        return await work(portal, choose_provider(choices, wanted))

    return on_account(arguments, with_provider, keys=keys, keep=keep)


def on_account(
    arguments: Arguments,
    work: AccountWork,
    *,
    keys: bool = False,
    keep: Callable[[Secret], None] | None = None,
) -> int:
    """As `on_provider`, without a provider."""
    where = PRACTICE if arguments.practice else arguments.server
    if not where:
        return complain(_("No server is named. Give --server URL, or --practice."), USAGE)
    if arguments.login_with_device:
        return _let_in(arguments, where, work, keys=keys, keep=keep)
    try:
        key = None if where == PRACTICE else _api_key(arguments.profile)
    except KeyringUnusable as error:
        return complain(unread_key_sentence(error.trouble), FAILED)
    if where != PRACTICE and key is None:
        return complain(
            _("This command signs in with a personal API key: set BW_CLIENTID and BW_CLIENTSECRET."), USAGE
        )
    if keys and key is not None and not _password_at_hand():
        return complain(_("This needs keys: set BW_PASSWORD, or run it in a terminal."), USAGE)

    def run() -> int:
        if key is not None:
            process_guard.guard_memory()
        # Before the event loop: it would keep Ctrl+C from a prompt.
        password = _password() if keys and key is not None else None
        with _backends(arguments) as backends:
            backends.load(where)
            if keys and keep is not None:
                keep(Secret(backends.practice_password() if password is None else password.reveal()))
            if key is None:
                return asyncio.run(_practise(backends, work, keys=keys))
            return asyncio.run(_work_signed_in(backends, arguments, work, key, password))

    return _told(run)


def _let_in(
    arguments: Arguments,
    where: str,
    work: AccountWork,
    *,
    keys: bool,
    keep: Callable[[Secret], None] | None,
) -> int:
    """As `on_account`, let in by another device. What wants the master password itself still asks for it."""
    if not sys.stdin.isatty():
        return complain(
            _("Login with device needs a terminal, where somebody compares the fingerprint phrase."), USAGE
        )

    def run() -> int:
        from tui.commands.device_login import email_for  # noqa: PLC0415

        process_guard.guard_memory()
        email = "" if where == PRACTICE else email_for(arguments.email)
        with _backends(arguments) as backends:
            backends.load(where)
            if keep is not None:
                keep(Secret(backends.practice_password()) if where == PRACTICE else _password())
            return asyncio.run(_work_let_in(backends, arguments, where, work, email, keys=keys))

    return _told(run)


async def _work_let_in(
    backends: Backends, arguments: Arguments, where: str, work: AccountWork, email: str, *, keys: bool
) -> int:
    from tui.commands.device_login import sign_in_by_device  # noqa: PLC0415

    async with await backends.portal(where) as portal:
        portal.on_waiting(_tell_waiting)
        if where == PRACTICE:  # a device that never signed in is let in by no server
            await backends.enter_practice(portal, keys=False)
            email = portal.session.account.email if portal.session.account is not None else ""
        await sign_in_by_device(portal, email)
        if where != PRACTICE:
            _note_sign_in(arguments, portal)
        if not keys:
            portal.session.lock()
        return await work(portal)


def _told(run: Callable[[], int]) -> int:
    """The exit code of `run`; everything that can go wrong becomes one sentence on stderr."""
    try:
        return run()
    except (KeyboardInterrupt, EOFError):
        return complain(_("Interrupted."), FAILED)
    except SeatwardenError as error:
        return complain(_sentence(error), FAILED)
    except OSError as error:
        return complain(file_sentence(error), FAILED)


def _backends(arguments: Arguments) -> Backends:
    """Raises OSError."""
    return Backends(
        device_id=device_id(state_file(arguments.profile)),
        profile=arguments.profile,
        ca_bundle=arguments.ca_bundle,
        allow_http_loopback=arguments.allow_http_loopback,
        practice_clients=arguments.practice_clients,
        practice_as=arguments.practice_as,
        read_only=arguments.read_only,
    )


async def _practise(backends: Backends, work: AccountWork, *, keys: bool) -> int:
    async with await backends.portal(PRACTICE) as portal:
        await backends.enter_practice(portal, keys=keys)
        return await work(portal)


def _tell_waiting(waiting: Waiting | None) -> None:
    """A script that seems to hang says why."""
    if waiting is not None:
        complain(waiting_words(waiting, 0.0, stoppable=False), FAILED)


async def _work_signed_in(
    backends: Backends, arguments: Arguments, work: AccountWork, key: RememberedKey, password: Secret | None
) -> int:
    async with await backends.portal(arguments.server) as portal:
        portal.on_waiting(_tell_waiting)
        if key.server and key.server != portal.server_address:
            return complain(other_server_sentence(key.server), USAGE)
        try:
            await portal.session.sign_in_with_api_key(key.client_id, key.client_secret)
        except WrongCredentials:
            if not key.server:
                raise
            return complain(refused_key_sentence(arguments.profile), FAILED)
        _note_sign_in(arguments, portal)
        if password is not None:
            await portal.session.unlock(password)
        return await work(portal)


def _note_sign_in(arguments: Arguments, portal: Portal) -> None:
    """When it was; of a named profile that was only in the settings so far, where and who as well."""
    state, account = state_file(arguments.profile), portal.session.account
    changes = {"signed_in": datetime.now(UTC).isoformat(timespec="seconds")}
    if arguments.profile and account is not None and not read_remembered(state).server:
        changes |= {"server": arguments.server, **account_changes(portal.session)}
    with suppress(OSError):  # a disk that cannot be written is no reason not to read
        change_remembered(changes, state)


def _sentence(error: SeatwardenError) -> str:
    from tui.explain import explanation_of  # noqa: PLC0415

    words = explanation_of(error)
    return words.line() if isinstance(error, ProviderChoiceNeeded) else words.sentence


def _api_key(profile: str) -> RememberedKey | None:
    """The key of the environment, which may go to any server, else the remembered one, which may not.

    Raises KeyringUnusable.
    """
    client_id, client_secret = os.environ.get("BW_CLIENTID", ""), os.environ.get("BW_CLIENTSECRET", "")
    if client_id or client_secret:  # half a key is a mistake, and no reason to act as somebody else
        return RememberedKey("", client_id, Secret(client_secret)) if client_id and client_secret else None
    return KeyOfProfile(profile).recall()


def _password_at_hand() -> bool:
    return bool(os.environ.get("BW_PASSWORD")) or sys.stdin.isatty()


def _password() -> Secret:
    return Secret(os.environ.get("BW_PASSWORD") or getpass.getpass(_("Master password: ")))
