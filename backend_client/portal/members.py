"""The members of an opened client: the server's numbers for their status and role."""

from __future__ import annotations

from enum import IntEnum


class MemberStatus(IntEnum):
    """The server's OrganizationUserStatusType."""

    REVOKED = -1
    INVITED = 0
    ACCEPTED = 1
    CONFIRMED = 2
    STAGED = 3


class MemberRole(IntEnum):
    """The server's OrganizationUserType. 3 is a role that newer servers no longer know."""

    OWNER = 0
    ADMIN = 1
    USER = 2
    CUSTOM = 4
