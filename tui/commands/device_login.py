"""Signing in without typing a secret: another device is asked, and its owner compares a phrase there.

Everything said goes to standard error. Ctrl+C stops the waiting; the request runs out by itself.
"""

from __future__ import annotations

import asyncio
import getpass
import signal
import sys
from typing import TYPE_CHECKING

from backend_client.errors import CodeMethod, CodeRequired, WrongCode
from backend_client.secret import Secret
from tui.commands.output import FAILED, complain
from tui.device_wait import ASK_EVERY, let_in
from tui.explain import explanation_of
from tui.presenters.code_prompt import where_from
from tui.presenters.device_login import given_up, what_to_do, whose_login
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_CODE_TRIES = 3


def email_for(known: str) -> str:
    """The address of the account: the known one, else what is typed now. It is no secret. Raises EOFError."""
    if known:
        return known
    _tell(_("E-mail: "), end="")
    typed = sys.stdin.readline()
    if not typed.strip():
        raise EOFError
    return typed.strip()


async def sign_in_by_device(portal: Portal, email: str) -> None:
    """Ask, show the phrase, wait, and sign in; the session is unlocked then.

    Raises UnknownDevice, DeviceLoginDenied, DeviceLoginOver and what `Session.finish_device_login` raises.
    """
    session = portal.session
    try:
        login = await session.begin_device_login(email)
        _tell(whose_login(login.email, portal.server))
        _tell(f"{_('Fingerprint phrase')}: {login.phrase}")
        for step in what_to_do(practice=portal.practice):
            _tell(step)
        await let_in(session, login.ends, _Told(), every=ASK_EVERY)
    except CodeRequired as required:
        await _second_step(portal, required)
    except asyncio.CancelledError:
        complain(given_up(), FAILED)
        raise
    finally:
        session.cancel_sign_in()


class _Told:
    """Says how the waiting stands, each thing once."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, words: str, _style: str) -> None:
        if words != self._last:
            self._last = words
            complain(words, FAILED)


async def _second_step(portal: Portal, required: CodeRequired) -> None:
    """The code that a login with a device does not replace. Raises what the server refuses."""
    methods, at = required.methods or (CodeMethod.AUTHENTICATOR,), 0
    for _try in range(_CODE_TRIES):
        method = methods[at % len(methods)]
        if method is CodeMethod.EMAIL:
            await portal.session.send_code(method)
        _tell(where_from(method, required.email_hint))
        if len(methods) > 1:
            _tell(_("Enter alone: another kind of code."))
        code = _typed_code()
        try:
            if code:
                await portal.session.submit_code(method, code)
                return
            at += 1
        except WrongCode as error:
            complain(explanation_of(error).sentence, FAILED)
        finally:
            code.drop()
    raise required


def _typed_code() -> Secret:
    """Raises KeyboardInterrupt, EOFError: inside an event loop Ctrl+C would not reach the prompt."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return Secret(getpass.getpass(_("Code: ")))
    finally:
        signal.signal(signal.SIGINT, before)


def _tell(words: str, end: str = "\n") -> None:
    sys.stderr.write(words + end)
    sys.stderr.flush()
