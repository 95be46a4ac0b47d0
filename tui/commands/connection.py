"""From a command line to a signed-in portal and one provider, for commands without screens."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from backend_client.errors import SeatwardenError
from backend_client.portal.providers import Provider, choose_provider
from backend_client.secret import Secret
from tui.arguments.base import Arguments
from tui.backends import PRACTICE, Backends
from tui.commands.output import FAILED, USAGE, complain
from tui.explain_files import file_sentence
from tui.paths import state_file
from tui.settings import device_id
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

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
    if where != PRACTICE and not _api_key()[0]:
        return complain(
            _("This command signs in with a personal API key: set BW_CLIENTID and BW_CLIENTSECRET."), USAGE
        )
    if keys and where != PRACTICE and not _password_at_hand():
        return complain(_("This needs keys: set BW_PASSWORD, or run it in a terminal."), USAGE)
    try:
        # Before the event loop: it would keep Ctrl+C from a prompt.
        password = _password() if keys and where != PRACTICE else None
        with Backends(
            device_id=device_id(state_file(arguments.profile)),
            profile=arguments.profile,
            ca_bundle=arguments.ca_bundle,
            allow_http_loopback=arguments.allow_http_loopback,
            practice_clients=arguments.practice_clients,
            practice_as=arguments.practice_as,
            read_only=arguments.read_only,
        ) as backends:
            backends.load(where)
            if keys and keep is not None:
                keep(Secret(backends.practice_password() if password is None else password.reveal()))
            return asyncio.run(_run(backends, where, work, keys=keys, password=password))
    except (KeyboardInterrupt, EOFError):
        return complain(_("Interrupted."), FAILED)
    except SeatwardenError as error:
        return complain(_sentence(error), FAILED)
    except OSError as error:
        return complain(file_sentence(error), FAILED)


async def _run(
    backends: Backends, where: str, work: AccountWork, *, keys: bool, password: Secret | None
) -> int:
    async with await backends.portal(where) as portal:
        if portal.practice:
            await backends.enter_practice(portal, keys=keys)
        else:
            await portal.session.sign_in_with_api_key(*_api_key())
            if password is not None:
                await portal.session.unlock(password)
        return await work(portal)


def _sentence(error: SeatwardenError) -> str:
    from tui.explain import explanation_of  # noqa: PLC0415

    return explanation_of(error).sentence


def _api_key() -> tuple[str, Secret]:
    client_id, client_secret = os.environ.get("BW_CLIENTID", ""), os.environ.get("BW_CLIENTSECRET", "")
    return (client_id, Secret(client_secret)) if client_id and client_secret else ("", Secret(""))


def _password_at_hand() -> bool:
    return bool(os.environ.get("BW_PASSWORD")) or sys.stdin.isatty()


def _password() -> Secret:
    return Secret(os.environ.get("BW_PASSWORD") or getpass.getpass(_("Master password: ")))
