"""Deciding on a key that is not the known one: it is shown, a name is typed, and it is known from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from textual.app import App

from backend_client.errors import DerivationChanged, KeyDoubt, PinsUnusable, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.providers import KeyState, Provider
from tui.explain import explanation_of
from tui.presenters.known_keys import (
    accepted_sentence,
    changed_sentences,
    derivation_sentences,
    is_word,
    known_sentence,
    pins_sentences,
    set_aside_sentence,
    whose,
    word_to_type,
)
from tui.presenters.typed_name import is_typed, text_to_type
from tui.safe_text import safe_text
from tui.screens.typed_yes import TypedYesScreen
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.known_keys import KnownKey
    from backend_client.portal.portal import Portal
    from backend_client.portal.session import Session


class KeyEnd(NamedTuple):
    """What is said afterwards, in which style, and whether anything is known now that was not."""

    sentence: str
    style: str = ""
    changed: bool = False


async def decide_on_key(app: App[Any], portal: Portal, provider: Provider, client: Client) -> KeyEnd:
    """Of the provider's key while that is not the known one, else of the client's. Call it in a worker."""
    try:
        listed = await portal.client_list(provider)
        now = next((one for one in listed.clients if one.id == client.id), client)
        known = portal.known_keys
        if listed.provider.key is KeyState.CHANGED:
            key = known.of_provider(listed.provider)
        else:
            key = known.of_client(now)
        if key.doubt is None:
            changed = [one.name for one in listed.clients if one.key is KeyState.CHANGED]
            return KeyEnd(known_sentence(key, changed), "" if key.state is KeyState.OPEN else "warning")
        if key.doubt is KeyDoubt.PINS:
            return await _renew(app, portal)
        return await _accept(app, portal, listed.provider, key)
    except SeatwardenError as error:
        return KeyEnd(explanation_of(error).line(), "bad")


async def _accept(app: App[Any], portal: Portal, provider: Provider, key: KnownKey) -> KeyEnd:
    path = (whose(key), _("Key"))
    asking = TypedYesScreen(
        path, changed_sentences(key), word_to_type(key), lambda typed: is_word(key, typed)
    )
    if not await app.push_screen_wait(asking):
        return KeyEnd(_("Nothing was accepted; nothing is encrypted with that key."), "warning")
    portal.known_keys.accept(provider, key)
    return KeyEnd(accepted_sentence(key), changed=True)


async def _renew(app: App[Any], portal: Portal) -> KeyEnd:
    """The file itself cannot be used: that is decided on before any key."""
    file = portal.known_keys.file
    name = file.name if file is not None else ""
    try:
        portal.known_keys.check_file()
    except PinsUnusable as error:
        sentences = pins_sentences(error.fault, safe_text(str(file), limit=200))
    else:
        return KeyEnd("", changed=True)  # somebody mended it meanwhile
    asking = TypedYesScreen((_("Known keys"),), sentences, name, lambda typed: typed.strip() == name)
    if not await app.push_screen_wait(asking):
        return KeyEnd(_("The file stays as it is; nothing is encrypted."), "warning")
    try:
        aside = portal.known_keys.set_aside()
    except OSError:
        return KeyEnd(_("The file cannot be renamed; it stays as it is."), "bad")
    return KeyEnd(set_aside_sentence(aside.name if aside is not None else name), changed=True)


async def decide_on_derivation(
    app: App[Any], session: Session, error: DerivationChanged, account: str
) -> str:
    """Let another way of deriving the password be accepted, by the name of the account. Returns what is said
    afterwards. Call it in a worker."""
    word = text_to_type(account, _("accept"))
    asking = TypedYesScreen(
        (_("Key derivation"),),
        derivation_sentences(error),
        word,
        lambda typed: is_typed(account, typed, word),
        over_cover=True,  # unlocking leads here
    )
    if not await app.push_screen_wait(asking):
        return _("Nothing was accepted, and your password was not used.")
    try:
        session.accept_derivation()
    except (OSError, PinsUnusable):
        return _("The file of known keys cannot be written, so nothing was accepted.")
    return _("Accepted. Type the password again.")
