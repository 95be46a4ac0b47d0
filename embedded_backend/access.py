"""What a caller may do with one client organization.

Two styles exist on the server. Attribute-style routes look at the provider link in the database and
refuse with an empty 403. Older routes believe the link only if the token names some provider, and
refuse with 404. Member roles always come from the token; the role within the provider does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Row

from embedded_backend.call import Call
from embedded_backend.errors import EmptyProblem, not_found
from embedded_backend.profile import PERMISSIONS

_PERMISSIONS = frozenset(name.lower() for name in PERMISSIONS)
_ROLES = (("orgowner", 0), ("orgadmin", 1), ("orguser", 2), ("orgcustom", 4))


@dataclass(frozen=True, slots=True)
class Access:
    """`role` is the member type, None for a caller who is no member; `provider_id` the managing provider
    the caller works for; `permissions` those of a custom member, in lower case.
    """

    organization_id: str
    role: int | None
    provider_id: str | None
    permissions: frozenset[str]

    @property
    def owner(self) -> bool:
        """Owner, or provider staff."""
        return self.role == 0 or self.provider_id is not None

    @property
    def admin(self) -> bool:
        """Owner, admin, or provider staff."""
        return self.owner or self.role == 1

    @property
    def known(self) -> bool:
        """Member or provider staff."""
        return self.role is not None or self.provider_id is not None

    @property
    def only_provider(self) -> bool:
        """Provider staff who is no member."""
        return self.role is None and self.provider_id is not None

    def may(self, *names: str) -> bool:
        """Whether one of these permissions is held; admins hold all."""
        return self.admin or any(name.lower() in self.permissions for name in names)


def organization_access(call: Call, *, older: bool = False) -> Access:
    """The caller's access to the organization of the path (`organization_id`)."""
    return access_to(call, call.path("organization_id"), older=older)


def access_to(call: Call, organization_id: str, *, older: bool = False) -> Access:
    """The caller's access to an organization, which need not exist."""
    caller = call.caller
    role = next((kind for claim, kind in _ROLES if organization_id in caller.ids(claim)), None)
    provider = None
    if caller.in_a_provider or not older:
        provider = call.database.value(
            "SELECT l.provider_id FROM provider_organizations l JOIN provider_users u"
            " ON u.provider_id = l.provider_id"
            " WHERE l.organization_id = ? AND u.user_id = ? AND u.status = 2",
            (organization_id, caller.id),
        )
    held = [
        claim for claim in caller.claims if claim in _PERMISSIONS and organization_id in caller.ids(claim)
    ]
    return Access(organization_id, role, provider, frozenset(held))


def require_owner(call: Call) -> Access:
    """Owner-level access. Raises 404."""
    access = organization_access(call, older=True)
    if not access.owner:
        raise not_found()
    return access


def require_older(call: Call, *permissions: str) -> Access:
    """Admin-level access or one of the permissions, older style. Raises 404."""
    access = organization_access(call, older=True)
    if not access.may(*permissions):
        raise not_found()
    return access


def require(call: Call, *permissions: str) -> Access:
    """Admin-level access or one of the permissions, attribute style. Raises the empty 403."""
    access = organization_access(call)
    if not access.may(*permissions):
        raise EmptyProblem(403)
    return access


def require_known(call: Call) -> Access:
    """Member or provider staff. Raises the empty 403."""
    access = organization_access(call)
    if not access.known:
        raise EmptyProblem(403)
    return access


def organization_row(call: Call, organization_id: str) -> Row:
    """The organization. Raises 404."""
    found = call.database.row("SELECT * FROM organizations WHERE id = ?", (organization_id,))
    if found is None:
        raise not_found()
    return found
