"""What a job of invitations remembers of the people, and the text it makes of those it left. Pure.

Addresses, roles, groups and collections only; the text is read like any other: who is a member by then is
recognised.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from backend_client.portal.collections import Permission
from backend_client.portal.invitation_plan import Invitee
from backend_client.portal.job_lines import LeftJob
from backend_client.portal.noted_figures import permission_named


def asked_of(people: Sequence[Invitee]) -> dict[str, Any]:
    """What must be known to invite them: the terms, once each, and which of them are whose."""
    terms: dict[tuple[object, ...], dict[str, Any]] = {}
    whose: list[int] = []
    for one in people:
        terms.setdefault(
            one.terms,
            {
                "role": one.role.name.lower(),
                "groups": list(one.group_names),
                "permissions": list(one.permissions),
                "collections": {key: access.name.lower() for key, access in one.collections},
            },
        )
        whose.append(list(terms).index(one.terms))
    return {"terms": list(terms.values()), "whose": whose}


def text_again(left: LeftJob) -> str:
    """Rows of address, role and groups for those who are not known to be invited."""
    terms, whose = left.line.asked.get("terms"), left.line.asked.get("whose")
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(("email", "role", "groups"))
    for position, email in enumerate(left.line.rows):
        if email not in left.done:
            one = _term(terms, whose, position)
            rows.writerow((email, _word(one, "role"), ";".join(_words(one, "groups"))))
    return written.getvalue()


def permissions_again(left: LeftJob) -> Collection[str]:
    """The permissions of those with a custom role."""
    return {each for one in _used_terms(left) for each in _words(one, "permissions")}


def collections_again(left: LeftJob) -> Mapping[str, Permission]:
    """The direct access of all of them."""
    access: dict[str, Permission] = {}
    for one in _used_terms(left):
        given = one.get("collections")
        for key, word in (given if isinstance(given, Mapping) else {}).items():
            permission = permission_named(word)
            if permission is not None:
                access[str(key)] = permission
    return access


def _used_terms(left: LeftJob) -> tuple[Mapping[str, Any], ...]:
    """The terms of the rows: there may be more in the line."""
    terms, whose = left.line.asked.get("terms"), left.line.asked.get("whose")
    return tuple(_term(terms, whose, position) for position in range(len(left.line.rows)))


def _term(terms: object, whose: object, position: int) -> Mapping[str, Any]:
    """The terms of one row; whoever can write the journal can write anything into it."""
    if not isinstance(terms, list) or not isinstance(whose, list) or position >= len(whose):
        return {}
    index = whose[position]
    if not isinstance(index, int) or not 0 <= index < len(terms):
        return {}
    one = terms[index]
    return one if isinstance(one, Mapping) else {}


def _word(one: Mapping[str, Any], name: str) -> str:
    value = one.get(name)
    return value if isinstance(value, str) else ""


def _words(one: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = one.get(name)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
