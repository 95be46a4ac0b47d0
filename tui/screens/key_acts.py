"""Copying and replacing the keys of a client organization: fetched when asked for, and never drawn."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.binding import Binding

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.directory import KeyKind
from backend_client.portal.providers import Provider
from backend_client.secret import Secret
from tui.clipboard import secret_sentence
from tui.presenters.organization_keys import rotate_rows, rotate_words
from tui.row_run import Result, one_by_one
from tui.screens.ask_password import AskPasswordScreen
from tui.screens.plan import PlanEnd, PlanScreen
from tui.screens.reader import ReaderScreen
from tui.translate import N_, _

if TYPE_CHECKING:
    from backend_client.portal.organization_keys import OrganizationKeys
    from backend_client.portal.portal import Portal

ROTATE_KEY = Binding(
    "r", "rotate", N_("Replace key"), id="keys.rotate", tooltip=N_("Another key; the old one dies at once.")
)
CLEAR_KEY = Binding("c", "clear", N_("Clear"), id="keys.clear", tooltip=N_("Take a key off the clipboard."))


class KeyActs(ReaderScreen[None]):
    """A key goes to the terminal's clipboard and nowhere else; afterwards the screen reads again."""

    # What the screen gives

    _portal: Portal
    _provider: Provider
    _client: Client
    _path: tuple[str, ...]

    @property
    @abstractmethod
    def keys_of_client(self) -> OrganizationKeys:
        """What hands the keys out."""

    @abstractmethod
    def chosen_key(self) -> KeyKind | None:
        """The key under the cursor."""

    @abstractmethod
    def reload(self, said: str) -> object:
        """Read again, then say that."""

    # Keys

    @work(exclusive=True, group="organization-key", exit_on_error=False, description="fetch a key")
    async def copy_key(self, kind: KeyKind) -> None:
        """Fetch a key and copy it."""
        proof = await self.proof(_("Fetching the key needs your master password once more."))
        if proof is None:
            self.say(_("Nothing was fetched."))
            return
        try:
            self.say(_("Fetching the key ..."))
            key = await self.keys_of_client.key(self._provider, self._client, kind, proof)
        except SeatwardenError as error:
            self.explain(error)
        else:
            self._take(kind, key.secret)

    @work(exclusive=True, group="organization-key", exit_on_error=False, description="replace a key")
    async def action_rotate(self) -> None:
        """Replace the key of the row."""
        kind = self.chosen_key()
        if kind is None:
            self.say(_("Put the cursor on the key to replace."))
            return
        proof = await self.proof(_("Replacing the key needs your master password once more."))
        if proof is None:
            self.say(_("Nothing was replaced."))
            return
        try:
            await self._rotate(kind, proof)
        finally:
            proof.drop()

    async def _rotate(self, kind: KeyKind, proof: Secret) -> None:
        held: list[Secret] = []

        async def replace(wanted: KeyKind) -> None:
            keys = self.keys_of_client
            made = await keys.key(self._provider, self._client, wanted, proof, rotate=True)
            held.append(made.secret)

        async def send(kinds: Sequence[KeyKind]) -> Sequence[Result]:
            return await one_by_one(kinds, replace)

        screen: PlanScreen[KeyKind] = PlanScreen(
            self._path,
            rotate_words(kind, self._client),
            rotate_rows(kind),
            send,
            careful=True,
            confirm=lambda _kinds: self._client,
        )
        end: PlanEnd[KeyKind] | None = await self.app.push_screen_wait(screen)
        if held:
            self._take(kind, held[0])
        else:
            self.say(_("Nothing was replaced.") if end is None else end.sentence)

    async def proof(self, why: str) -> Secret | None:
        """What the server asks for besides the session; None where it was not given. Call it in a worker."""
        if not await self.front.unlocked():
            return None
        return await self.app.push_screen_wait(AskPasswordScreen(self._portal, self._path, why))

    def _take(self, kind: KeyKind, secret: Secret) -> None:
        """Onto the clipboard, and forgotten."""
        copied = self.front.copy_secret(secret)
        secret.drop()
        if not copied:
            self.reload(_("It was locked meanwhile: the key was not copied."))
            return
        what = _("SCIM key") if kind is KeyKind.SCIM else _("client secret")
        self.reload(secret_sentence(what, os.environ))

    def action_clear(self) -> None:
        """Take a key off the clipboard."""
        self.front.clear_clipboard()
        self.say(_("The clipboard was cleared, as far as the terminal obeys."))
