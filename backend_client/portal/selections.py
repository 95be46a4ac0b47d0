"""A permission as the wire says it. Apart from the values, which screens import before the first paint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend_client.api.selection import Selection
from backend_client.portal.collections import Permission

_HIDDEN = frozenset({Permission.VIEW_HIDDEN_PASSWORDS, Permission.EDIT_HIDDEN_PASSWORDS})
_VIEWS = frozenset({Permission.VIEW, Permission.VIEW_HIDDEN_PASSWORDS})


def selection_of(holder_id: str, permission: Permission) -> Selection:
    """One row of an access list. Managing goes with no restriction: the server refuses both together.

    Raises ValueError for NO_ACCESS, which is the absence of a row.
    """
    if permission is Permission.NO_ACCESS:
        raise ValueError("no access has no row")
    return Selection(
        id=holder_id,
        read_only=permission in _VIEWS,
        hide_passwords=permission in _HIDDEN,
        manage=permission is Permission.MANAGE,
    )


def laid_over(selections: Sequence[Selection], wished: Mapping[str, Permission]) -> tuple[Selection, ...]:
    """The same selections in their order, with the `wished` permissions in place of theirs."""
    kept = [each for each in selections if each.id not in wished]
    return (*kept, *(selection_of(key, wanted) for key, wanted in wished.items() if wanted))
