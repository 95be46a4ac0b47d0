"""A personal API key in this computer's keyring: kept by explicit choice only, one for each profile.

The optional package `keyring` speaks to the keyring of the operating system. Kinds that write plain text are
refused, and nothing else is ever kept there. A keyring may ask the person at the desktop and may never answer
over SSH: every question ends after `SECONDS`. All of this blocks; screens call it in a thread.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

from backend_client.private_files import check_private
from backend_client.secret import Secret
from tui.paths import HOME_VARIABLE, state_file
from tui.profile_settings import DEFAULT
from tui.settings import change_remembered, read_remembered

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "seatwarden"
SECONDS = 30.0

_OF_THE_SYSTEM = {
    "linux": "keyring.backends.SecretService.Keyring",
    "darwin": "keyring.backends.macOS.Keyring",
}
_GOOD_ENOUGH = 1  # what the package itself recommends; plain text and the like stand below
_Answer = TypeVar("_Answer")


class KeyringTrouble(StrEnum):
    """Why nothing can be kept in a keyring, or got from it."""

    NOT_INSTALLED = "not_installed"
    NONE_HERE = "none_here"
    PLAIN_TEXT = "plain_text"
    NO_ANSWER = "no_answer"
    LOCKED = "locked"
    REFUSED = "refused"


class KeyringUnusable(Exception):
    """The keyring was not used, or did not do what was asked."""

    def __init__(self, trouble: KeyringTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class RememberedKey:
    """An API key, and the server (see `Portal.server_address`) that it may be sent to."""

    server: str
    client_id: str
    client_secret: Secret


def keyring_trouble() -> KeyringTrouble | None:
    """Why a key cannot be remembered here; None where it can."""
    try:
        _asked(lambda _keyring: None)
    except KeyringUnusable as error:
        return error.trouble
    return None


class KeyOfProfile:
    """The API key that one profile may have in the keyring, and that its state tells of."""

    def __init__(self, profile: str) -> None:
        self._profile = profile

    @property
    def kept(self) -> bool:
        """Whether a key is said to be in the keyring, which is not asked."""
        return bool(self._said())

    def recall(self) -> RememberedKey | None:
        """The remembered key; None, without asking the keyring, where there is none.

        Raises KeyringUnusable.
        """
        if not self.kept:
            return None
        name = _name(self._profile)
        return _parsed(_asked(lambda keyring: keyring.get_password(SERVICE, name)))

    def keep(self, key: RememberedKey) -> None:
        """Put `key` there instead of any other. Raises KeyringUnusable, OSError.

        The state says first that a key is there: where the keyring does not answer it may be there or not,
        and must be found again by whoever wants it gone.
        """
        name, before = _name(self._profile), self._said()
        self._say(key.server)
        try:
            _asked(lambda keyring: keyring.set_password(SERVICE, name, _text(key)))
        except KeyringUnusable as error:
            if error.trouble is not KeyringTrouble.NO_ANSWER:
                self._say(before)
            raise

    def forget(self) -> bool:
        """Take the key out; whether there was one. Raises KeyringUnusable, OSError."""
        if not self.kept:
            return False
        _asked(lambda keyring: _delete(keyring, _name(self._profile)))
        self._say("")
        return True

    def _said(self) -> str:
        return read_remembered(state_file(self._profile)).key_for

    def _say(self, server: str) -> None:
        change_remembered({"key_for": server}, state_file(self._profile))


def _text(key: RememberedKey) -> str:
    return json.dumps(
        {"server": key.server, "client_id": key.client_id, "client_secret": key.client_secret.reveal()}
    )


def _delete(keyring: KeyringBackend, name: str) -> None:
    if keyring.get_password(SERVICE, name) is not None:
        keyring.delete_password(SERVICE, name)


def _name(profile: str) -> str:
    """The name of the entry; a home directory of its own has entries of its own."""
    home = os.environ.get(HOME_VARIABLE)
    return f"{profile or DEFAULT} {os.path.realpath(home)}" if home else profile or DEFAULT


def _parsed(text: str | None) -> RememberedKey | None:
    try:
        found = json.loads(text or "")
        values = found["server"], found["client_id"], found["client_secret"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not all(isinstance(value, str) and value for value in values):
        return None
    return RememberedKey(values[0], values[1], Secret(values[2]))


def _asked(question: Callable[[KeyringBackend], _Answer]) -> _Answer:
    """What the keyring answers. Raises KeyringUnusable; what keyrings raise may hold a key and ends here."""
    answers: list[_Answer] = []
    troubles: list[KeyringTrouble] = []

    def ask() -> None:
        try:
            answers.append(question(_keyring()))
        except KeyringUnusable as error:
            troubles.append(error.trouble)
        except Exception as error:  # every maker of a keyring has exceptions of their own
            troubles.append(_kind_of(error))

    thread = threading.Thread(target=ask, name="keyring", daemon=True)
    thread.start()
    thread.join(SECONDS)
    if answers:
        return answers[0]
    raise KeyringUnusable(troubles[0] if troubles else KeyringTrouble.NO_ANSWER)


def _kind_of(error: Exception) -> KeyringTrouble:
    from keyring.errors import KeyringLocked  # noqa: PLC0415 - optional; a keyring of it was asked

    return KeyringTrouble.LOCKED if isinstance(error, KeyringLocked) else KeyringTrouble.REFUSED


def _keyring() -> KeyringBackend:
    """The keyring of this computer, where it is one that keeps secrets. Raises KeyringUnusable.

    It is the one that a person named as the package describes, else that of the operating system. The
    package's own search is not used: it loads every kind there is, and some run compilers to find a library.
    """
    try:
        from keyring import core  # noqa: PLC0415 - optional, and only for who chose to be remembered
    except ImportError:
        raise KeyringUnusable(KeyringTrouble.NOT_INSTALLED) from None
    found = core.load_env() or _configured(core)
    if found is None:
        try:
            found = core.load_keyring(_OF_THE_SYSTEM["darwin" if sys.platform == "darwin" else "linux"])
        except Exception:  # no such service here, or none that speaks; each says it in its own way
            raise KeyringUnusable(KeyringTrouble.NONE_HERE) from None
    trouble = _trouble_with(found)
    if trouble is not None:
        raise KeyringUnusable(trouble)
    return found


def _configured(core: ModuleType) -> KeyringBackend | None:
    """The kind that the package's own settings file names; it can name code to run, so it must be trusted."""
    check_private(core._config_path())
    named: KeyringBackend | None = core.load_config()
    return named


def _trouble_with(keyring: KeyringBackend) -> KeyringTrouble | None:
    makers = {each.__module__ for each in type(keyring).__mro__}
    if makers & {"keyring.backends.null", "keyring.backends.fail"}:
        return KeyringTrouble.NONE_HERE
    if any(maker == "keyrings.alt" or maker.startswith("keyrings.alt.") for maker in makers):
        return KeyringTrouble.PLAIN_TEXT
    if "keyring.backends.chainer" in makers:  # it writes wherever another one lets it
        return KeyringTrouble.PLAIN_TEXT
    return None if keyring.priority >= _GOOD_ENOUGH else KeyringTrouble.PLAIN_TEXT
