"""What clients tell the event collector: exports, and items that were viewed, copied or filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_backend.access import access_to
from embedded_backend.audit import log_account, log_organization
from embedded_backend.call import Call
from embedded_backend.errors import EmptyProblem

_ACCOUNT_EXPORTED, _ORGANIZATION_EXPORTED = 1007, 1602
_ITEM = frozenset((*range(1107, 1115), *range(1117, 1133)))


def keep_collected(call: Call) -> None:
    """Log what is told, as of now. What the caller may not tell of is passed over without a word.

    Raises the empty 400 where there is no list.
    """
    _ = call.caller
    if not isinstance(call.raw, list):
        raise EmptyProblem(400)
    for told in call.raw:
        if isinstance(told, Mapping):
            _keep(call, told)


def _keep(call: Call, told: Mapping[str, Any]) -> None:
    kind = told.get("type")
    if not isinstance(kind, int):
        return
    if kind == _ACCOUNT_EXPORTED:
        log_account(call, call.caller.id, kind)
    elif kind == _ORGANIZATION_EXPORTED:
        access = access_to(call, str(told.get("organizationId")), older=True)
        if access.role is not None:
            log_organization(call, access, kind)
    elif kind in _ITEM:
        _keep_item(call, str(told.get("cipherId")), kind)


def _keep_item(call: Call, cipher_id: str, kind: int) -> None:
    item = call.database.row("SELECT id, organization_id FROM ciphers WHERE id = ?", (cipher_id,))
    if item is not None:
        access = access_to(call, item["organization_id"], older=True)
        if access.role is not None:
            log_organization(call, access, kind, cipher_id=item["id"])
