"""Keys beside what is known of them: rows, records, and what is said before one is accepted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend_client.errors import DerivationChanged, DerivationDoubt, KeyDoubt, PinsFault
from backend_client.portal.known_keys import KnownKey
from backend_client.portal.pins import PinKind
from backend_client.portal.providers import KeyState
from tui.presenters.numbers import UNKNOWN
from tui.presenters.text_table import text_table
from tui.presenters.typed_name import is_typed, text_to_type
from tui.safe_text import safe_text
from tui.translate import _, ngettext

RECORD_FIELDS = ("kind", "name", "id", "state", "keyId", "knownKeyId", "knownSince", "acceptedBy")
"""What `keys list` tells of each key, in JSON and CSV."""

SHORT_ID = 16
"""Digits of a key id that people compare: 64 bits."""


def key_records(keys: Iterable[KnownKey]) -> list[dict[str, str | None]]:
    """A record for every key; foreign text as it came."""
    return [
        {
            "kind": key.kind.value,
            "name": key.name,
            "id": key.id,
            "state": state_code(key),
            "keyId": key.key_id or None,
            "knownKeyId": key.known.digest if key.known is not None else None,
            "knownSince": key.known.at.isoformat() if key.known is not None else None,
            "acceptedBy": (key.known.who or None) if key.known is not None else None,
        }
        for key in keys
    ]


def key_table(keys: Sequence[KnownKey]) -> tuple[str, ...]:
    """The same for people."""
    heading = (_("Key of"), _("State"), _("Key id"), _("Known since"), _("Accepted by"))
    return text_table([heading, *(_row(key) for key in keys)])


def _row(key: KnownKey) -> tuple[str, ...]:
    return (
        whose(key),
        state_word(key),
        key.key_id[:SHORT_ID] or UNKNOWN,
        f"{key.known.at:%Y-%m-%d}" if key.known is not None else UNKNOWN,
        safe_text(key.known.who, limit=40) or UNKNOWN if key.known is not None else UNKNOWN,
    )


def whose(key: KnownKey, limit: int = 40) -> str:
    """The provider or client, safe."""
    return safe_text(key.name, limit=limit) or key.id


def state_code(key: KnownKey) -> str:
    """The state, for programs: that of the key, or why it is doubted."""
    if key.doubt is not None:
        return key.doubt.value
    return "known" if key.state is KeyState.OPEN else key.state.value


def state_word(key: KnownKey) -> str:
    """The state in a word or two."""
    if key.doubt is not None:
        return {
            KeyDoubt.CHANGED: _("changed"),
            KeyDoubt.SHARED: _("key of another"),
            KeyDoubt.UNVOUCHED: _("not vouched for"),
            KeyDoubt.UNSAVED: _("not noted"),
            KeyDoubt.PINS: _("cannot be told"),
        }[key.doubt]
    return {
        KeyState.OPEN: _("known"),
        KeyState.MISSING: _("missing"),
        KeyState.BROKEN: _("does not open"),
    }.get(key.state, UNKNOWN)


def doubted_sentence(keys: Iterable[KnownKey]) -> str:
    """How many keys are not the known ones; empty where none is."""
    count = sum(key.doubt is not None for key in keys)
    if not count:
        return ""
    words = ngettext(
        "{count} key is not a known one: nothing is encrypted with it until it is accepted.",
        "{count} keys are not known ones: nothing is encrypted with them until they are accepted.",
        count,
    )
    return words.format(count=count)


def known_sentence(key: KnownKey, changed: Sequence[str] = ()) -> str:
    """What is to say of a key that nobody has to decide on. `changed`: the clients (foreign text) of others
    that are to be decided on."""
    words = _("The key of {name}: {state}.").format(name=whose(key, 30), state=state_word(key))
    if key.state is KeyState.OPEN and key.known is not None:
        words = _("The key of {name} is the one known since {since} ({id}).").format(
            name=whose(key, 30), since=f"{key.known.at:%Y-%m-%d}", id=key.key_id[:SHORT_ID]
        )
    return f"{words} {_elsewhere(changed)}" if changed else words


def _elsewhere(names: Sequence[str]) -> str:
    first, more = safe_text(names[0], limit=30), len(names) - 1
    if not more:
        return _("Changed is that of {name}: put the cursor there.").format(name=first)
    return ngettext(
        "Changed are those of {name} and {count} more: ! sorts them to the top.",
        "Changed are those of {name} and {count} more: ! sorts them to the top.",
        more,
    ).format(name=first, count=more)


def changed_sentences(key: KnownKey) -> tuple[str, ...]:
    """What is said before a key is accepted: what differs, why that can be, what else it can mean, whom to
    ask."""
    return (
        _what_differs(key),
        _("Key id now: {id}").format(id=key.key_id[:SHORT_ID])
        if key.known is None
        else _("Key id known since {since}: {known}. Now: {now}.").format(
            since=f"{key.known.at:%Y-%m-%d}", known=key.known.digest[:SHORT_ID], now=key.key_id[:SHORT_ID]
        ),
        _why(key),
        _(
            "If nothing of that happened, the server, or somebody in control of it, may have put a key of "
            "their own here to read what you encrypt from now on."
        ),
        _(
            "Ask a colleague who works for the same provider which key id they see, and whoever looks after "
            "the server; do not ask through this server. The journal tells what was changed from here."
        ),
        _("Until you accept it, everything can be read and nothing is encrypted with it."),
    )


def _what_differs(key: KnownKey) -> str:
    words = {
        KeyDoubt.CHANGED: _("The key of {name} is not the one that was known."),
        KeyDoubt.SHARED: _("{name} has the key of another client: everybody there could read it."),
        KeyDoubt.UNVOUCHED: _("The key of {name} is new, and the provider's key that opened it changed."),
        KeyDoubt.UNSAVED: _("The key of {name} could not be noted as known: the file cannot be written."),
    }
    return words[key.doubt or KeyDoubt.CHANGED].format(name=whose(key))


def _why(key: KnownKey) -> str:
    if key.kind is PinKind.PROVIDER:
        return _("It may be right: the provider was set up anew, or the vendor's support changed its key.")
    return _("It may be right: its key was rotated, or the organization was made anew or moved.")


def word_to_type(key: KnownKey) -> str:
    """What is typed to accept a key: the name, as a keyboard can."""
    return text_to_type(key.name, key.id)


def is_word(key: KnownKey, typed: str) -> bool:
    """Whether it was typed."""
    return is_typed(key.name, typed, key.id)


def accepted_sentence(key: KnownKey) -> str:
    """What is said afterwards."""
    return _("The key of {name} is the known one from now on.").format(name=whose(key))


def pins_sentences(fault: PinsFault, file: str) -> tuple[str, ...]:
    """What is said before a file of pins is set aside. `file` is safe."""
    found = {
        PinsFault.UNREADABLE: _("The file of known keys cannot be read: {file}"),
        PinsFault.DAMAGED: _("The file of known keys is damaged: {file}"),
        PinsFault.FOREIGN: _(
            "The file of known keys, or its directory, belongs to others or they may write it: {file}"
        ),
    }
    return (
        found[fault].format(file=file),
        _("So it cannot be told whether any key is the known one, and nothing is encrypted."),
        _("Find out why first: ask whoever else may write there. A copy of the file can be put back."),
        _(
            "Setting it aside keeps it under another name. Every key that the server gives next is then "
            "taken for the first one seen."
        ),
    )


def set_aside_sentence(name: str) -> str:
    """What is said afterwards. `name` is foreign text."""
    return _("The file is {name} now; the next keys are noted as known.").format(
        name=safe_text(name, limit=60)
    )


def derivation_sentences(error: DerivationChanged) -> tuple[str, ...]:
    """What is said before another way of deriving a password is accepted."""
    if error.doubt is DerivationDoubt.SALT:
        what = _("The server gives your password another salt than last time.")
        why = _("It may be right: the e-mail address of the account was changed.")
    else:
        what = _("The server asks for a weaker derivation of your password than last time.")
        why = _("It may be right: you changed the key derivation in the web vault, under Security.")
    return (
        what,
        _("Last time: {before}. Now: {now}.").format(before=error.before, now=error.now),
        why,
        _(
            "If you did not, the server, or somebody in control of it, may want a hash of your password that "
            "is cheaper to guess from. Your password was not used."
        ),
        _("Look in the web vault from another machine, or ask whoever looks after the server."),
    )
