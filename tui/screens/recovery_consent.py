"""What stands between a chosen recovery and its sending: the consequences, an address typed, a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from backend_client.portal.recovery import RecoveryCase
from tui.presenters.account_recovery import Wish, consequences, who_line
from tui.presenters.typed_name import is_typed, text_to_type
from tui.screens.ask_password import AskPasswordScreen
from tui.screens.typed_yes import TypedYesScreen
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


async def has_consent(
    app: App[Any], portal: Portal, path: tuple[str, ...], case: RecoveryCase, wish: Wish
) -> bool:
    """Whether the member's address was typed and then the operator's own password. Call it in a worker."""
    sentences = (who_line(case), *consequences(case, wish))
    word = text_to_type(case.email, case.id)
    asking = TypedYesScreen(path, sentences, word, lambda typed: is_typed(case.email, typed, case.id))
    if not await app.push_screen_wait(asking):
        return False
    why = _("Recovering an account needs your own master password once more.")
    proof = await app.push_screen_wait(AskPasswordScreen(portal, path, why))
    if proof is None:
        return False
    proof.drop()  # it was checked here; the server asks for none
    return True
