"""Who may hand out which role and which permissions."""

from __future__ import annotations

import json
from sqlite3 import Row

from embedded_backend.access import Access
from embedded_backend.errors import Problem
from embedded_backend.member_rules import ADMIN, CUSTOM, OWNER
from embedded_backend.plans import features
from embedded_backend.profile import PERMISSIONS
from embedded_backend.wire import Json


def check_role(access: Access, organization: Row, new: int, old: int | None, granted: Json) -> None:
    """Who may hand out which role; `granted` are the permissions of a custom member. Raises 400."""
    if not access.owner:
        _check_as_lesser(access, new, old, granted)
    if new == CUSTOM and not features(organization["plan_type"])["useCustomPermissions"]:
        raise Problem(400, "To enable custom permissions the organization must be on an Enterprise plan.")


def _check_as_lesser(access: Access, new: int, old: int | None, granted: Json) -> None:
    if OWNER in (new, old):
        raise Problem(400, "Only an Owner can configure another Owner's account.")
    if access.admin:
        return
    if ADMIN in (new, old):
        raise Problem(400, "Custom users can not manage Admins or Owners.")
    if new == CUSTOM and not all(access.may(name) for name, held in granted.items() if held):
        raise Problem(400, "Custom users can only grant the same custom permissions that they have.")


def read_permissions(value: object) -> Json:
    """The thirteen switches of a request body whose names are folded."""
    given = value if isinstance(value, dict) else {}
    return {name: given.get(name.lower()) is True for name in PERMISSIONS}


def stored_permissions(kind: int, granted: Json) -> str | None:
    """Permissions as they are kept: only custom members have some."""
    return json.dumps(granted) if kind == CUSTOM else None
