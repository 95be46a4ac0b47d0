"""Starting the screens: settings, backends and the app put together. Part of the composition root."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tui import process_guard
from tui.app import SeatwardenApp, Start
from tui.arguments.base import Arguments
from tui.backends import PRACTICE, Backends
from tui.commands.output import FAILED, complain
from tui.explain_files import file_sentence
from tui.paths import state_file
from tui.profiles import is_known
from tui.settings import change_remembered, device_id, read_settings

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


GC_THRESHOLDS = (50_000, 20, 100)
"""A full collection over thousands of clients takes longer than a key may; it is made seldom."""


def start_screens(arguments: Arguments) -> int:
    """Run the app. Returns its exit code."""
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if refusal := process_guard.screen_refusal(os.environ, terminal=terminal):
        return complain(refusal, FAILED)
    state = state_file(arguments.profile)
    new = not is_known(arguments.profile, read_settings())
    try:
        device = str(uuid.uuid4()) if new else device_id(state)
    except OSError as error:
        return complain(file_sentence(error), FAILED)
    backends = Backends(
        device_id=device,
        profile=arguments.profile,
        ca_bundle=arguments.ca_bundle,
        allow_http_loopback=arguments.allow_http_loopback,
        practice_clients=arguments.practice_clients,
        practice_as=arguments.practice_as,
        read_only=arguments.read_only or arguments.watch,
    )
    gc.set_threshold(*GC_THRESHOLDS)

    def remember(changes: Mapping[str, str]) -> None:
        change_remembered({"device_id": device, **changes} if new else changes, state)

    with backends:
        app = make_app(arguments, backends, remember=remember, new_profile=new)
        app.run()
    return app.return_code or 0


def make_app(
    arguments: Arguments,
    backends: Backends,
    *,
    remember: Callable[[Mapping[str, str]], None] = change_remembered,
    new_profile: bool = False,
) -> SeatwardenApp:
    """The app a command line asks for, on `backends`; `remember` keeps changes of the profile's state."""

    async def open_portal(where: str) -> Portal:
        await asyncio.to_thread(process_guard.guard_memory)
        portal = await backends.portal(where)
        if where == PRACTICE:
            await backends.enter_practice(portal, keys=False)  # the app opens them when clients show
        return portal

    start = Start(
        where=PRACTICE if arguments.practice else arguments.server,
        provider=arguments.provider,
        watch=arguments.watch,
        profile=arguments.profile,
        new_profile=new_profile,
        email=arguments.email,
    )
    return SeatwardenApp(
        open_portal,
        start=start,
        settings=read_settings(),
        practice_password=backends.practice_password,
        practice_phrase=backends.practice_phrase,
        practice_mails=backends.practice_mails,
        remember=remember,
    )
