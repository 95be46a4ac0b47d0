"""What is said about profiles and about keys that are remembered. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tui.presenters.csv_cells import csv_text
from tui.presenters.text_table import text_table
from tui.profile_settings import DEFAULT
from tui.remembered_key import KeyringTrouble
from tui.safe_text import safe_text, shorten
from tui.translate import _

FIELDS = ("name", "server", "email", "signedIn", "remembered")
_TITLE_WIDTH = 16


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """What is known of one profile; empty where it is not. `signed_in` is ISO 8601."""

    name: str
    server: str
    email: str
    signed_in: str
    remembered: bool


def profiles_text(rows: Sequence[ProfileRow]) -> str:
    """A line for every profile below a heading."""
    heading = (_("Profile"), _("Server"), _("E-mail"), _("Last sign-in"), _("API key"))
    cells = [
        (
            row.name,
            safe_text(row.server) or "-",
            safe_text(row.email) or "-",
            _moment(row.signed_in) or "-",
            _("in the keyring") if row.remembered else "-",
        )
        for row in rows
    ]
    return "".join(f"{line}\n" for line in text_table((heading, *cells)))


def profiles_json(rows: Sequence[ProfileRow]) -> str:
    """A list of objects."""
    return json.dumps([_record(row) for row in rows], indent=2, ensure_ascii=True) + "\n"


def profiles_csv(rows: Sequence[ProfileRow]) -> str:
    """The same fields, in the same order."""
    return csv_text(FIELDS, ([_record(row)[name] for name in FIELDS] for row in rows))


def _record(row: ProfileRow) -> Mapping[str, object]:
    values = (row.name, row.server or None, row.email or None, row.signed_in or None, row.remembered)
    return dict(zip(FIELDS, values, strict=True))


def _moment(text: str) -> str:
    try:
        return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return ""


def profile_words(profile: str, *, new: bool = False) -> str:
    """What stands behind the product's name in a title line; nothing for the unnamed profile."""
    if not profile:
        return ""
    name = shorten(profile, _TITLE_WIDTH)
    return f" [{_('{name}, new').format(name=name)}]" if new else f" [{name}]"


def new_profile_sentence(profile: str) -> str:
    """What a person should know who typed the name of a profile that is not known."""
    return _("The profile {name} is new. It is kept from the first sign-in on.").format(name=profile)


def unknown_profile_sentence(profile: str, known: Sequence[str]) -> str:
    """Why a command refuses a profile that nobody signed in with; `known` are the names there are."""
    names = ", ".join(name or DEFAULT for name in known)
    sentence = _(
        "There is no profile {name}. Known: {names}. A new one begins with: seatwarden --profile {name}"
    )
    return sentence.format(name=profile, names=names)


def nothing_kept_sentence(name: str) -> str:
    """A profile that only the settings know, or an unnamed one that was never used."""
    return _("Nothing is kept of the profile {name}. What settings.toml says of it stays.").format(name=name)


def forgotten_sentence(name: str, *, key: bool) -> str:
    """What was removed, and what stays."""
    if key:
        sentence = _(
            "The state of {name} and its key in the keyring are removed. Journal, notes and known keys stay."
        )
    else:
        sentence = _("The state of {name} is removed. Journal, notes and known keys stay.")
    return sentence.format(name=name)


def unforgotten_sentence(trouble: KeyringTrouble) -> str:
    """Why nothing was removed."""
    return f"{trouble_sentence(trouble)} {_('The key is still in it, and nothing was removed.')}"


def unread_key_sentence(trouble: KeyringTrouble) -> str:
    """Why a command could not take the remembered key, and what it takes instead."""
    return f"{trouble_sentence(trouble)} {_('Set BW_CLIENTID and BW_CLIENTSECRET instead.')}"


def other_server_sentence(server: str) -> str:
    """Why the remembered key is not sent."""
    sentence = _(
        "The remembered API key is for {server} and was not sent elsewhere. Set BW_CLIENTID instead."
    )
    return sentence.format(server=safe_text(server, limit=80))


def other_server_note(server: str) -> str:
    """The same above the form that asks for another way."""
    return _("The remembered API key is for {server}; it was not sent here.").format(
        server=safe_text(server, limit=80)
    )


def refused_key_sentence(profile: str) -> str:
    """What to do about a remembered key that the server does not take any more."""
    sentence = _(
        "The server refused the remembered API key. Sign in with a new one in the screens, or: "
        "seatwarden profiles forget {name} --confirm {name}"
    )
    return sentence.format(name=profile or DEFAULT)


def other_account_note() -> str:
    """Watching ended, and the key that is kept would show another account's clients."""
    return _("The remembered API key is another account's; it was not sent.")


def refused_key_note() -> str:
    """The same above the form that asks for another way."""
    return _("The server refused the remembered API key. Sign in otherwise; F8 forgets it.")


def unused_key_note(trouble: KeyringTrouble) -> str:
    """Why a form asks although a key is remembered."""
    return f"{trouble_sentence(trouble)} {_('Sign in by hand.')}"


def unkept_key_note(trouble: KeyringTrouble) -> str:
    """Signed in, and the key could not be remembered."""
    return f"{trouble_sentence(trouble)} {_('You are signed in; the API key is not remembered.')}"


def nothing_remembered_note(trouble: KeyringTrouble) -> str:
    """Why the form offers no remembering; nothing where nobody asked for a keyring."""
    if trouble is KeyringTrouble.NOT_INSTALLED:
        return ""
    return f"{_('Nothing is remembered.')} {trouble_sentence(trouble)}"


def forgotten_key_sentence() -> str:
    """It was taken out."""
    return _("The API key is no longer in the keyring.")


def trouble_sentence(trouble: KeyringTrouble) -> str:
    """Why the keyring cannot be used."""
    return {
        KeyringTrouble.NOT_INSTALLED: _(
            "The package keyring is not installed: pip install seatwarden[keyring]."
        ),
        KeyringTrouble.NONE_HERE: _("There is no keyring of the operating system here."),
        KeyringTrouble.PLAIN_TEXT: _("The keyring here would write plain text, so it is not used."),
        KeyringTrouble.NO_ANSWER: _("The keyring did not answer in time."),
        KeyringTrouble.LOCKED: _(
            "The keyring is locked. Unlock it at its desktop: over SSH nothing asks for its password."
        ),
        KeyringTrouble.REFUSED: _("The keyring refused."),
    }[trouble]
