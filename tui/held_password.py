"""A new password on its way: typed twice or made, masked unless asked for, and dropped."""

from __future__ import annotations

from backend_client.portal.recovery import PasswordDemands, generated_password
from backend_client.secret import Secret

_MASK = "*" * 12


class HeldPassword:
    """Holds one password at most. Only one that was made here can be shown or copied.

    `unseen`: it was made here, and neither shown nor copied since.
    """

    def __init__(self) -> None:
        self._secret: Secret | None = None
        self._made = False
        self._revealed = False
        self.unseen = False

    @property
    def empty(self) -> bool:
        """Whether there is none."""
        return self._secret is None

    @property
    def made(self) -> Secret | None:
        """The password, where it was made here."""
        return self._secret if self._made else None

    def make(self, demands: PasswordDemands) -> None:
        """Hold a new one that meets `demands`."""
        self.drop()
        self._secret, self._made = generated_password(demands), True
        self.unseen = True

    def type(self, typed: Secret) -> None:
        """Hold what was typed."""
        self.drop()
        self._secret = typed

    def repeats(self, typed: Secret) -> bool:
        """Whether the same was typed again; both are dropped where it was not, `typed` always."""
        same = self._secret is not None and self._secret.reveal() == typed.reveal()
        typed.drop()
        if not same:
            self.drop()
        return same

    def copy(self) -> Secret | None:
        """Another holder of the same text, for whoever drops it after use."""
        return None if self._secret is None else Secret(self._secret.reveal())

    def toggle(self) -> None:
        """Show or hide one that was made."""
        self._revealed = self._made and not self._revealed
        self.unseen = False

    def shown(self) -> str:
        """What may be drawn: the text while it is shown, else a mask; empty without a made one."""
        if self._secret is None or not self._made:
            return ""
        return self._secret.reveal() if self._revealed else _MASK

    @property
    def masked(self) -> bool:
        """Whether there is one that could be shown and is not."""
        return self._made and not self._revealed

    def drop(self) -> None:
        """Forget it."""
        if self._secret is not None:
            self._secret.drop()
        self._secret = None
        self._made = self._revealed = self.unseen = False
