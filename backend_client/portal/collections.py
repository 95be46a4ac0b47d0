"""The collections of one opened client, decrypted, with who may reach them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What somebody may do with a collection, weakest first."""

    NO_ACCESS = "no_access"
    VIEW_HIDDEN_PASSWORDS = "view_hidden_passwords"
    VIEW = "view"
    EDIT_HIDDEN_PASSWORDS = "edit_hidden_passwords"
    EDIT = "edit"
    MANAGE = "manage"


@dataclass(frozen=True, slots=True)
class Manager:
    """A member or group that manages a collection. `name` is foreign text (an e-mail or group name)."""

    name: str
    is_group: bool
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection. `name` is None when its EncString did not open; nesting is `/` in the name.

    `permission` is the signed-in account's own. `groups` are names (foreign text).
    """

    id: str
    name: str | None
    permission: Permission
    groups: tuple[str, ...] = ()
    managers: tuple[Manager, ...] = ()
    external_id: str | None = None

    @property
    def managed(self) -> bool:
        """Whether anybody manages it."""
        return bool(self.managers)
