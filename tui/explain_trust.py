"""Words for keys and derivations that are not the known ones. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend_client import errors
from backend_client.errors import DerivationDoubt, KeyDoubt, PinsFault
from tui.explanation import Explain, Explanation
from tui.safe_text import safe_text
from tui.translate import _


def _key_changed(error: errors.KeyChanged) -> Explanation:
    name = safe_text(error.name, limit=40)
    whose = _("The key of {name}").format(name=name) if name else _("The provider's key")
    if not error.provider and not name:
        whose = _("The client's key")
    if error.doubt is KeyDoubt.PINS:
        return Explanation(
            _("Known keys unusable"),
            _("The file of known keys cannot be used, so no key is trusted. Nothing was encrypted or sent."),
            _("K on the list of clients, or seatwarden keys list, shows what to do."),
        )
    words = {
        KeyDoubt.CHANGED: _("{whose} is not the one known since {since}. Nothing was encrypted or sent."),
        KeyDoubt.SHARED: _("{whose} is the key of another client too. Nothing was encrypted or sent."),
        KeyDoubt.UNVOUCHED: _(
            "{whose} is new, under a provider key that changed. Nothing was encrypted or sent."
        ),
        KeyDoubt.UNSAVED: _("{whose} could not be noted as known. Nothing was encrypted or sent."),
    }
    since = f"{error.first_seen:%Y-%m-%d}" if error.first_seen is not None else ""
    return Explanation(
        _("Key not known"),
        words[error.doubt].format(whose=whose, since=since),
        _("K on the list of clients, or seatwarden keys list, shows it and what to do."),
    )


def _derivation_changed(error: errors.DerivationChanged) -> Explanation:
    if error.doubt is DerivationDoubt.SALT:
        sentence = _("The server gives the password another salt than last time. Your password was not used.")
    else:
        sentence = _(
            "The server asks for a weaker derivation than last time ({now}; before {before}). "
            "Your password was not used."
        ).format(now=error.now, before=error.before)
    return Explanation(
        _("Key derivation changed"),
        sentence,
        _("If you changed it in the web vault yourself: seatwarden keys accept --kdf."),
    )


def _pins_unusable(error: errors.PinsUnusable) -> Explanation:
    words = {
        PinsFault.UNREADABLE: _("The file of known keys cannot be read. Nothing was sent."),
        PinsFault.DAMAGED: _("The file of known keys is damaged. Nothing was sent."),
        PinsFault.FOREIGN: _(
            "The file of known keys, or its directory, belongs to or may be written by others. "
            "Nothing was sent."
        ),
    }
    return Explanation(
        _("Known keys unusable"),
        words[error.fault],
        _("seatwarden keys renew sets it aside, once you know why."),
    )


def _trust(_error: errors.TrustError) -> Explanation:
    return Explanation(
        _("Not as known"),
        _("Something is not as it was known. Nothing was sent."),
        _("seatwarden keys list shows what is known."),
    )


TRUST_WORDS: Final[Mapping[type, Explain]] = {
    errors.TrustError: _trust,
    errors.KeyChanged: _key_changed,
    errors.DerivationChanged: _derivation_changed,
    errors.PinsUnusable: _pins_unusable,
}
