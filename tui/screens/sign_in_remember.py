"""The part of the sign-in form that keeps an API key in this computer's keyring, or takes it out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from backend_client.secret import Secret
from tui.presenters.profiles import forgotten_key_sentence, nothing_remembered_note
from tui.remembered_key import KeyOfProfile, RememberedKey
from tui.remembering import forgotten_remark, kept_remark
from tui.screens.base import FrameScreen
from tui.translate import N_, _
from tui.widgets.remember_choice import RememberChoice

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class RememberingForm(FrameScreen["Portal | None"]):
    """A form with a `RememberChoice`.

    `remark` (finished) is what went wrong with remembering, where the sign-in itself went well.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f8",
            "forget_key",
            N_("Forget key"),
            id="sign_in.forget_key",
            tooltip=N_("Take the remembered API key out of this computer's keyring."),
        ),
    ]

    def __init__(self, key: KeyOfProfile | None, notice: str) -> None:
        """`key` is where an API key may be remembered; `notice` (finished) says why the form asks."""
        super().__init__(heading=(_("Sign in"),))
        self.remark = ""
        self._key = key
        self._notice = notice
        self._why_not = ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a key to forget only where one is kept."""
        if action == "forget_key":
            return self._key is not None and self._key.kept
        return super().check_action(action, parameters)

    @work(exclusive=True, group="keyring", exit_on_error=False, description="forget the key")
    async def action_forget_key(self) -> None:
        """Take the remembered key out of the keyring."""
        if self._key is not None:
            self.say(await asyncio.to_thread(forgotten_remark, self._key) or forgotten_key_sentence())
            self.refresh_bindings()

    def offer_to_remember(self, *, api_key: bool) -> str:
        """Show the choice for an API key and a real server; why there is none, where that is to be said."""
        self.query_one(RememberChoice).wish(api_key and self._key is not None)
        return self._why_not if api_key else ""

    @on(RememberChoice.Looked)
    def _keyring_looked_for(self, event: RememberChoice.Looked) -> None:
        event.stop()
        self._why_not = "" if event.trouble is None else nothing_remembered_note(event.trouble)
        self.show_form()

    def show_form(self) -> None:
        """Draw what depends on the choices."""

    async def _remember(self, portal: Portal, client_id: str, secret: Secret) -> None:
        """Keep the key, or let go of the one that is kept, as was chosen. Drops `secret`."""
        if self._key is not None and self.query_one(RememberChoice).wanted:
            key = RememberedKey(portal.server_address, client_id, secret)
            self.remark = await asyncio.to_thread(kept_remark, self._key, key)
        elif self._key is not None:
            self.remark = await asyncio.to_thread(forgotten_remark, self._key)
        secret.drop()
