"""Keyrings for tests, named in PYTHON_KEYRING_BACKEND; what they hold is gone with `holds.clear()`."""

from __future__ import annotations

import threading

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError, PasswordSetError

holds: dict[tuple[str, str], str] = {}
asked: list[str] = []
never = threading.Event()


class Keyring(KeyringBackend):
    """Keeps secrets, as far as a test can tell."""

    priority: float = 5

    def get_password(self, service: str, username: str) -> str | None:
        asked.append("get")
        return holds.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        asked.append("set")
        holds[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        asked.append("delete")
        if holds.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")


class WeakKeyring(Keyring):
    """Less than the package recommends."""

    priority = 0.5


class PlainKeyring(Keyring):
    """Made by the package of alternatives, which write plain text."""


PlainKeyring.__module__ = "keyrings.alt.file"


class HeirOfPlain(PlainKeyring):
    """Something of one's own on top of one that writes plain text."""


class RefusingKeyring(Keyring):
    """Does not work, and says secrets in its exceptions."""

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError(f"{service} {username} {holds}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise PasswordSetError(password)


class LockedKeyring(Keyring):
    """Locked, and nothing can ask for its password."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"{service} {username} {holds}")


class SilentKeyring(Keyring):
    """Waits for somebody at the desktop."""

    def get_password(self, service: str, username: str) -> str | None:
        never.wait()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        never.wait()
